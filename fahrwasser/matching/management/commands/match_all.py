"""Compare every open need with every offer from the command line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fahrwasser.core import clock
from fahrwasser.matching import keeping
from fahrwasser.matching.models import MatchChange, MatchRun, NeedMatch


class Command(BaseCommand):
    help = "Compare every open need with every offer, and keep what comes out; figures of the town, never a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        told = report(keeping.compare_all(now=clock.now()))
        self.stdout.write(json.dumps(told) if options["json"] else summary(told))


def report(run: MatchRun) -> dict[str, Any]:
    """What was compared, as data. ``pairs``: of a need and an offer that serves it; ``without``: needs nothing fits."""
    return {
        "on": run.on.isoformat(), "needs": run.needs, "offers": run.offers, "pairs": run.pairs, "fitting": run.fitting,
        "without": NeedMatch.objects.filter(fits=[]).count(), "changes": changes(run, expected=False),
        "expected": changes(run, expected=True), "milliseconds": run.milliseconds,
    }  # fmt: skip


def changes(run: MatchRun, *, expected: bool) -> int:
    """How many pairs began or ended to fit on the day of the comparison, or will on a later one."""
    noted = MatchChange.objects
    return (noted.filter(on__gt=run.on) if expected else noted.filter(on=run.on)).count()


def summary(told: dict[str, Any]) -> str:
    return (
        f"{told['needs']} offene Bedarfe mit {told['offers']} Angeboten verglichen: {told['pairs']} Paare, davon passen"
        f" {told['fitting']}; für {told['without']} Bedarfe passt nichts. Heute geändert: {told['changes']},"
        f" in den nächsten {keeping.AHEAD.days} Tagen zu erwarten: {told['expected']}."
        f" {told['milliseconds'] / 1000:.1f} Sekunden."
    )
