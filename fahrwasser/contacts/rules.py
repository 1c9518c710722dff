"""Contacts: type, direction and outcome are three things; only what took place counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from fahrwasser.catalogue.calendar import rest_day
from fahrwasser.core.errors import NotAllowed

Span = tuple[datetime, datetime]


class CountsAs(StrEnum):
    CLIENT = "client"
    NETWORK = "network"
    NO_SHOW = "no_show"
    ATTEMPT = "attempt"
    NOTHING = "nothing"


CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST = timedelta(days=3650)
NETWORK_TYPES = frozenset({"NETZ"})
TOOK_PLACE = "took_place"
NO_SHOW_OUTCOMES = frozenset({"not_met"})
ATTEMPT_OUTCOMES = frozenset({"not_reached", "not_met"})


LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=730)
MESSAGE = "MSG"
PERSON_SOURCES = frozenset({"client", "own"})
NOT_AVAILABLE = "Diese Sprachmittlung ist zu dieser Zeit nicht verfügbar. Bitte wählen Sie eine andere."
# What becomes of an appointment whose contact is written down with an outcome.
STATE_BY_OUTCOME = {
    TOOK_PLACE: "took_place", "not_reached": "missed", "not_met": "missed", "cancelled_by_person": "cancelled",
    "cancelled_by_us": "cancelled",
}  # fmt: skip


@dataclass(frozen=True)
class Met:
    """What the count looks at; ``case`` is any key that tells files apart, ``persons`` >= 1."""

    case: object
    day: date
    type: str
    outcome: str
    counterpart: str = ""
    persons: int = 1


def counts_as(contact_type: str, outcome: str, counterpart: str = "") -> CountsAs:
    """How a contact counts (domain.md, IND-05): client and network apart, no-shows never as contacts.

    A message with a counterpart went to another office, not to the person.
    """
    if outcome == TOOK_PLACE:
        network = contact_type in NETWORK_TYPES or (contact_type == MESSAGE and counterpart.strip())
        return CountsAs.NETWORK if network else CountsAs.CLIENT
    if outcome in NO_SHOW_OUTCOMES:
        return CountsAs.NO_SHOW
    return CountsAs.ATTEMPT if outcome in ATTEMPT_OUTCOMES else CountsAs.NOTHING


def counted(contacts: Iterable[Met]) -> Counter[CountsAs]:
    """How many contacts count as what. A thread of messages with one office on one day about one file is one."""
    found: Counter[CountsAs] = Counter()
    threads = set()
    for met in contacts:
        counts = counts_as(met.type, met.outcome, met.counterpart)
        if counts is CountsAs.NETWORK and met.type == MESSAGE:
            threads.add((met.case, met.day, " ".join(met.counterpart.casefold().split())))
        else:
            found[counts] += 1
    if threads:
        found[CountsAs.NETWORK] += len(threads)
    return found


def persons_met(contacts: Iterable[Met]) -> int:
    """How many people were met: a group is one contact with several persons."""
    return sum(met.persons for met in contacts if counts_as(met.type, met.outcome, met.counterpart) is CountsAs.CLIENT)


def default_regime(controller_kind: str) -> str:
    """The legal label of an entry nobody has labelled (domain.md 4.1)."""
    return "DSGVO_OEFF" if controller_kind == "municipality" else "FREIER_TRAEGER"


def check_source(source: str, source_name: str) -> None:
    """Information from somebody else names them, so that they can be told of it (Art. 14 GDPR)."""
    if source not in PERSON_SOURCES and not source_name.strip():
        raise NotAllowed("Bitte schreiben Sie, von wem die Information kommt.", field="source_name")


def check_slot(at: datetime, until: datetime, now: datetime) -> None:
    """An appointment lies ahead, within two years, on one day, at a time that exists."""
    for moment in (at, until):
        if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise NotAllowed(
                f"Die Uhrzeit {moment:%H:%M} gibt es am {moment:%d.%m.%Y} nicht: Die Uhr wird vorgestellt.", field="at"
            )
    if at.date() < now.date():
        raise NotAllowed("Dieser Tag ist schon vorbei. Halten Sie fest, was war: „Kontakt“.", field="at")
    if at > now + FURTHEST:
        raise NotAllowed("Der Termin liegt mehr als zwei Jahre voraus. Bitte prüfen Sie das Datum.", field="at")
    if not timedelta(0) < until - at <= LONGEST:
        raise NotAllowed("Ein Termin dauert mindestens eine Minute und höchstens zwölf Stunden.", field="minutes")


def check_day(day: date, reason: str) -> None:
    """On Sundays and public holidays only with a reason, for emergencies."""
    rest = rest_day(day)
    if rest and not reason.strip():
        raise NotAllowed(
            f"Der {day:%d.%m.%Y} ist ein freier Tag ({rest}). Im Notfall schreiben Sie einen Grund dazu.",
            field="reason",
        )


def without(busy: Iterable[Span], own: Span) -> list[Span]:
    """The busy times but one that is to move; a second at the same time stays."""
    left = list(busy)
    if own in left:
        left.remove(own)
    return left


def check_overlap(busy: Iterable[Span], at: datetime, until: datetime, despite: bool) -> None:
    """Two appointments at once are possible, but not by mistake."""
    if not despite and any(first < until and last > at for first, last in busy):
        raise NotAllowed(
            "Zu dieser Zeit ist schon ein Termin eingetragen. Wenn beides stimmt, setzen Sie das Häkchen.",
            field="despite",
        )


def check_time(at: datetime, now: datetime) -> None:
    """A contact is written down afterwards, and not after ten years."""
    if at > now + CLOCKS_DIFFER:
        raise NotAllowed("Der Kontakt liegt in der Zukunft. Tragen Sie ihn ein, wenn er stattgefunden hat.", field="at")
    if at < now - OLDEST:
        raise NotAllowed("Der Kontakt liegt mehr als zehn Jahre zurück. Bitte prüfen Sie das Datum.", field="at")


def check_nameless(has_case: bool, contact_type: str, counterpart: str) -> None:
    """A Kurzauskunft is counted without a name; a contact in the network may name the other office."""
    if not has_case and contact_type not in NETWORK_TYPES and counterpart.strip():
        raise NotAllowed(
            "Eine Kurzauskunft steht ohne Namen. Wählen Sie einen Fall, oder lassen Sie dieses Feld leer.",
            field="counterpart",
        )
