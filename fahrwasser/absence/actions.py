"""Somebody is away: their files are opened to others until a day, and closed again when they are back."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from fahrwasser.absence import queries, rules
from fahrwasser.absence.models import Absence
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of
from fahrwasser.cases import actions as cases
from fahrwasser.cases.rules import end_of_grant
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import actions as work

CHANGED = (
    "So geht es nicht: Ein Fall ist inzwischen abgeschlossen, übergeben oder geschützt, oder jemand kann eine dieser"
    " Vertretungen nicht übernehmen. Bitte wählen Sie neu."
)


@transaction.atomic
def cover(*, absent: User, until: date, covers: Mapping[UUID, User], by: User, now: datetime) -> int:
    """Open each file to its deputy until the end of ``until``; how many. Nobody outside the house is told."""
    today = timezone.localdate(now)
    rules.check_period(today, until)
    end = end_of_grant(until, today, timezone.localtime())
    absence = _begin(absent, today, until, by)
    cases.cover(covers=covers, until=end, because_of=absence.pk, by=by, now=now, refusal=CHANGED)
    for user in set(covers.values()):
        count = sum(one == user for one in covers.values())
        work.notify(user=user, words=_told(absent, until, count), now=now)
    _tell_the_other_named(absent, until, now)
    return len(covers)


def _begin(absent: User, today: date, until: date, by: User) -> Absence:
    """One running absence for one person; said again, it becomes longer or shorter."""
    running: Absence | None = Absence.objects.visible_to(by).filter(user=absent, back_on=None).first()
    absence = running or Absence(controller_id=house_of(by), user=absent, since=today)
    absence.until = until
    absence.save(force_insert=running is None)
    return absence


def _told(absent: User, until: date, count: int) -> str:
    files = "einen Fall" if count == 1 else f"{count} Fälle"
    return f"{absent.name} ist bis {until:%d.%m.%Y} nicht da. Sie vertreten {files}."


def _tell_the_other_named(absent: User, until: date, now: datetime) -> None:
    words = f"{absent.name} ist bis {until:%d.%m.%Y} nicht da. Diese Akte liegt so lange bei Ihnen allein."
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.tell_the_other_named(%s, %s, %s)", [absent.pk, words, now])


@transaction.atomic
def come_back(*, user: User, now: datetime) -> None:
    """The person is back: what was opened because of it is closed."""
    absence = queries.running(user)
    if absence is None:
        raise NotAllowed("Sie sind nicht als abwesend eingetragen.")
    cases.end_covers(because_of=absence.pk, by=user)
    absence.back_on = timezone.localdate(now)
    absence.save(update_fields=["back_on"])
