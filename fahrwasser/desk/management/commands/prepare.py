from typing import Any

from django.core.management.base import BaseCommand

from fahrwasser.installation import ensure_server, prepare_database


class Command(BaseCommand):
    help = "Start the embedded server where one is used, and bring the database up to date. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_server()
        prepare_database()
        self.stdout.write("The database is ready.")
