"""The rows of assessment, needs, known facts and plan in the files of the demo."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from typing import Any

from django.db.models import F, Model

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import to_json
from fahrwasser.assessment.models import Assessment, KnownFact, Need, Rating
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import screens
from fahrwasser.demo.data import read
from fahrwasser.demo.days import Days, moment
from fahrwasser.demo.files import File
from fahrwasser.demo.needs import Story
from fahrwasser.offers.criteria import OWN_WORDS, German, Obligation, Residence
from fahrwasser.plan import actions, queries
from fahrwasser.plan.models import Goal, GoalNeed, GoalRating, Measure, PlanVersion

WANTED_DAYS = {"S": 1, "D": 7, "Z": 30}  # days until an urgent need is to be met; a plannable one has none
REVIEW_DAYS = (91, 182, 182, 182)  # some reviews of old files are overdue
PLAN_AFTER = 35  # days after which a file of the demo has a plan
GOALS = 3
WORK = Obligation("Arbeit", frozenset({"mo", "di", "mi", "do", "fr"}), time(7), time(13))
FULL_COVER = 260  # days after which no need of a file would be open any more


class Plans:
    """Makes what is thought and agreed in a file."""

    def __init__(self, rng: Random, days: Days) -> None:
        self._rng, self._days = rng, days
        self._words, self._people = read("work"), read("people")

    def rows(self, file: File) -> Iterator[Model]:
        if file.course.accepted is None:
            return
        needs = [self._need(file, story, file.course.accepted) for story in file.stories]
        yield from needs
        if file.course.is_managed:
            yield from self._facts(file, file.course.accepted)
            yield from self._managed(file, file.course.accepted, needs)

    def _need(self, file: File, story: Story, accepted: date) -> Need:
        until = file.course.until
        state, closed_on = self._state(file, accepted)
        if file.course.is_husbands:  # his language course runs, so nothing of it is over
            state, closed_on = Need.State.IN_PROGRESS, None
        wanted_by = accepted + timedelta(days=WANTED_DAYS[story.urgency]) if story.urgency in WANTED_DAYS else None
        return Need(
            case=file.case, code=story.code, urgency=story.urgency, state=state, words=story.words,
            recognised_on=accepted, wanted_by=wanted_by, closed_on=min(closed_on, until) if closed_on else None,
        )  # fmt: skip

    def _state(self, file: File, accepted: date) -> tuple[str, date | None]:
        """Closed files have no open need; older files have met some."""
        until = file.course.until
        if file.course.is_closed:
            return Need.State.COVERED, self._days.after(accepted, 5, 120, until)
        age = (until - accepted).days
        if not file.course.is_protected and self._rng.random() * FULL_COVER < age:
            return Need.State.COVERED, self._days.after(accepted, min(10, age), age, until)
        return (Need.State.IN_PROGRESS if age > 14 and self._rng.random() < 0.7 else Need.State.OPEN), None

    def _facts(self, file: File, accepted: date) -> Iterator[Model]:
        tongue = next(entry for entry in self._people["languages"] if entry["code"] == file.mother_tongue)
        level = self._rng.choice(("A1", "A2", "A2", "B1") if "de" in file.household.languages else ("A0", "A1.1"))
        yield fact(file, accepted, "residence", Residence(self._rng.choice(tongue["residence"])), "Aufenthaltstitel")
        yield fact(file, accepted, "german", German(level, certified=level == "B1"), OWN_WORDS)
        yield from screens.languages(file, accepted, level, certified=level == "B1")
        yield fact(file, accepted, "benefit_system", self._rng.choice(("sgb2", "sgb2", "sgb2", "keine")), OWN_WORDS)

    def _managed(self, file: File, accepted: date, needs: list[Need]) -> Iterator[Model]:
        until = file.course.until
        started = self._days.after(accepted, 1, 7, until)
        completed = self._days.after(started, 5, 14, until)
        ready = until - timedelta(days=3) > completed
        assessment = Assessment(
            case=file.case, started_on=started, completed_on=completed if ready else None, by=file.lead
        )  # fmt: skip
        yield assessment
        ratings = list(self._ratings(file, assessment))
        yield from ratings
        yield from screens.risk_screens(file, accepted)
        if ready:
            yield from self._daily_life(file, completed)
        yield from screens.second_look(file, assessment, ratings)
        if (until - accepted).days >= PLAN_AFTER:
            yield from self._plan(file, self._days.after(completed, 2, 10, until), needs)

    def _daily_life(self, file: File, told_on: date) -> Iterator[Model]:
        """What offers ask beside papers: time, money, a way without steps; told in the assessment, by most."""
        if file.course.is_husbands:
            return
        client = file.household.client
        chance = Random(f"{client.first_name} {client.birth_date}")  # noqa: S311  apart, so that all other numbers stay
        known: dict[str, Any] = {
            "obligations": () if chance.random() < 0.7 else (WORK,),
            "step_free_needed": chance.random() < 0.1,
            "bound_to": None,
            "literate": chance.random() < 0.9,
            "budget": chance.choice((0, 0, 30, 200)),
            "childcare_arranged": chance.random() < 0.3,
        }
        for name, value in known.items():
            if chance.random() < 0.8:
                yield fact(file, told_on, name, value, OWN_WORDS)

    def _ratings(self, file: File, assessment: Assessment) -> Iterator[Rating]:
        at = moment(assessment.started_on, 16)
        for area, story in {story.area: story for story in file.stories}.items():
            severe = story.urgency in "SD"
            yield Rating(
                case=file.case, assessment=assessment, area=area, situation=story.words,
                resource=self._rng.choice(self._words["resources"]), client_view=story.goal,
                own_view=self._rng.choice(self._words["own_views"]),
                rating=self._rng.choice((0, 1) if severe else (1, 2, 2)), rated_at=at,
            )  # fmt: skip

    def _plan(self, file: File, made_on: date, needs: list[Need]) -> Iterator[Model]:
        review_on = made_on + timedelta(days=self._rng.choice(REVIEW_DAYS))
        version = PlanVersion(case=file.case, number=1, made_on=made_on, by=file.lead, review_on=review_on)
        yield version
        for place, (story, need) in enumerate(zip(file.stories[:GOALS], needs, strict=False), start=1):
            yield from self._goal(file, version, place, story, need)

    def _goal(self, file: File, version: PlanVersion, place: int, story: Story, need: Need) -> Iterator[Model]:
        names = ("anchor_minus_2", "anchor_minus_1", "anchor_0", "anchor_plus_1", "anchor_plus_2")
        anchors: dict[str, Any] = dict(zip(names, story.anchors, strict=True))
        until = version.made_on + timedelta(days=self._rng.choice((60, 90, 120)))
        weight = 3 if place == 1 else self._rng.choice((1, 2))
        goal = Goal(
            case=file.case, version=version, position=place, client_words=story.goal, weight=weight, until=until,
            **anchors,
        )  # fmt: skip
        yield goal
        yield GoalNeed(case=file.case, goal=goal, need=need)
        yield self._measure(file, goal, story, need)
        yield from self._goal_ratings(file, goal, version.made_on)

    def _measure(self, file: File, goal: Goal, story: Story, need: Need) -> Measure:
        made_on = goal.version.made_on
        return Measure(
            case=file.case, version=goal.version, goal=goal, what=story.measure["what"], who=story.measure["who"],
            cost_carrier=story.measure["cost"], until=made_on + timedelta(days=self._rng.choice((14, 30, 60))),
            done_on=max(need.closed_on, made_on) if need.closed_on else None,
        )  # fmt: skip

    def _goal_ratings(self, file: File, goal: Goal, made_on: date) -> Iterator[GoalRating]:
        """Client and case manager rate apart; in a closed file the goal is mostly reached."""
        old_enough = (file.course.until - made_on).days > 60
        if not file.course.is_closed and not (old_enough and self._rng.random() < 0.5):
            return
        rated_on = self._days.after(made_on, 45, 120, file.course.until)
        reached = self._rng.choice((-1, 0, 0, 1, 2) if file.course.is_closed else (-2, -1, -1, 0, 1))
        raters = GoalRating.Rater
        for rater, value in ((raters.CASE_MANAGER, reached), (raters.CLIENT, self._other_view(reached))):
            yield GoalRating(case=file.case, goal=goal, rater=rater, value=value, rated_on=rated_on)

    def _other_view(self, value: int) -> int:
        return max(-2, min(2, value + self._rng.choice((-1, 0, 0, 0, 1))))


def accept(leads: Iterable[User]) -> None:
    """Every client of the demo accepts the plan on the day it was made; from then on it stays as it is."""
    for lead in leads:
        with acting_as(lead.pk):
            PlanVersion.objects.filter(by=lead).update(accepted_on=F("made_on"), accepted_how=PlanVersion.How.SIGNED)


def look_again(leads: Iterable[User], key_date: date) -> None:
    """Of the reviews that have come up one stays overdue, one leaves the plan as it is, one makes a new version."""
    for lead in leads:
        with acting_as(lead.pk):
            past = PlanVersion.objects.filter(by=lead, case__state=Case.State.OPEN, review_on__lt=key_date)
            due = list(past.select_related("case").order_by("review_on", "case__number"))
            for version in due[1::3]:
                _keep(version, lead)
            for version in due[2::3]:
                _renew(version, lead)


def _keep(version: PlanVersion, lead: User) -> None:
    assert version.review_on  # noqa: S101  asked for in the query
    actions.review(
        version=version, done_on=version.review_on, next_on=version.review_on + timedelta(days=REVIEW_DAYS[1]),
        words="Der Plan trägt, die nächsten Schritte bleiben.", by=lead, now=moment(version.review_on, 15),
    )  # fmt: skip


def _renew(version: PlanVersion, lead: User) -> None:
    """The goals go on with more time; so do the open measures."""
    assert version.review_on  # noqa: S101  asked for in the query
    now = moment(version.review_on, 15)
    new = actions.start_version(case=version.case, by=lead, now=now)
    text = queries.text_of(new, lead)
    later = version.review_on + timedelta(days=REVIEW_DAYS[0])
    text = replace(
        text, review_on=later, goals=tuple(replace(goal, until=later) for goal in text.goals),
        measures=tuple(replace(measure, until=later) for measure in text.measures),
    )  # fmt: skip
    actions.save_plan(case=version.case, text=text, revision=new.revision, by=lead, now=now)
    actions.accept(version=new, accepted_on=version.review_on, by=lead, now=now, how=PlanVersion.How.ORAL)


def fact(file: File, as_of: date, name: str, value: Any, source: str) -> KnownFact:
    return KnownFact(case=file.case, name=name, value=to_json(value), source=source, as_of=as_of)
