"""Reading what waits while somebody is away, and what happened meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from fahrwasser.absence import rules
from fahrwasser.absence.models import Absence
from fahrwasser.accounts.models import User
from fahrwasser.audit.models import Event
from fahrwasser.audit.words import told
from fahrwasser.cases.models import Case
from fahrwasser.cases.queries import deputy_of

MOST_SHOWN = 400  # acts


@dataclass(frozen=True)
class File:
    """One file that waits: times of today and days of the week, no name and no word of the content.

    ``not_by`` are colleagues who are never proposed; who they are, no page shows.
    """

    case_id: UUID
    number: str
    language: str
    wish: str
    appointments: tuple[datetime, ...]
    deadlines: tuple[date, ...]
    not_by: frozenset[UUID]


@dataclass(frozen=True)
class Happened:
    """One act in a file while its lead was away."""

    at: datetime
    words: str
    more: str
    by: str


def waits_of(absent: User, today: date) -> list[File]:
    """Open files below level 2 that ``absent`` leads, what is due first on top; only for who leads or oversees them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.waits_of(%s, %s, %s)", [absent.pk, today, rules.AHEAD])
        files = [
            File(key, number, language, wish, tuple(appointments), tuple(deadlines), frozenset(not_by))
            for key, number, language, wish, appointments, deadlines, not_by in cursor.fetchall()
        ]
    return sorted(files, key=lambda file: (not file.appointments, file.deadlines[:1] or (date.max,), file.number))


def proposed(absent: User, files: Iterable[File], colleagues: Iterable[User]) -> dict[UUID, UUID]:
    """Who could cover which file."""
    waiting = [rules.Waiting(file.case_id, file.language, file.not_by) for file in files]
    able = [
        rules.Colleague(one.pk, frozenset(code.strip() for code in one.languages.split(",") if code.strip()))
        for one in colleagues
    ]
    deputy = deputy_of(absent)
    return rules.propose(waiting, able, deputy.pk if deputy else None)


def running(user: User) -> Absence | None:
    """The absence the person has not yet come back from."""
    found: Absence | None = Absence.objects.visible_to(user).filter(user=user, back_on=None).first()
    return found


def happened(user: User, absence: Absence, now: datetime) -> list[tuple[Case, list[Happened]]]:
    """What others did in the person's files since they went, by file, the oldest act first."""
    cases = Case.objects.readable_by(user).filter(lead=user)
    events = Event.objects.filter(case_id__in=cases.values("pk"), at__date__gte=absence.since, at__lte=now)
    by_case: dict[UUID, list[Happened]] = {}
    for event in events.exclude(by=user).select_related("by").order_by("at", "pk")[:MOST_SHOWN]:
        act = Happened(event.at, told(event.verb), event.words, event.by.name)
        by_case.setdefault(event.case_id, []).append(act)
    files = cases.in_bulk(list(by_case))
    return [(files[key], acts) for key, acts in by_case.items()]
