"""Scalar form, bulk engine and a naive oracle say the same of any person and any offer, on any day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.matching.rules import evaluate_offer
from fahrwasser.offers.criteria import KINDS, Facts, Outcome
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
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_each_kind_agrees_with_the_oracle(name, data):
    values = data.draw(rows_of(KINDS[name])).values
    facts, on = data.draw(people), data.draw(some_day)
    result = KINDS[name].evaluate(values, facts, on)
    assert SAID[result.outcome] == oracle.answer(name, values, oracle.plain(facts), on), result.sentence
    assert result.reason_code in ("", oracle.CODES[name])


@settings(max_examples=80, deadline=None)
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
