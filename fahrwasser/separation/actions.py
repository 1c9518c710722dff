"""Fall trennen in one act: a new file on level 2, and not a trace in the joint one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, Relation
from fahrwasser.clients.queries import channel_of
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.queries import TEXTS
from fahrwasser.core.errors import NotAllowed
from fahrwasser.separation import rules
from fahrwasser.separation.models import CarriedNote, Separation
from fahrwasser.work.actions import notify

KNOWN = (
    "first_name", "last_name", "called_name", "own_form", "other_names", "birth_date", "birth_precision", "gender",
    "languages", "literacy", "written_language",
)  # fmt: skip
"""What is copied about a person; the district stays behind, for it is where one looked for her."""


@dataclass(frozen=True)
class Taken:
    """Who and what goes into the new file."""

    client: Client
    others: Collection[Client] = ()
    feared: Client | None = None
    words: str = ""
    notes: Collection[Contact] = ()
    needs: Collection[Need] = ()
    way: dict[str, str] = field(default_factory=dict)


def separate(*, case: Case, taken: Taken, lead: User, second: User, by: User, now: datetime, entry: UUID) -> None:
    """Make the new file for ``lead`` and ``second``. Whoever does it no longer sees it afterwards, and a form that is
    sent twice makes one file (``entry``).

    The joint file keeps every row as it was: people, notes, history, tasks. Nothing is written there.
    """
    _check(case, taken, lead, second, by)
    try:
        with transaction.atomic():
            _make(case, taken, lead, second, by, now, entry)
    except IntegrityError as error:
        if "separation_separation_pkey" not in str(error):
            raise


def _check(case: Case, taken: Taken, lead: User, second: User, by: User) -> None:
    joint = rules.Joint(case.is_open, case.level, {key for key in (case.lead_id, case.second_id) if key})
    rules.check_joint(joint, by.pk)
    feared = taken.feared.pk if taken.feared else None
    rules.check_wish(joint, rules.Wish(taken.client.pk, [p.pk for p in taken.others], feared, lead.pk, second.pk))
    rules.check_way(taken.way.get("how", ""), taken.way.get("phone", ""))


def _make(case: Case, taken: Taken, lead: User, second: User, by: User, now: datetime, entry: UUID) -> None:
    file = _open(case, lead, second, by, now)
    feared = taken.feared.name if taken.feared else ""
    Separation(
        pk=entry, case=file, at=now, by=by, joint_number=case.number, feared=feared, words=taken.words.strip()
    ).save(force_insert=True)
    client = _copy_person(taken.client, Client.Role.CLIENT, file, by, now)
    for person in (other for other in taken.others if other != taken.client):
        role = Client.Role.OTHER if person.role == Client.Role.CLIENT else Client.Role(person.role)
        _copy_person(person, role, file, by, now)
    if taken.feared:
        clients.relate_by_name(
            person=client, first_name=taken.feared.first_name, kind=Relation.Kind.DANGER, turned=True, by=by, now=now
        )
    clients.set_channel(case=file, by=by, now=now, **taken.way)
    for need in taken.needs:
        assessment.add_need(case=file, code=need.code, urgency=need.urgency, words=need.words, by=by, now=now)
    _carry(taken.notes, file)
    _tell(case, file, feared, by, now)


def _open(case: Case, lead: User, second: User, by: User, now: datetime) -> Case:
    home = standing(lead).home_unit
    if home is None:
        raise NotAllowed("Diese Person führt keine Fälle. Bitte wählen Sie eine andere.", field="lead")
    return cases.open_file(
        by=by, now=now, lead=lead, second=second, level=rules.PROTECTED, kind=case.kind,
        unit=Unit.objects.get(pk=home), accepted_on=case.accepted_on and now.date(),
    )  # fmt: skip


def _copy_person(person: Client, role: Client.Role, file: Case, by: User, now: datetime) -> Client:
    known: dict[str, Any] = {name: getattr(person, name) for name in KNOWN}
    joined_on = None if role == Client.Role.UNBORN else now.date()
    return clients.add_person(case=file, by=by, now=now, role=role, joined_on=joined_on, **known)


def _carry(notes: Iterable[Contact], file: Case) -> None:
    for note in notes:
        text = "\n\n".join(words for words in (getattr(note, name) for name in TEXTS) if words)
        if text:
            day = timezone.localdate(note.at)
            CarriedNote(case=file, day=day, heading=note.get_type_display(), text=text).save(force_insert=True)


def _tell(case: Case, file: Case, feared: str, by: User, now: datetime) -> None:
    """The two named are told; the coordinator learns of the collision alone, by numbers."""
    former = channel_of(case, by)
    clients.check_collisions(file, now=now, other_name=feared, other_address=former.address if former else "")
    for named in (file.lead, file.second):
        if named is not None:
            notify(
                user=named, now=now, about_case=file.pk,
                words=f"Sie sind in der geschützten Akte {file.number} benannt. Der sichere Weg steht darin.",
            )  # fmt: skip
