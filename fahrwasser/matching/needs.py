"""What a need and its file say beside the known facts, as criteria want it. No database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts

DAYS_BY_URGENCY: Mapping[str, int | None] = {"S": 1, "D": 7, "Z": 30, "P": None}
"""Days within which a need is to be met when nobody set a day: the urgency classes of ``life_areas.yaml``."""


@dataclass(frozen=True, slots=True)
class Told:
    """A need's days, and what the file itself says of the person since ``opened_on``; empty for not known."""

    urgency: str
    recognised_on: date
    wanted_by: date | None
    opened_on: date
    birth_date: date | None = None
    gender: str = ""
    district: str = ""

    @property
    def needed_by(self) -> date | None:
        """The day the person named, else the one that follows from the urgency; ``None`` when there is time."""
        days = DAYS_BY_URGENCY[self.urgency]
        return self.wanted_by or (self.recognised_on + timedelta(days=days) if days else None)


def complete(facts: Facts, told: Told) -> Facts:
    """What is known of the person, with the days of this need.

    No legal deadline noted in the case reads as none: the list of deadlines is the system's own. A wish against a
    kind of offer, or a circle to avoid, counts once the person names it; nobody is asked for them at every match.
    """
    unsaid: Fact[frozenset[str]] = Fact(frozenset(), OWN_WORDS, told.recognised_on)
    own: dict[str, Any] = {
        "unwanted": facts.unwanted or unsaid,
        "avoided_circles": facts.avoided_circles or unsaid,
        "need_deadline": Fact(told.needed_by, "Bedarf", told.recognised_on),
        "legal_deadline": facts.legal_deadline or Fact(None, "Fristen im Fall", told.recognised_on),
    }
    return replace(facts, **own, **_of_the_file(facts, told))


def _of_the_file(facts: Facts, told: Told) -> dict[str, Fact[Any]]:
    """Birth date, sex and district as the file itself has them, where no fact was noted."""
    said = {"birth_date": told.birth_date, "gender": told.gender, "district": told.district}
    return {
        name: Fact(value, "Akte", told.opened_on)
        for name, value in said.items()
        if value and getattr(facts, name) is None
    }
