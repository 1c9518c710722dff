"""Who writes consents."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.audit import actions as audit
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import Block, check_carries_agreement
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import read
from fahrwasser.clients import rules
from fahrwasser.clients.models import Consent
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import actions as work
from fahrwasser.work.models import Task
from fahrwasser.work.queries import open_tasks


@transaction.atomic
def give_consent(
    *, case: Case, by: User, now: datetime, kind: str, purpose: str, form: str, given_on: date | None = None,
    expires_on: date | None = None, recipient: Organisation | None = None, recipient_name: str = "",
    categories: Sequence[str] = (), witness: str = "", language: str = "de",
    interpreter: str = "",
) -> Consent:  # fmt: skip
    """Record a consent, for twelve months unless ``expires_on`` says otherwise; an oral one wants a signature.

    A signed one in another language rests on checked translated blocks, or on the name of an ``interpreter``.
    """
    given_on = given_on or now.date()
    expires_on = expires_on or rules.in_a_year(given_on)
    known = [entry["code"] for entry in read("data_categories")["data_categories"]]
    rules.check_consent_dates(given_on, expires_on, now.date())
    rules.check_witness(form, witness)
    rules.check_scope(kind, bool(recipient or recipient_name.strip()), categories, known)
    if form != Consent.Form.ORAL:
        check_carries_agreement(language, _shown(case, language), interpreter)
    consent = Consent(
        case=case, kind=kind, purpose=purpose, form=form, given_on=given_on, expires_on=expires_on,
        recipient=recipient, recipient_name=recipient_name or (recipient.name if recipient else ""),
        categories=list(categories), witness=witness, language=language,
        interpreter=interpreter,
    )  # fmt: skip
    if form == Consent.Form.ORAL:
        consent.signature_task = _ask_for_signature(consent, by, now).pk
    consent.save(force_insert=True)
    audit.record(case_id=case.id, verb="consent.given", by=by, now=now, words=kind)
    return consent


def _shown(case: Case, language: str) -> list[Block]:
    """The translated blocks of a consent in that language; none where there are none."""
    if language not in blocks.languages():
        return []
    translated = blocks.texts(language, case.controller)
    return translated.of(code for code in blocks.german() if code.startswith("consent."))


def _ask_for_signature(consent: Consent, by: User, now: datetime) -> Task:
    subject = consent.recipient.name if consent.recipient else consent.recipient_name or consent.get_kind_display()
    return work.add_task(
        case=consent.case,
        what=f"Mündliche Einwilligung unterschreiben lassen: {subject}"[:200],
        why="Ohne Unterschrift gilt sie nach 14 Tagen nicht mehr.",
        due_on=consent.given_on + rules.CONFIRM_WITHIN,
        by=by,
        now=now,
    )


def _signature_no_longer_wanted(consent: Consent, by: User, now: datetime) -> None:
    for task in open_tasks(by, consent.case_id).filter(pk__in=[consent.signature_task]):
        work.finish_task(task=task, by=by, now=now)


@transaction.atomic
def confirm_consent(*, consent: Consent, by: User, now: datetime) -> Consent:
    """The oral consent has been signed."""
    if consent.form != Consent.Form.ORAL or consent.confirmed_on or consent.revoked_on:
        raise NotAllowed("Diese Einwilligung braucht keine Bestätigung.")
    consent.confirmed_on = now.date()
    consent.save(update_fields=["confirmed_on"])
    audit.record(case_id=consent.case_id, verb="consent.confirmed", by=by, now=now)
    _signature_no_longer_wanted(consent, by, now)
    return consent


@transaction.atomic
def revoke_consent(*, consent: Consent, by: User, now: datetime) -> Consent:
    """The person takes the consent back, for the future. What follows for referrals, a higher app arranges."""
    if consent.revoked_on:
        raise NotAllowed("Diese Einwilligung ist schon widerrufen.")
    consent.revoked_on = now.date()
    consent.save(update_fields=["revoked_on"])
    audit.record(case_id=consent.case_id, verb="consent.revoked", by=by, now=now)
    _signature_no_longer_wanted(consent, by, now)
    return consent
