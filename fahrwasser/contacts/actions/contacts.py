"""Recording contacts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit, standing
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts import queries, rules
from fahrwasser.contacts.models import Appointment, Contact
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.work import actions as work

Row = tuple[Case | None, dict[str, Any]]


class RowRefused(NotAllowed):
    """One row of several was refused; ``number`` counts from 0."""

    def __init__(self, number: int, refusal: NotAllowed) -> None:
        super().__init__(refusal.sentence, field=refusal.field)
        self.number = number


@transaction.atomic
def record(
    *, by: User, now: datetime, case: Case | None, type: str, at: datetime, entry: UUID | None = None,
    draft: str = "", appointment: Appointment | None = None, **fields: Any,
) -> Contact:  # fmt: skip
    """Write down one encounter or attempt. Without a case it is a Kurzauskunft of the person's unit.

    ``entry`` is the key of the new row: a form that is sent twice writes one contact. ``draft`` is the address of
    the draft that has done its duty. ``appointment`` is the one that this contact is the record of.
    """
    if entry and (written := queries.contact(by, entry)):
        return written
    _check(now=now, type=type, at=at, has_case=case is not None, counterpart=fields.get("counterpart", ""))
    rules.check_source(fields.get("source", Contact.Source.CLIENT), fields.get("source_name", ""))
    unit_id = case.unit_id if case else standing(by).home_unit
    fields["regime"] = fields.get("regime") or _regime(case, by)
    contact = Contact(pk=entry or new_id(), case=case, by=by, type=type, at=at, **fields)
    contact.unit_id = unit_id  # type: ignore[assignment]
    contact.save(force_insert=True)
    if case:
        audit.record(case_id=case.id, verb="contact.recorded", by=by, now=now)
    if appointment:
        _close(appointment, contact)
    if draft:
        work.discard_draft(user=by, form=draft)
    return contact


@transaction.atomic
def record_many(*, by: User, now: datetime, rows: Sequence[Row], draft: str = "") -> list[Contact]:
    """Write down several contacts of a day, all or none. Raises ``RowRefused`` with the number of the row."""
    written = []
    for number, (case, fields) in enumerate(rows):
        try:
            written.append(record(by=by, now=now, case=case, **fields))
        except NotAllowed as refusal:
            raise RowRefused(number, refusal) from refusal
    if draft:
        work.discard_draft(user=by, form=draft)
    return written


def _close(appointment: Appointment, contact: Contact) -> None:
    if not appointment.is_planned:
        raise NotAllowed("Dieser Termin ist schon festgehalten oder abgesagt.")
    if appointment.case_id != contact.case_id:
        raise NotAllowed("Dieser Termin gehört zu einem anderen Fall.")
    appointment.state = rules.STATE_BY_OUTCOME[contact.outcome]
    appointment.contact = contact
    appointment.save(update_fields=["state", "contact"])


def _regime(case: Case | None, by: User) -> str:
    """The label that follows from who answers for the data."""
    unit = case.unit if case else home_unit(by)
    return rules.default_regime(unit.controller.kind)


@transaction.atomic
def correct(*, contact: Contact, by: User, now: datetime, draft: str = "", **fields: Any) -> Contact:
    """Correct a contact; the history keeps what stood there."""
    current = Contact.objects.select_for_update().get(pk=contact.pk)
    for name, value in fields.items():
        setattr(current, name, value)
    _check(now=now, type=current.type, at=current.at, has_case=bool(current.case_id), counterpart=current.counterpart)
    rules.check_source(current.source, current.source_name)
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
