"""Reading about files: who stands in for whom, which rest, and what was said when one moved."""

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case, Deputy, HandOver, Pause


def deputy_of(user: User) -> User | None:
    """Who stands in for somebody as a rule; nobody who has left."""
    found = Deputy.objects.filter(user=user, deputy__is_active=True).select_related("deputy").first()
    return found.deputy if found else None


def deputies() -> dict[object, User]:
    """Standing deputies by the key of the person they stand in for."""
    return {one.user_id: one.deputy for one in Deputy.objects.select_related("deputy")}


def running_pauses(user: User) -> QuerySet[Pause]:
    """Pauses that nobody has ended, of the files the person reads; whether they still last, the rule says."""
    pauses: QuerySet[Pause] = Pause.objects.visible_to(user).filter(ended_on=None)
    return pauses


def last_hand_over(case: Case, user: User) -> HandOver | None:
    """How the file came to whoever leads it now."""
    moves: QuerySet[HandOver] = HandOver.objects.visible_to(user).filter(case=case, to=case.lead_id)
    return moves.select_related("by").order_by("-at").first()


def earlier_case(case: Case, user: User) -> Case | None:
    """The file this one continues, where it still stands and the person may read it."""
    readable: QuerySet[Case] = Case.objects.readable_by(user)
    return readable.filter(pk=case.earlier).first() if case.earlier else None


def later_case(case: Case, user: User) -> Case | None:
    """The file that continues this one, where the person may read it."""
    readable: QuerySet[Case] = Case.objects.readable_by(user)
    return readable.filter(earlier=case.pk).first()
