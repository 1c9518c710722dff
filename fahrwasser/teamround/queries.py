"""Reading the round: one week's list, what is left from earlier ones, and what concerns one case or one person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import current_memberships, same_house, standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.network.queries import known_of
from fahrwasser.network.rules import Known
from fahrwasser.teamround.models import AgreedStep, Brought, Item
from fahrwasser.work.models import Task


@dataclass(frozen=True)
class StepLine:
    """A step, and the day it was done: here, or as a task of its case."""

    step: AgreedStep
    done_on: date | None


@dataclass(frozen=True)
class Line:
    """An item with its steps; ``case`` only for somebody who may know of it."""

    item: Item
    case: Case | None = None
    steps: list[StepLine] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """One week's list, and from earlier weeks what was not discussed and what was agreed and is open."""

    brought: list[Line]
    waiting: list[Line]
    still_open: list[Line]


def teams_of(user: User) -> list[Unit]:
    """The teams in whose round the person sits, by name; their own first."""
    reach = standing(user)
    units = Unit.objects.filter(pk__in=reach.rounds, kind=Unit.Kind.CASE_MANAGEMENT)
    return sorted(units, key=lambda unit: (unit.pk != reach.home_unit, unit.name))


def items(user: User) -> QuerySet[Item]:
    found: QuerySet[Item] = Item.objects.visible_to(user)  # type: ignore[assignment]
    return found.select_related("by", "unit")


def steps(user: User) -> QuerySet[AgreedStep]:
    found: QuerySet[AgreedStep] = AgreedStep.objects.visible_to(user)  # type: ignore[assignment]
    return found


def week(user: User, unit: Unit, monday: date, current: date) -> Week:
    """The list of the week of ``monday``; what is left over stands in no list before the ``current`` week."""
    of_team = items(user).filter(unit=unit).order_by("brought_at", "pk")
    brought = lines(user, of_team.filter(week=monday))
    if monday < current:
        return Week(brought, [], [])
    earlier = of_team.filter(week__lt=monday, closed_on=None)
    waiting = lines(user, earlier.filter(agreed_on=None))
    agreed = lines(user, earlier.exclude(agreed_on=None).filter(steps__done_on=None).distinct())
    return Week(brought, waiting, [line for line in agreed if any(one.done_on is None for one in line.steps)])


def lines(user: User, found: Iterable[Item]) -> list[Line]:
    """Items with their steps, and their case where the person may know of it."""
    rows = list(found)
    brought = Brought.objects.visible_to(user).filter(item__in=rows).select_related("case")
    cases = {one.item_id: one.case for one in brought}
    by_item = _steps_of(user, rows)
    return [Line(item, cases.get(item.pk), by_item.get(item.pk, [])) for item in rows]


def _steps_of(user: User, rows: list[Item]) -> dict[UUID, list[StepLine]]:
    found = list(steps(user).filter(item__in=rows).select_related("who").order_by("until", "pk"))
    done = _done_in_files([step.pk for step in found if step.done_on is None])
    by_item: dict[UUID, list[StepLine]] = {}
    for step in found:
        by_item.setdefault(step.item_id, []).append(StepLine(step, step.done_on or done.get(step.pk)))
    return by_item


def _done_in_files(keys: list[UUID]) -> dict[UUID, date]:
    """Steps that were done as a task of their case; which these are, nobody learns before."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.done_in_files(%s)", [keys])
        return dict(cursor.fetchall())


def item(user: User, item_id: UUID) -> Line | None:
    found = lines(user, items(user).filter(pk=item_id))
    return found[0] if found else None


def of_case(case: Case, user: User) -> list[Line]:
    """What was brought about a case, the newest first."""
    brought = Brought.objects.visible_to(user).filter(case=case).values("item")
    return lines(user, items(user).filter(pk__in=brought).order_by("-brought_at", "pk"))


def people_of(user: User, unit: Unit) -> QuerySet[User]:
    """Who sits in the round of a team, by name: those who work on its cases, and the coordination."""
    in_team = current_memberships().filter(unit=unit).values("user_id")
    team = same_house(user, Permission.CASE_WORK).filter(pk__in=in_team)
    return (team | same_house(user, Permission.CASE_ALLOCATE)).distinct()


def steps_due(user: User, until: date) -> QuerySet[AgreedStep]:
    """Open steps of this person up to a day, but those that are tasks of a case anyway."""
    mine = steps(user).filter(who=user, done_on=None, until__lte=until)
    return mine.exclude(pk__in=Task.objects.visible_to(user).values("pk")).order_by("until", "pk")


def known_to(item: Item, user: User) -> Known:
    """What must not stand in the item's texts, as far as the writer knows it."""
    brought = Brought.objects.visible_to(user).filter(item=item).select_related("case").first()
    return known_of(brought.case, user) if brought else Known()
