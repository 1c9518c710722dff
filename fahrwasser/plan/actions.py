"""The only writers of plans, goals, measures and ratings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.assessment.rules import check_file_open
from fahrwasser.audit import actions as audit
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import check_carries_agreement
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.plan import queries, rules
from fahrwasser.plan.models import Goal, GoalNeed, GoalRating, Measure, PlanVersion, Review
from fahrwasser.work.actions import discard_draft

CARRY = ("plan.title", "plan.purpose", "plan.levels", "plan.agreement", "plan.agreed")
"""The blocks an acceptance in another language rests on."""
GONE = "Diese Akte ist für Sie nicht mehr geöffnet. Laden Sie die Seite neu."


def _lock(case: Case) -> None:
    """One writer of a plan at a time, the first version included."""
    if not Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).exists():
        raise NotAllowed(GONE)


def _latest(case: Case) -> PlanVersion | None:
    return PlanVersion.objects.select_for_update().filter(case=case).order_by("-number").first()


def _begun_on(case: Case) -> date | None:
    return PlanVersion.objects.filter(case=case, number=1).values_list("made_on", flat=True).first()


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
    rules.check_text(text, version.made_on if version else now.date(), _begun_on(case) or now.date())
    version = version or _new_version(case, 1, by, now)
    _write(version, text)
    discard_draft(user=by, form=draft)
    audit.record(case_id=case.id, verb="plan.saved", by=by, now=now)
    return version


@transaction.atomic
def take_up(*, case: Case, steps: Sequence[rules.MeasureText], by: User, now: datetime) -> list[rules.MeasureText]:
    """Offers of the directory become measures, each for its need; the steps that were not in the plan before.

    An accepted version stays as it is: the measures begin a new one. Each belongs to the goal that serves its need;
    where there is none yet, it stands for all goals until the person has put one in words.
    """
    check_file_open(case.is_open)
    _lock(case)
    there = queries.taken_up(case, by)
    fresh = {(step.need, step.offer): step for step in steps if (step.need, step.offer) not in there}
    if not fresh:
        return []
    version = _open_version(case, by, now)
    text = rules.with_offers(queries.text_of(version, by), fresh.values())
    rules.check_text(text, version.made_on, _begun_on(case) or now.date())
    _write(version, text)
    audit.record(case_id=case.id, verb="plan.offers_taken", by=by, now=now)
    return list(fresh.values())


def _open_version(case: Case, by: User, now: datetime) -> PlanVersion:
    """The version that may still change: the newest, or a new one where that is accepted or missing."""
    latest = _latest(case)
    if latest is None:
        return _new_version(case, 1, by, now)
    return start_version(case=case, by=by, now=now) if latest.accepted_on else latest


def _write(version: PlanVersion, text: rules.PlanText) -> None:
    """Bring the rows of the version to what the text says; rows keep their id as long as they are in it."""
    known_goals: dict[UUID | None, Goal] = {goal.pk: goal for goal in Goal.objects.filter(version=version)}
    known_measures: dict[UUID | None, Measure] = {
        measure.pk: measure for measure in Measure.objects.filter(version=version)
    }
    goals = [_write_goal(version, known_goals.pop(row.id, None), place, row) for place, row in enumerate(text.goals, 1)]
    for place, row in enumerate(text.measures, 1):
        goal = goals[row.goal - 1] if row.goal else None
        _write_measure(version, known_measures.pop(row.id, None), goal, place, row)
    Measure.objects.filter(pk__in=list(known_measures)).delete()
    Goal.objects.filter(pk__in=list(known_goals)).delete()
    version.review_on = text.review_on
    version.revision += 1
    version.save(update_fields=["review_on", "revision"])


def _write_goal(version: PlanVersion, goal: Goal | None, place: int, row: rules.GoalText) -> Goal:
    goal = goal or Goal(version=version, case_id=version.case_id)
    goal.position, goal.client_words, goal.weight, goal.until = place, row.client_words, row.weight, row.until
    for name, words in zip(rules.ANCHORS, row.anchors, strict=True):
        setattr(goal, name, words)
    goal.thread = _thread(goal)
    goal.save(force_insert=goal._state.adding)
    GoalNeed.objects.filter(goal=goal).exclude(need__in=row.needs).delete()
    served = set(GoalNeed.objects.filter(goal=goal).values_list("need_id", flat=True))
    GoalNeed.objects.bulk_create(
        [GoalNeed(case_id=version.case_id, goal=goal, need_id=need) for need in row.needs - served]
    )
    return goal


def _thread(goal: Goal) -> UUID:
    """The earlier goal's thread as long as its ratings speak of this goal too, else one of its own."""
    earlier = goal.earlier
    if earlier is None:
        return goal.thread
    rated = GoalRating.objects.filter(goal__thread=earlier.thread).exists()
    if rules.continues(_text(earlier), _text(goal), rated):
        return earlier.thread
    return goal.thread if goal.thread != earlier.thread else new_id()


def _text(goal: Goal) -> rules.GoalText:
    return rules.GoalText(goal.client_words, goal.anchors)


def _write_measure(
    version: PlanVersion, measure: Measure | None, goal: Goal | None, place: int, row: rules.MeasureText
) -> Measure:  # fmt: skip
    measure = measure or Measure(version=version, case_id=version.case_id, need_id=row.need, offer_id=row.offer)
    measure.position = place
    measure.goal, measure.what, measure.who = goal, row.what, row.who
    measure.until, measure.cost_carrier = row.until, row.cost_carrier
    measure.save(force_insert=measure._state.adding)
    return measure


@transaction.atomic
def accept(
    *, version: PlanVersion, accepted_on: date, by: User, now: datetime, revision: int | None = None,
    how: str = PlanVersion.How.SIGNED, language: str = "de", interpreter: str = "",
) -> PlanVersion:  # fmt: skip
    """The client accepts this version; from then on it stays as it is. ``revision`` is the one that was shown.

    In a ``language`` whose blocks are not checked, ``interpreter`` names who interpreted. The version before has
    been looked at with this: its open review counts as done that day.
    """
    check_file_open(version.case.is_open)
    _lock(version.case)
    version.refresh_from_db(fields=["accepted_on", "revision", "made_on"])
    rules.check_may_change(version.accepted_on)
    rules.check_same_revision(version.revision, version.revision if revision is None else revision)
    rules.check_acceptance(version.goals.count(), version.made_on, accepted_on, now.date())
    carried = blocks.texts(language, version.case.controller).of(CARRY) if language in blocks.languages() else []
    check_carries_agreement(language, carried, interpreter)
    for goal in version.goals.filter(earlier__isnull=False).select_related("earlier"):
        goal.thread = _thread(goal)
        goal.save(update_fields=["thread"])
    _close_review(version, accepted_on)
    version.accepted_on, version.accepted_how = accepted_on, how
    version.language, version.interpreter = language, interpreter
    version.save(update_fields=["accepted_on", "accepted_how", "language", "interpreter"])
    audit.record(case_id=version.case_id, verb="plan.accepted", by=by, now=now)
    return version


def _close_review(version: PlanVersion, on: date) -> None:
    before = PlanVersion.objects.filter(case=version.case_id, number__lt=version.number).order_by("-number").first()
    due_on = queries.review_due(before) if before else None
    if before and due_on:
        Review(case_id=version.case_id, version=before, due_on=due_on, done_on=on).save(force_insert=True)


@transaction.atomic
def review(
    *, version: PlanVersion, done_on: date, next_on: date, words: str = "", by: User, now: datetime
) -> Review:  # fmt: skip
    """The plan was looked at together and stays as it is until ``next_on``."""
    check_file_open(version.case.is_open)
    _lock(version.case)
    due_on = queries.review_due(version)
    due_on = rules.check_review(version.accepted_on, due_on, done_on, next_on, now.date())
    done = Review(
        case_id=version.case_id, version=version, due_on=due_on, done_on=done_on, next_on=next_on, words=words
    )
    done.save(force_insert=True)
    audit.record(case_id=version.case_id, verb="plan.reviewed", by=by, now=now)
    return done


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
    open_ones = Measure.objects.filter(version=latest, done_on=None, dropped_on=None).order_by("position", "pk")
    for place, measure in enumerate(open_ones, 1):
        _copy_measure(measure, version, copies.get(measure.goal_id) if measure.goal_id else None, place)
    version.revision = 1
    version.save(update_fields=["revision"])
    audit.record(case_id=case.id, verb="plan.version_started", by=by, now=now)
    return version


def _copy_goal(goal: Goal, version: PlanVersion) -> Goal:
    served: frozenset[UUID] = frozenset(GoalNeed.objects.filter(goal=goal).values_list("need_id", flat=True))
    row = rules.GoalText(goal.client_words, goal.anchors, goal.weight, goal.until, served)
    copy = Goal(version=version, case_id=version.case_id, earlier=goal, thread=goal.thread)
    return _write_goal(version, copy, goal.position, row)


def _copy_measure(measure: Measure, version: PlanVersion, goal: Goal | None, place: int) -> None:
    row = rules.MeasureText(measure.what, measure.who, measure.until, measure.cost_carrier)
    pair = {"need_id": measure.need_id, "offer_id": measure.offer_id}
    copy = Measure(version=version, case_id=version.case_id, thread=measure.thread, **pair)
    _write_measure(version, copy, goal, place, row)


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
    rules.check_measure_open(measure.done_on, measure.dropped_on)
    rules.check_measure_done(done_on, measure.version.made_on, now.date())
    measure.done_on = done_on
    measure.save(update_fields=["done_on"])
    audit.record(case_id=measure.case_id, verb="plan.measure_done", by=by, now=now)
    return measure


@transaction.atomic
def drop_measure(*, measure: Measure, dropped_on: date, reason: str, by: User, now: datetime) -> Measure:
    """A measure will not be done, and why; this may be noted in an accepted version too."""
    check_file_open(measure.case.is_open)
    rules.check_measure_open(measure.done_on, measure.dropped_on)
    rules.check_measure_dropped(reason, dropped_on, measure.version.made_on, now.date())
    measure.dropped_on, measure.dropped_because = dropped_on, reason
    measure.save(update_fields=["dropped_on", "dropped_because"])
    audit.record(case_id=measure.case_id, verb="plan.measure_dropped", by=by, now=now)
    return measure
