"""Reading plans."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import MEANS_ONLY, need_label, urgency_rank
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.plan import rules
from fahrwasser.plan.models import Goal, GoalRating, Measure, PlanVersion


def versions_of(case: Case, user: User) -> list[PlanVersion]:
    """All versions, the newest first."""
    return list(PlanVersion.objects.visible_to(user).filter(case=case).order_by("-number"))


def latest_version(case: Case, user: User) -> PlanVersion | None:
    return PlanVersion.objects.visible_to(user).filter(case=case).order_by("-number").first()


def accepted_version(case: Case, user: User) -> PlanVersion | None:
    """The version that is in force: the newest one the client accepted."""
    accepted = PlanVersion.objects.visible_to(user).filter(case=case, accepted_on__isnull=False)
    return accepted.order_by("-number").first()


def find_version(version_id: UUID, user: User) -> PlanVersion | None:
    return PlanVersion.objects.visible_to(user).filter(pk=version_id).select_related("case").first()


def find_goal(goal_id: UUID, user: User) -> Goal | None:
    return Goal.objects.visible_to(user).filter(pk=goal_id).select_related("case", "version").first()


def find_measure(measure_id: UUID, user: User) -> Measure | None:
    return Measure.objects.visible_to(user).filter(pk=measure_id).select_related("case", "version").first()


def goals_of(version: PlanVersion, user: User) -> list[Goal]:
    """Goals in their order, each with its needs and ratings at hand."""
    ratings = GoalRating.objects.visible_to(user).order_by("rated_on", "pk")
    goals = Goal.objects.visible_to(user).filter(version=version).order_by("position", "pk")
    return list(goals.prefetch_related("needs", Prefetch("ratings", queryset=ratings)))


def measures_of(version: PlanVersion, user: User) -> list[Measure]:
    measures = Measure.objects.visible_to(user).filter(version=version)
    return sorted(measures.select_related("goal"), key=lambda m: (m.goal.position if m.goal else 99, m.pk))


def newest_by_rater(ratings: Iterable[GoalRating]) -> dict[str, GoalRating]:
    """The last rating of each rater; ``ratings`` come oldest first."""
    return {rating.rater: rating for rating in ratings}


@dataclass
class GoalCard:
    """A goal as the page shows it: anchors, the newest ratings of both, its measures."""

    goal: Goal
    measures: list[Measure] = field(default_factory=list)

    def _newest(self, rater: str) -> GoalRating | None:
        return newest_by_rater(self.goal.ratings.all()).get(rater)

    @property
    def client(self) -> GoalRating | None:
        return self._newest(GoalRating.Rater.CLIENT)

    @property
    def manager(self) -> GoalRating | None:
        return self._newest(GoalRating.Rater.CASE_MANAGER)

    @property
    def first(self) -> GoalRating | None:
        """The first of several ratings by the case manager: where it started."""
        own = [rating for rating in self.goal.ratings.all() if rating.rater == GoalRating.Rater.CASE_MANAGER]
        return own[0] if len(own) > 1 else None

    @property
    def need_labels(self) -> list[str]:
        return [need_label(need.code) for need in self.goal.needs.all()]


def cards(version: PlanVersion, user: User) -> tuple[list[GoalCard], list[Measure]]:
    """Goals with their measures, and the measures that belong to none."""
    by_goal = {goal.pk: GoalCard(goal) for goal in goals_of(version, user)}
    general = []
    for measure in measures_of(version, user):
        if measure.goal_id in by_goal:
            by_goal[measure.goal_id].measures.append(measure)
        else:
            general.append(measure)
    return list(by_goal.values()), general


def text_of(version: PlanVersion, user: User) -> rules.PlanText:
    """What a version says."""
    goals = goals_of(version, user)
    places: dict[UUID | None, int] = {goal.pk: place for place, goal in enumerate(goals, 1)}
    return rules.PlanText(
        version.review_on,
        tuple(
            rules.GoalText(
                g.client_words, g.anchors, g.weight, g.until, frozenset(need.pk for need in g.needs.all()), g.pk
            )
            for g in goals
        ),
        tuple(
            rules.MeasureText(m.what, m.who, m.until, m.cost_carrier, places.get(m.goal_id), m.pk)
            for m in measures_of(version, user)
        ),
    )


def needs_for_goals(case: Case, user: User) -> list[Need]:
    """Open needs a goal may serve, most urgent first; what is only a means to another is not among them."""
    needs = Need.objects.visible_to(user).filter(case=case, closed_on=None).exclude(code__in=MEANS_ONLY)
    return sorted(needs, key=lambda need: (urgency_rank(need.urgency), need.code))


def needs_without_goal(case: Case, user: User, version: PlanVersion | None) -> list[Need]:
    """Needs for which the plan proposes a goal."""
    served = set()
    if version:
        served = set(Goal.objects.visible_to(user).filter(version=version).values_list("needs", flat=True))
    return [need for need in needs_for_goals(case, user) if need.pk not in served]


def last_saved(case: Case) -> Event | None:
    """When the plan was saved last, and by whom."""
    saved = Event.objects.filter(case_id=case.pk, verb="plan.saved").select_related("by")
    return saved.order_by("-at", "-pk").first()


@dataclass(frozen=True)
class Evaluation:
    """How far the goals of a version are reached, by client and by case manager apart."""

    cards: list[GoalCard]
    client: float | None
    manager: float | None


def evaluation(version: PlanVersion, user: User) -> Evaluation:
    """Raw levels first; a T-score only when every goal has been rated by that person."""
    goal_cards, _ = cards(version, user)
    return Evaluation(
        goal_cards,
        _score([(card.goal.weight, card.client) for card in goal_cards]),
        _score([(card.goal.weight, card.manager) for card in goal_cards]),
    )


def _score(rated: list[tuple[int, GoalRating | None]]) -> float | None:
    known = [(weight, rating.value) for weight, rating in rated if rating]
    return rules.t_score(known) if len(known) == len(rated) else None
