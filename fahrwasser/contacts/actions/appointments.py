"""Planning appointments, calling them off, and the secret address of one's own calendar."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts import queries, rules
from fahrwasser.contacts.models import Appointment, CalendarKey
from fahrwasser.core.errors import NotAllowed


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
def move(
    *, appointment: Appointment, by: User, now: datetime, at: datetime, until: datetime, reason: str = "",
    despite: bool = False,
) -> str:  # fmt: skip
    """Move an appointment to another time, under the conditions of a new one; the history keeps the time before.

    Returns what became of the interpreter: "moved", "cancelled" where he or she is not free then, "" for none.
    """
    current = _planned(appointment)
    rules.check_slot(at, until, now)
    rules.check_day(at.date(), reason)
    busy = queries.busy_times(current.user, at, until)
    rules.check_overlap(rules.without(busy, (current.at, current.until)), at, until, despite)
    current.at, current.until, current.reason = at, until, reason
    current.sequence += 1
    current.save(update_fields=["at", "until", "reason", "sequence"])
    if current.case_id:
        audit.record(case_id=current.case_id, verb="appointment.moved", by=by, now=now)
    return _interpreter(current, "SELECT fw.interpreter_follows(%s)")


@transaction.atomic
def cancel(*, appointment: Appointment, by: User, now: datetime) -> bool:
    """Call an appointment off, and its interpreter with it; a second time changes nothing.

    Returns whether an interpreter was called off.
    """
    current = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if not current.is_planned:
        return False
    current.state = Appointment.State.CANCELLED
    current.sequence += 1
    current.save(update_fields=["state", "sequence"])
    if current.case_id:
        audit.record(case_id=current.case_id, verb="appointment.cancelled", by=by, now=now)
    return bool(_interpreter(current, "SELECT fw.interpreter_is_free_again(%s)"))


def _planned(appointment: Appointment) -> Appointment:
    current: Appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if not current.is_planned:
        raise NotAllowed("Dieser Termin ist schon festgehalten oder abgesagt.")
    return current


def _interpreter(appointment: Appointment, act: str) -> str:
    """Whoever may move an appointment moves its interpreter, without reading who that is."""
    with connection.cursor() as cursor:
        cursor.execute(act, [appointment.pk])
        return str(cursor.fetchone()[0])


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
