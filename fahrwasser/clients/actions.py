"""Who writes about people."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients import rules
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel


@transaction.atomic
def add_person(
    *, case: Case, by: User, now: datetime, first_name: str, last_name: str = "", role: str = Client.Role.CLIENT,
    birth_date: date | None = None, **fields: Any,
) -> Client:  # fmt: skip
    """Add a person to a file: the client, or somebody of the household."""
    rules.check_birth_date(None if role == Client.Role.UNBORN else birth_date, now.date())
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
    return person


@transaction.atomic
def change_person(*, person: Client, by: User, now: datetime, **fields: Any) -> Client:
    rules.check_birth_date(fields.get("birth_date", person.birth_date), now.date())
    for name, value in fields.items():
        setattr(person, name, value)
    person.search_key = rules.search_key(person.first_name, person.last_name)
    person.save()
    audit.record(case_id=person.case_id, verb="client.changed", by=by, now=now)
    return person


@transaction.atomic
def set_channel(*, case: Case, by: User, now: datetime, **fields: Any) -> None:
    """How the person can be reached safely; for level 2 encrypted, in a table of its own."""
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
    names = ("how", "phone", "when", "language", "never", "address")
    set_channel(case=case, by=by, now=now, **{name: getattr(open_channel, name) for name in names})
    open_channel.delete()
