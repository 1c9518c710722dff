"""Minutes of a call, hours of a line, months and forgotten calls."""

from datetime import date, time, timedelta

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.counter import rules
from tests.town import NOW


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(-30, 1), (0, 1), (59, 1), (60, 1), (61, 2), (840, 14), (48 * 3600, rules.LONGEST)]
)
def test_each_begun_minute_counts(seconds, minutes):
    assert rules.minutes_between(NOW, NOW + timedelta(seconds=seconds)) == minutes


@pytest.mark.parametrize("minutes", [0, -1, rules.LONGEST + 1])
def test_a_call_has_a_length_that_can_be(minutes):
    with pytest.raises(NotAllowed, match="Minuten"):
        rules.check_minutes(minutes)


@pytest.mark.parametrize(("opens", "closes"), [(time(17), time(8)), (time(8), time(8))])
def test_a_line_closes_after_it_opens(opens, closes):
    with pytest.raises(NotAllowed, match="Mitternacht"):
        rules.check_hours(opens, closes)


@pytest.mark.parametrize(
    ("words", "first"),
    [("2026-02", date(2026, 2, 1)), ("", date(2026, 3, 1)), ("2026-13", date(2026, 3, 1)), ("x" * 99, date(2026, 3, 1)),
     ("0001-01", date(2026, 3, 1)), ("9999-12", date(2026, 3, 1))],
)  # fmt: skip
def test_a_month_that_cannot_be_is_the_running_one(words, first):
    assert rules.month_of(words, date(2026, 3, 9)) == first


@pytest.mark.parametrize("month", range(1, 13))
def test_months_follow_each_other(month):
    first = date(2028, month, 1)
    assert rules.month_before(rules.next_month(first)) == first


@pytest.mark.parametrize(
    ("day", "number"), [(date(2026, 3, 9), 1), (date(2026, 3, 7), 6), (date(2026, 3, 8), 7), (date(2026, 4, 6), 7)]
)
def test_on_a_holiday_the_hours_of_a_sunday_hold(day, number):
    assert rules.weekday(day) == number


@pytest.mark.parametrize(("hours", "forgotten"), [(2, False), (3, True)])
def test_a_call_is_forgotten_after_three_hours(hours, forgotten):
    assert rules.is_forgotten(NOW - timedelta(hours=hours), NOW) is forgotten


@pytest.mark.parametrize(("until", "is_open"), [(None, True), (date(2026, 3, 9), True), (date(2026, 3, 8), False)])
def test_a_cost_unit_is_open_until_its_day(until, is_open):
    assert rules.CostUnit("x", "X", until).is_open(date(2026, 3, 9)) is is_open
