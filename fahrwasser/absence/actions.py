"""Somebody is away: their files are opened to others until a day, and closed again when they are back."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from fahrwasser.absence import queries, rules
from fahrwasser.absence.models import Absence
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case, Grant
from fahrwasser.cases.rules import end_of_grant
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.work import actions as work

WHY = "Vertretung während einer Abwesenheit"
CHANGED = (
    "Inzwischen hat sich etwas geändert: Ein Fall ist abgeschlossen, übergeben oder geschützt. Bitte prüfen Sie neu."
)


@transaction.atomic
def cover(*, absent: User, until: date, covers: Mapping[UUID, User], by: User, now: datetime) -> int:
    """Open each file to its deputy until the end of ``until``; how many. Nobody outside the house is told."""
    today = timezone.localdate(now)
    rules.check_period(today, until)
    end = end_of_grant(until, today, timezone.localtime())
    _begin(absent, today, until, by)
    try:
        with transaction.atomic():
            for case_id, user in covers.items():
                _open(case_id, user, now, end)
                audit.record(case_id=case_id, verb="case.substitute_named", by=by, now=now)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        raise NotAllowed(CHANGED) from error
    for user in set(covers.values()):
        count = sum(one == user for one in covers.values())
        work.notify(user=user, words=_told(absent, until, count), now=now)
    _tell_the_other_named(absent, until, now)
    return len(covers)


def _begin(absent: User, today: date, until: date, by: User) -> None:
    """One running absence for one person; said again, it becomes longer or shorter."""
    running = Absence.objects.visible_to(by).filter(user=absent, back_on=None)
    if not running.update(until=until):
        Absence(controller_id=house_of(by), user=absent, since=today, until=until).save(force_insert=True)


def _open(case_id: UUID, user: User, now: datetime, end: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.cover(%s, %s, %s, %s, %s, %s)", [case_id, user.pk, now, end, WHY, new_id()])


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
    mine = Case.objects.readable_by(user).filter(lead=user).values("pk")
    covers = Grant.objects.visible_to(user).filter(case__in=mine, kind=Grant.Kind.SUBSTITUTE, reason=WHY)
    moment = timezone.now()  # grants run in real time
    covers.filter(valid_until__gt=moment).update(valid_until=moment)
    absence.back_on = timezone.localdate(now)
    absence.save(update_fields=["back_on"])
