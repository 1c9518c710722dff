"""Press rounding and the words of the one-page report, as tables."""

from datetime import date
from decimal import Decimal

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.reporting import rules

NO_LABELS = rules.Labels({}, {})
START, KEY = date(2019, 3, 1), date(2019, 9, 4)


@pytest.mark.parametrize(
    ("count", "words", "bar"),
    [
        (0, "keine", 0),
        (1, "einzelne", 0),
        (9, "einzelne", 0),
        (10, "mehr als zehn", 10),
        (19, "mehr als zehn", 10),
        (20, "rund 20", 20),
        (24, "rund 20", 20),
        (25, "rund 30", 30),
        (70, "rund 70", 70),
        (94, "rund 90", 90),
        (95, "rund 100", 100),
        (99, "rund 100", 100),
        (100, "mehr als 100", 100),
        (199, "mehr als 100", 100),
        (612, "mehr als 600", 600),
        (1234, "mehr als 1.200", 1200),
    ],
)
def test_press_rounding(count, words, bar):
    assert rules.press(count) == words
    assert rules.rounded(count) == bar


@pytest.mark.parametrize(
    ("full_time", "words", "who"),
    [
        ("6.00", "sechs", "Case Manager:innen"),
        ("1.00", "eine", "Case Manager:in"),
        ("5.50", "rund sechs", "Case Manager:innen"),
        ("0.75", "rund eine", "Case Manager:innen"),
        ("14.00", "14", "Case Manager:innen"),
    ],
)
def test_posts_in_words(full_time, words, who):
    assert rules.positions(Decimal(full_time)) == words
    assert rules.managers(Decimal(full_time)) == who


def planned(**changes):
    values = {
        "starts_on": START, "target_group": 800, "target_group_refugees": 100, "positions": Decimal("6.0"),
        "source": "von Hand", "as_of": START, **changes,
    }  # fmt: skip
    return rules.Planned(**values)


def test_the_sentence_of_the_newspaper():
    words = rules.sentence(planned(), rules.Figures(contacts={START: 612}, running=70), KEY)
    for part in (
        "bis zu 800 Personen",
        "rund 100 mit Flüchtlingsstatus",
        "mehr als 600 Kontakte seit dem 1. März;",
        "rund 70 laufende Beratungen",
        "sechs Case Manager",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("short_advice", "words"),
    [(0, "laufende Beratungen"), (7, "laufende Beratungen, davon einzelne Kurzberatungen"),
     (12, "laufende Beratungen, davon mehr als zehn Kurzberatungen")],
)  # fmt: skip
def test_short_advice_stands_apart(short_advice, words):
    report = rules.one_pager(planned(), rules.Figures(running=70, short_advice=short_advice), NO_LABELS, KEY)
    assert report["figures"][2] == {"figure": "rund 70", "words": words}


def test_the_year_stands_where_it_is_another():
    report = rules.one_pager(planned(), rules.Figures(), NO_LABELS, date(2020, 2, 29))
    assert report["period"] == "1. März 2019 bis 29. Februar 2020"


@pytest.mark.parametrize(
    ("key_date", "labels"),
    [
        (date(2019, 3, 1), ["1.3."]),
        (date(2019, 3, 31), ["März"]),
        (date(2019, 4, 1), ["März", "1.4."]),
        (KEY, ["März", "April", "Mai", "Juni", "Juli", "Aug.", "4.9."]),
        (date(2020, 1, 15), ["Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.", "15.1."]),
    ],
)
def test_cumulative_months(key_date, labels):
    report = rules.one_pager(planned(), rules.Figures(contacts={START: 100}), NO_LABELS, key_date)
    assert [row["label"] for row in report["growth"]] == labels
    assert report["growth"][-1]["words"] == "mehr als 100"


def test_growth_counts_up():
    contacts = {date(2019, 3, 20): 60, date(2019, 5, 2): 45, date(2019, 9, 4): 500}
    rows = rules.one_pager(planned(), rules.Figures(contacts=contacts), NO_LABELS, KEY)["growth"]
    assert [row["words"] for row in rows[:3]] == ["rund 60", "rund 60", "mehr als 100"]
    assert rows[-1]["value"] == 600


def cells(**figures):
    codes = {code: code for code in ("A", "B", "C", "D")}
    return rules.one_pager(planned(), rules.Figures(**figures), rules.Labels(codes, codes), KEY)


def test_small_areas_are_merged():
    assert cells(areas={"A": 1, "B": 52, "C": 38})["topics"] == {
        "rows": [{"label": "B", "words": "rund 50", "value": 50}, {"label": "C", "words": "rund 40", "value": 40}],
        "hidden": 2,
    }


def test_small_types_take_the_next_with_them_because_the_sum_is_known():
    types = cells(types={"A": 1, "B": 452, "C": 38, "D": 121})["types"]
    assert [row["label"] for row in types["rows"]] == ["B", "D"]
    assert types["hidden"] == 2


@pytest.mark.parametrize("key_date", [date(2019, 2, 28), date(2019, 9, 5)])
def test_a_key_date_lies_between_start_and_today(key_date):
    rules.check_key_date(KEY, START, KEY)
    with pytest.raises(NotAllowed):
        rules.check_key_date(key_date, START, KEY)
