"""The pool of interpreters, what speaks against one in a file, and bookings."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts import queries
from fahrwasser.contacts.models import Appointment, Booking, Interpreter, InterpreterConflict
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.errors import NotAllowed


def add_interpreter(*, by: User, **fields: Any) -> Interpreter:
    """Put somebody into the pool of the person's own controller."""
    interpreter = Interpreter(controller_id=home_unit(by).controller_id, **fields)
    interpreter.save(force_insert=True)
    return interpreter


def change_interpreter(*, interpreter: Interpreter, **fields: Any) -> Interpreter:
    for name, value in fields.items():
        setattr(interpreter, name, value)
    interpreter.save(update_fields=list(fields))
    return interpreter


@transaction.atomic
def name_conflict(
    *, case: Case, interpreter: Interpreter, kind: str, by: User, now: datetime, note: str = ""
) -> InterpreterConflict:
    """Write down that an interpreter must not work in this file; who asks from outside learns no reason."""
    conflict = InterpreterConflict(case=case, interpreter=interpreter, kind=kind, note=note)
    conflict.save(force_insert=True)
    audit.record(case_id=case.id, verb="interpreter.conflict_named", by=by, now=now)
    return conflict


@transaction.atomic
def book(
    *, appointment: Appointment, interpreter: Interpreter, language: str, way: str, by: User, now: datetime
) -> Booking:
    """Book an interpreter for an appointment of a case.

    Whatever stands against it, the refusal is the same sentence: whoever reads it learns nothing about anybody.
    """
    if appointment.case_id is None or not appointment.is_planned:
        raise NotAllowed("Sprachmittlung gibt es für geplante Termine in einem Fall.")
    free = queries.free_interpreters(appointment)
    if interpreter.pk not in free or language not in interpreter.languages.split(",") or not getattr(interpreter, way):
        raise NotAllowed(NOT_AVAILABLE, field="interpreter")
    booking = Booking(
        case_id=appointment.case_id, appointment=appointment, interpreter=interpreter, language=language, way=way,
        at=appointment.at, until=appointment.until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as taken:  # somebody else was quicker
        raise NotAllowed(NOT_AVAILABLE, field="interpreter") from taken
    audit.record(case_id=appointment.case_id, verb="interpreter.booked", by=by, now=now)
    return booking


@transaction.atomic
def cancel_booking(*, booking: Booking, by: User, now: datetime) -> Booking:
    """Give the interpreter back; a second time changes nothing."""
    if booking.state == Booking.State.BOOKED:
        booking.state = Booking.State.CANCELLED
        booking.save(update_fields=["state"])
        audit.record(case_id=booking.case_id, verb="interpreter.cancelled", by=by, now=now)
    return booking
