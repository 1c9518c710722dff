"""Laws of a Land stand in texts by the name they have in the town's own Land."""

import re

import pytest

from fahrwasser import catalogue, policy
from fahrwasser.catalogue import laws
from fahrwasser.catalogue.laws import PLACE, in_words
from fahrwasser.catalogue.town import STATES

OTHER_LAND = re.compile(r"\bDSG NRW|\bSchulG NRW|\bLPVG NRW")
SHOWN = (
    *(row["norm"] for row in catalogue.read("legal_bases")["legal_bases"]),
    *(row["ground"] for row in policy.read("retention")["groups"]),
    *(row["norm"] or "" for row in policy.read("deadline_rules")["deadline_rules"]),
    *(card.get("note", "") for card in policy.read("speaking")["cards"]),
)


@pytest.mark.parametrize(
    ("state", "words"),
    [("NW", "§ 3 DSG NRW; SchulG NRW"), ("BY", "BayDSG; BayEUG"), ("SL", "SDSG; Schulgesetz des Landes")],
)
def test_a_law_has_the_name_it_has_in_the_land(monkeypatch, state, words):
    monkeypatch.setattr(laws, "town", lambda: {"state": state})
    assert in_words("{data_protection.public_task}; {school}") == words


@pytest.mark.parametrize("state", sorted(STATES))
def test_every_text_can_be_read_in_every_land(monkeypatch, state):
    monkeypatch.setattr(laws, "town", lambda: {"state": state})
    for text in SHOWN:
        shown = in_words(text)
        assert not PLACE.search(shown)
        assert state == "NW" or not OTHER_LAND.search(shown)


def test_only_lands_that_there_are_have_laws():
    for law in policy.read("state_laws")["laws"]:
        assert set(law["names"]) <= STATES
        assert all(set(section) <= set(law["names"]) for section in law["sections"].values())
        assert law["label"]
        assert law["source"].startswith("https://")
