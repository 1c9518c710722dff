"""Whose a task is, as a table; days on which a case may be seen again."""

from datetime import date, timedelta

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import rules
from fahrwasser.work.rules import Placed

TODAY = date(2026, 3, 9)
ALONE = Placed("lead")
WITH_SECOND = Placed("lead", "second")
ON_LEAVE = Placed("lead", "second", {"cover"})
PROTECTED = Placed("lead", "second", {"second"})


@pytest.mark.parametrize(
    ("kind", "placed", "whose"),
    [
        ("case_work", ALONE, {"lead"}),
        ("case_work", WITH_SECOND, {"lead"}),
        ("case_work", ON_LEAVE, {"lead", "cover"}),
        ("case_work", PROTECTED, {"lead", "second"}),
        ("second_view", ALONE, {"lead"}),
        ("second_view", Placed("lead", None, {"cover"}), {"lead", "cover"}),
        ("second_view", WITH_SECOND, {"second"}),
        ("second_view", ON_LEAVE, {"second"}),
        ("second_view", PROTECTED, {"second"}),
        ("at_once", ALONE, {"lead"}),
        ("at_once", WITH_SECOND, {"lead", "second"}),
        ("at_once", ON_LEAVE, {"lead", "second", "cover"}),
        ("coordination", ON_LEAVE, set()),
    ],
)
def test_a_task_goes_to_those_whose_work_it_is(kind, placed, whose):
    people = {"lead", "second", "cover", "reader"}
    assert {person for person in people if rules.is_for(kind, placed, person)} == whose


def test_every_kind_has_a_recipient():
    assert rules.RECIPIENTS.keys() == set(rules.TaskKind)


def test_on_level_2_the_coordination_learns_of_nothing():
    rules.check_kind("coordination", is_protected=False)
    rules.check_kind("at_once", is_protected=True)
    with pytest.raises(NotAllowed):
        rules.check_kind("coordination", is_protected=True)


@pytest.mark.parametrize(
    ("days", "sentence"), [(0, "noch kommt"), (-1, "noch kommt"), (367, "ein Jahr"), (1, ""), (366, "")]
)
def test_a_follow_up_lies_ahead_within_a_year(days, sentence):
    if not sentence:
        rules.check_follow_up(TODAY + timedelta(days), TODAY)
        return
    with pytest.raises(NotAllowed, match=sentence):
        rules.check_follow_up(TODAY + timedelta(days), TODAY)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (2, False), (3, True), (30, True)])
def test_a_draft_is_stale_after_three_days(days, stale):
    assert rules.is_stale(TODAY - timedelta(days), TODAY) == stale
