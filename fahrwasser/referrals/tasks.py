"""The daily clock of referrals. Runs as the worker role, which reads keys and dates here and nothing else."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from fahrwasser.core import clock
from fahrwasser.referrals import rules
from fahrwasser.referrals.rules import Due, Silence

ASK_AGAIN = "Beim Träger nachfragen"


@app.periodic(cron="0 7,15 * * *")  # twice, so that what is urgent is reminded of on its own day
@app.task(name="referrals.remind", queueing_lock="referrals.remind", pass_context=False)
def remind(timestamp: int = 0) -> None:
    """Remind of what nobody has answered, and close what stays silent. ``timestamp`` comes from the scheduler."""
    now = clock.now()
    for referral_id, silence in _silent():
        _act(referral_id, silence, now)


def _silent() -> list[tuple[UUID, Silence]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_id, urgency, asked_on, reminders FROM fw.silent_referrals()")
        return [(key, Silence(urgency, asked_on, count)) for key, urgency, asked_on, count in cursor.fetchall()]


def _act(referral_id: UUID, silence: Silence, now: datetime) -> None:
    today = now.date()
    words = _words(silence.asked_on, today)
    what = rules.due(silence, today)
    if what is Due.REMINDER:
        passed = rules.reminders_passed(silence, today)
        _call("remind_of_referral", referral_id, passed, *words, now)
    if what is Due.EXPIRY:
        _call(
            "expire_referral", referral_id, rules.task_at_expiry(silence.urgency), *_words(silence.asked_on, today), now
        )


def _words(asked_on: date, today: date) -> tuple[str, str, date]:
    """Task, its reason, and when it is due; without a name, for it stands in lists."""
    return ASK_AGAIN, f"Keine Antwort auf die Anfrage vom {asked_on:%d.%m.%Y}.", today


def _call(function: str, *arguments: Any) -> None:
    marks = ", ".join(["%s"] * len(arguments))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT fw.{function}({marks})", arguments)
