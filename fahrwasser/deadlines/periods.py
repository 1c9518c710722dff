"""Periods of a deadline rule as people write them: "4 Monate, -1 Tag", and back."""

import re
from collections.abc import Mapping
from typing import Any

from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines.rules import END_OF_MONTH

WORDS = {
    "years": ("Jahr", "Jahre"),
    "months": ("Monat", "Monate"),
    "weeks": ("Woche", "Wochen"),
    "days": ("Tag", "Tage"),
    "working_days": ("Arbeitstag", "Arbeitstage"),
    "hours": ("Stunde", "Stunden"),
}
UNIT_OF = {word.lower(): unit for unit, words in WORDS.items() for word in (*words, words[1] + "n")}
MONTH_END = "bis zum Monatsende"
SAME_DAY = "am selben Tag"
PART = re.compile(r"([-−]?\d{1,4})\s+(\w+)")
TOO_LONG = 150  # of any unit; nothing in these laws runs longer


def in_words(period: Mapping[str, int]) -> str:
    """``{"months": 4, "days": -1}`` as "4 Monate, -1 Tag"; nothing at all is the same day."""
    parts = [f"{n} {words[abs(n) != 1]}" for unit, words in WORDS.items() if (n := period.get(unit, 0))]
    return ", ".join(parts) or SAME_DAY


def read(words: str) -> dict[str, int]:
    """The inverse of ``in_words``. Raises ``NotAllowed`` with an example for anything else."""
    if words.strip() == SAME_DAY:
        return {"days": 0}
    period: dict[str, int] = {}
    for part in words.split(","):
        found = PART.fullmatch(part.strip())
        unit = UNIT_OF.get(found[2].lower()) if found else None
        if not found or not unit or unit in period:
            raise NotAllowed("Diese Dauer ist nicht lesbar. Bitte schreiben Sie zum Beispiel: 6 Monate.")
        period[unit] = int(found[1].replace("−", "-"))
    if any(abs(n) > TOO_LONG for n in period.values()):
        raise NotAllowed(f"Diese Dauer ist zu lang. Möglich sind höchstens {TOO_LONG}.")
    return period


def way(step: Mapping[str, Any]) -> str:
    """Which of ``after``, ``before`` and ``until`` a step counts with."""
    return next(name for name in ("until", "before", "after") if name in step)


def step_in_words(step: Mapping[str, Any]) -> str:
    """How a step counts: "6 Monate nach diesem Tag"."""
    if step.get("until") == END_OF_MONTH:
        return MONTH_END
    period = in_words(step[way(step)])
    if period == SAME_DAY:
        return SAME_DAY
    return f"{period} {'vor' if way(step) == 'before' else 'nach'} diesem Tag"


def working_in_words(step: Mapping[str, Any]) -> str:
    """How the working deadline of a step is found."""
    if step["kind"] == "earliest":
        return "erster Arbeitstag ab dann"
    own = step.get("working", {})
    if "before" in own:
        return f"{in_words(own['before'])} vor dem Ende"
    if "after" in own:
        return f"{in_words(own['after'])} nach diesem Tag"
    return "letzter Arbeitstag bis zum Ende"


def with_period(step: Mapping[str, Any], words: str) -> dict[str, Any]:
    """The step with another period; one that runs to the end of the month has none to change."""
    return dict(step) if "until" in step else {**step, way(step): read(words)}
