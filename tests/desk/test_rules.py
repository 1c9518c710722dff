"""The phase line, next steps, waiting, load and what a search looks for: plain facts, plain tables."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fahrwasser.cases.rules import end_of_grant
from fahrwasser.core.errors import NotAllowed
from fahrwasser.desk.rules import (
    Load,
    Phase,
    Progress,
    Situation,
    Sought,
    Step,
    check_protection,
    check_substitute,
    day_in,
    load,
    next_steps,
    phone_pattern,
    sought,
    stations,
    waits_too_long,
    weight,
)

TODAY = date(2026, 3, 9)
BEFORE, LATER = TODAY - timedelta(days=10), TODAY + timedelta(days=90)
RUNNING = Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE)
CALM: dict[str, Any] = {"last_contact": TODAY, "needs_open": 1, "needs_ever": 1}


@pytest.mark.parametrize(
    ("progress", "current"),
    [
        (Progress(), Phase.CLARIFYING),
        (Progress(accepted_on=BEFORE), Phase.ASSESSING),
        (Progress(accepted_on=BEFORE, assessed_on=BEFORE), Phase.PLANNING),
        (RUNNING, Phase.CARRYING_OUT),
        (Progress(accepted_on=BEFORE, planned_on=BEFORE), Phase.ASSESSING),  # what is missing, although a plan exists
        (Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE, review_on=TODAY), Phase.REASSESSING),
        (Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE, review_on=LATER), Phase.CARRYING_OUT),
        (Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE, reassessed_on=TODAY), Phase.CLOSING),
        (Progress(closed_on=TODAY), Phase.CLOSING),
        (Progress(is_short=True, accepted_on=BEFORE), Phase.CARRYING_OUT),
    ],
)
def test_the_current_phase_is_the_first_whose_fact_is_missing(progress, current):
    assert [one.phase for one in stations(progress, TODAY) if one.state == "current"] == [current]


def test_a_phase_that_happened_out_of_order_is_shown_as_done():
    states = {one.phase: one.state for one in stations(Progress(accepted_on=BEFORE, planned_on=BEFORE), TODAY)}
    assert states[Phase.PLANNING] == "done"
    assert states[Phase.ASSESSING] == "current"


def test_short_advice_has_neither_assessment_nor_plan():
    line = [one.phase for one in stations(Progress(is_short=True), TODAY)]
    assert line == [Phase.CLARIFYING, Phase.CARRYING_OUT, Phase.CLOSING]


def test_the_day_of_the_review_stands_on_the_line_before_it_comes():
    progress = Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE, review_on=LATER)
    days = {one.phase: one.day for one in stations(progress, TODAY)}
    assert days[Phase.REASSESSING] == LATER
    assert days[Phase.CARRYING_OUT] == BEFORE


@pytest.mark.parametrize(
    ("situation", "steps"),
    [
        ({**CALM, "progress": RUNNING}, []),
        ({**CALM, "progress": RUNNING, "has_channel": False}, [Step.CHANNEL]),
        ({"progress": Progress(), "enquiry_undecided": True}, [Step.ENQUIRY]),
        ({**CALM, "progress": RUNNING, "questions": ("r",)}, [Step.QUESTION]),
        ({**CALM, "progress": RUNNING, "promises": ("r", "s")}, [Step.PROMISE]),
        ({**CALM, "progress": RUNNING, "tasks_due": ("t",)}, [Step.TASK]),
        ({**CALM, "progress": Progress(accepted_on=BEFORE), "assessment_begun": False}, [Step.ASSESSMENT, Step.PLAN]),
        ({**CALM, "progress": RUNNING, "needs_without_referral": ("n", "m")}, [Step.MATCH]),
        ({**CALM, "progress": RUNNING, "plan_waiting": "v"}, [Step.ACCEPT]),
        ({"progress": RUNNING, "needs_ever": 2, "needs_open": 0, "last_contact": TODAY}, [Step.CLOSE]),
        ({**CALM, "progress": RUNNING, "last_contact": TODAY - timedelta(days=31)}, [Step.CONTACT]),
        ({**CALM, "progress": RUNNING, "last_contact": None}, [Step.CONTACT]),
        ({**CALM, "progress": Progress(is_short=True, accepted_on=BEFORE), "assessment_begun": False}, []),
        ({"progress": Progress(closed_on=TODAY), "has_channel": False}, []),
    ],
)
def test_next_steps_follow_from_the_facts(situation, steps):
    assert [one.step for one in next_steps(Situation(**situation), TODAY)] == steps


def test_the_plan_is_looked_at_again_on_its_day():
    progress = Progress(accepted_on=BEFORE, assessed_on=BEFORE, planned_on=BEFORE, review_on=TODAY)
    assert [one.step for one in next_steps(Situation(progress=progress, **CALM), TODAY)] == [Step.REVIEW]


def test_never_more_than_three_steps_and_the_most_pressing_first():
    situation = Situation(
        progress=RUNNING, has_channel=False, questions=("r",), promises=("s",), tasks_due=("t",), plan_waiting="v"
    )
    assert [one.step for one in next_steps(situation, TODAY)] == [Step.CHANNEL, Step.QUESTION, Step.PROMISE]


@pytest.mark.parametrize(
    ("urgency", "days", "late"),
    [("S", 1, False), ("S", 2, True), ("D", 7, False), ("D", 8, True), ("Z", 30, False), ("Z", 31, True)],
)
def test_a_need_waits_too_long_by_its_urgency(urgency, days, late):
    assert waits_too_long(TODAY - timedelta(days=days), urgency, TODAY) is late


@pytest.mark.parametrize(("points", "word"), [(0, "free"), (29, "free"), (30, "tight"), (39, "tight"), (40, "full")])
def test_load_is_a_word(points, word):
    assert load(points) == Load(word)


@pytest.mark.parametrize(
    ("kind", "days", "points"),
    [
        ("enquiry", 0, 0.5), ("short_advice", 20, 1), ("case_management", 0, 3), ("case_management", 30, 3),
        ("case_management", 31, 2), ("case_management", 120, 2), ("case_management", 121, 1),
    ],
)  # fmt: skip
def test_a_file_weighs_by_its_kind_and_its_age(kind, days, points):
    assert weight(kind, days) == points


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("F-2026-00012", Sought.NUMBER),
        ("f-2026-12", Sought.NUMBER),
        ("F202600012", Sought.NUMBER),
        ("13.04.1991", Sought.BIRTH_DATE),
        ("32.04.1991", Sought.NAME),
        ("0221 4710-100", Sought.PHONE),
        ("+49 (0)221/4710", Sought.PHONE),
        ("1234", Sought.NAME),
        ("Rana D.", Sought.NAME),
        ("", Sought.NAME),
        ("رنا", Sought.NAME),
    ],
)
def test_what_is_sought_shows_in_the_words_alone(words, kind):
    assert sought(words) == kind


def test_a_telephone_number_is_found_however_it_is_grouped():
    import re

    assert re.search(phone_pattern("0221/4710100"), "0221 4710 - 100")
    assert day_in(" 9.3.1992 ") == date(1992, 3, 9)


@pytest.mark.parametrize(
    ("until", "user", "words"),
    [
        (TODAY - timedelta(days=1), "b", "vor dem heutigen Tag"),
        (TODAY + timedelta(days=367), "b", "höchstens ein Jahr"),
        (TODAY, "a", "führt den Fall schon"),
    ],
)
def test_a_substitute_is_somebody_else_for_a_time(until, user, words):
    with pytest.raises(NotAllowed, match=words):
        check_substitute(until, TODAY, user, lead="a")


def test_level_2_wants_a_safe_channel():
    check_protection(1, channel_known=False)
    check_protection(2, channel_known=True)
    with pytest.raises(NotAllowed, match="sicher zu erreichen"):
        check_protection(2, channel_known=False)


def test_a_grant_ends_in_real_time_after_the_last_day():
    real = datetime(2030, 5, 1, 15, 30)  # noqa: DTZ001
    assert end_of_grant(TODAY, TODAY, real) == datetime(2030, 5, 2)  # noqa: DTZ001
    assert end_of_grant(TODAY + timedelta(days=3), TODAY, real) == datetime(2030, 5, 5)  # noqa: DTZ001
