"""Outcomes of AC-01, 02, 03 and 07 with their days, and the school figure of AC-02 (assertion 6)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.outcomes import actions, queries
from tests.town import NOW

BERLIN = ZoneInfo("Europe/Berlin")
OUTCOMES = {
    "AC-01": [
        ("schutzplatz", date(2026, 3, 10), "seen"),
        ("leistung_bewilligt", date(2026, 4, 2), "paper"),
        ("geburt", date(2026, 4, 11), "person"),
        ("aufenthalt_beantragt", date(2026, 6, 22), "paper"),
    ],
    "AC-02": [("rechtsstreit_beigelegt", date(2026, 6, 8), "body")],
    "AC-03": [("ausbildungsduldung", date(2026, 6, 12), "body"), ("ausbildung", date(2026, 8, 1), "person")],
    "AC-07": [("wohnungslosigkeit_abgewendet", date(2026, 5, 27), "body")],
}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BERLIN)


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_outcomes_of_a_case_stand_in_their_order(town, name):
    case, by = town.files["protected" if name == "AC-01" else "normal"], town["cm1"]
    with acting_as(by.pk):
        for kind, day, evidence in OUTCOMES[name]:
            actions.record(case=case, kind=kind, day=day, evidence=evidence, by=by, now=noon(day))
        rows = [(row.kind, row.day, row.evidence) for row in queries.of_case(case, by)]
    assert rows == OUTCOMES[name][::-1]


def test_the_training_is_asked_about_half_a_year_later(town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        kind, day, evidence = OUTCOMES["AC-03"][1]
        training = actions.record(case=case, kind=kind, day=day, evidence=evidence, by=by, now=noon(day))
        assert queries.to_ask_again(by, date(2027, 1, 29)) == []
        assert queries.to_ask_again(by, date(2027, 1, 30)) == [training]


def test_two_children_are_supplied_and_the_third_begins_after_the_summer(town):
    """AC-02: children of 13, 9 and 6; two at school since 8 June, the six-year-old enters in 2026/27."""
    case, by = town.files["normal"], town["cm1"]
    births = {"13": date(2012, 11, 3), "9": date(2017, 2, 14), "6": date(2019, 12, 1)}
    with acting_as(by.pk):
        children = {
            name: clients.add_person(
                case=case, by=by, now=NOW, first_name=f"Kind {name}", role=Client.Role.CHILD, birth_date=born
            )
            for name, born in births.items()
        }
        june = date(2026, 6, 8)
        for name in ("13", "9"):
            actions.record(
                case=case, kind="schulplatz", day=june, evidence="body", about=children[name], by=by, now=noon(june)
            )
        before = queries.school_supply(case, by, date(2026, 6, 7))
        after = queries.school_supply(case, by, date(2026, 6, 30))
        autumn = queries.school_supply(case, by, date(2026, 9, 1))
    assert (before.needed, before.supplied) == (2, 0)
    assert (after.needed, after.supplied, after.next_year) == (2, 2, 1)
    assert (autumn.needed, autumn.supplied, autumn.next_year) == (3, 2, 0)
