"""Who writes what is around a person: household, ties, right to stay, representatives."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import read
from fahrwasser.clients import rules
from fahrwasser.clients.actions.people import add_person
from fahrwasser.clients.models import Client, HouseholdStay, Relation, Representative, Residence

Ended = TypeVar("Ended", Relation, Representative)


@transaction.atomic
def note_stay(
    *, person: Client, by: User, now: datetime, joined_on: date | None = None, left_on: date | None = None,
    role: str = "",
) -> HouseholdStay:  # fmt: skip
    """Note that a person belonged to the household from a day on, and perhaps until one."""
    rules.check_days(joined_on, left_on, "left_on")
    stay = HouseholdStay(case_id=person.case_id, person=person, joined_on=joined_on, left_on=left_on, role=role)
    stay.save(force_insert=True)
    audit.record(case_id=person.case_id, verb="client.household_changed", by=by, now=now)
    return stay


@transaction.atomic
def leave_household(*, person: Client, on: date, by: User, now: datetime) -> None:
    """The person does not live here any more from ``on``; without a noted beginning the stay began at some time."""
    running = [stay for stay in person.stays.all() if stay.left_on is None]
    if not running:
        note_stay(person=person, left_on=on, by=by, now=now)
        return
    for stay in running:
        rules.check_days(stay.joined_on, on, "left_on")
        stay.left_on = on
        stay.save(update_fields=["left_on"])
    audit.record(case_id=person.case_id, verb="client.household_changed", by=by, now=now)


def part_from_danger(*, case: Case, by: User, now: datetime) -> None:
    """Whoever is a danger to somebody of the household leaves it today: before a file becomes level 2."""
    for tie in Relation.objects.filter(case=case, kind=Relation.Kind.DANGER, until=None).select_related("person"):
        if tie.person.lives_here(now.date()):
            leave_household(person=tie.person, on=now.date(), by=by, now=now)


@transaction.atomic
def relate(
    *, person: Client, other: Client, kind: str, by: User, now: datetime, since: date | None = None,
    until: date | None = None, told_by: str = "",
) -> Relation:  # fmt: skip
    """Note what ``person`` is to ``other``."""
    rules.check_days(since, until, "until")
    known = Relation.objects.filter(case_id=person.case_id, until=None).values_list("person", "other", "kind")
    rules.check_relation(person.pk, other.pk, kind, set(known))
    together = person.lives_here(now.date()) and other.lives_here(now.date()) and until is None
    rules.check_safe_household(person.case.is_protected, kind, together)
    tie = Relation(
        case_id=person.case_id, person=person, other=other, kind=kind, since=since, until=until, told_by=told_by
    )
    tie.save(force_insert=True)
    audit.record(case_id=person.case_id, verb="client.related", by=by, now=now)
    return tie


@transaction.atomic
def relate_by_name(
    *, person: Client, first_name: str, kind: str, turned: bool, by: User, now: datetime, **fields: Any
) -> Relation:
    """Note a tie to somebody who is not in the file yet: of them we keep the first name and the tie alone.

    ``turned``: the new person is ``kind`` to ``person``, not the other way round.
    """
    somebody = add_person(case=person.case, by=by, now=now, first_name=first_name, role=Client.Role.RELATED)
    one, other = (somebody, person) if turned else (person, somebody)
    return relate(person=one, other=other, kind=kind, by=by, now=now, **fields)


@transaction.atomic
def represent(
    *, person: Client, kind: str, name: str, scope: Sequence[str], by: User, now: datetime, reach: str = "",
    since: date | None = None, until: date | None = None, proof_seen_on: date | None = None,
) -> Representative:  # fmt: skip
    """Note who may act for the person, what for and how long."""
    rules.check_days(since, until, "until")
    rules.check_not_in_future(proof_seen_on, now.date(), "proof_seen_on")
    row = Representative(
        case_id=person.case_id, person=person, kind=kind, name=name, scope=list(scope), reach=reach,
        since=since, until=until, proof_seen_on=proof_seen_on,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(case_id=person.case_id, verb="client.represented", by=by, now=now)
    return row


@transaction.atomic
def end(*, row: Ended, on: date, by: User, now: datetime) -> Ended:
    """A tie or somebody's authority ends on a day; the row stays."""
    rules.check_days(row.since, on, "on")
    row.until = on
    row.save(update_fields=["until"])
    audit.record(case_id=row.case_id, verb=f"client.{type(row).__name__.lower()}_ended", by=by, now=now)
    return row


@transaction.atomic
def note_residence(
    *, person: Client, group: str, since: date, source: str, by: User, now: datetime, title: str = "",
    until: date | None = None, paper_valid_until: date | None = None,
) -> Residence:  # fmt: skip
    """Note the right to stay from a day on; what ran until then ends the day before."""
    rules.check_group(group, [entry["code"] for entry in read("residence_groups")["residence_groups"]])
    rules.check_days(since, until, "until")
    rules.check_days(since, paper_valid_until, "paper_valid_until")
    for running in person.residences.filter(until=None, since__lt=since):
        running.until = since - timedelta(days=1)
        running.save(update_fields=["until"])
    rules.check_span_is_free(since, until, list(person.residences.values_list("since", "until")))
    row = Residence(
        case_id=person.case_id, person=person, group=group, title=title, since=since, until=until,
        paper_valid_until=paper_valid_until, source=source, noted_on=now.date(),
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(case_id=person.case_id, verb="client.residence_noted", by=by, now=now)
    return row


@transaction.atomic
def correct_residence(*, row: Residence, by: User, now: datetime, **fields: object) -> Residence:
    """Correct a row; the history keeps what stood there before."""
    for name, value in fields.items():
        setattr(row, name, value)
    rules.check_group(row.group, [entry["code"] for entry in read("residence_groups")["residence_groups"]])
    rules.check_days(row.since, row.until, "until")
    rules.check_days(row.since, row.paper_valid_until, "paper_valid_until")
    others = row.person.residences.exclude(pk=row.pk).values_list("since", "until")
    rules.check_span_is_free(row.since, row.until, list(others))
    row.save()
    audit.record(case_id=row.case_id, verb="client.residence_corrected", by=by, now=now)
    return row
