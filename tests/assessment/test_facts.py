"""Every fact goes into the database and comes back as it was; nothing unreadable gets in."""

from datetime import date, time
from typing import Any

import pytest

from fahrwasser.assessment import facts
from fahrwasser.assessment.models import KnownFact
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, German, Obligation, Residence

SEEN = date(2026, 3, 9)
COURSE = Obligation("Sprachkurs", frozenset({"mo", "mi"}), time(9), time(12, 30), date(2026, 4, 1), None)
VALUES: dict[str, Any] = {
    "residence": Residence("family_reunification", "§ 30"),
    "course_right_until": None,
    "birth_date": date(1992, 1, 20),
    "age": 34,
    "gender": "f",
    "protected_space": True,
    "german": German("A1.1", certified=False),
    "literate": True,
    "languages": frozenset({"ar", "kmr"}),
    "district": "horrem",
    "children": (date(2022, 5, 2),),
    "single_parent": True,
    "due_date": date(2026, 4, 13),
    "benefit_system": "sgb2",
    "proofs": frozenset({"wbs"}),
    "childcare_arranged": False,
    "step_free_needed": True,
    "obligations": (COURSE,),
    "need_deadline": date(2026, 3, 14),
    "legal_deadline": None,
    "groups_from": date(2026, 7, 13),
    "dangerous_places": frozenset({"der Kurs, in den mein Mann geht"}),
    "avoided_circles": frozenset({"Gemeinde am Markt"}),
    "bound_to": None,
    "competent_body": "Jobcenter",
    "unwanted": frozenset({"Paarberatung"}),
    "budget": 0,
    "travel_limit": 45,
}


def known(name, value):
    return KnownFact(name=name, value=value, source=OWN_WORDS, as_of=SEEN)


def test_every_field_is_covered_here():
    assert VALUES.keys() == facts.kinds().keys()


@pytest.mark.parametrize("name", VALUES)
def test_round_trip(name):
    value = VALUES[name]
    stored = facts.to_json(value)
    assert facts.from_json(name, stored) == value
    assert facts.to_facts({name: known(name, stored)}) == Facts(**{name: Fact(value, OWN_WORDS, SEEN)})
    facts.check(name, stored, OWN_WORDS)


def test_round_trip_of_everything_at_once():
    everything = Facts(**{name: Fact(value, OWN_WORDS, SEEN) for name, value in VALUES.items()})
    stored = {name: known(name, value) for name, (value, _, _) in facts.from_facts(everything).items()}
    assert facts.to_facts(stored) == everything


def test_nothing_known_is_nothing():
    assert facts.to_facts({}) == Facts()
    assert facts.from_facts(Facts()) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shoe_size", 38),
        ("age", "34"),
        ("age", True),
        ("literate", 1),
        ("birth_date", "09.03.2026"),
        ("birth_date", None),
        ("children", "2022-05-02"),
        ("languages", {"ar": 1}),
        ("residence", {"group": "unbekannt"}),
        ("residence", {"group": "german", "colour": "red"}),
        ("residence", {}),
        ("german", {"level": "Z9"}),
        ("obligations", [{"label": "Kurs"}]),
        ("benefit_system", "sgb99"),
        ("proofs", ["wbs", "ausgedacht"]),
        ("gender", "x"),
    ],
)
def test_unknown_names_shapes_and_codes_are_refused_in_words(name, value):
    with pytest.raises(NotAllowed) as refusal:
        facts.check(name, value, OWN_WORDS)
    assert refusal.value.field in {"name", "value"}


@pytest.mark.parametrize("name", ["dangerous_places", "avoided_circles"])
def test_dangers_come_from_the_person_alone(name):
    with pytest.raises(NotAllowed, match="eigene Angabe"):
        facts.check(name, ["Horrem"], "andere Akte")
