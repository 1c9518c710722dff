"""The demo municipality, made from one key date: the same key date and seed give the same town, keys apart.

The figures are those of the newspaper article (domain.md 3.3): with the key date 2019-09-04 they are its own.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.db.models import Model

from fahrwasser.accounts.models import Unit, User
from fahrwasser.cases.models import Case
from fahrwasser.contacts.models import Contact
from fahrwasser.demo import calendar, deadlines, husband, maps, needs, outcomes, plans, staff
from fahrwasser.demo.courses import Course, Plan
from fahrwasser.demo.days import Days, moment
from fahrwasser.demo.encounters import Encounters
from fahrwasser.demo.files import File, Papers, event
from fahrwasser.demo.people import Household, People
from fahrwasser.demo.shelf import Shelf
from fahrwasser.demo.worklist import Worklist
from fahrwasser.reporting.models import Programme

DAYS_RUNNING = 187  # from the programme's start to the key date: 2019-03-01 to 2019-09-04
CLIENT_CONTACTS = 612
BRIEF_INFORMATION = 96  # of them, at the counter and without a case
CASE_NETWORK_CONTACTS, MEETINGS, ATTEMPTS = 70, 40, 45
TARGET_GROUP, REFUGEES, POSITIONS = 800, 100, Decimal("6.0")
CASE_NEEDS, ADVICE_NEEDS = (3, 3, 4, 4, 5), (1, 1, 2)


@transaction.atomic
def populate(*, key_date: date, seed: int = 1) -> None:
    """Fill the connected database, empty but for its roles, with the demo town as it stands on ``key_date``.

    To be called as the owner of the tables, whom row-level security does not hold.
    """
    start = key_date - timedelta(days=DAYS_RUNNING)
    people = staff.load(since=moment(start, 0))
    _Town(people, start, key_date, Random(seed)).build()  # noqa: S311  chance for stories, not for secrets


class _Town:
    """Builds all rows in memory, then writes them at once."""

    def __init__(self, people: dict[str, User], start: date, key_date: date, rng: Random) -> None:
        self._leads = [people[account.mailbox] for account in staff.CASE_MANAGERS]
        self._unit = Unit.objects.get(kind=Unit.Kind.CASE_MANAGEMENT)
        self._rng, self._days = rng, Days(start, key_date, rng)
        self._people = People(rng, key_date)
        self._shelf = Shelf()

    def build(self) -> None:
        self._programme()
        courses = Plan(self._days, self._rng).courses(CLIENT_CONTACTS - BRIEF_INFORMATION)
        files = [self._file(course, number) for course, number in zip(courses, _numbers(courses), strict=True)]
        self._fill(files)
        self._encounters(files)
        for by, appointments in calendar.rows(files, self._leads, self._days.key_date, self._unit.controller_id):
            self._shelf.add(by, appointments)
        for by, row in Worklist(self._rng, self._days, self._leads).rows(files):
            self._shelf.add(by, [row])
        self._shelf.save()
        plans.accept(self._leads)
        plans.look_again(self._leads, self._days.key_date)
        deadlines.record(files, self._days.key_date)

    def _programme(self) -> None:
        Programme.objects.create(
            controller_id=self._unit.controller_id, name="Kommunales Integrationsmanagement (Demo)",
            starts_on=self._days.first, target_group=TARGET_GROUP, target_group_refugees=REFUGEES,
            positions=POSITIONS, source="Demo", as_of=self._days.first,
        )  # fmt: skip

    def _file(self, course: Course, number: str) -> File:
        lead = self._leads[course.lead]
        household, stories = self._people_of(course, lead)
        return File(self._case(course, number, lead), course, lead, household, stories)

    def _people_of(self, course: Course, lead: User) -> tuple[Household, tuple[needs.Story, ...]]:
        if course.is_husbands:
            return husband.household(), husband.stories()
        household = self._people.household(lead.languages, protected=course.is_protected)
        traits = household.traits(self._days.key_date)
        if course.is_protected:
            return household, tuple(needs.protected(self._rng, traits))
        count = self._rng.choice(CASE_NEEDS if course.is_managed else ADVICE_NEEDS)
        return household, tuple(needs.choose(self._rng, count, traits))

    def _case(self, course: Course, number: str, lead: User) -> Case:
        closing = {
            "state": Case.State.CLOSED, "closed_on": course.until, "closed_by": lead,
            "closing_reason": course.closing_reason,
        }  # fmt: skip
        return Case(
            number=number, kind=course.kind, level=course.level, unit=self._unit,
            controller_id=self._unit.controller_id, lead=lead,
            second=None if course.second is None else self._leads[course.second],
            opened_on=course.opened, opened_by=lead, accepted_on=course.accepted, **closing if course.is_closed else {},
        )  # fmt: skip

    def _fill(self, files: list[File]) -> None:
        papers, agreed = Papers(self._rng, self._days, self._people), plans.Plans(self._rng, self._days)
        for file in files:
            self._shelf.add(file.lead, papers.rows(file))
            self._shelf.add(file.lead, agreed.rows(file))
            self._shelf.add(file.lead, maps.rows(file))
            self._shelf.add(file.lead, outcomes.rows(file, self._days))
            if file.course.is_husbands:
                self._shelf.add(file.lead, husband.facts(file))

    def _encounters(self, files: list[File]) -> None:
        encounters = Encounters(self._rng, self._days)
        for file in files:
            self._record(file, encounters.with_client(file))
            if file.course.closing_reason == "kontakt_verloren":
                self._record(file, encounters.last_attempts(file))
        managed = [file for file in files if file.course.is_managed and not file.course.is_protected]
        for by, contact in [
            *encounters.network(managed, CASE_NETWORK_CONTACTS),
            *encounters.attempts(managed, ATTEMPTS),
            *encounters.meetings(self._leads, self._unit.pk, MEETINGS),
            *encounters.brief_information(self._leads, self._unit.pk, BRIEF_INFORMATION),
        ]:
            self._shelf.add(by, [contact])

    def _record(self, file: File, contacts: Iterable[Contact]) -> None:
        rows = list(contacts)
        events: list[Model] = [event(file, contact.at, "contact.recorded") for contact in rows]
        self._shelf.add(file.lead, [*rows, *events])


def _numbers(courses: list[Course]) -> list[str]:
    """Case numbers as the house gives them; an empty database begins anew."""
    years = [course.opened.year for course in courses]
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE fw.case_numbers RESTART")
        cursor.execute("SELECT fw.next_case_number(year) FROM unnest(%s::int[]) AS year", [years])
        return [row[0] for row in cursor.fetchall()]
