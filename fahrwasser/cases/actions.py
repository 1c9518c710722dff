"""The only writers of files: opening, naming, handing over, resting, protecting, closing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.audit import actions as audit
from fahrwasser.cases import rules
from fahrwasser.cases.models import Case, Deputy, Grant, HandOver, Pause, Recusal, Reopening
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id

COVERED = "Vertretung während einer Abwesenheit"
NOT_POSSIBLE = "Das ist nicht möglich. Prüfen Sie die Angaben oder fragen Sie die Koordination."


@contextmanager
def _refused_in_words(sentence: str = NOT_POSSIBLE) -> Iterator[None]:
    """The database refuses without saying why, so that nothing is betrayed; people get one sentence."""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        raise NotAllowed(sentence) from error


def _call(function: str, *arguments: Any, refusal: str = NOT_POSSIBLE) -> Any:
    marks = ", ".join(["%s"] * len(arguments))
    with _refused_in_words(refusal), connection.cursor() as cursor:
        cursor.execute(f"SELECT fw.{function}({marks})", arguments)
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def open_file(
    *,
    by: User,
    now: datetime,
    lead: User,
    second: User | None = None,
    level: int = rules.Level.NORMAL,
    kind: str = Case.Kind.ENQUIRY,
    unit: Unit | None = None,
    number: str = "",
    accepted_on: date | None = None,
) -> Case:
    """Open a file. ``by`` need not be able to read it afterwards; ``unit`` defaults to the opener's own.

    ``accepted_on`` is given where the decision was made in the file that this one comes from.
    """
    rules.check_level(level, rules.Names(lead.pk, second.pk if second else None))
    home = unit or home_unit(by)
    case = Case(
        number=number or _call("next_case_number", now.year),
        kind=kind,
        level=level,
        controller_id=home.controller_id,
        unit=home,
        lead=lead,
        second=second,
        opened_on=now.date(),
        opened_by=by,
        accepted_on=accepted_on,
    )
    case.save(force_insert=True)
    audit.record(case_id=case.id, verb="case.opened", by=by, now=now)
    return case


@transaction.atomic
def change_kind(*, case: Case, kind: str, by: User, now: datetime) -> Case:
    """An enquiry becomes short advice or a case, short advice a case; ``accepted_on`` is the day of that decision."""
    rules.check_kind(case.kind, kind)
    case.kind, case.accepted_on = kind, now.date()
    case.save(update_fields=["kind", "accepted_on"])
    audit.record(case_id=case.id, verb=f"case.became_{kind}", by=by, now=now)
    return case


@transaction.atomic
def hand_over(*, case: Case, to: User, unit: Unit, by: User, now: datetime, words: str = "") -> None:
    """Move the case to another case manager, with a note; it may leave the actor's sight with that."""
    rules.check_hand_over(lead=case.lead_id, by=by.pk, to=to.pk, is_open=case.is_open)
    HandOver(case=case, at=now, by=by, to=to, words=words.strip()).save(force_insert=True)
    audit.record(case_id=case.id, verb="case.handed_over", by=by, now=now)
    _call("hand_over", case.id, to.pk, unit.pk)


def allocate(*, case: Case, to: User, unit: Unit, by: User, now: datetime) -> None:
    """The coordinator gives a case below level 2 to another case manager."""
    with transaction.atomic():
        audit.record(case_id=case.id, verb="case.allocated", by=by, now=now)
        _call("allocate", case.id, to.pk, unit.pk)


@transaction.atomic
def change_level(*, case: Case, level: int, second: User | None, by: User, now: datetime) -> None:
    rules.check_level(level, rules.Names(case.lead_id, second.pk if second else None))
    audit.record(case_id=case.id, verb="case.level_changed", by=by, now=now, words=f"Schutzstufe {level}")
    _call("change_level", case.id, level, second.pk if second else None)


@transaction.atomic
def name_substitute(*, case: Case, user: User, until: datetime, reason: str, by: User, now: datetime) -> Grant:
    """Somebody stands in for the lead, for a time; never on level 2."""
    if case.is_protected:
        raise NotAllowed("In Schutzstufe 2 gibt es keine Vertretung: nur die zwei Benannten öffnen diese Akte.")
    grant = Grant(
        case=case,
        user=user,
        kind=Grant.Kind.SUBSTITUTE,
        reason=reason,
        given_by=by,
        valid_from=now,
        valid_until=until,
    )
    with _refused_in_words():
        grant.save(force_insert=True)
    audit.record(case_id=case.id, verb="case.substitute_named", by=by, now=now)
    return grant


@transaction.atomic
def cover(
    *, covers: Mapping[UUID, User], until: datetime, because_of: UUID, by: User, now: datetime, refusal: str
) -> None:
    """Open each file to whoever covers it, until a time: all of them, or none with ``refusal`` as the sentence."""
    for case_id, user in covers.items():
        _call("cover", case_id, user.pk, now, until, COVERED, new_id(), because_of, refusal=refusal)
        audit.record(case_id=case_id, verb="case.substitute_named", by=by, now=now)


def end_covers(*, because_of: UUID, by: User) -> None:
    """What was opened because of something is closed. Grants run in real time."""
    moment = timezone.now()
    opened = Grant.objects.visible_to(by).filter(because_of=because_of, valid_until__gt=moment)
    opened.update(valid_until=moment)


@transaction.atomic
def recuse(*, case: Case, user: User, kind: str, by: User, now: datetime) -> None:
    """Keep a colleague out who knows somebody of the file; what was open to them ends with that."""
    rules.check_recusal(is_open=case.is_open, is_named=user.pk in (case.lead_id, case.second_id))
    _call("recuse", case.pk, user.pk, kind, new_id(), now)


@transaction.atomic
def end_recusal(*, recusal: Recusal, by: User, now: datetime) -> None:
    """It was a mistake, or holds no longer; a second time changes nothing."""
    if Recusal.objects.visible_to(by).filter(pk=recusal.pk, ended_on=None).update(ended_on=now.date()):
        audit.record(case_id=recusal.case_id, verb="case.recusal_ended", by=by, now=now)


@transaction.atomic
def break_glass(*, number: str, reason: str, by: User, now: datetime) -> UUID:
    """Emergency access for sixty minutes; returns the case's key. Notices are the business of a higher app."""
    if not reason.strip():
        raise NotAllowed("Nennen Sie den Grund für den Notfallzugriff.", field="reason")
    case_id: UUID = _call("break_glass", number.strip(), new_id(), reason.strip()[:300])
    audit.record(case_id=case_id, verb="case.break_glass", by=by, now=now)
    return case_id


@transaction.atomic
def supervise(*, case: Case, reason: str, by: User, now: datetime, hours: int = 8) -> None:
    """The coordinator opens one case below level 2 by a stated reason, for ``hours``."""
    if not reason.strip():
        raise NotAllowed("Nennen Sie den Grund für die Einsicht.", field="reason")
    _call("supervise", case.id, new_id(), reason.strip()[:300], hours)
    audit.record(case_id=case.id, verb="case.supervised", by=by, now=now)


def hold_open(case: Case) -> None:
    """Keep the file as it is until the transaction ends. Raises ``NotAllowed`` when somebody has closed it."""
    if _held(case).state != Case.State.OPEN:
        raise NotAllowed("Diese Akte ist schon abgeschlossen.")


def _held(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


@transaction.atomic
def close(*, case: Case, reason: str, by: User, now: datetime) -> Case:
    """Close the file. What must be true before (needs, findings, attempts) is checked by the app that knows it."""
    hold_open(case)
    case.state, case.closed_on, case.closed_by, case.closing_reason = (
        Case.State.CLOSED,
        now.date(),
        by,
        reason,
    )
    case.save(update_fields=["state", "closed_on", "closed_by", "closing_reason"])
    audit.record(case_id=case.id, verb="case.closed", by=by, now=now, words=reason)
    return case


@transaction.atomic
def reopen(*, case: Case, by: User, now: datetime) -> Case:
    """The same case goes on within six months; the earlier closing stays in the history."""
    closed_on = rules.check_reopen(_held(case).closed_on, now.date())
    Reopening(
        case=case, kind=case.kind, closed_on=closed_on, closing_reason=case.closing_reason, by=by,
        reopened_on=now.date(),
    ).save(force_insert=True)  # fmt: skip
    case.state, case.closed_on, case.closed_by, case.closing_reason = Case.State.OPEN, None, None, ""
    case.save(update_fields=["state", "closed_on", "closed_by", "closing_reason"])
    audit.record(case_id=case.id, verb="case.reopened", by=by, now=now)
    return case


@transaction.atomic
def begin_after(*, case: Case, earlier: Case, by: User, now: datetime) -> None:
    """More than six months later a new case begins; it knows the one before."""
    rules.check_anew(earlier.closed_on, now.date())
    case.earlier = earlier.pk
    case.save(update_fields=["earlier"])
    audit.record(case_id=case.id, verb="case.after_an_earlier_one", by=by, now=now)


@transaction.atomic
def pause(*, case: Case, until: date, reason: str, by: User, now: datetime) -> Pause:
    """Let the case rest until a day; a pause that runs ends with that."""
    rules.check_pause(is_open=case.is_open, until=until, today=now.date())
    _end_pauses(case, now)
    rest = Pause(case=case, since=now.date(), until=until, reason=reason, by=by)
    rest.save(force_insert=True)
    audit.record(case_id=case.id, verb="case.paused", by=by, now=now)
    return rest


@transaction.atomic
def wake(*, case: Case, by: User, now: datetime) -> None:
    """The case goes on; nothing happens when it does not rest."""
    if _end_pauses(case, now):
        audit.record(case_id=case.id, verb="case.goes_on", by=by, now=now)


def _end_pauses(case: Case, now: datetime) -> int:
    return Pause.objects.filter(case=case, ended_on=None).update(ended_on=now.date())


@transaction.atomic
def name_deputy(*, user: User, deputy: User | None) -> None:
    """Who stands in for ``user`` when nothing else was said; ``None`` for nobody."""
    if deputy == user:
        raise NotAllowed("Wählen Sie eine andere Person.", field="deputy")
    Deputy.objects.filter(user=user).delete()
    if deputy:
        Deputy(user=user, deputy=deputy).save(force_insert=True)
