"""Writing outcomes."""

from datetime import date, datetime

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.core.errors import NotAllowed
from fahrwasser.outcomes import rules
from fahrwasser.outcomes.models import OutcomeEvent

AGAIN = "Dieses Ergebnis ist schon eingetragen."


@transaction.atomic
def record(
    *,
    case: Case,
    kind: str,
    day: date,
    evidence: str,
    by: User,
    now: datetime,
    about: Client | None = None,
    words: str = "",
) -> OutcomeEvent:
    """Note what has been reached since ``day``; the same for the same person and day is refused."""
    is_child = None if about is None else about.role == Client.Role.CHILD
    rules.check_record(kind, day, now.date(), is_open=case.is_open, is_child=is_child)
    if OutcomeEvent.objects.filter(case=case, kind=kind, day=day, about=about, in_error=False).exists():
        raise NotAllowed(AGAIN, field="kind")
    outcome = OutcomeEvent(case=case, kind=kind, day=day, about=about, evidence=evidence, words=words.strip(), by=by)
    outcome.save(force_insert=True)
    audit.record(case_id=case.id, verb="outcome.recorded", by=by, now=now)
    return outcome


@transaction.atomic
def answer_lasting(*, outcome: OutcomeEvent, lasts: bool, on: date, by: User, now: datetime) -> OutcomeEvent:
    """Half a year later: is it still so? A later answer replaces the one before; history keeps both."""
    rules.check_lasting(outcome.kind, outcome.day, on, now.date())
    outcome.lasts, outcome.asked_on = lasts, on
    outcome.save(update_fields=["lasts", "asked_on"])
    audit.record(case_id=outcome.case_id, verb="outcome.asked_again", by=by, now=now)
    return outcome


@transaction.atomic
def mark_in_error(*, outcome: OutcomeEvent, by: User, now: datetime) -> OutcomeEvent:
    """It never was so; the row stays in the history and counts nowhere."""
    outcome.in_error = True
    outcome.save(update_fields=["in_error"])
    audit.record(case_id=outcome.case_id, verb="outcome.in_error", by=by, now=now)
    return outcome
