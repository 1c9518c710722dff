"""Plans: outcome, trace, refusal by rule and by the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fahrwasser.assessment import actions as assessment
from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as, as_role
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.plan import actions, queries
from fahrwasser.plan.models import Goal, GoalNeed, GoalRating, Measure, PlanVersion
from fahrwasser.plan.rules import PlanText
from tests.plan.plans import CALL, MIDWIFE, MONEY, TEXT, accepted, saved
from tests.town import NOW, Town

TODAY = NOW.date()


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["protected"]


def last_verb(case):
    return Event.objects.filter(case_id=case.pk).order_by("-pk").first().verb


def test_the_first_save_makes_version_1(case, me):
    version = saved(case, me)
    assert (version.number, version.revision, version.accepted_on) == (1, 1, None)
    assert queries.text_of(version, me).goals[0].anchors == MIDWIFE.anchors
    assert Measure.objects.get(version=version, what=CALL.what).goal.client_words == MIDWIFE.client_words
    assert last_verb(case) == "plan.saved"


def test_rows_keep_their_id_and_removed_ones_go(case, me):
    version = saved(case, me)
    text = queries.text_of(version, me)
    changed = PlanText(None, (replace(text.goals[1], client_words="Ich habe ein Konto."),), (text.measures[1],))
    actions.save_plan(case=case, text=changed, revision=1, by=me, now=NOW)
    goal = Goal.objects.get(version=version)
    assert (goal.pk, goal.client_words, goal.position) == (text.goals[1].id, "Ich habe ein Konto.", 1)
    assert Measure.objects.get(version=version).what == "Konto eröffnen"


def test_a_goal_names_the_needs_it_serves(case, me):
    need = assessment.add_need(case=case, code="LA06.1", urgency="D", by=me, now=NOW)
    means = assessment.add_need(case=case, code="LA09.5", urgency="Z", by=me, now=NOW)
    version = saved(case, me, PlanText(None, (replace(MIDWIFE, needs=frozenset({need.pk})), MONEY)))
    assert list(GoalNeed.objects.values_list("need", flat=True)) == [need.pk]
    assert queries.needs_without_goal(case, me, version) == []
    assert means not in queries.needs_for_goals(case, me)
    assert queries.needs_without_goal(case, me, None) == [need]


def test_a_second_save_on_the_same_revision_is_a_conflict_and_changes_nothing(town, case, me):
    saved(case, me)
    mine = PlanText(None, (MONEY,))
    with acting_as(town["cm2"].pk), pytest.raises(Conflict):
        actions.save_plan(case=case, text=mine, revision=0, by=town["cm2"], now=NOW)
    assert Goal.objects.filter(case=case).count() == 2
    with acting_as(town["cm2"].pk):
        actions.save_plan(case=case, text=mine, revision=1, by=town["cm2"], now=NOW)
    assert Goal.objects.filter(case=case).count() == 1


def test_a_plan_is_accepted_with_a_goal_only(case, me):
    empty = saved(case, me, PlanText())
    with pytest.raises(NotAllowed, match="mindestens ein Ziel"):
        actions.accept(version=empty, accepted_on=TODAY, by=me, now=NOW)
    assert PlanVersion.objects.get(pk=empty.pk).accepted_on is None


def test_nobody_accepts_a_text_they_have_not_seen(case, me):
    version = saved(case, me)
    actions.save_plan(case=case, text=TEXT, revision=1, by=me, now=NOW)
    with pytest.raises(Conflict):
        actions.accept(version=version, accepted_on=TODAY, by=me, now=NOW, revision=1)


def test_an_accepted_version_refuses_by_rule(case, me):
    version = accepted(case, me)
    assert last_verb(case) == "plan.accepted"
    with pytest.raises(NotAllowed, match="bleibt, wie sie ist"):
        actions.save_plan(case=case, text=TEXT, revision=1, by=me, now=NOW)
    with pytest.raises(NotAllowed, match="bleibt, wie sie ist"):
        actions.accept(version=version, accepted_on=TODAY, by=me, now=NOW)


def changes(version):
    goal, measure = Goal.objects.get(version=version, position=1), Measure.objects.filter(version=version).first()
    return {
        "version changed": lambda: PlanVersion.objects.filter(pk=version.pk).update(accepted_on=None),
        "version deleted": lambda: PlanVersion.objects.filter(pk=version.pk)._raw_delete("default"),
        "words changed": lambda: Goal.objects.filter(pk=goal.pk).update(client_words="anders"),
        "anchor changed": lambda: Goal.objects.filter(pk=goal.pk).update(anchor_plus_1="anders"),
        "goal deleted": lambda: Goal.objects.filter(pk=goal.pk)._raw_delete("default"),
        "goal added": lambda: Goal(case=version.case, version=version, client_words="x", anchor_0="x").save(),
        "measure changed": lambda: Measure.objects.filter(pk=measure.pk).update(who="anders"),
        "measure deleted": lambda: Measure.objects.filter(pk=measure.pk)._raw_delete("default"),
        "measure added": lambda: Measure(case=version.case, version=version, what="x", who="x").save(),
        "need removed": lambda: GoalNeed.objects.filter(goal=goal)._raw_delete("default"),
    }


CHANGES = [
    "version changed", "version deleted", "words changed", "anchor changed", "goal deleted", "goal added",
    "measure changed", "measure deleted", "measure added", "need removed",
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_an_accepted_version_refuses_in_the_database(case, me, change):
    need = assessment.add_need(case=case, code="LA06.1", urgency="D", by=me, now=NOW)
    text = PlanText(None, (replace(MIDWIFE, needs=frozenset({need.pk})),), (CALL,))
    version = accepted(case, me, text)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        changes(version)[change]()


def test_a_measure_is_finished_in_an_accepted_version(case, me):
    version = accepted(case, me)
    measure = Measure.objects.get(version=version, what=CALL.what)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotAllowed, match="Erledigt am"):
            actions.finish_measure(measure=measure, done_on=day, by=me, now=NOW)
    actions.finish_measure(measure=measure, done_on=TODAY, by=me, now=NOW)
    assert Measure.objects.get(pk=measure.pk).done_on == TODAY


def test_a_new_version_copies_goals_and_open_measures(case, me):
    with pytest.raises(NotAllowed, match="noch nicht angenommen"):
        actions.start_version(case=case, by=me, now=NOW)
    need = assessment.add_need(case=case, code="LA06.1", urgency="D", by=me, now=NOW)
    text = replace(TEXT, goals=(replace(MIDWIFE, needs=frozenset({need.pk})), MONEY))
    first = accepted(case, me, text)
    actions.finish_measure(measure=Measure.objects.get(what="Konto eröffnen"), done_on=TODAY, by=me, now=NOW)
    second = actions.start_version(case=case, by=me, now=NOW)
    assert (second.number, second.accepted_on) == (2, None)
    copied = queries.text_of(second, me)
    assert [goal.client_words for goal in copied.goals] == [MIDWIFE.client_words, MONEY.client_words]
    assert copied.goals[0].needs == {need.pk}
    assert [(step.what, step.goal) for step in copied.measures] == [(CALL.what, 1)]
    assert {goal.id for goal in copied.goals}.isdisjoint(goal.id for goal in queries.text_of(first, me).goals)
    assert queries.accepted_version(case, me) == first
    with pytest.raises(NotAllowed, match="noch nicht angenommen"):
        actions.start_version(case=case, by=me, now=NOW)


def test_missing_anchors_are_written_before_the_first_rating(case, me):
    goal = Goal.objects.get(version=accepted(case, me), client_words=MONEY.client_words)
    filled = {"anchor_minus_2": "a", "anchor_minus_1": "b", "anchor_plus_1": "c", "anchor_plus_2": "d"}
    with pytest.raises(NotAllowed, match="fünf Stufen"):
        actions.rate_both(goal=goal, client=1, manager=None, anchors={}, rated_on=TODAY, by=me, now=NOW)
    actions.rate_both(goal=goal, client=1, manager=0, anchors=filled, rated_on=TODAY, by=me, now=NOW)
    goal = Goal.objects.get(pk=goal.pk)
    assert goal.anchors == ("a", "b", "eigener Bescheid", "c", "d")
    assert {r.rater: r.value for r in GoalRating.objects.filter(goal=goal)} == {"client": 1, "case_manager": 0}
    actions.complete_anchors(goal=goal, anchors={"anchor_minus_2": "anders"}, by=me, now=NOW)
    assert Goal.objects.get(pk=goal.pk).anchor_minus_2 == "a"


def test_a_rating_by_nobody_is_refused(case, me):
    goal = Goal.objects.get(version=accepted(case, me), position=1)
    with pytest.raises(NotAllowed, match="mindestens eine"):
        actions.rate_both(goal=goal, client=None, manager=None, anchors={}, rated_on=TODAY, by=me, now=NOW)


def test_the_score_of_ac01_appears_when_every_goal_is_rated(case, me):
    goals = tuple(replace(MIDWIFE, client_words=f"Ziel {n}", weight=w) for n, w in enumerate((3, 2, 1, 2, 3)))
    version = accepted(case, me, PlanText(None, goals))
    for goal, value in zip(queries.goals_of(version, me), (1, 1, 0, 0, 1), strict=True):
        assert queries.evaluation(version, me).manager is None
        actions.rate(goal=goal, rater="case_manager", value=value, rated_on=TODAY, by=me, now=NOW)
    assert queries.evaluation(version, me).manager == 60.8
    assert queries.evaluation(version, me).client is None


def test_the_eraser_may_take_an_accepted_plan_away(case, me):
    accepted(case, me)
    with as_role("fw_eraser"):
        Measure.objects.filter(case=case)._raw_delete("default")


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_city_cm", "foreigners_office", "provider"])
def test_strangers_neither_see_nor_write(town, case, me, person):
    saved(case, me)
    with acting_as(town[person].pk):
        assert queries.versions_of(case, town[person]) == []
        assert PlanVersion.objects.count() == Goal.objects.count() == Measure.objects.count() == 0
        with pytest.raises(NotAllowed):
            actions.save_plan(case=case, text=TEXT, revision=0, by=town[person], now=NOW)


def test_the_database_knows_no_acceptance_before_the_plan(case, me):
    version = saved(case, me)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(accepted_on=date(2026, 3, 1))
