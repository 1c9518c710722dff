"""Reading outcomes."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.outcomes import rules
from fahrwasser.outcomes.models import OutcomeEvent


def of_case(case: Case, user: User) -> QuerySet[OutcomeEvent]:
    """What has been reached in one file, the newest first; without what was entered in error."""
    rows: QuerySet[OutcomeEvent] = OutcomeEvent.objects.visible_to(user)
    return rows.filter(case=case, in_error=False).select_related("about").order_by("-day", "-pk")


def outcome(user: User, outcome_id: UUID) -> OutcomeEvent | None:
    """One outcome that counts, or None when it is not there for this person."""
    rows: QuerySet[OutcomeEvent] = OutcomeEvent.objects.visible_to(user)
    return rows.filter(pk=outcome_id, in_error=False).select_related("about").first()


def to_ask_again(user: User, today: date) -> list[OutcomeEvent]:
    """Outcomes of one's own files that should last and that nobody has asked about for half a year, oldest first."""
    rows: QuerySet[OutcomeEvent] = OutcomeEvent.objects.visible_to(user)
    silent = rows.filter(in_error=False, lasts=None).select_related("case").order_by("day", "pk")
    return [row for row in silent if rules.asks_again(row.kind, row.day, today)]


def school_supply(case: Case, user: User, on: date) -> rules.SchoolSupply:
    """IND-19 for the children of one file on a day; who left the household does not count."""
    children = Client.objects.visible_to(user).filter(case=case, role=Client.Role.CHILD, birth_date__isnull=False)
    places = of_case(case, user).filter(kind="schulplatz").order_by("-day").values_list("about_id", "day")
    since = dict(places)
    there = [child for child in children.prefetch_related("stays") if child.left_on(on) is None]
    found = [rules.Child(child.birth_date, since.get(child.pk)) for child in there if child.birth_date]
    return rules.school_supply(found, on, rules.school_rule(on))
