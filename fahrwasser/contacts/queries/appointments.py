"""Reading appointments: one's own in full, everybody else's as busy times."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localtime, make_aware

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.contacts.models import Appointment, CalendarKey

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Entry:
    """One line of the team calendar. ``own`` is empty where the line reads "Belegt"."""

    at: datetime
    until: datetime
    name: str
    own: Appointment | None = None


@dataclass(frozen=True)
class Day:
    day: date
    entries: list[Entry]


def appointment(user: User, appointment_id: UUID) -> Appointment | None:
    """One appointment, or None when it is not there for this person."""
    rows = Appointment.objects.visible_to(user).select_related("case", "case__unit", "user")
    found: Appointment | None = rows.filter(pk=appointment_id).first()
    return found


def earlier_times(appointment: Appointment) -> list[datetime]:
    """When it was to begin before it was moved, the newest first."""
    history: Any = apps.get_model("contacts", "AppointmentEvent")
    events = history.objects.filter(pgh_obj_id=appointment.pk).order_by("-pgh_created_at", "-pgh_id")
    begins = [localtime(at) for at in events.values_list("at", flat=True)]
    return [at for at in dict.fromkeys(begins) if at != appointment.at]


def appointments_of(case: Case, user: User) -> QuerySet[Appointment]:
    """Appointments of a case, the next first."""
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(user).filter(case=case)
    return rows.select_related("user").order_by("at", "pk")


def open_appointments(case: Case, user: User) -> QuerySet[Appointment]:
    """Appointments of a case that nobody has written down or called off, past ones too, the first first."""
    return appointments_of(case, user).filter(state=Appointment.State.PLANNED)


def appointments_today(user: User, day: date) -> QuerySet[Appointment]:
    """One's own appointments of ``day`` that are not called off, in the order of the day."""
    return _own(user, day, day + timedelta(days=1)).exclude(state=Appointment.State.CANCELLED)


def past_appointments(user: User, now: datetime) -> QuerySet[Appointment]:
    """One's own appointments that are over and not written down yet, the oldest first."""
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(user).filter(user=user, until__lte=now)
    return rows.filter(state=Appointment.State.PLANNED).select_related("case").order_by("at", "pk")


def for_the_office(user: User, day: date) -> QuerySet[Appointment]:
    """Appointments whose contact data the person reads, of one day: who comes to whom."""
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(user).filter(at__date=day, case__isnull=False)
    return rows.exclude(state=Appointment.State.CANCELLED).select_related("case", "user").order_by("at", "pk")


def for_calendar(user: User, today: date) -> QuerySet[Appointment]:
    """What one's own calendar programme shows: from a month ago to a year ahead."""
    return _own(user, today - timedelta(days=30), today + timedelta(days=366))


def _own(user: User, first: date, last: date) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(user).filter(user=user)
    return rows.filter(at__gte=midnight(first), at__lt=midnight(last)).select_related("case").order_by("at", "pk")


def midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, datetime.min.time()))


def busy_slots(first: datetime, last: datetime) -> list[tuple[UUID, datetime, datetime]]:
    """When anybody of the team is busy between two moments: who, from, until. Nothing more is to be had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, at, until FROM fw.busy_slots(%s, %s)", [first, last])
        return [(user_id, localtime(at), localtime(until)) for user_id, at, until in cursor.fetchall()]


def busy_times(user: User, first: datetime, last: datetime) -> list[Span]:
    """When one colleague is busy."""
    return [(at, until) for user_id, at, until in busy_slots(first, last) if user_id == user.pk]


def week(user: User, monday: date) -> list[Day]:
    """The team calendar of seven days: one's own in full, of all others that they are busy."""
    first, last = monday, monday + timedelta(days=7)
    own = [row for row in _own(user, first, last) if row.state != Appointment.State.CANCELLED]
    others = [row for row in busy_slots(midnight(first), midnight(last)) if row[0] != user.pk]
    names = dict(User.objects.filter(pk__in={row[0] for row in others}).values_list("pk", "name"))
    entries = [Entry(localtime(row.at), localtime(row.until), user.name, row) for row in own]
    entries += [Entry(at, until, names.get(user_id, "")) for user_id, at, until in others]
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.until, entry.name)):
        by_day[entry.at.date()].append(entry)
    days = (first + timedelta(days=n) for n in range(7))
    return [Day(day, by_day[day]) for day in days]


def calendar_key(user: User) -> CalendarKey | None:
    """The key under which one's own calendar is fetched, if there is one."""
    return CalendarKey.objects.filter(user=user, revoked_at=None).first()


def calendar_user(hashed: str) -> User | None:
    """Whose calendar a secret opens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.calendar_user(%s)", [hashed])
        return User.objects.filter(pk=cursor.fetchone()[0]).first()
