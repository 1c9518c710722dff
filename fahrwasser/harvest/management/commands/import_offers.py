"""Read offers into the directory from the command line."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fahrwasser.core import clock
from fahrwasser.core.errors import DomainError
from fahrwasser.harvest import actions, archive, reading
from fahrwasser.harvest.found import Spot, Told
from fahrwasser.harvest.jsontext import Unreadable
from fahrwasser.harvest.plan import Plan

NOTHING_READ = 2
SHOWN = 20


class Command(BaseCommand):
    help = "Read a file, a folder or a zip of offers into the directory; exit code 2 when nothing could be read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="file, folder or zip")
        parser.add_argument("--format", default=reading.AUTO, choices=list(reading.FORMATS))
        parser.add_argument("--source", default="", help="short name of the source; without it the name of the file")
        parser.add_argument("--dry-run", action="store_true", help="compare, and write nothing")
        parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            outcome = actions.import_files(
                files=archive.of_path(path), source=options["source"] or short_name(path), form=options["format"],
                by=None, now=clock.now(), dry_run=options["dry_run"],
            )  # fmt: skip
        except Unreadable as refusal:
            self._say(Plan(rejected=[refusal.told]), as_json=options["json"], dry=options["dry_run"])
            sys.exit(NOTHING_READ)
        except DomainError as refusal:
            told = Told(Spot(path.name), refusal.sentence)
            self._say(Plan(rejected=[told]), as_json=options["json"], dry=options["dry_run"])
            sys.exit(NOTHING_READ)
        self._say(outcome.plan, as_json=options["json"], dry=options["dry_run"])

    def _say(self, plan: Plan, *, as_json: bool, dry: bool) -> None:
        self.stdout.write(json.dumps(report(plan), ensure_ascii=False) if as_json else "\n".join(summary(plan, dry)))


def short_name(path: Path) -> str:
    """A name for the source from the name of the file: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", path.resolve().stem.lower()).strip("-")[:40] or "datei"


def report(plan: Plan) -> dict[str, Any]:
    """The result as data; lines and columns count from 1, 0 where the format has none."""
    return {
        "read": plan.read, "created": plan.created, "updated": plan.updated, "unchanged": plan.unchanged,
        "rejected": list(map(_told, plan.rejected)), "orphans": list(map(_told, plan.orphans)),
        "warnings": list(map(_told, plan.warnings)),
    }  # fmt: skip


def _told(one: Told) -> dict[str, Any]:
    return {"file": one.spot.file, "line": one.spot.line, "column": one.spot.column, "reason": one.reason}


def summary(plan: Plan, dry: bool) -> list[str]:
    """The result in words, the first places of each kind."""
    lines = ["Probelauf: Es wurde nichts geschrieben."] if dry else []
    lines.append(
        f"{plan.read} gelesen: {plan.created} neu, {plan.updated} geändert, {plan.unchanged} unverändert,"
        f" {len(plan.rejected)} zurückgewiesen."
    )
    if plan.kept:
        lines.append(f"{len(plan.kept)} Angaben blieben, wie jemand sie hier geschrieben hat.")
    if plan.vanished:
        lines.append(f"{len(plan.vanished)} Angebote fehlen jetzt in der Quelle; sie bleiben im Verzeichnis.")
    kinds = {"Zurückgewiesen": plan.rejected, "Verweise ins Leere": plan.orphans, "Hinweise": plan.warnings}
    for title, told in kinds.items():
        if told:
            lines += ["", f"{title} ({len(told)}):", *(f"  {actions.sentence(one)}" for one in told[:SHOWN])]
            lines += [f"  … und {len(told) - SHOWN} weitere"] if len(told) > SHOWN else []
    return lines
