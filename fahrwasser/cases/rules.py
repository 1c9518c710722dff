"""Rules of a file: kinds, protection levels, closing. Plain Python."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from fahrwasser.core.errors import NotAllowed

# From which kind a file may become which: one table for rule, database trigger, diagram and exhaustive test.
KINDS = ("enquiry", "short_advice", "case_management")
KIND_TRANSITIONS = (
    ("enquiry", "short_advice"),
    ("enquiry", "case_management"),
    ("short_advice", "case_management"),
)
STATES = ("open", "closed")
STATE_TRANSITIONS = (("open", "closed"), ("closed", "open"))
PAUSE_DAYS = 92  # a pause lasts three months at most (domain.md 2.2)
REOPEN_DAYS = 183  # within about six months the same case goes on (domain.md 2.2)


class Level(IntEnum):
    """Protection level (Schutzstufe)."""

    NORMAL = 0
    SENSITIVE = 1
    PROTECTED = 2
    OUTSIDE = 3


def check_kind(current: str, wanted: str) -> None:
    if (current, wanted) not in KIND_TRANSITIONS:
        raise NotAllowed("Diese Akte kann so nicht weitergeführt werden. Laden Sie die Seite neu.")


@dataclass(frozen=True)
class Names:
    """The people named on a file, as keys; ``second`` may be missing below level 2."""

    lead: object
    second: object | None


def check_level(level: int, names: Names) -> None:
    """Level 2 wants two different people who may open the file."""
    if level >= Level.PROTECTED and (names.second is None or names.second == names.lead):
        raise NotAllowed("Schutzstufe 2 braucht zwei benannte Fallführungen. Wählen Sie eine zweite Person aus.")


def check_hand_over(*, lead: object, by: object, to: object, is_open: bool) -> None:
    if not is_open:
        raise NotAllowed("Eine abgeschlossene Akte kann nicht übergeben werden.")
    if lead != by:
        raise NotAllowed("Nur die Fallführung selbst kann den Fall übergeben.")
    if to == lead:
        raise NotAllowed("Der Fall liegt schon bei dieser Person.")


def check_recusal(*, is_open: bool, is_named: bool) -> None:
    if not is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen.")
    if is_named:
        raise NotAllowed(
            "Diese Person ist im Fall benannt. Übergeben Sie ihn zuerst, oder benennen Sie jemand anderen."
        )


def check_reopen(closed_on: date | None, today: date) -> date:
    """The day of the closing that is taken back."""
    if closed_on is None:
        raise NotAllowed("Diese Akte ist nicht abgeschlossen.")
    if not may_reopen(closed_on, today):
        raise NotAllowed("Der Abschluss liegt mehr als sechs Monate zurück. Legen Sie einen neuen Fall an.")
    return closed_on


def may_reopen(closed_on: date | None, today: date) -> bool:
    """Whether the same case may still go on; later a new one begins, linked to it."""
    return closed_on is not None and today - closed_on <= timedelta(days=REOPEN_DAYS)


def check_anew(closed_on: date | None, today: date) -> None:
    if closed_on is None:
        raise NotAllowed("Diese Akte ist nicht abgeschlossen.")
    if may_reopen(closed_on, today):
        raise NotAllowed("Der Abschluss liegt keine sechs Monate zurück. Öffnen Sie denselben Fall wieder.")


def check_pause(*, is_open: bool, until: date, today: date) -> None:
    if not is_open:
        raise NotAllowed("Eine abgeschlossene Akte ruht schon.")
    if until <= today:
        raise NotAllowed("Wählen Sie einen Tag, der noch kommt.", field="until")
    if until - today > timedelta(days=PAUSE_DAYS):
        raise NotAllowed(
            "Ein Fall ruht höchstens drei Monate. Wählen Sie einen früheren Tag; danach entscheiden Sie neu.",
            field="until",
        )


@dataclass(frozen=True)
class Rest:
    """A pause and what happened since. ``met_on`` is the last day somebody of the case was met or spoken to."""

    since: date
    until: date
    ended_on: date | None = None
    met_on: date | None = None

    @property
    def is_broken(self) -> bool:
        """Facts decide: a case in which somebody was met does not rest."""
        return self.met_on is not None and self.met_on > self.since

    def lasts(self, today: date) -> bool:
        """Whether the case rests on that day."""
        return self.ended_on is None and self.since <= today < self.until and not self.is_broken

    def is_over(self, today: date) -> bool:
        """Whether it has woken by itself and nobody has said yet that it goes on."""
        return self.ended_on is None and (today >= self.until or self.is_broken)


def end_of_grant(until: date, today: date, real_now: datetime) -> datetime:
    """Grants run in real time: midnight after ``until``, counted from ``today``, the domain's day."""
    midnight = real_now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=(until - today).days + 1)
