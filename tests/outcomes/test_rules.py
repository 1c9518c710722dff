"""What counts as an outcome, and who must go to school when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser import policy
from fahrwasser.core.errors import NotAllowed
from fahrwasser.outcomes import rules

TODAY = date(2026, 3, 9)
RULE = rules.school_rule(TODAY)
INDICATORS = {entry["id"] for entry in policy.read("indicators")["indicators"]}


def test_every_kind_is_counted_by_a_known_indicator_or_by_none():
    assert {kind.indicator for kind in rules.kinds().values()} - {""} <= INDICATORS


def test_what_lasts_is_counted_somewhere():
    assert all(kind.indicator for kind in rules.kinds().values() if kind.lasting)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "glueck"}, "kind"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"is_open": False}, None),
        ({"code": "schulplatz", "is_child": None}, "about"),
        ({"code": "schulplatz", "is_child": False}, "about"),
    ],
)
def test_refusals(change, field):
    values = {"code": "ausbildung", "day": TODAY, "today": TODAY, "is_open": True, "is_child": None, **change}
    with pytest.raises(NotAllowed) as refusal:
        rules.check_record(values.pop("code"), values.pop("day"), values.pop("today"), **values)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("code", "days", "asks"),
    [("ausbildung", 181, False), ("ausbildung", 182, True), ("schutzplatz", 400, False)],
)
def test_after_half_a_year_it_is_asked_again_where_it_should_last(code, days, asks):
    assert rules.asks_again(code, TODAY - timedelta(days=days), TODAY) is asks


@pytest.mark.parametrize(("code", "on", "field"), [
    ("schutzplatz", TODAY, None),
    ("ausbildung", TODAY - timedelta(days=2), "on"),
    ("ausbildung", TODAY + timedelta(days=1), "on"),
])  # fmt: skip
def test_the_question_has_its_place_and_its_day(code, on, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_lasting(code, TODAY - timedelta(days=1), on, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("born", "first_day"),
    [
        (date(2019, 9, 30), date(2025, 8, 1)),
        (date(2019, 10, 1), date(2026, 8, 1)),
        (date(2020, 2, 29), date(2026, 8, 1)),
    ],
)
def test_the_first_day_at_school(born, first_day):
    assert RULE.first_day(born) == first_day


def test_without_a_rule_for_the_day_nothing_is_guessed():
    with pytest.raises(LookupError):
        rules.school_rule(date(1990, 1, 1))


def test_before_and_after_the_first_of_august():
    assert RULE.year_after(date(2026, 7, 31)) == date(2026, 8, 1)
    assert RULE.year_after(date(2026, 8, 1)) == date(2027, 8, 1)


CHILDREN = st.lists(
    st.builds(
        rules.Child,
        st.dates(date(2000, 1, 1), date(2026, 3, 1)),
        st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    )
)


@given(CHILDREN, st.dates(date(2012, 1, 1), date(2035, 1, 1)))
def test_nobody_is_supplied_who_needs_nothing(children, on):
    supply = rules.school_supply(children, on, RULE)
    assert 0 <= supply.supplied <= supply.needed <= len(children)
    assert supply.needed + supply.next_year <= len(children)
