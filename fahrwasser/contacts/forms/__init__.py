"""Forms of contacts, appointments and interpreters."""

from fahrwasser.contacts.forms.appointments import AppointmentForm, SlotForm
from fahrwasser.contacts.forms.contacts import ContactForm, CorrectionForm, topics
from fahrwasser.contacts.forms.interpreters import BookingForm, ConflictForm, InterpreterForm, language_words
from fahrwasser.contacts.forms.many import ManyForm

__all__ = [
    "AppointmentForm",
    "BookingForm",
    "ConflictForm",
    "ContactForm",
    "CorrectionForm",
    "InterpreterForm",
    "ManyForm",
    "SlotForm",
    "language_words",
    "topics",
]
