"""Working days in North Rhine-Westphalia."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.catalogue.calendar import add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2019, 3, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 3), True),
        (date(2026, 6, 4), False),  # Corpus Christi, a holiday in NRW but not in all of Germany
        (date(2026, 6, 6), False),  # Saturday
        (date(2026, 11, 1), False),  # All Saints
        (date(2026, 10, 31), False),  # a Saturday; Reformation Day is none here
        (date(2025, 10, 31), True),
        (date(2026, 4, 3), False),  # Good Friday
    ],
)
def test_working_days(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 3, 9), 0, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 9), 2, date(2026, 3, 11)),
        (date(2026, 6, 3), 1, date(2026, 6, 5)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),
    ],
)
def test_adding_working_days(day, days, expected):
    assert add_working_days(day, days) == expected


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(day, days):
    end = add_working_days(day, days)
    assert is_working_day(end)
    assert working_days_between(day, end) == days


@given(DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(day):
    assert working_days_between(day, day) == 0
    assert working_days_between(day, date(2019, 3, 1)) == 0
