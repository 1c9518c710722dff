"""Printing slips, answering one without a name, recording a complaint, and working on it."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of
from fahrwasser.core.encryption import encrypt
from fahrwasser.core.errors import NotAllowed
from fahrwasser.feedback import rules
from fahrwasser.feedback.models import Remark, Slip


@transaction.atomic
def hand_out(*, count: int, by: User, today: date) -> list[str]:
    """Tokens of so many new slips. They are in the answer and nowhere else; who printed them is not kept."""
    rules.check_sheets(count)
    month, tokens = rules.month_of(today), [rules.new_token() for _ in range(count)]
    expires = rules.expires_on(month)
    Slip.objects.bulk_create(
        Slip(controller_id=house_of(by), month=month, digest=rules.digest_of(token), expires_on=expires)
        for token in tokens
    )
    return tokens


@transaction.atomic
def answer(
    *, digest: str, marks: dict[str, int | None], words: str, is_complaint: bool, wants_reply: bool, today: date,
    empty: str, gone: str,
) -> None:  # fmt: skip
    """Somebody with a slip answers, once. ``empty`` and ``gone`` are refusals in the reader's language."""
    rules.check_says_something(list(marks.values()), words, empty)
    given = [marks[question] for question in rules.QUESTIONS]
    values: list[Any] = [digest, today, given, uuid4(), uuid4(), encrypt(words.strip()), is_complaint, wants_reply]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.answer_slip(%s, %s, %s::int[], %s, %s, %s, %s, %s)", values)
        if not cursor.fetchone()[0]:
            raise NotAllowed(gone)


@transaction.atomic
def record(*, way: str, words: str, is_complaint: bool, by: User, today: date) -> None:
    """Somebody complained by telephone, in person or by letter. Who writes it down cannot read it again."""
    rules.check_words(words)
    Remark(
        controller_id=house_of(by), received_on=today, way=way, is_complaint=is_complaint,
        sealed_words=encrypt(words.strip()),
    ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def work_on(*, remark: Remark, state: str, reply: str, by: User, today: date) -> None:
    """The lead goes on with it; the reply stands under the slip, or says what became of it."""
    found = Remark.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=remark.pk).first()
    if found is None:
        raise NotAllowed("Diese Rückmeldung gibt es nicht mehr.")
    rules.check_turn(found.state, state, reply, wants_reply=found.wants_reply)
    found.state, found.sealed_reply = Remark.State(state), encrypt(reply.strip())
    found.done_on = today if state == Remark.State.DONE else None
    found.save(update_fields=["state", "sealed_reply", "done_on"])
