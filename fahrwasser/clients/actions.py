"""Who writes about people."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import read
from fahrwasser.clients import rules
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import actions as work

CHANNEL = ("how", "phone", "when", "language", "never", "address")


@transaction.atomic
def add_person(
    *, case: Case, by: User, now: datetime, first_name: str, last_name: str = "", role: str = Client.Role.CLIENT,
    birth_date: date | None = None, **fields: Any,
) -> Client:  # fmt: skip
    """Add a person to a file: the client, or somebody of the household."""
    rules.check_birth_date(None if role == Client.Role.UNBORN else birth_date, now.date())
    rules.check_household(fields.get("in_household_from"), fields.get("in_household_until"))
    person = Client(
        case=case,
        role=role,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        search_key=rules.search_key(first_name, last_name),
        **fields,
    )
    person.save(force_insert=True)
    audit.record(case_id=case.id, verb="client.added", by=by, now=now)
    check_collisions(case=case, now=now)
    return person


@transaction.atomic
def change_person(*, person: Client, by: User, now: datetime, **fields: Any) -> Client:
    """Correct or complete what is known about a person; the history keeps what stood there before."""
    for name, value in fields.items():
        setattr(person, name, value)
    rules.check_birth_date(None if person.role == Client.Role.UNBORN else person.birth_date, now.date())
    rules.check_household(person.in_household_from, person.in_household_until)
    person.search_key = rules.search_key(person.first_name, person.last_name)
    person.save()
    audit.record(case_id=person.case_id, verb="client.changed", by=by, now=now)
    check_collisions(case=person.case, now=now)
    return person


@transaction.atomic
def set_channel(*, case: Case, by: User, now: datetime, **fields: Any) -> None:
    """How the person can be reached safely; for level 2 encrypted, in a table of its own."""
    rules.check_channel(case.is_protected, fields.get("how", ""), fields.get("phone", ""))
    model = ProtectedChannel if case.is_protected else SafeChannel
    channel = model.objects.filter(case=case).first()
    values = {**fields, "confirmed_on": now.date()}
    if channel is None:
        model(case=case, **values).save(force_insert=True)
    else:
        for name, value in values.items():
            setattr(channel, name, value)
        channel.save()
    audit.record(case_id=case.id, verb="client.channel_confirmed", by=by, now=now)


@transaction.atomic
def protect_channel(*, case: Case, by: User, now: datetime) -> None:
    """When a case becomes level 2, its channel moves into the encrypted store and leaves no open copy."""
    open_channel = SafeChannel.objects.filter(case=case).first()
    if open_channel is None:
        return
    set_channel(case=case, by=by, now=now, **{name: getattr(open_channel, name) for name in CHANNEL})
    open_channel.delete()


@transaction.atomic
def unprotect_channel(*, case: Case, by: User, now: datetime) -> None:
    """When a case leaves level 2, its channel moves out of the encrypted store and leaves no copy there."""
    hidden = ProtectedChannel.objects.filter(case=case).first()
    if hidden is None:
        return
    set_channel(case=case, by=by, now=now, **{name: getattr(hidden, name) for name in CHANNEL})
    hidden.delete()


def check_collisions(*, case: Case, now: datetime, other_name: str = "", other_address: str = "") -> None:
    """Let the coordinators know when this file and another concern the same people and one is level 2.

    ``other_name`` and ``other_address`` (the feared person, the former home) are compared and not kept. Nobody
    else learns anything: there is no answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.collisions(%s, %s, %s, %s)", [case.pk, now, rules.search_key(other_name), other_address.strip()]
        )


@transaction.atomic
def give_consent(
    *, case: Case, by: User, now: datetime, kind: str, purpose: str, form: str, given_on: date | None = None,
    expires_on: date | None = None, recipient: Organisation | None = None, recipient_name: str = "",
    categories: Sequence[str] = (), witness: str = "", language: str = "de",
) -> Consent:  # fmt: skip
    """Record a consent, for twelve months unless ``expires_on`` says otherwise; an oral one wants a signature."""
    given_on = given_on or now.date()
    expires_on = expires_on or rules.in_a_year(given_on)
    known = [entry["code"] for entry in read("data_categories")["data_categories"]]
    rules.check_consent_dates(given_on, expires_on, now.date())
    rules.check_witness(form, witness)
    rules.check_scope(kind, bool(recipient or recipient_name.strip()), categories, known)
    consent = Consent(
        case=case, kind=kind, purpose=purpose, form=form, given_on=given_on, expires_on=expires_on,
        recipient=recipient, recipient_name=recipient_name or (recipient.name if recipient else ""),
        categories=list(categories), witness=witness, language=language,
    )  # fmt: skip
    consent.save(force_insert=True)
    audit.record(case_id=case.id, verb="consent.given", by=by, now=now, words=kind)
    if form == Consent.Form.ORAL:
        _ask_for_signature(consent, by, now)
    return consent


def _ask_for_signature(consent: Consent, by: User, now: datetime) -> None:
    subject = consent.recipient.name if consent.recipient else consent.recipient_name or consent.get_kind_display()
    work.add_task(
        case=consent.case,
        what=f"Mündliche Einwilligung unterschreiben lassen: {subject}"[:200],
        why="Ohne Unterschrift gilt sie nach 14 Tagen nicht mehr.",
        due_on=consent.given_on + rules.CONFIRM_WITHIN,
        by=by,
        now=now,
    )


@transaction.atomic
def confirm_consent(*, consent: Consent, by: User, now: datetime) -> Consent:
    """The oral consent has been signed."""
    if consent.form != Consent.Form.ORAL or consent.confirmed_on or consent.revoked_on:
        raise NotAllowed("Diese Einwilligung braucht keine Bestätigung.")
    consent.confirmed_on = now.date()
    consent.save(update_fields=["confirmed_on"])
    audit.record(case_id=consent.case_id, verb="consent.confirmed", by=by, now=now)
    return consent


@transaction.atomic
def revoke_consent(*, consent: Consent, by: User, now: datetime) -> Consent:
    """The person takes the consent back, for the future. What follows for referrals, a higher app arranges."""
    if consent.revoked_on:
        raise NotAllowed("Diese Einwilligung ist schon widerrufen.")
    consent.revoked_on = now.date()
    consent.save(update_fields=["revoked_on"])
    audit.record(case_id=consent.case_id, verb="consent.revoked", by=by, now=now)
    return consent
