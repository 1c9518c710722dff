"""Whose a task is, and which day a case may be seen again. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fahrwasser.core.errors import NotAllowed

FURTHEST = timedelta(days=366)  # a date further away is a slip of the pen
STALE_AFTER = timedelta(days=3)  # a draft older than this asks to be finished or thrown away


class TaskKind(StrEnum):
    """What kind of work a task is; from it follows whose it is."""

    CASE_WORK = "case_work"
    SECOND_VIEW = "second_view"
    AT_ONCE = "at_once"
    COORDINATION = "coordination"


class Place(StrEnum):
    """How somebody stands to a file."""

    LEAD = "lead"
    SECOND = "second"
    COVER = "cover"
    COORDINATOR = "coordinator"


RECIPIENTS = {
    TaskKind.CASE_WORK: (Place.LEAD, Place.COVER),
    TaskKind.SECOND_VIEW: (Place.SECOND,),
    TaskKind.AT_ONCE: (Place.LEAD, Place.SECOND, Place.COVER),
    TaskKind.COORDINATION: (Place.COORDINATOR,),
}
"""To whom a task of a kind goes. Without a second, the second view falls to the lead and whoever covers."""


@dataclass(frozen=True)
class Placed:
    """The people of a file as keys. ``covers`` stand in for the lead today; on level 2 that is the second alone."""

    lead: object
    second: object | None = None
    covers: Collection[object] = ()

    def place(self, person: object) -> Place | None:
        """How the person stands to the file; ``None`` for somebody who only reads it."""
        if person == self.lead:
            return Place.LEAD
        if person == self.second:
            return Place.SECOND
        return Place.COVER if person in self.covers else None


def is_for(kind: str, placed: Placed, person: object) -> bool:
    """Whether a task of this kind is this person's."""
    wanted = RECIPIENTS[TaskKind(kind)]
    if wanted == (Place.SECOND,) and placed.second is None:
        wanted = RECIPIENTS[TaskKind.CASE_WORK]
    place = placed.place(person)
    return place in wanted or (Place.COVER in wanted and person in placed.covers)


def check_kind(kind: str, *, is_protected: bool) -> None:
    """On level 2 nobody beside the two named people learns of a task."""
    if kind == TaskKind.COORDINATION and is_protected:
        raise NotAllowed(
            "In Schutzstufe 2 gehen Aufgaben nur an die zwei Benannten. Wählen Sie jemand anderen.", field="kind"
        )


def check_follow_up(on: date, today: date) -> None:
    """A follow-up date lies ahead, within a year."""
    if on <= today:
        raise NotAllowed("Wählen Sie einen Tag, der noch kommt.", field="on")
    if on - today > FURTHEST:
        raise NotAllowed("Der Tag liegt mehr als ein Jahr entfernt. Bitte prüfen Sie das Jahr.", field="on")


def is_stale(saved_on: date, today: date) -> bool:
    """Whether a draft has waited so long that it is named on my day."""
    return today - saved_on >= STALE_AFTER
