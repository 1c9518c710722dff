"""The bulk engine says of every pair what the scalar form says, whoever comes together and in whatever order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.matching.bulk import CHUNK, Engine, Population, bulk_offer
from fahrwasser.matching.rules import evaluate_offer, serves
from fahrwasser.offers.criteria import KINDS, Fact, Facts, Row
from fahrwasser.offers.criteria.base import SILENT_ASPECT
from tests.matching.demo_offers import offer_facts, offers
from tests.matching.demo_offers import rows as demo_rows
from tests.matching.people import PEOPLE
from tests.matching.random_town import ON, people, rows, rows_of
from tests.matching.random_town import offers as any_offer

NEED = "LA09.1"


def compared(directory, population, on=ON):
    """Every pair by the bulk engine: (place of the need, place of the offer) to (failed, unclear, near miss)."""
    bulk = [bulk_offer(offer, {NEED}, criteria, on) for offer, criteria in directory]
    taken = Population(bulk, on)
    for facts in population:
        taken.add(NEED, facts)
    found = {}
    for number, block in enumerate(Engine(bulk, taken).blocks()):
        columns = zip(block.needs, block.failed, block.unclear, block.near_misses, strict=True)
        for need, failed, unclear, near in columns:
            found[int(need), number] = (sorted(block.kinds(int(failed))), sorted(block.kinds(int(unclear))), bool(near))
    return found


def by_hand(offer, criteria, facts, on=ON):
    match = evaluate_offer(offer, criteria, facts, on)
    kinds = [sorted(check.row.kind for check in part) for part in (match.failed, match.unclear)]
    return (*kinds, match.near_miss is not None)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(any_offer, st.lists(rows, max_size=5)), min_size=1, max_size=3),
    st.lists(people, min_size=1, max_size=5),
)
def test_scalar_and_vector_form_agree_on_every_pair(directory, population):
    found = compared(directory, population)
    for (need, number), told in found.items():
        offer, criteria = directory[number]
        assert told == by_hand(offer, criteria, population[need])
    assert len(found) == len(directory) * len(population)


@pytest.mark.parametrize("name", list(KINDS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whoever_looks_alike_to_a_kind_gets_the_same_outcome(name, data):
    """The heart of the engine: a look leaves out nothing that decides. One fact of a person changes; where the look
    stays the same, the outcome must stay."""
    kind = KINDS[name]
    values = data.draw(rows_of(kind)).values
    one, other = data.draw(people), data.draw(people)
    changed = data.draw(st.sampled_from([field for field in Facts.__dataclass_fields__]))
    two = replace(one, **{changed: getattr(other, changed)})
    aspect = kind.aspect(values)
    if kind.seen(one, ON, aspect) == kind.seen(two, ON, aspect):
        assert kind.evaluate(values, one, ON).outcome == kind.evaluate(values, two, ON).outcome


def test_two_failing_conditions_of_one_kind_are_no_near_miss():
    far = [Row("district", {"districts": [place]}) for place in ("zons", "delhoven")]
    facts = replace(PEOPLE["AC-01"].facts, district=Fact("horrem", "Akte", ON))
    offer = offer_facts(next(iter(offers())))
    assert compared([(offer, far)], [facts])[0, 0] == by_hand(offer, far, facts)


def test_the_demo_directory_and_the_people_of_the_cases():
    directory = [(offer_facts(code), demo_rows(code)) for code in offers()]
    population = [person.facts for person in PEOPLE.values()]
    for shift in (0, 30, 200):
        on = ON + timedelta(days=shift)
        found = compared(directory, population, on)
        for (need, number), told in found.items():
            offer, criteria = directory[number]
            assert told == by_hand(offer, criteria, population[need], on)


def test_needs_meet_only_offers_that_serve_them():
    offer = offer_facts(next(iter(offers())))
    bulk = [bulk_offer(offer, needs, (), ON) for needs in ({"LA09"}, {"LA09.1"}, {"LA02.1"})]
    taken = Population(bulk, ON)
    for code in ("LA09.1", "LA09.2", "LA09", "LA02.1"):
        taken.add(code, Facts())
    pairs = sum(len(block.needs) for block in Engine(bulk, taken).blocks())
    assert pairs == sum(serves(one.needs, code) for one in bulk for code in ("LA09.1", "LA09.2", "LA09", "LA02.1"))


def test_more_needs_than_a_chunk_are_all_compared():
    offer = offer_facts(next(iter(offers())))
    bulk = [bulk_offer(offer, {NEED}, (), ON)]
    taken = Population(bulk, ON)
    for _ in range(CHUNK + 3):
        taken.add(NEED, Facts())
    assert [len(block.needs) for block in Engine(bulk, taken).blocks()] == [CHUNK, 3]


def test_a_silent_offer_asks_only_whether_it_matters():
    assert {kind.aspect({}) for kind in KINDS.values()} == {SILENT_ASPECT}
