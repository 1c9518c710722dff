"""IND-16 and IND-19 on a key date: German with a certificate, and children with a school place. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fahrwasser.offers.criteria.vocabulary import level_rank
from fahrwasser.outcomes.rules import Child, SchoolRule, school_supply
from fahrwasser.reporting.disclosure import control
from fahrwasser.reporting.rules import THRESHOLD

SIX_MONTHS = timedelta(days=183)
"""Shorter in the case, nobody counts for IND-16."""


@dataclass(frozen=True)
class Certified:
    """People with the same certificates of German, in the order of their days, and how long their case ran."""

    accepted_on: date
    closed_on: date | None
    levels: tuple[str, ...]
    seen: tuple[date, ...]
    persons: int

    def has_grown(self, on: date) -> bool | None:
        """Whether the highest level lies above the first; None without a certificate or six months by that day."""
        ranks = [level_rank(level) for level, day in zip(self.levels, self.seen, strict=True) if day <= on]
        stayed = min(self.closed_on or on, on) - self.accepted_on
        return max(ranks) > ranks[0] if ranks and stayed >= SIX_MONTHS else None


@dataclass(frozen=True)
class Young:
    """Children born in one month, with the month of their first school place; days are ends of months."""

    accepted_on: date
    closed_on: date | None
    child: Child
    children: int

    def is_with_us(self, on: date) -> bool:
        return self.accepted_on <= on and (self.closed_on is None or self.closed_on > on)


@dataclass(frozen=True)
class Cells:
    """A yes and a no side by side; None where too few people stand behind the figure."""

    yes: int | None
    no: int | None


def _cells(yes: int, no: int) -> Cells:
    shown = control({"yes": yes, "no": no}, THRESHOLD, total_known=False).shown
    return Cells(shown.get("yes"), shown.get("no"))


def german(groups: Iterable[Certified], on: date) -> Cells:
    """IND-16: whose certified level has grown, and whose has not."""
    found = [(group.has_grown(on), group.persons) for group in groups]
    return _cells(sum(n for grown, n in found if grown), sum(n for grown, n in found if grown is False))


def school(groups: Iterable[Young], on: date, rule: SchoolRule) -> Cells:
    """IND-19: who of the children that must go to school has a place, and who has none."""
    running = [group for group in groups if group.is_with_us(on)]
    supply = school_supply([group.child for group in running for _ in range(group.children)], on, rule)
    return _cells(supply.supplied, supply.needed - supply.supplied)
