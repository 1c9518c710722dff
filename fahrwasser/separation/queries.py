"""Reading what came along into a protected file."""

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.separation.models import CarriedNote, Separation


def carried_notes(case: Case, user: User) -> QuerySet[CarriedNote]:
    """Notes copied from the joint file, the newest first."""
    rows: QuerySet[CarriedNote] = CarriedNote.objects.visible_to(user)
    return rows.filter(case=case).order_by("-day", "-pk")


def separation_of(case: Case, user: User) -> Separation | None:
    """How this file came about, or None when it was not taken out of another."""
    rows: QuerySet[Separation] = Separation.objects.visible_to(user)
    return rows.filter(case=case).select_related("by").first()
