"""Rules of a file: kinds, protection levels, closing. Plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta
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


def check_reopen(closed_on: date | None, today: date) -> None:
    if closed_on is None:
        raise NotAllowed("Diese Akte ist nicht abgeschlossen.")
    if today - closed_on > timedelta(days=REOPEN_DAYS):
        raise NotAllowed("Der Abschluss liegt mehr als sechs Monate zurück. Legen Sie einen neuen Fall an.")
