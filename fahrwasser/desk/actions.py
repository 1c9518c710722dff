"""Acts on a whole case that touch several rooms of the house; each part is done by the room it belongs to."""

from copy import copy
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case, Grant
from fahrwasser.cases.rules import check_anew, end_of_grant
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, DuplicatePair
from fahrwasser.clients.queries import channel_of, people_of
from fahrwasser.desk import rules
from fahrwasser.desk.queries.people import watchers
from fahrwasser.intake import actions as intake
from fahrwasser.intake.rules import Call, Person, Safety
from fahrwasser.work.actions import notify


@transaction.atomic
def hand_over(*, case: Case, to: User, by: User, now: datetime, words: str = "") -> None:
    """Another case manager leads from now on, reads the note, and is told so."""
    cases.hand_over(case=case, to=to, unit=home_unit(to), by=by, now=now, words=words)
    notify(user=to, words=f"Ihnen wurde die Akte {case.number} übergeben.", now=now, about_case=case.pk)


@transaction.atomic
def allocate(*, case: Case, to: User, by: User, now: datetime) -> None:
    """The coordinator gives a file to a case manager, who is told so."""
    cases.allocate(case=case, to=to, unit=home_unit(to), by=by, now=now)
    notify(user=to, words=f"Ihnen wurde die Akte {case.number} zugeteilt.", now=now, about_case=case.pk)


@transaction.atomic
def change_level(*, case: Case, level: int, second: User | None, by: User, now: datetime) -> None:
    """Protect a case more or less. The safe channel moves with it, into the encrypted store or out of it."""
    rules.check_protection(level, channel_of(case, by) is not None)
    wanted = copy(case)
    wanted.level = level
    # First the channel: whoever leaves the names on the file could not write it any more.
    if wanted.is_protected and not case.is_protected:
        clients.protect_channel(case=wanted, by=by, now=now)
    if case.is_protected and not wanted.is_protected:
        clients.unprotect_channel(case=wanted, by=by, now=now)
    cases.change_level(case=case, level=level, second=second, by=by, now=now)
    if second and second != by:
        notify(user=second, words=f"Sie sind in der Akte {case.number} benannt.", now=now, about_case=case.pk)


@transaction.atomic
def name_substitute(*, case: Case, user: User, until: date, reason: str, by: User, now: datetime) -> Grant:
    """Somebody stands in for the lead, up to and with the day ``until`` of the domain's clock."""
    rules.check_substitute(until, now.date(), user.pk, case.lead_id)
    end = end_of_grant(until, now.date(), timezone.localtime())
    grant = cases.name_substitute(case=case, user=user, until=end, reason=reason, by=by, now=now)
    words = f"Sie vertreten in der Akte {case.number} bis {until:%d.%m.%Y}."
    notify(user=user, words=words, now=now, about_case=case.pk)
    return grant


@transaction.atomic
def break_glass(*, number: str, reason: str, by: User, now: datetime) -> UUID:
    """Emergency access; the coordinators and the data protection officers are told at once."""
    case_id = cases.break_glass(number=number, reason=reason, by=by, now=now)
    words = f"Notfallzugriff von {by.name} auf die Akte {number.strip()}: {reason.strip()}"[:300]
    for watcher in watchers(case_id):
        notify(user=watcher, words=words, now=now, about_case=case_id)
    return case_id


@transaction.atomic
def begin_anew(*, case: Case, by: User, now: datetime) -> Case:
    """More than six months after the closure: a new file for the same person, counted once with the earlier one."""
    check_anew(case.closed_on, now.date())
    person = people_of(case, by)[0]
    begun = intake.take(
        by=by, now=now, lead=by, second=case.second if case.second != by else case.lead,
        call=Call(received_at=now, channel="self"), person=_known(person), safety=_safety(case, by),
    )  # fmt: skip
    cases.begin_after(case=begun, earlier=case, by=by, now=now)
    again = people_of(begun, by)[0]
    pair = clients.propose(person=again, other=person, by=by, now=now)
    if pair.state == DuplicatePair.State.OPEN:
        clients.link(pair=pair, by=by, now=now)
    return begun


def _known(person: Client) -> Person:
    return Person(person.first_name, person.last_name, person.birth_date, person.languages)


def _safety(case: Case, by: User) -> Safety:
    """What protected the person before protects her again until somebody has asked."""
    channel = channel_of(case, by)
    ways = {"safe_way": channel.how, "phone": channel.phone, "never": channel.never} if channel else {}
    return Safety(can_speak="not_asked", danger="yes" if case.is_protected else "not_asked", **ways)
