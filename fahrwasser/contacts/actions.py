"""Recording contacts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts import queries, rules
from fahrwasser.contacts.models import Contact
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.work import actions as work

CHANGED_MEANWHILE = (
    "Inzwischen hat jemand anders gespeichert. Beide Texte stehen unten: Übernehmen Sie, was gelten soll, und"
    " speichern Sie noch einmal."
)


@transaction.atomic
def record(
    *, by: User, now: datetime, case: Case | None, type: str, at: datetime, entry: UUID | None = None,
    draft: str = "", **fields: Any,
) -> Contact:  # fmt: skip
    """Write down one encounter or attempt. Without a case it is a Kurzauskunft of the person's unit.

    ``entry`` is the key of the new row: a form that is sent twice writes one contact. ``draft`` is the address of
    the draft that has done its duty.
    """
    if entry and (written := queries.contact(by, entry)):
        return written
    _check(now=now, type=type, at=at, has_case=case is not None, counterpart=fields.get("counterpart", ""))
    unit_id = case.unit_id if case else standing(by).home_unit
    contact = Contact(pk=entry or new_id(), case=case, by=by, type=type, at=at, **fields)
    contact.unit_id = unit_id  # type: ignore[assignment]
    contact.save(force_insert=True)
    if case:
        audit.record(case_id=case.id, verb="contact.recorded", by=by, now=now)
    if draft:
        work.discard_draft(user=by, form=draft)
    return contact


@transaction.atomic
def correct(*, contact: Contact, by: User, now: datetime, stamp: str, draft: str = "", **fields: Any) -> Contact:
    """Correct a contact; the history keeps what stood there. ``stamp`` is that of the text the person started from.

    Raises ``Conflict`` when somebody else has saved in between.
    """
    current = Contact.objects.select_for_update().get(pk=contact.pk)
    if queries.stamp(current) != stamp:
        raise Conflict(CHANGED_MEANWHILE)
    for name, value in fields.items():
        setattr(current, name, value)
    _check(now=now, type=current.type, at=current.at, has_case=bool(current.case_id), counterpart=current.counterpart)
    current.save(update_fields=list(fields))
    if current.case_id:
        audit.record(case_id=current.case_id, verb="contact.corrected", by=by, now=now)
    if draft:
        work.discard_draft(user=by, form=draft)
    return current


def _check(*, now: datetime, type: str, at: datetime, has_case: bool, counterpart: str) -> None:
    if type not in Contact.Type.values:
        raise NotAllowed("Diese Art von Kontakt gibt es nicht. Bitte wählen Sie eine aus.", field="type")
    rules.check_time(at, now)
    rules.check_nameless(has_case, type, counterpart)
