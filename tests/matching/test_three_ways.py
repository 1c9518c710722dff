"""Scalar form, bulk engine and a naive oracle say the same of any person and any offer, on any day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.matching.rules import evaluate_offer
from fahrwasser.offers.criteria import KINDS, Fact, Facts, German, Outcome
from tests.matching import oracle
from tests.matching.demo_offers import offer_facts, offers
from tests.matching.demo_offers import rows as demo_rows
from tests.matching.people import PEOPLE
from tests.matching.random_town import EDGES, ON, people, rows, rows_of
from tests.matching.random_town import offers as any_offer
from tests.matching.test_bulk import compared

SAID = {
    Outcome.MET: oracle.MET,
    Outcome.FAILED: oracle.FAILED,
    Outcome.UNKNOWN: oracle.UNCLEAR,
    Outcome.SILENT: oracle.UNCLEAR,
}
few_known = st.builds(
    lambda facts, forgotten: replace(facts, **dict.fromkeys(forgotten)),
    people, st.sets(st.sampled_from(sorted(Facts.__dataclass_fields__)), max_size=12),
)  # fmt: skip
some_day = st.sampled_from((0, 0, 0, *EDGES)).map(lambda shift: ON + timedelta(days=shift))


def scalar(offer, criteria, facts, on):
    match = evaluate_offer(offer, criteria, facts, on)
    failed, unclear = (sorted(check.row.kind for check in part) for part in (match.failed, match.unclear))
    return oracle.Opinion(str(match.verdict), failed, unclear, match.near_miss is not None, set(match.reason_codes))


@pytest.mark.parametrize("name", list(KINDS))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_each_kind_agrees_with_the_oracle(name, data):
    values = data.draw(rows_of(KINDS[name])).values
    facts, on = data.draw(people), data.draw(some_day)
    result = KINDS[name].evaluate(values, facts, on)
    assert SAID[result.outcome] == oracle.answer(name, values, oracle.plain(facts), on), result.sentence
    assert result.reason_code in ("", oracle.CODES[name])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(any_offer, st.lists(rows, max_size=5)), min_size=1, max_size=3),
    st.lists(people | few_known, min_size=1, max_size=4),
    some_day,
)
def test_scalar_vector_and_oracle_agree_on_every_pair(directory, population, on):
    for (need, number), told in compared(directory, population, on).items():
        offer, criteria = directory[number]
        naive = oracle.opinion(offer, criteria, population[need], on)
        assert scalar(offer, criteria, population[need], on) == naive
        assert told == (naive.failed, naive.unclear, naive.near_miss)


@pytest.mark.parametrize("case", PEOPLE)
def test_the_demo_directory_and_the_people_of_the_cases(case):
    facts = PEOPLE[case].facts
    for shift in (0, 63, 189):
        on = ON + timedelta(days=shift)
        for code in offers():
            directory = offer_facts(code), demo_rows(code)
            assert scalar(*directory, facts, on) == oracle.opinion(*directory, facts, on)


BIRTH = ON.replace(year=ON.year - 18)
OFF_BY_ONE: dict[str, tuple[dict[str, Any], dict[str, Any], Facts]] = {
    "age": ({"who": "person", "from": 18}, {"who": "person", "from": 19}, Facts(birth_date=Fact(BIRTH, "Akte"))),
    "german_level": ({"to": "A2"}, {"to": "A2.1"}, Facts(german=Fact(German("A2"), "Akte"))),
    "cost": ({"euro": 20}, {"euro": 21}, Facts(budget=Fact(20, "Akte"))),
    "distance": (
        {"minutes": {"zons": 30}},
        {"minutes": {"zons": 31}},
        Facts(district=Fact("zons", "Akte"), travel_limit=Fact(30, "Akte")),
    ),
    "availability": ({"to": "2026-03-09"}, {"to": "2026-03-08"}, Facts()),
    "childcare": (
        {"offered": True, "to": 3},
        {"offered": True, "to": 2},
        Facts(
            children=Fact((ON.replace(year=ON.year - 3),), "Akte"), childcare_arranged=Fact(value=False, source="Akte")
        ),
    ),
}
"""At the very boundary: values, the same one step narrower, and somebody who stands on the line."""


@pytest.mark.parametrize("name", OFF_BY_ONE)
def test_a_kind_that_is_off_by_one_is_noticed(monkeypatch, name):
    values, narrower, facts = OFF_BY_ONE[name]
    kind = KINDS[name]
    naive = oracle.answer(name, values, oracle.plain(facts), ON)
    assert SAID[kind.evaluate(values, facts, ON).outcome] == naive
    right = type(kind).compare
    monkeypatch.setattr(type(kind), "compare", lambda self, _, facts, on: right(self, narrower, facts, on))
    assert SAID[kind.evaluate(values, facts, ON).outcome] != naive
