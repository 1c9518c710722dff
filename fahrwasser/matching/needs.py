"""What a need and its file say beside the known facts, as criteria want it. No database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from fahrwasser.assessment.facts import read_facts
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts

DAYS_BY_URGENCY: Mapping[str, int | None] = {"S": 1, "D": 7, "Z": 30, "P": None}
"""Days within which a need is to be met when nobody set a day: the urgency classes of ``life_areas.yaml``."""
LITERATE: Final[Mapping[str | None, bool]] = {"fluent": True, "none": False}
"""What the file's own note of reading and writing says for sure."""
OF_THE_FILE: Final = ("birth_date", "gender", "district", "languages", "literate", "children")
"""Facts the file has of its own."""
NOTHING: Final[tuple[object, ...]] = (None, "", frozenset(), ())


@dataclass(frozen=True, slots=True)
class NeedSays:
    """The days of a need."""

    urgency: str
    recognised_on: date
    wanted_by: date | None

    @property
    def needed_by(self) -> date | None:
        """The day the person named, else the one that follows from the urgency; ``None`` when there is time."""
        days = DAYS_BY_URGENCY[self.urgency]
        return self.wanted_by or (self.recognised_on + timedelta(days=days) if days else None)


@dataclass(frozen=True, slots=True)
class FileSays:
    """What a file says of the person: the facts noted, and what it says itself since ``opened_on``; empty: not known.

    ``languages``: codes of those the person speaks. ``literate``: reads and writes, in whichever script; ``None``
    while learning it or not asked. ``children``: birth dates of those who live in the household, when all of them are
    known to the day.
    ``unafraid_on``: day on which the person last said to fear nobody (risk questions).
    """

    opened_on: date
    facts: Facts = field(default_factory=Facts)
    birth_date: date | None = None
    gender: str = ""
    district: str = ""
    languages: frozenset[str] = frozenset()
    literate: bool | None = None
    children: tuple[date, ...] = ()
    unafraid_on: date | None = None


def file_says(read: Mapping[str, Any]) -> FileSays:
    """A file as ``fw.file_to_match`` gives it: days in ISO 8601, each fact as value, source and day."""
    days = (date.fromisoformat(read[name]) if read[name] else None for name in ("birth_date", "unafraid_on"))
    birth, unafraid = days
    stored = (read["facts"] or {}).items()
    return FileSays(
        opened_on=date.fromisoformat(read["opened_on"]),
        facts=read_facts((name, value, source, date.fromisoformat(as_of)) for name, (value, source, as_of) in stored),
        birth_date=birth,
        gender=read["gender"] or "",
        district=read["district"] or "",
        languages=frozenset(filter(None, (read["languages"] or "").split(","))),
        literate=LITERATE.get(read["literacy"]),
        children=tuple(map(date.fromisoformat, read["children"] or ())),
        unafraid_on=unafraid,
    )


def complete(file: FileSays, need: NeedSays) -> Facts:
    """What is known of the person, with the days of this need.

    No legal deadline noted in the case reads as none: the list of deadlines is the system's own. A wish against a
    kind of offer, or a circle to avoid, counts once the person names it; nobody is asked for them at every match.
    """
    facts = file.facts
    unsaid: Fact[frozenset[str]] = Fact(frozenset(), OWN_WORDS, need.recognised_on)
    return replace(
        facts,
        unwanted=facts.unwanted or unsaid,
        avoided_circles=facts.avoided_circles or unsaid,
        dangerous_places=facts.dangerous_places or _fears_nobody(file),
        need_deadline=Fact(need.needed_by, "Bedarf", need.recognised_on),
        legal_deadline=facts.legal_deadline or Fact(None, "Fristen im Fall", need.recognised_on),
        **_of_the_file(file),
    )


def _fears_nobody(file: FileSays) -> Fact[frozenset[str]] | None:
    """Whoever fears nobody names no dangerous place."""
    return Fact(frozenset(), OWN_WORDS, file.unafraid_on) if file.unafraid_on else None


def _of_the_file(file: FileSays) -> dict[str, Any]:
    """What the file itself has, where no fact was noted."""
    said = {name: getattr(file, name) for name in OF_THE_FILE}
    return {
        name: Fact(value, "Akte", file.opened_on)
        for name, value in said.items()
        if value not in NOTHING and getattr(file.facts, name) is None
    }
