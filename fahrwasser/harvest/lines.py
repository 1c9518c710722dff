"""The lines of a reading: what its pages show, in the order of the source."""

from collections.abc import Iterator
from datetime import time
from itertools import islice
from typing import Any, Final
from uuid import UUID

from fahrwasser.core.ids import new_id
from fahrwasser.harvest import bulk, writing
from fahrwasser.harvest.found import Told
from fahrwasser.harvest.models import ImportLine
from fahrwasser.harvest.plan import Difference, Plan

MOST: Final = 20_000
"""Lines of one section that are kept; the counts say how many there are."""
Section = ImportLine.Section


def keep(run: UUID, plan: Plan) -> None:
    """Write down what the plan would do, in place of what was written before."""
    ImportLine.objects.filter(run=run).delete()
    rows = [
        {"id": new_id(), "run_id": run, "section": section.value, "position": position, **values}
        for section, found in _sections(plan)
        for position, values in enumerate(islice(found, MOST))
    ]
    bulk.insert(ImportLine, rows)


def _sections(plan: Plan) -> Iterator[tuple[ImportLine.Section, Iterator[dict[str, Any]]]]:
    yield Section.REJECTED, map(_told, plan.rejected)
    yield Section.KEPT, map(_difference, plan.kept)
    yield Section.CHANGED, map(_difference, plan.changed)
    yield Section.NEW, ({"subject": name[:300], "theirs": words[:500]} for name, words in plan.added)
    yield Section.VANISHED, ({"subject": name[:300], "mark": str(key)} for key, name in plan.vanished)
    yield Section.ORPHAN, map(_told, plan.orphans)
    yield Section.WARNING, map(_told, plan.warnings)


def _told(one: Told) -> dict[str, Any]:
    spot = one.spot
    words = {"file": spot.file[-300:], "label": spot.path[:100], "reason": one.reason[:500]}
    return {**words, "line": spot.line, "column": spot.column}


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "subject": one.subject[:300], "label": one.label[:100], "ours": shown(one.ours), "theirs": shown(one.theirs),
        "mark": writing.mark(one)[:100],
    }  # fmt: skip


def shown(value: Any) -> str:
    """A value as people read it, at most 500 characters."""
    if value is None or value == "" or value == {} or value == []:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, dict):
        value = ", ".join(f"{name}: {inner}" for name, inner in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= 500 else f"{text[:498]} …"
