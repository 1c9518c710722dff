"""Taking a message, and going on with it."""

from datetime import datetime

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of, same_house
from fahrwasser.accounts.rules import Permission
from fahrwasser.calls import rules
from fahrwasser.calls.models import CallerKind, Delivery, Message, OutsideQuery
from fahrwasser.clients import names
from fahrwasser.core import jobs
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work.actions import discard_draft

NOT_YOURS = "Diese Nachricht liegt nicht mehr bei Ihnen. Laden Sie die Seite neu."


@transaction.atomic
def take(
    *, caller_kind: str, concern: str, by: User, now: datetime, caller: str = "", call_back: str = "",
    about: str = "", asked_for: User | None = None, wants_information: bool = False, draft: str = "",
) -> None:  # fmt: skip
    """Write the message down and have it delivered. The same statements for everybody: nothing here looks anyone up.

    ``draft`` is the address of the draft that this ends.
    """
    rules.check_way_back(caller, call_back)
    bare = names.without_remarks(about)
    own_number = call_back if caller_kind == CallerKind.PERSON else ""
    message = Message(
        controller_id=house_of(by), taken_by=by, taken_at=now, caller_kind=caller_kind, caller=caller,
        call_back=call_back, about=about, concern=concern, asked_for=asked_for, wants_information=wants_information,
        search_key=names.search_key(bare), name_words=names.latin_words(bare),
        name_keys=names.name_keys([bare], [], None), phone_key=names.phone_key(own_number),
    )  # fmt: skip
    message.save(force_insert=True)
    if wants_information:
        OutsideQuery(at=now, user=by, caller_kind=caller_kind).save(force_insert=True)
    discard_draft(user=by, form=draft)
    jobs.defer("calls.deliver", message=str(message.pk))


def _lock(message: Message, by: User) -> Message:
    found: Message | None = Message.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=message.pk).first()
    if found is None:
        raise NotAllowed(NOT_YOURS)
    rules.check_may_handle(
        found.handled_by_id, found.handled_by.name if found.handled_by else "", by.pk, found.closed_at
    )
    return found


@transaction.atomic
def handle(*, message: Message, by: User) -> None:
    """I go on with it: the others it went to see that."""
    found = _lock(message, by)
    found.handled_by = by
    found.save(update_fields=["handled_by"])


@transaction.atomic
def close(*, message: Message, words: str, by: User, now: datetime) -> None:
    """Done, and what became of it."""
    rules.check_outcome(words)
    found = _lock(message, by)
    found.handled_by, found.closed_at, found.outcome = by, now, words.strip()
    found.save(update_fields=["handled_by", "closed_at", "outcome"])


@transaction.atomic
def pass_on(*, message: Message, to: User, by: User, now: datetime) -> None:
    """It belongs to somebody else: they find it among theirs, and it is open again."""
    found = _lock(message, by)
    if not same_house(by, Permission.MESSAGE_TAKE).filter(pk=to.pk).exists():
        raise NotAllowed("Bitte wählen Sie jemanden aus der Liste.", field="to")
    delivery = Delivery(message=found, user=to, at=now)
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    found.handled_by = None
    found.save(update_fields=["handled_by"])
