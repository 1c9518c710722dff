"""Who writes people."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients import names, rules
from fahrwasser.clients.births import Birth, Precision
from fahrwasser.clients.models import Client, HouseholdStay


@transaction.atomic
def add_person(
    *, case: Case, by: User, now: datetime, first_name: str, last_name: str = "", role: str = Client.Role.CLIENT,
    birth_date: date | None = None, joined_on: date | None = None, **fields: Any,
) -> Client:  # fmt: skip
    """Add a person to a file: the client, somebody of the household, or by first name alone somebody else."""
    person = Client(
        case=case, role=role, first_name=first_name, last_name=last_name, birth_date=birth_date, **fields
    )  # fmt: skip
    _check(person, now)
    fold_names(person)
    person.save(force_insert=True)
    if joined_on is not None:
        HouseholdStay(case=case, person=person, joined_on=joined_on).save(force_insert=True)
    audit.record(case_id=case.id, verb="client.added", by=by, now=now)
    check_collisions(case, now=now)
    propose_duplicates(person, now=now)
    return person


@transaction.atomic
def change_person(*, person: Client, by: User, now: datetime, **fields: Any) -> Client:
    """Correct or complete what is known about a person; the history keeps what stood there before."""
    for name, value in fields.items():
        setattr(person, name, value)
    _check(person, now)
    fold_names(person)
    person.save()
    audit.record(case_id=person.case_id, verb="client.changed", by=by, now=now)
    check_collisions(person.case, now=now)
    propose_duplicates(person, now=now)
    return person


def _check(person: Client, now: datetime) -> None:
    birth = Birth(person.birth_date, Precision(person.birth_precision))
    rules.check_birth(Birth() if person.role == Client.Role.UNBORN else birth, now.date())
    rules.check_languages(person.languages, person.literacy, person.written_language)
    if person.is_third_party:
        rules.check_only_a_name({name: getattr(person, name) for name in rules.NOT_OF_THIRD_PARTIES})


def fold_names(person: Client) -> None:
    """Write the keys by which the person is found again, from the names and the birth date of the row."""
    called, family = [person.first_name, person.called_name], [person.last_name, person.own_form, *person.other_names]
    person.search_key = names.search_key(person.first_name, names.without_remarks(person.last_name))
    person.name_words = names.latin_words(*called, *family)
    person.name_keys = names.name_keys(called, family, person.birth.exact)


def propose_duplicates(*people: Client, now: datetime) -> None:
    """Note which other rows may be the same person. Whoever asks gets no answer; the work list shows what they may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.note_duplicates(asked, %s) FROM unnest(%s::uuid[]) AS asked",
            [now.date(), [person.pk for person in people]],
        )


def check_collisions(*cases: Case, now: datetime, other_name: str = "", other_address: str = "") -> None:
    """Let the coordinators know when one of these files and another concern the same people and one is level 2.

    ``other_name`` and ``other_address`` (the feared person, the former home) are compared and not kept. Nobody
    else learns anything: there is no answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.collisions(asked, %s, %s, %s) FROM unnest(%s::uuid[]) AS asked",
            [now, names.search_key(other_name), other_address.strip(), [case.pk for case in cases]],
        )
