"""A calendar as other programmes read it (RFC 5545): that somebody is busy, and nothing else."""

from collections.abc import Iterable

from icalendar import Calendar, Event

from fahrwasser.contacts.models import Appointment

TITLE = "Termin"


def calendar(appointments: Iterable[Appointment]) -> bytes:
    """The feed. Every entry reads "Termin", without name, place or file: it leaves the house."""
    feed = Calendar()
    feed.add("prodid", "-//Fahrwasser//Kalender//DE")
    feed.add("version", "2.0")
    feed.add("refresh-interval;value=duration", "PT1H")
    for appointment in appointments:
        feed.add_component(_event(appointment))
    return bytes(feed.to_ical())


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", f"{appointment.pk}@fahrwasser")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.at)
    event.add("dtstart", appointment.at)
    event.add("dtend", appointment.until)
    event.add("summary", TITLE)
    event.add("class", "PRIVATE")
    if appointment.state == Appointment.State.CANCELLED:
        event.add("status", "CANCELLED")
    return event
