"""What a person does not want and what an offer is are said in the same codes."""

import pytest

from fahrwasser.matching.rules import implied_rows
from fahrwasser.offers.codes import KINDS
from tests.matching.demo_offers import document, offer_facts, offers, rows
from tests.matching.people import PEOPLE


def test_the_kinds_of_the_demo_are_those_of_the_directory():
    assert set(document()["kinds"]) <= set(KINDS)


@pytest.mark.parametrize("offer", offers())
def test_every_wish_asks_for_known_kinds(offer):
    wishes = [row for row in (*implied_rows(offer_facts(offer)), *rows(offer)) if row.kind == "wish"]
    assert wishes
    for wish in wishes:
        assert {code: KINDS.get(code) for code in wish.values["kinds"]} == wish.values["kinds"]


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_every_unwanted_kind_is_known(person):
    assert person.facts.unwanted is not None
    assert person.facts.unwanted.value <= set(KINDS)
