"""Rules of the plan: T-score, texts that fit, differences, ratings."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.plan import rules
from fahrwasser.plan.rules import GoalText, MeasureText, PlanText

MADE = date(2026, 3, 9)
ANCHORS = ("kein Platz", "zugesagt", "besucht", "zusätzlich Kurs", "zusätzlich Treff")
BLANK = ("", "", "besucht", "", "")


@pytest.mark.parametrize(
    ("rated", "score"),
    [
        ([(3, 1), (2, 1), (1, 0), (2, 0), (3, 1)], 60.8),  # AC-01
        ([(3, 0), (3, 1)], 56.2),  # AC-02
        ([(1, 0)], 50.0),
        ([(3, 0), (2, 0)], 50.0),
        ([(1, 1), (1, -1)], 50.0),
        ([(3, 0), (2, 1)], 54.9),
        ([(1, 2)], 70.0),
        ([(2, -2)], 30.0),
    ],
)
def test_t_score(rated, score):
    assert rules.t_score(rated) == score


def test_no_goals_have_no_score():
    assert rules.t_score([]) is None


PAIRS = st.lists(st.tuples(st.integers(1, 3), st.integers(-2, 2)), min_size=1, max_size=12)


@given(PAIRS)
def test_better_levels_never_lower_the_score(rated):
    better = [(weight, min(2, level + 1)) for weight, level in rated]
    assert rules.t_score(better) >= rules.t_score(rated)


@given(PAIRS)
def test_the_score_mirrors_at_fifty(rated):
    mirrored = [(weight, -level) for weight, level in rated]
    assert rules.t_score(mirrored) + rules.t_score(rated) == pytest.approx(100, abs=0.11)


def text(goal=None, measure=None, review_on=None):
    goals = (goal or GoalText("Ich will Ruhe", BLANK),)
    return PlanText(review_on, goals, (measure,) if measure else ())


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (text(GoalText("Ich will Ruhe", ("", "", "", "", ""))), "Stufe 0"),
        (text(GoalText("Ich will Ruhe", BLANK, weight=4)), "Gewicht"),
        (text(GoalText("Ich will Ruhe", BLANK, until=date(2026, 3, 8))), "liegt vor"),
        (text(measure=MeasureText("Antrag", "wir", until=date(2025, 3, 9))), "liegt vor"),
        (text(measure=MeasureText("Antrag", "wir", goal=2)), "nicht mehr gibt"),
        (text(review_on=date(2026, 3, 8)), "Überprüfung"),
    ],
)
def test_texts_that_do_not_fit(plan, words):
    with pytest.raises(NotAllowed, match=words):
        rules.check_text(plan, MADE, MADE)


def test_a_text_with_anchor_0_alone_fits():
    rules.check_text(text(), MADE, MADE)
    rules.check_text(PlanText(), MADE, MADE)


@pytest.mark.parametrize(
    ("goals", "accepted_on", "words"),
    [(0, MADE, "mindestens ein Ziel"), (1, date(2026, 3, 10), "Zukunft"), (1, date(2026, 3, 8), "bevor er erstellt")],
)
def test_acceptance_is_refused(goals, accepted_on, words):
    with pytest.raises(NotAllowed, match=words):
        rules.check_acceptance(goals, MADE, accepted_on, MADE)


@pytest.mark.parametrize(
    ("value", "rater", "anchors", "accepted_on", "rated_on", "words"),
    [
        (0, "client", ANCHORS, None, MADE, "angenommen"),
        (0, "client", BLANK, MADE, MADE, "fünf Stufen"),
        (3, "client", ANCHORS, MADE, MADE, "von −2 bis"),
        (0, "neighbour", ANCHORS, MADE, MADE, "von −2 bis"),
        (0, "client", ANCHORS, MADE, date(2026, 3, 10), "Zukunft"),
        (0, "client", ANCHORS, MADE, date(2026, 3, 1), "vor der Annahme"),
    ],
)
def test_ratings_that_are_refused(value, rater, anchors, accepted_on, rated_on, words):
    with pytest.raises(NotAllowed, match=words):
        rules.check_rating(value, rater, anchors, accepted_on, rated_on, MADE)


def test_a_rating_that_fits():
    rules.check_rating(-2, "client", ANCHORS, MADE, MADE, MADE)


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_another_revision_is_a_conflict(seen):
    with pytest.raises(Conflict, match="Inzwischen wurde der Plan gespeichert"):
        rules.check_same_revision(2, seen)


def test_differences_are_told_field_by_field():
    one, two = uuid4(), uuid4()
    saved = PlanText(None, (GoalText("Ruhe", BLANK, id=one), GoalText("Deutsch", BLANK, id=two)))
    typed = PlanText(MADE, (GoalText("Ruhe und Platz", BLANK, id=one),), (MeasureText("Antrag", "wir"),))
    found = {line.label: (line.saved, line.typed) for line in rules.differences(saved, typed)}
    assert found["Ziel 1, Worte der Person"] == ("Ruhe", "Ruhe und Platz")
    assert found["Ziel 2, Worte der Person"] == ("Deutsch", "")
    assert found["Maßnahme 1, was"] == ("", "Antrag")
    assert found["Nächste Überprüfung"] == ("", "09.03.2026")
    assert "Ziel 1, Gewicht" not in found
    assert rules.differences(saved, saved) == []
