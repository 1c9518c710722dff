import os
import platform
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from fahrwasser.demo.bench import databases, directory, harvest, one_case, report
from fahrwasser.demo.bench.run import run
from fahrwasser.demo.bench.silence import PAIRS
from fahrwasser.installation import uses_embedded_server
from fahrwasser.matching.bench import all_sizes
from fahrwasser.pg import ADMIN

SIZES = "800,50000,500000"
OFFERS = "200,20000"
MATCHED_WITH = "200,5000"


class Command(BaseCommand):
    help = "How fast the pages and the matching engine are, and whether that grows; prints and writes, never judges."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sizes", default=SIZES, help="numbers of clients, with commas")
        parser.add_argument("--offers", default=OFFERS, help="numbers of offers in the directory, with commas")
        parser.add_argument("--matched-with", default=MATCHED_WITH, help="numbers of offers one case is held against")
        parser.add_argument("--pairs", default=PAIRS, type=int, help="rounds of messages that are timed")
        parser.add_argument("--keep", action="store_true", help="leave the databases fw_bench_<n> for a closer look")

    def handle(
        self, *args: Any, sizes: str, offers: str, matched_with: str, keep: bool, pairs: int, **options: Any
    ) -> None:
        if not uses_embedded_server():
            raise CommandError("DATABASE_URL is set: the bench makes databases, on the embedded server only.")
        chosen = [int(size) for size in sizes.split(",")]
        with databases.base():
            measured, silence = run(chosen, keep=keep, pairs=pairs, say=self.stderr.write)
            searched = directory.run([int(size) for size in offers.split(",")], self.stderr.write)
            readings, peak = harvest.run(self.stderr.write)
            matched = one_case.run([int(size) for size in matched_with.split(",")], self.stderr.write)
        engine = list(report.engine_lines(list(all_sizes())))
        lines = [
            *report.tables(measured),
            "",
            *report.silence_lines(silence),
            "",
            *directory.lines(searched),
            "",
            *harvest.lines(readings, peak),
            "",
            *engine,
            "",
            *one_case.lines(matched),
        ]
        self.stdout.write("\n".join(lines))
        report.write(lines, _machine())


def _machine() -> str:
    with databases.connected(ADMIN, "postgres"), connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, PostgreSQL {version}"
