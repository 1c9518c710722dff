"""Stock and flow of cases (IND-03): what ran at the start, came, went, and runs at the end. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

HANDED_AWAY = frozenset({"andere_fallfuehrung", "wegzug_uebergabe", "andere_akte"})
"""Closing reasons after which somebody else goes on with the case, or another file does."""


@dataclass(frozen=True)
class Spell:
    """Cases that began to run on one day, for the first time or again, and ended on another, or still run."""

    began_on: date
    reopened: bool
    ended_on: date | None
    reason: str = ""
    cases: int = 1


@dataclass(frozen=True)
class Flow:
    """Cases in a period: at its start, what changed, at its end."""

    opening: int
    new: int
    reopened: int
    closed: int
    handed_away: int
    closing: int

    @property
    def difference(self) -> int:
        """IND-03: zero, or a case was lost or counted twice."""
        return self.opening + self.new + self.reopened - self.closed - self.handed_away - self.closing


def stock(spells: Iterable[Spell], day: date) -> int:
    """Cases that run at the end of a day."""
    return sum(s.cases for s in spells if s.began_on <= day and (s.ended_on is None or s.ended_on > day))


def flow(spells: Iterable[Spell], since: date, until: date) -> Flow:
    """The flow from the beginning of ``since`` to the end of ``until``."""
    known = list(spells)
    came = [s for s in known if since <= s.began_on <= until]
    went = [s for s in known if s.ended_on and since <= s.ended_on <= until]
    return Flow(
        opening=stock(known, since - timedelta(days=1)),
        new=sum(s.cases for s in came if not s.reopened),
        reopened=sum(s.cases for s in came if s.reopened),
        closed=sum(s.cases for s in went if s.reason not in HANDED_AWAY),
        handed_away=sum(s.cases for s in went if s.reason in HANDED_AWAY),
        closing=stock(known, until),
    )


@dataclass(frozen=True)
class Period:
    """A calendar half-year, as the funder asks for it; free days would let small differences be read off."""

    year: int
    half: int

    @property
    def since(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def until(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def label(self) -> str:
        return f"{self.half}. Halbjahr {self.year}"


def periods(starts_on: date, today: date) -> list[Period]:
    """Every half-year that a programme has touched, the newest first; the last one may still run."""
    known = (Period(year, half) for year in range(starts_on.year, today.year + 1) for half in (1, 2))
    return [one for one in known if one.until >= starts_on and one.since <= today][::-1]
