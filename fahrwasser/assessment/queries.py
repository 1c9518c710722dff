"""Reading assessments, needs and known facts of a case."""

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import rules
from fahrwasser.assessment.models import Assessment, KnownFact, Need, Rating
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client


def needs_of(case: Case, user: User) -> list[Need]:
    """All needs of the case: the open ones first, most urgent first, then the ended ones."""
    needs = Need.objects.visible_to(user).filter(case=case)
    return sorted(needs, key=lambda need: (need.closed_on is not None, rules.urgency_rank(need.urgency), need.code))


def closed_facts(user: User) -> frozenset[str]:
    """Names of the facts this person must not read: pregnancy, health and violence without the permission."""
    return frozenset() if may(user, Permission.SENSITIVE_READ) else rules.SENSITIVE_FACTS


def newest_facts(case: Case, user: User, about: Client | None = None) -> dict[str, KnownFact]:
    """By name what is known now, about the client or about another person of the file."""
    rows = KnownFact.objects.visible_to(user).filter(case=case, about=about).exclude(name__in=closed_facts(user))
    return {fact.name: fact for fact in rows.order_by("as_of", "pk")}


def latest_assessment(case: Case, user: User) -> Assessment | None:
    return Assessment.objects.visible_to(user).filter(case=case).order_by("-number").first()


def ratings_of(case: Case, user: User) -> list[Rating]:
    """Ratings of all assessments of the case, the newest assessment first."""
    ratings = Rating.objects.visible_to(user).filter(case=case).select_related("assessment")
    return list(ratings.order_by("-assessment__number", "area"))
