"""Reading plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import MEANS_ONLY, urgency_rank
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case, worked_on
from fahrwasser.plan import rules
from fahrwasser.plan.models import Goal, GoalRating, Measure, PlanVersion, Review


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
    """Goals in their order, each with its needs at hand."""
    goals = Goal.objects.visible_to(user).filter(version=version).order_by("position", "pk")
    return list(goals.select_related("earlier").prefetch_related("needs"))


def ratings_of(goals: Iterable[Goal], user: User) -> dict[UUID, list[GoalRating]]:
    """Ratings by thread over all versions, oldest first."""
    told: dict[UUID, list[GoalRating]] = defaultdict(list)
    rows = GoalRating.objects.visible_to(user).filter(goal__thread__in=[goal.thread for goal in goals])
    for rating in rows.select_related("goal__version").order_by("rated_on", "pk"):
        told[rating.goal.thread].append(rating)
    return told


def measures_of(version: PlanVersion, user: User) -> list[Measure]:
    measures = Measure.objects.visible_to(user).filter(version=version)
    return list(measures.select_related("goal").order_by("position", "pk"))


def taken_up(case: Case, user: User) -> frozenset[tuple[UUID, UUID]]:
    """Need and offer of each measure of the newest version that was taken from the directory and not dropped."""
    newest = PlanVersion.objects.visible_to(user).filter(case=case).order_by("-number").values("pk")[:1]
    rows = Measure.objects.visible_to(user).filter(version__in=newest, dropped_on=None, offer__isnull=False)
    return frozenset(rows.values_list("need_id", "offer_id"))


def newest_by_rater(ratings: Iterable[GoalRating]) -> dict[str, GoalRating]:
    """The last rating of each rater; ``ratings`` come oldest first."""
    return {rating.rater: rating for rating in ratings}


@dataclass
class GoalCard:
    """A goal as the page shows it: anchors, its measures, and the ratings of its whole thread, oldest first."""

    goal: Goal
    measures: list[Measure] = field(default_factory=list)
    ratings: list[GoalRating] = field(default_factory=list)

    def _newest(self, rater: str) -> GoalRating | None:
        return newest_by_rater(self.ratings).get(rater)

    @property
    def is_new_wording(self) -> bool:
        """The words or anchors were changed after a rating, so the goal begins anew."""
        return self.goal.earlier is not None and self.goal.earlier.thread != self.goal.thread

    @property
    def difference(self) -> int | None:
        """Client minus case manager, in levels; None while one of the two has not rated."""
        return self.client.value - self.manager.value if self.client and self.manager else None

    @property
    def apart(self) -> int:
        """How many levels lie between the two views."""
        return abs(self.difference or 0)

    @property
    def client(self) -> GoalRating | None:
        return self._newest(GoalRating.Rater.CLIENT)

    @property
    def manager(self) -> GoalRating | None:
        return self._newest(GoalRating.Rater.CASE_MANAGER)

    @property
    def first(self) -> GoalRating | None:
        """The first of several ratings by the case manager: where it started."""
        own = [rating for rating in self.ratings if rating.rater == GoalRating.Rater.CASE_MANAGER]
        return own[0] if len(own) > 1 else None


def cards(version: PlanVersion, user: User) -> tuple[list[GoalCard], list[Measure]]:
    """Goals with their measures, and the measures that belong to none."""
    goals = goals_of(version, user)
    told = ratings_of(goals, user)
    by_goal = {goal.pk: GoalCard(goal, ratings=told[goal.thread]) for goal in goals}
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
            rules.MeasureText(
                m.what, m.who, m.until, m.cost_carrier, places.get(m.goal_id), m.pk, m.need_id, m.offer_id
            )
            for m in measures_of(version, user)
        ),
    )


def _by_thread(version: PlanVersion, user: User) -> rules.PlanText:
    """What a version says, each row under its thread, so that rows of two versions can be paired."""
    threads = {goal.pk: goal.thread for goal in goals_of(version, user)}
    threads |= {measure.pk: measure.thread for measure in measures_of(version, user)}
    text = text_of(version, user)
    return replace(
        text,
        goals=tuple(replace(goal, id=threads[goal.id]) for goal in text.goals if goal.id),
        measures=tuple(replace(step, id=threads[step.id]) for step in text.measures if step.id),
    )


def changes(version: PlanVersion, user: User) -> list[rules.Difference]:
    """What changed from the version before; empty for the first."""
    before = PlanVersion.objects.visible_to(user).filter(case=version.case_id, number__lt=version.number)
    earlier = before.order_by("-number").first()
    return rules.differences(_by_thread(earlier, user), _by_thread(version, user)) if earlier else []


def review_due(version: PlanVersion) -> date | None:
    """The day on which the version is to be looked at again; none once a later version took its place."""
    done = sorted(version.reviews.all(), key=lambda review: review.due_on)
    return done[-1].next_on if done else version.review_on


def reviews_of(case: Case, user: User) -> list[Review]:
    """All reviews of a case, the newest first."""
    return list(Review.objects.visible_to(user).filter(case=case).select_related("version").order_by("-done_on", "-pk"))


@dataclass(frozen=True)
class DueReview:
    """A version in force that is to be looked at again by ``due_on``."""

    version: PlanVersion
    due_on: date


def reviews_due(user: User, today: date) -> list[DueReview]:
    """Reviews due up to ``today`` in the open cases this person works on, the longest overdue first."""
    versions = PlanVersion.objects.visible_to(user).filter(accepted_on__isnull=False, case__state=Case.State.OPEN)
    newest = versions.filter(worked_on(user, "case__")).order_by("case", "-number").distinct("case")
    rows = newest.select_related("case").prefetch_related("reviews")
    found = [DueReview(version, due) for version in rows if (due := review_due(version)) and due <= today]
    return sorted(found, key=lambda one: (one.due_on, one.version.pk))


def review_tally(user: User, first: date, last: date) -> tuple[int, int]:
    """IND-11 in the cases this person reads: reviews whose day lies in the period, and how many were on time."""
    done = list(Review.objects.visible_to(user).filter(due_on__range=(first, last)))
    waiting = sum(first <= one.due_on for one in reviews_due(user, last))
    return len(done) + waiting, sum(rules.on_time(one.due_on, one.done_on) for one in done)


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
    saved = Event.objects.filter(case_id=case.pk, verb__in=("plan.saved", "plan.offers_taken")).select_related("by")
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
