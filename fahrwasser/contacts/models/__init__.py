"""Encounters, appointments, and the people who interpret."""

from fahrwasser.contacts.models.appointments import Appointment, CalendarKey
from fahrwasser.contacts.models.contacts import Contact
from fahrwasser.contacts.models.interpreters import Booking, Interpreter, InterpreterConflict

__all__ = ["Appointment", "Booking", "CalendarKey", "Contact", "Interpreter", "InterpreterConflict"]
