"""Planning appointments, calling them off, and the secret address of one's own calendar."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts import queries, rules
from fahrwasser.contacts.models import Appointment, Booking, CalendarKey


@transaction.atomic
def plan(
    *, by: User, now: datetime, case: Case | None, user: User, at: datetime, until: datetime, reason: str = "",
    despite: bool = False, **fields: Any,
) -> Appointment:  # fmt: skip
    """Make an appointment of ``user`` from ``at`` to ``until``. ``despite``: although something stands there already.

    Raises ``NotAllowed`` for a past or impossible time, a day of rest without a reason, and an overlap.
    """
    rules.check_slot(at, until, now)
    rules.check_day(at.date(), reason)
    rules.check_overlap(queries.busy_times(user, at, until), at, until, despite)
    appointment = Appointment(case=case, user=user, at=at, until=until, reason=reason, **fields)
    appointment.save(force_insert=True)
    if case:
        audit.record(case_id=case.id, verb="appointment.planned", by=by, now=now)
    return appointment


@transaction.atomic
def cancel(*, appointment: Appointment, by: User, now: datetime) -> Appointment:
    """Call an appointment off, and its interpreter with it; a second time changes nothing."""
    if not appointment.is_planned:
        return appointment
    appointment.state = Appointment.State.CANCELLED
    appointment.save(update_fields=["state"])
    Booking.objects.visible_to(by).filter(appointment=appointment).update(state=Booking.State.CANCELLED)
    if appointment.case_id:
        audit.record(case_id=appointment.case_id, verb="appointment.cancelled", by=by, now=now)
    return appointment


@transaction.atomic
def open_calendar(*, by: User, now: datetime) -> str:
    """Make a new secret for one's own calendar; the one before stops working. The secret is said only here."""
    close_calendar(by=by, now=now)
    secret = secrets.token_urlsafe(32)
    CalendarKey(user=by, hash=hashed(secret), made_at=now).save(force_insert=True)
    return secret


def close_calendar(*, by: User, now: datetime) -> None:
    """Nobody fetches the calendar under the address given out before."""
    CalendarKey.objects.filter(user=by, revoked_at=None).update(revoked_at=now)


def hashed(secret: str) -> str:
    """What is kept of a secret; it has 256 random bits, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()
