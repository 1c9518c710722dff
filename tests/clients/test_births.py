"""Birth dates as far as they are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.clients.births import Birth, Precision, full_years, read_birth

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("typed", "estimated", "words", "age"),
    [
        ("12.05.1990", False, "12.05.1990", "35 Jahre"),
        ("9.3.2025", False, "09.03.2025", "1 Jahr"),
        ("1990-05-12", False, "12.05.1990", "35 Jahre"),
        ("03.1990", False, "März 1990", "35 oder 36 Jahre"),
        ("02.1990", False, "Februar 1990", "36 Jahre"),
        ("1990", False, "1990", "35 oder 36 Jahre"),
        ("1990", True, "um 1990", "etwa 36 Jahre"),
        ("01.01.1990", True, "um 1990", "etwa 36 Jahre"),
        ("01.01.1990", False, "01.01.1990", "36 Jahre"),
        ("29.02.2004", False, "29.02.2004", "22 Jahre"),
        ("", False, "", ""),
        ("  ", True, "", ""),
    ],
)
def test_what_is_typed_is_said_and_no_more(typed, estimated, words, age):
    birth = read_birth(typed, estimated=estimated)
    assert (birth.words(), birth.age_words(TODAY)) == (words, age)


@pytest.mark.parametrize(
    "typed", ["30.02.2000", "29.02.2023", "31.04.1990", "13.1990", "0.1990", "abc", "90", "1.1", "1.1.1.1"]
)
def test_a_day_that_never_was_is_refused_in_words(typed):
    with pytest.raises(ValueError, match="Dieses Datum gibt es nicht"):
        read_birth(typed)


@pytest.mark.parametrize(
    ("on", "years"), [(date(2025, 2, 28), 20), (date(2025, 3, 1), 21), (date(2024, 2, 28), 19), (date(2024, 2, 29), 20)]
)
def test_who_is_born_on_29_february_is_a_year_older_on_1_march(on, years):
    assert full_years(date(2004, 2, 29), on) == years


def test_only_a_known_day_is_exact():
    assert Birth(TODAY).exact == TODAY
    assert [Birth(TODAY, precision).exact for precision in Precision if precision != Precision.DAY] == [None] * 3
    assert Birth().ages(TODAY) is None


@given(st.dates(), st.sampled_from(Precision), st.dates())
def test_ages_are_ordered_and_never_below_zero(day, precision, on):
    ages = Birth(day, precision).ages(on)
    assert ages is not None
    assert 0 <= ages[0] <= ages[1]


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(Precision))
def test_what_a_form_shows_again_is_read_as_the_same(day, precision):
    first = day.replace(day=1) if precision == Precision.MONTH else day
    first = day.replace(day=1, month=1) if precision == Precision.YEAR else first
    birth = Birth(first, precision)
    assert read_birth(birth.typed(), estimated=precision == Precision.ESTIMATED) == birth
