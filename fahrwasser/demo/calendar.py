"""Appointments and interpreters of the demo. SM-1 to SM-7 are those of the acceptance cases; all are invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from django.db.models import Model

from fahrwasser.accounts.models import User
from fahrwasser.catalogue.calendar import is_working_day
from fahrwasser.contacts.models import Appointment, Booking, Interpreter
from fahrwasser.demo.days import moment
from fahrwasser.demo.files import File

# Working days from the key date, hour, minutes, kind, place. Those before the key date wait to be written down.
SLOTS = (
    (-1, 15, 60, "HAUS", ""),
    (0, 9, 45, "BUERO", "Rathaus, Besprechungsraum 2"),
    (0, 14, 30, "TEL", ""),
    (1, 10, 60, "BUERO", "Rathaus, Besprechungsraum 1"),
    (3, 13, 90, "BEGL", ""),
)
POOL = (
    {"name": "SM-1", "gender": "f", "languages": "ar", "pool": "Stadt Neuss (Demo)"},
    {"name": "SM-2", "gender": "m", "languages": "ar", "place": "horrem"},
    {"name": "SM-3", "gender": "f", "languages": "uk,ru", "phone": True},
    {"name": "SM-4", "gender": "m", "languages": "fa,prs", "phone": True},
    {"name": "SM-5", "gender": "f", "languages": "ti"},
    {"name": "SM-6", "gender": "f", "languages": "ro,bg"},
    {"name": "SM-7", "languages": "ckb,kmr,fr,ar,fa", "on_site": False, "phone": True, "pool": "Telefonpool (Demo)"},
)


def rows(files: list[File], leads: list[User], key_date: date, controller: UUID) -> Iterator[tuple[User, list[Model]]]:
    """The pool, and for each case manager appointments around the key date, one of them with an interpreter."""
    bound_on = key_date - timedelta(days=400)
    pool = [Interpreter(controller_id=controller, bound_on=bound_on, **one) for one in POOL]
    yield leads[0], list(pool)
    for place, lead in enumerate(leads):
        own = [file for file in files if file.lead == lead and not file.course.is_closed and file.course.is_managed]
        planned = (
            [_appointment(own[n % len(own)], slot, place, key_date) for n, slot in enumerate(SLOTS)] if own else []
        )
        yield lead, list(planned)
        if planned:
            yield lead, [_booking(planned[-2], pool[place])]


def _appointment(file: File, slot: tuple[int, int, int, str, str], place: int, key_date: date) -> Appointment:
    days, hour, minutes, kind, where = slot
    at = moment(_working_day(key_date, days), hour, 15 * (place % 4))
    return Appointment(
        case=file.case, user=file.lead, at=at, until=at + timedelta(minutes=minutes), type=kind, place=where
    )


def _working_day(key_date: date, days: int) -> date:
    """The working day that lies ``days`` working days from the key date; backwards for less than none."""
    step = timedelta(days=1 if days >= 0 else -1)
    ahead = (key_date + step * n for n in count())
    found = (day for day in ahead if is_working_day(day))
    for _ in range(abs(days)):
        next(found)
    return next(found)


def _booking(appointment: Appointment, interpreter: Interpreter) -> Booking:
    return Booking(
        case=appointment.case, appointment=appointment, interpreter=interpreter,
        language=interpreter.languages.split(",")[0], at=appointment.at, until=appointment.until,
    )  # fmt: skip
