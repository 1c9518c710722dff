"""How well an offer is described: one result per criterion, so that people see what is missing. No queries here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fahrwasser.offers.models import Capacity, Offer

ENOUGH_WORDS = 12
"""A description shorter than this says less than the name."""


class State(StrEnum):
    OK = "ok"
    NOT_OK = "not_ok"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Described:
    """An offer with what hangs on it, as of one day. ``criteria``: names of the kinds of its conditions."""

    offer: Offer
    capacity: Capacity | None
    criteria: Collection[str]
    on: date

    @property
    def verify_by(self) -> date | None:
        """Last day on which the last confirmation still counts; ``None`` when nobody ever confirmed."""
        known = self.offer.verified_on
        return known + timedelta(days=self.offer.verify_every_days) if known else None

    @property
    def overdue_days(self) -> int:
        """Days since the confirmation ran out; 0 while it counts or when there never was one."""
        return max((self.on - self.verify_by).days, 0) if self.verify_by else 0

    @property
    def capacity_is_fresh(self) -> bool:
        known = self.capacity
        return known is not None and (self.on - known.confirmed_on).days <= self.offer.capacity_valid_days


@dataclass(frozen=True, slots=True)
class Result:
    """One criterion of quality: German label and state."""

    label: str
    state: State


@dataclass(frozen=True, slots=True)
class Quality:
    """All results; ``good`` of ``asked`` applicable criteria are in order."""

    results: tuple[Result, ...]

    @property
    def asked(self) -> int:
        return sum(result.state is not State.NOT_APPLICABLE for result in self.results)

    @property
    def good(self) -> int:
        return sum(result.state is State.OK for result in self.results)

    @property
    def segments(self) -> list[bool]:
        """One entry per applicable criterion, the fulfilled ones first."""
        return [place < self.good for place in range(self.asked)]

    @property
    def missing(self) -> list[str]:
        return [result.label for result in self.results if result.state is State.NOT_OK]


def _has_place(known: Described) -> bool | None:
    return None if known.offer.is_remote or known.offer.is_shelter else bool(known.offer.district)


def _childcare_known(known: Described) -> bool | None:
    return None if known.offer.is_remote else known.offer.childcare is not None or "childcare" in known.criteria


def _step_free_known(known: Described) -> bool | None:
    return None if known.offer.is_remote else "step_free" in known.criteria


CRITERIA: Final[Mapping[str, Callable[[Described], bool | None]]] = {
    "Beschreibung": lambda known: len(known.offer.summary.split()) >= ENOUGH_WORDS,
    "Bedarfe": lambda known: bool(known.offer.needs),
    "Zugangsbedingungen": lambda known: bool(known.criteria),
    "Sprachen": lambda known: bool(known.offer.languages),
    "Ort": _has_place,
    "Telefon oder E-Mail": lambda known: bool(known.offer.phone or known.offer.email),
    "Zeiten": lambda known: bool(known.offer.schedule),
    "Kosten": lambda known: bool(known.offer.cost) or "cost" in known.criteria,
    "Kinderbetreuung": _childcare_known,
    "Stufenfreier Zugang": _step_free_known,
    "aktuelle Kapazität": lambda known: known.capacity_is_fresh,
    "Bestätigung": lambda known: known.offer.verified_on is not None and not known.overdue_days,
}
"""Label to check; ``None`` means that the question does not arise."""


def quality(known: Described) -> Quality:
    """Every criterion with its result, in a fixed order."""
    return Quality(tuple(Result(label, _state(check(known))) for label, check in CRITERIA.items()))


def _state(answer: bool | None) -> State:
    if answer is None:
        return State.NOT_APPLICABLE
    return State.OK if answer else State.NOT_OK
