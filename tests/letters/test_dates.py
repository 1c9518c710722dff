"""Dates in the text of a letter: what is proposed, with its passage; never an exception."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.letters import dates

RECEIVED = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "kind", "day", "at", "passage"),
    [
        ("Bitte antworten Sie spätestens bis 12.03.2026.", "deadline", date(2026, 3, 12), None, "12.03.2026"),
        ("Reichen Sie alles bis zum 31. März 2026 ein.", "deadline", date(2026, 3, 31), None, "31. März 2026"),
        ("Der Betrag ist am 14.03.2026 fällig. Zahlen Sie.", "deadline", date(2026, 3, 14), None, "14.03.2026"),
        ("Frist: 1.4.26", "deadline", date(2026, 4, 1), None, "1.4.26"),
        ("Termin am 17.03.2026 um 10:00 Uhr", "appointment", date(2026, 3, 17), time(10), "17.03.2026 um 10:00 Uhr"),
        ("Bitte erscheinen Sie am 18. März 2026.", "appointment", date(2026, 3, 18), None, "18. März 2026"),
        ("Die Sitzung ist am 20.03.2026, um 9 Uhr.", "appointment", date(2026, 3, 20), time(9), "20.03.2026, um 9 Uhr"),
        ("Der Kurs beginnt am 02.05.2026.", "other", date(2026, 5, 2), None, "02.05.2026"),
        ("binnen eines Monats ab Zugang", "deadline", date(2026, 4, 9), None, "binnen eines Monats ab Zugang"),
        ("innerhalb von 14 Tagen", "deadline", date(2026, 3, 23), None, "innerhalb von 14 Tagen"),
        ("innerhalb von zwei Wochen ab", "deadline", date(2026, 3, 23), None, "innerhalb von zwei Wochen"),
    ],
)  # fmt: skip
def test_a_date_is_proposed_with_its_passage(text, kind, day, at, passage):
    (found,) = dates.find(text, RECEIVED)
    assert (found.kind, found.day, found.at, found.passage) == (kind, day, at, passage)
    assert f"{found.before}{found.passage}{found.after}" in text


@pytest.mark.parametrize(
    "text", ["", "geboren am 01.02.1990", "bis 31.02.2026", "Az. 12.03.2026.77", "bis 12.03.2099", "in 5 Tagen"]
)
def test_nothing_is_proposed(text):
    assert dates.find(text, RECEIVED) == []


def test_a_month_ends_on_the_last_of_a_shorter_month():
    (found,) = dates.find("binnen eines Monats", date(2026, 1, 31))
    assert (found.day, found.counted) == (date(2026, 2, 28), True)


def test_the_same_day_is_proposed_once_and_deadlines_come_first():
    text = "Termin am 17.03.2026 um 10:00 Uhr. Antwort bis 20.03.2026. Noch einmal: bis 20.03.2026."
    assert [(one.kind, one.day.day) for one in dates.find(text, RECEIVED)] == [("deadline", 20), ("appointment", 17)]


PIECES = st.sampled_from(
    ["bis ", "12.03.2026", "99. März 2026", "binnen ", "eines Monats", "um 99:99 Uhr", "²3.4.2026 "]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=40).map("".join), st.dates())
def test_no_text_breaks_it(text, day):
    for one in dates.find(text, day):
        assert one.passage
        assert one.day >= day
