"""The order of offers: complete, stable, fair, and explained."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.matching.ranking import rank
from fahrwasser.matching.rules import OfferFacts, TrackRecord, evaluate_offer
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, Row
from tests.matching.demo_offers import offer_facts, offers, rows
from tests.matching.people import PEOPLE

ON = date(2026, 3, 9)
FACTS = Facts(
    dangerous_places=Fact(frozenset(), OWN_WORDS, ON),
    unwanted=Fact(frozenset(), OWN_WORDS, ON),
    need_deadline=Fact(date(2026, 3, 20), "Bedarf", ON),
    legal_deadline=Fact(None, "Fristen im Fall", ON),
    languages=Fact(frozenset({"ti"}), OWN_WORDS, ON),
    district=Fact("horrem", OWN_WORDS, ON),
    travel_limit=Fact(60, OWN_WORDS, ON),
)


def waiting(days):
    return {"state": "warteliste", "wait_days": days}


def match(offer_id, *criteria, capacity=None, minutes=20, provider="TR-1", **changes):
    offer = OfferFacts(offer_id, offer_id, provider, "kurs", "Kurs", capacity=capacity or {"state": "frei"}, **changes)
    return evaluate_offer(offer, (*criteria, Row("distance", {"minutes": {"horrem": minutes}})), FACTS, ON)


def order(matches, day=ON, **options):
    return [ranked.match.offer.id for ranked in rank(matches, day, **options)]


BETTER_FIRST = [
    (match("a", languages=frozenset({"ti"})), match("b", Row("proof", {"proofs": ["wbs"]}))),
    (match("a"), match("b", Row("start", {"begin": "2026-03-21"}))),
    (match("a", capacity=waiting(3), minutes=40), match("b", capacity=waiting(4), minutes=10)),
    (match("a", languages=frozenset({"ti"}), minutes=40), match("b", minutes=10)),
    (match("a", minutes=10), match("b", minutes=11, track_record=TrackRecord(9, 9))),
    (match("a", remote=True), match("b", minutes=1)),
    (match("a", track_record=TrackRecord(9, 8)), match("b", track_record=TrackRecord(9, 2))),
    (match("a", provider="TR-2"), match("b")),
]


@pytest.mark.parametrize(("better", "worse"), BETTER_FIRST)
@pytest.mark.parametrize("shift", range(2))
def test_better_offers_come_first_every_day(better, worse, shift):
    day = ON + timedelta(days=shift)
    assert order([worse, better], day, plan_providers={"TR-2"}) == ["a", "b"]


def test_equals_take_turns():
    equals = [match(name) for name in "abc"]
    firsts = [order(equals, ON + timedelta(days=shift))[0] for shift in range(3)]
    assert sorted(firsts) == ["a", "b", "c"]
    assert all(order(list(some), ON) == order(equals, ON) for some in permutations(equals))


def test_the_order_is_explained():
    first, second = rank([match("a", languages=frozenset({"ti"})), match("b", capacity=waiting(1))], ON, {"TR-1"})
    assert (first.place, first.sentence) == (
        1,
        "Passt. Beginn rechtzeitig; keine Wartezeit; spricht Tigrinya; Weg 20 Minuten; "
        "noch wenige oder keine Vermittlungen; Träger ist schon im Hilfeplan.",
    )
    assert "Wartezeit 1 Tag;" in second.sentence
    assert "keine gemeinsame Sprache bekannt" in second.sentence
    equals = rank([match("a", track_record=TrackRecord(4, 3)), match("b", track_record=TrackRecord(4, 3))], ON)
    assert "3 von 4 Vermittlungen begonnen" in equals[0].sentence
    few = rank([match("a", track_record=TrackRecord(2, 1))], ON)[0].sentence
    assert "noch wenige oder keine Vermittlungen;" in few.replace(".", ";")
    assert "gleichauf mit einem weiteren Angebot, die Reihenfolge wechselt täglich" in equals[0].sentence


some_ids = st.lists(st.sampled_from(sorted(offers())), unique=True, max_size=12)


@given(ids=some_ids, person=st.sampled_from(sorted(PEOPLE)), day=st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_ranking_is_a_permutation_and_does_not_depend_on_the_input_order(ids, person, day):
    matches = [evaluate_offer(offer_facts(name), rows(name), PEOPLE[person].facts, day) for name in ids]
    ranked = rank(matches, day)
    assert sorted(one.match.offer.id for one in ranked) == sorted(ids)
    assert [one.place for one in ranked] == list(range(1, len(ids) + 1))
    assert rank(matches[::-1], day) == ranked
