"""The only writers of plans, goals, measures and ratings."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.assessment.rules import check_file_open
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.plan import rules
from fahrwasser.plan.models import Goal, GoalNeed, GoalRating, Measure, PlanVersion
from fahrwasser.work.actions import discard_draft

GONE = "Diese Akte ist für Sie nicht mehr geöffnet. Laden Sie die Seite neu."


def _lock(case: Case) -> None:
    """One writer of a plan at a time, the first version included."""
    if not Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).exists():
        raise NotAllowed(GONE)


def _latest(case: Case) -> PlanVersion | None:
    return PlanVersion.objects.select_for_update().filter(case=case).order_by("-number").first()


def _new_version(case: Case, number: int, by: User, now: datetime, review_on: date | None = None) -> PlanVersion:
    version = PlanVersion(case=case, number=number, made_on=now.date(), by=by, review_on=review_on, revision=0)
    version.save(force_insert=True)
    return version


@transaction.atomic
def save_plan(
    *, case: Case, text: rules.PlanText, revision: int, by: User, now: datetime, draft: str = ""
) -> PlanVersion:  # fmt: skip
    """Save what the plan says, in the version that is not yet accepted; the first save makes version 1.

    ``revision`` is the one the person saw, 0 for a plan that did not exist. Raises ``Conflict`` when it grew.
    ``draft`` is the address of the draft that this save ends.
    """
    check_file_open(case.is_open)
    _lock(case)
    version = _latest(case)
    rules.check_may_change(version.accepted_on if version else None)
    rules.check_same_revision(version.revision if version else 0, revision)
    rules.check_text(text, version.made_on if version else now.date())
    version = version or _new_version(case, 1, by, now)
    _write(version, text)
    version.review_on = text.review_on
    version.revision += 1
    version.save(update_fields=["review_on", "revision"])
    discard_draft(user=by, form=draft)
    audit.record(case_id=case.id, verb="plan.saved", by=by, now=now)
    return version


def _write(version: PlanVersion, text: rules.PlanText) -> None:
    """Bring the rows of the version to what the text says; rows keep their id as long as they are in it."""
    known_goals: dict[UUID | None, Goal] = {goal.pk: goal for goal in Goal.objects.filter(version=version)}
    known_measures: dict[UUID | None, Measure] = {
        measure.pk: measure for measure in Measure.objects.filter(version=version)
    }
    goals = [_write_goal(version, known_goals.pop(row.id, None), place, row) for place, row in enumerate(text.goals, 1)]
    for row in text.measures:
        goal = goals[row.goal - 1] if row.goal else None
        _write_measure(version, known_measures.pop(row.id, None), goal, row)
    Measure.objects.filter(pk__in=list(known_measures)).delete()
    Goal.objects.filter(pk__in=list(known_goals)).delete()


def _write_goal(version: PlanVersion, goal: Goal | None, place: int, row: rules.GoalText) -> Goal:
    new = goal is None
    goal = goal or Goal(version=version, case_id=version.case_id)
    goal.position, goal.client_words, goal.weight, goal.until = place, row.client_words, row.weight, row.until
    for name, words in zip(rules.ANCHORS, row.anchors, strict=True):
        setattr(goal, name, words)
    goal.save(force_insert=new)
    GoalNeed.objects.filter(goal=goal).exclude(need__in=row.needs).delete()
    served = set(GoalNeed.objects.filter(goal=goal).values_list("need_id", flat=True))
    GoalNeed.objects.bulk_create(
        [GoalNeed(case_id=version.case_id, goal=goal, need_id=need) for need in row.needs - served]
    )
    return goal


def _write_measure(version: PlanVersion, measure: Measure | None, goal: Goal | None, row: rules.MeasureText) -> None:
    new = measure is None
    measure = measure or Measure(version=version, case_id=version.case_id)
    measure.goal, measure.what, measure.who = goal, row.what, row.who
    measure.until, measure.cost_carrier = row.until, row.cost_carrier
    measure.save(force_insert=new)


@transaction.atomic
def accept(
    *, version: PlanVersion, accepted_on: date, by: User, now: datetime, revision: int | None = None
) -> PlanVersion:  # fmt: skip
    """The client accepts this version; from then on it stays as it is. ``revision`` is the one that was shown."""
    check_file_open(version.case.is_open)
    _lock(version.case)
    version.refresh_from_db(fields=["accepted_on", "revision", "made_on"])
    rules.check_may_change(version.accepted_on)
    rules.check_same_revision(version.revision, version.revision if revision is None else revision)
    rules.check_acceptance(version.goals.count(), version.made_on, accepted_on, now.date())
    version.accepted_on = accepted_on
    version.save(update_fields=["accepted_on"])
    audit.record(case_id=version.case_id, verb="plan.accepted", by=by, now=now)
    return version


@transaction.atomic
def start_version(*, case: Case, by: User, now: datetime) -> PlanVersion:
    """A new version with the goals and the open measures of the last one, to be changed and accepted again."""
    check_file_open(case.is_open)
    _lock(case)
    latest = _latest(case)
    rules.check_new_version(latest.accepted_on if latest else None)
    assert latest is not None  # noqa: S101  without a version there is no day of acceptance
    version = _new_version(case, latest.number + 1, by, now)
    copies = {goal.pk: _copy_goal(goal, version) for goal in Goal.objects.filter(version=latest)}
    for measure in Measure.objects.filter(version=latest, done_on=None).order_by("pk"):
        row = rules.MeasureText(measure.what, measure.who, measure.until, measure.cost_carrier)
        _write_measure(version, None, copies.get(measure.goal_id) if measure.goal_id else None, row)
    version.revision = 1
    version.save(update_fields=["revision"])
    audit.record(case_id=case.id, verb="plan.version_started", by=by, now=now)
    return version


def _copy_goal(goal: Goal, version: PlanVersion) -> Goal:
    served: frozenset[UUID] = frozenset(GoalNeed.objects.filter(goal=goal).values_list("need_id", flat=True))
    row = rules.GoalText(goal.client_words, goal.anchors, goal.weight, goal.until, served)
    return _write_goal(version, None, goal.position, row)


@transaction.atomic
def complete_anchors(*, goal: Goal, anchors: Mapping[str, str], by: User, now: datetime) -> Goal:
    """Write the anchors that were still empty, by field name; one that has words keeps them."""
    check_file_open(goal.case.is_open)
    filled = {name: words for name, words in anchors.items() if name in rules.ANCHORS and not getattr(goal, name)}
    for name, words in filled.items():
        setattr(goal, name, words)
    if filled:
        goal.save(update_fields=list(filled))
        audit.record(case_id=goal.case_id, verb="plan.anchors_completed", by=by, now=now)
    return goal


@transaction.atomic
def rate(*, goal: Goal, rater: str, value: int, rated_on: date, by: User, now: datetime) -> GoalRating:
    """Note how far a goal is reached, as the client or the case manager sees it."""
    check_file_open(goal.case.is_open)
    rules.check_rating(value, rater, goal.anchors, goal.version.accepted_on, rated_on, now.date())
    rating = GoalRating(case_id=goal.case_id, goal=goal, rater=rater, value=value, rated_on=rated_on)
    rating.save(force_insert=True)
    audit.record(case_id=goal.case_id, verb="plan.goal_rated", by=by, now=now)
    return rating


@transaction.atomic
def rate_both(
    *, goal: Goal, client: int | None, manager: int | None, anchors: Mapping[str, str], rated_on: date,
    by: User, now: datetime,
) -> None:  # fmt: skip
    """Complete the anchors, then note what client and case manager say; one of the two may be missing."""
    if client is None and manager is None:
        raise NotAllowed("Bitte wählen Sie mindestens eine Einschätzung.", field="client")
    complete_anchors(goal=goal, anchors=anchors, by=by, now=now)
    for rater, value in ((GoalRating.Rater.CLIENT, client), (GoalRating.Rater.CASE_MANAGER, manager)):
        if value is not None:
            rate(goal=goal, rater=rater, value=value, rated_on=rated_on, by=by, now=now)


@transaction.atomic
def finish_measure(*, measure: Measure, done_on: date, by: User, now: datetime) -> Measure:
    """A measure is done; this may be noted in an accepted version too."""
    check_file_open(measure.case.is_open)
    rules.check_measure_done(done_on, measure.version.made_on, now.date())
    measure.done_on = done_on
    measure.save(update_fields=["done_on"])
    audit.record(case_id=measure.case_id, verb="plan.measure_done", by=by, now=now)
    return measure
