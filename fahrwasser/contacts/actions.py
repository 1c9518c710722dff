"""Recording contacts."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import NotAllowed


@transaction.atomic
def record(*, by: User, now: datetime, case: Case | None, type: str, at: datetime, **fields: Any) -> Contact:
    """Write down one encounter or attempt. Without a case it is a Kurzauskunft of the person's unit."""
    if at > now + timedelta(minutes=5):
        raise NotAllowed("Der Kontakt liegt in der Zukunft. Tragen Sie ihn ein, wenn er stattgefunden hat.", field="at")
    if at.date() < now.date() - timedelta(days=3650):
        raise NotAllowed("Der Kontakt liegt mehr als zehn Jahre zurück. Bitte prüfen Sie das Datum.", field="at")
    unit = case.unit if case else home_unit(by)
    contact = Contact(case=case, unit=unit, by=by, type=type, at=at, **fields)
    contact.save(force_insert=True)
    if case:
        audit.record(case_id=case.id, verb="contact.recorded", by=by, now=now)
    return contact
