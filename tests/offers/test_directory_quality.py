"""Quality of an offer: one result per criterion, pure."""

from datetime import date, timedelta

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import rules
from fahrwasser.offers.lines import Line
from fahrwasser.offers.models import Capacity, Offer
from fahrwasser.offers.quality import CRITERIA, Described, State, quality

TODAY = date(2026, 3, 9)


def full(**changes):
    fields = {
        "name": "Sprachcafé",
        "summary": "Eltern sprechen Deutsch beim Kaffee, nebenan werden die Kinder betreut, auch die ganz kleinen.",
        "needs": ["LA09.3"],
        "languages": ["de"],
        "district": "horrem",
        "phone": "0221 4710 171",
        "schedule": "Mi 9-11 Uhr",
        "cost": "kostenlos",
        "childcare": True,
        "verified_on": TODAY,
        "verified_by": "Träger",
    }
    return Offer(**{**fields, **changes})


def known(offer, capacity="frei", told=TODAY, criteria=("step_free", "childcare")):
    said = Capacity(offer=offer, state=capacity, confirmed_on=told) if capacity else None
    return Described(offer, said, frozenset(criteria), TODAY)


def states(described):
    return {result.label: result.state for result in quality(described).results}


def test_a_fully_described_offer_is_in_order_throughout():
    found = quality(known(full()))
    assert (found.good, found.asked) == (12, 12)
    assert found.missing == []
    assert found.segments == [True] * 12


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Beschreibung", {"summary": "Sprachcafé"}),
        ("Bedarfe", {"needs": []}),
        ("Sprachen", {"languages": []}),
        ("Ort", {"district": ""}),
        ("Telefon oder E-Mail", {"phone": "", "email": ""}),
        ("Zeiten", {"schedule": ""}),
        ("Kosten", {"cost": ""}),
        ("Bestätigung", {"verified_on": None}),
        ("Bestätigung", {"verified_on": TODAY - timedelta(days=181)}),
    ],
)
def test_what_is_missing_is_named(label, changes):
    assert quality(known(full(**changes))).missing == [label]


@pytest.mark.parametrize(("capacity", "told"), [(None, TODAY), ("frei", TODAY - timedelta(days=31))])
def test_an_old_capacity_is_as_good_as_none(capacity, told):
    assert quality(known(full(), capacity, told)).missing == ["aktuelle Kapazität"]


@pytest.mark.parametrize("changes", [{"format": "online"}, {"format": "mobile"}])
def test_questions_that_do_not_arise_do_not_count(changes):
    found = quality(known(full(**changes), criteria=("cost",)))
    assert found.asked == len(CRITERIA) - 3
    assert states(known(full(**changes)))["Ort"] is State.NOT_APPLICABLE


def test_nobody_asks_where_a_shelter_is():
    assert states(known(full(recipient_type="shelter", district="")))["Ort"] is State.NOT_APPLICABLE


def test_a_line_says_since_when_the_confirmation_is_overdue():
    line = Line(known(full(verified_on=TODAY - timedelta(days=209))))
    assert (line.verified_shape, line.verified_words) == ("warning", "überfällig seit 29 Tagen")


def test_a_stale_capacity_is_to_be_clarified():
    line = Line(known(full(), "frei", TODAY - timedelta(days=40)))
    assert (line.capacity_shape, line.capacity_word) == ("clarify", "klären")
    assert line.capacity_note == "zuletzt frei, 28.01.2026"


CAPACITY = {
    "state": "frei",
    "available": None,
    "maximum": None,
    "wait_days": None,
    "confirmed_on": TODAY,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"confirmed_on": TODAY + timedelta(days=1)}, "confirmed_on"),
        ({"state": "voll", "available": 2}, "available"),
        ({"available": 5, "maximum": 3}, "available"),
        ({"wait_days": 10}, "expected_wait_days"),
    ],
)
def test_contradictions_about_places_are_refused(changes, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_capacity(**{**CAPACITY, **changes})
    assert refusal.value.field == field
