"""Who writes how people are reached safely."""

from datetime import datetime
from typing import Any

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients import names, rules
from fahrwasser.clients.actions.family import part_from_danger
from fahrwasser.clients.actions.people import propose_duplicates
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel

CHANNEL = ("how", "phone", "when", "language", "never", "address")


@transaction.atomic
def set_channel(*, case: Case, by: User, now: datetime, **fields: Any) -> None:
    """How the person can be reached safely; for level 2 encrypted, in a table of its own."""
    rules.check_channel(case.is_protected, fields.get("how", ""), fields.get("phone", ""))
    model = ProtectedChannel if case.is_protected else SafeChannel
    channel = model.objects.filter(case=case).first()
    values = {**fields, "confirmed_on": now.date()}
    if model is SafeChannel:
        values["phone_key"] = names.phone_key(fields.get("phone", ""))
    if channel is None:
        model(case=case, **values).save(force_insert=True)
    else:
        for name, value in values.items():
            setattr(channel, name, value)
        channel.save()
    audit.record(case_id=case.id, verb="client.channel_confirmed", by=by, now=now)
    for person in Client.objects.filter(case=case, role=Client.Role.CLIENT, merged_into=None):
        propose_duplicates(person, now=now)


@transaction.atomic
def protect_channel(*, case: Case, by: User, now: datetime) -> None:
    """When a case becomes level 2, its channel moves into the encrypted store and leaves no open copy.

    Whoever is a danger to somebody of the household leaves it on that day.
    """
    part_from_danger(case=case, by=by, now=now)
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
