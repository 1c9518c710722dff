"""The only writers of contacts, appointments, interpreters and their bookings."""

from fahrwasser.contacts.actions.appointments import cancel, close_calendar, hashed, move, open_calendar, plan
from fahrwasser.contacts.actions.contacts import RowRefused, correct, record, record_many
from fahrwasser.contacts.actions.interpreters import (
    add_interpreter,
    book,
    cancel_booking,
    change_interpreter,
    name_conflict,
)

__all__ = [
    "RowRefused",
    "add_interpreter",
    "book",
    "cancel",
    "cancel_booking",
    "change_interpreter",
    "close_calendar",
    "correct",
    "hashed",
    "move",
    "name_conflict",
    "open_calendar",
    "plan",
    "record",
    "record_many",
]
