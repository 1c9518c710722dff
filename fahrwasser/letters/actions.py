"""Receiving an application for another body: the day it reaches any municipality counts."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.catalogue.calendar import add_working_days
from fahrwasser.core.errors import NotAllowed
from fahrwasser.letters.models import ApplicationReceipt
from fahrwasser.work import actions as work

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST = 200  # characters, of what and body
FORWARD_WITHIN = 1  # working days; § 16 Abs. 2 SGB I says "unverzüglich"


@transaction.atomic
def receive(*, case: Case, what: str, body: str, received_at: datetime, by: User, now: datetime) -> ApplicationReceipt:
    """Note that an application was received, and make the task to forward it on the next working day."""
    _check(case, what, body, received_at, now)
    task = work.add_task(
        case=case, what="Antrag weiterleiten", by=by, now=now,
        why=f"Eingegangen am {timezone.localtime(received_at):%d.%m.%Y, %H:%M} Uhr (§ 16 Abs. 2 SGB I).",
        due_on=add_working_days(timezone.localdate(received_at), FORWARD_WITHIN),
    )  # fmt: skip
    receipt = ApplicationReceipt(
        case=case, what=what.strip(), body=body.strip(), received_at=received_at, received_by=by, task=task
    )
    receipt.save(force_insert=True)
    audit.record(case_id=case.id, verb="application.received", by=by, now=now)
    return receipt


def _check(case: Case, what: str, body: str, received_at: datetime, now: datetime) -> None:
    if not case.is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um den Antrag einzutragen.")
    for field, value, question in (("what", what, "Welcher Antrag ist es?"), ("body", body, "Wer ist zuständig?")):
        if not value.strip():
            raise NotAllowed(question, field=field)
        if len(value) > LONGEST:
            raise NotAllowed(f"Bitte kürzer: höchstens {LONGEST} Zeichen.", field=field)
    if received_at > now + CLOCKS_DIFFER:
        raise NotAllowed("Der Eingang liegt in der Zukunft. Bitte prüfen Sie den Zeitpunkt.", field="received_at")
    if ApplicationReceipt.objects.filter(
        case=case, what=what.strip(), body=body.strip(), received_at=received_at
    ).exists():
        raise NotAllowed("Dieser Eingang ist schon eingetragen.", field="what")


@transaction.atomic
def forward(*, receipt: ApplicationReceipt, on: date, by: User, now: datetime) -> ApplicationReceipt:
    """The application has left the house on the day ``on``, with its day of receipt; its task is done."""
    if receipt.forwarded_on is not None:
        raise NotAllowed(f"Der Antrag ist schon am {receipt.forwarded_on:%d.%m.%Y} weitergeleitet.")
    if on < timezone.localdate(receipt.received_at):
        raise NotAllowed("Die Weiterleitung liegt vor dem Eingang. Bitte prüfen Sie das Datum.", field="on")
    if on > now.date():
        raise NotAllowed("Die Weiterleitung liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="on")
    receipt.forwarded_on = on
    receipt.save(update_fields=["forwarded_on"])
    if receipt.task is not None:
        work.finish_task(task=receipt.task, by=by, now=now)
    audit.record(case_id=receipt.case_id, verb="application.forwarded", by=by, now=now)
    return receipt
