"""Reading the pool, what speaks against somebody in a file, and bookings."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.contacts.models import Appointment, Booking, Interpreter, InterpreterConflict


def pool(user: User) -> QuerySet[Interpreter]:
    """Everybody in the pool, by name; those who stopped come last."""
    rows: QuerySet[Interpreter] = Interpreter.objects.visible_to(user)
    return rows.order_by("-active", "name", "pk")


def free_interpreters(appointment: Appointment) -> set[UUID]:
    """Who may interpret in the appointment's file at its time; why others may not is never said."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.free_interpreters(%s, %s, %s)", [appointment.case_id, appointment.at, appointment.until]
        )
        return {row[0] for row in cursor.fetchall()}


def bookable(user: User, appointment: Appointment, gender: str = "") -> list[Interpreter]:
    """Whom one may book for an appointment; with ``gender`` only women (f) or only men (m)."""
    rows = pool(user).filter(pk__in=free_interpreters(appointment))
    return list(rows.filter(gender=gender) if gender else rows)


def conflicts_of(case: Case, user: User) -> QuerySet[InterpreterConflict]:
    """Who must not interpret in a file, and why."""
    rows: QuerySet[InterpreterConflict] = InterpreterConflict.objects.visible_to(user).filter(case=case)
    return rows.select_related("interpreter").order_by("interpreter__name", "pk")


def booking(user: User, booking_id: UUID) -> Booking | None:
    """One booking, or None when it is not there for this person."""
    rows = Booking.objects.visible_to(user).select_related("appointment", "interpreter", "case")
    found: Booking | None = rows.filter(pk=booking_id).first()
    return found


def booking_of(appointment: Appointment, user: User) -> Booking | None:
    """The interpreter booked for an appointment."""
    rows = Booking.objects.visible_to(user).select_related("interpreter")
    found: Booking | None = rows.filter(appointment=appointment, state=Booking.State.BOOKED).first()
    return found
