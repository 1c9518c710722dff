import os
import shutil
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fahrwasser.demo.processes import processes, wait_until_ready
from fahrwasser.demo.staff import PASSWORD, logins
from fahrwasser.demo.town import load
from fahrwasser.installation import ensure_server, prepare_database, uses_embedded_server
from fahrwasser.pg import Server

PORT = int(os.environ.get("FAHRWASSER_PORT", "8000"))


class Command(BaseCommand):
    help = "The demo town: up (start, load once), stop (nothing is lost), reset (delete all of it)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["up", "stop", "reset"])

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        getattr(self, act)()

    def up(self) -> None:
        web, worker = processes(settings.VAR, PORT)
        if web.pid() is None and _taken(PORT):
            raise CommandError(f"Port {PORT} is in use by another program. Set FAHRWASSER_PORT to a free one.")
        ensure_server()
        prepare_database()
        if load():
            self.stdout.write("The demo town is loaded: people, files and offers, all invented.")
        web.start()
        worker.start()
        address = f"http://localhost:{PORT}"
        wait_until_ready(address)
        self._print_logins(address)

    def stop(self) -> None:
        for process in processes(settings.VAR, PORT):
            process.stop()
        if uses_embedded_server():
            Server(settings.VAR).stop()
        self.stdout.write("Stopped. Nothing is lost; `make demo` starts again.")

    def reset(self) -> None:
        self.stop()
        if not uses_embedded_server():
            raise CommandError("DATABASE_URL is set: this command does not delete a database of your own.")
        Server(settings.VAR).destroy()
        for folder in ("run", "log", "keys"):
            shutil.rmtree(settings.VAR / folder, ignore_errors=True)
        self.stdout.write("The demo is deleted.")

    def _print_logins(self, address: str) -> None:
        self.stdout.write(f"\nFahrwasser (demo) runs at {address}\n\nPassword of all demo people: {PASSWORD}\n")
        for email, what in logins():
            self.stdout.write(f"  {email:<42} {what}")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
