"""The small set for all needs of a case: as good as trying everything, and said on the page."""

from datetime import date, time
from itertools import combinations, product
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.assessment import actions as assessment
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching.rules import hours_of
from fahrwasser.matching.together import STEPS, Candidate, Search, together
from fahrwasser.offers.criteria import Hours, Row
from tests.conftest import as_owner
from tests.town import NOW

ON = NOW.date()
MORNING, NOON = (time(9), time(12)), (time(11), time(15))


def hours(days, span, first=date.min, last=date.max):
    return Hours(frozenset(days), span[0], span[1], first, last)


def candidate(offer, place=1, provider="", times=()):
    return Candidate(offer, provider or f"Träger {offer}", place, tuple(times))


def offers_chosen(found):
    return {need: one.offer for need, one in found.chosen.items()}


def test_one_provider_for_both_needs_is_better_than_the_first_place_of_each():
    fitting = {
        "Sprache": [candidate("A", 1), candidate("B", 2, "VHS")],
        "Kinder": [candidate("C", 1), candidate("D", 2, "VHS")],
    }
    assert offers_chosen(together(fitting)) == {"Sprache": "B", "Kinder": "D"}
    assert together(fitting).providers == ["VHS"]


def test_one_offer_for_both_needs_is_better_than_two_of_one_provider():
    both = candidate("AB", 3, "VHS")
    fitting = {"x": [candidate("A", 1, "VHS"), both], "y": [candidate("B", 1, "VHS"), both]}
    assert offers_chosen(together(fitting)) == {"x": "AB", "y": "AB"}


def test_who_helps_already_costs_nothing_more():
    fitting = {"x": [candidate("A", 1), candidate("B", 2, "Caritas")]}
    assert offers_chosen(together(fitting)) == {"x": "A"}
    assert offers_chosen(together(fitting, {"Caritas"})) == {"x": "B"}


def test_offers_at_the_same_time_do_not_go_together_and_the_gap_is_named():
    one = candidate("A", times=[hours({"mo"}, MORNING)])
    other = candidate("B", times=[hours({"mo", "di"}, NOON)])
    found = together({"x": [one], "y": [other], "z": []})
    assert len(found.chosen) == 1
    assert set(found.uncovered) == {"z", *found.clashing}
    assert len(found.clashing) == 1


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (hours({"mo"}, NOON), True),
        (hours({"di"}, NOON), False),
        (hours({"mo"}, (time(12), time(13))), False),
        (hours({"mo"}, NOON, first=date(2026, 9, 1)), False),
        (hours({"mo"}, NOON, first=date(2026, 7, 31)), True),
    ],
)
def test_when_hours_clash(other, clashes):
    course = hours({"mo"}, MORNING, last=date(2026, 7, 31))
    assert course.clashes(other) is other.clashes(course) is clashes


def test_hours_come_from_must_criteria_in_force():
    window = {"days": ["mo"], "from": "09:00", "to": "12:00"}
    values = {"windows": [window], "begin": "2026-03-01"}
    rows = [
        Row("time_window", values), Row("time_window", {"windows": [window]}, strictness="soll"),
        Row("time_window", values, valid_to=date(2026, 3, 8)), Row("cost", {"euro": 3}), Row("time_window", {}),
    ]  # fmt: skip
    assert hours_of(rows, ON) == (hours({"mo"}, MORNING, first=date(2026, 3, 1)),)


times = st.lists(
    st.builds(hours, st.sets(st.sampled_from(("mo", "di")), min_size=1), st.sampled_from((MORNING, NOON))), max_size=1
)


@st.composite
def cases(draw):
    """Up to four needs; an offer may fit several of them, and two offers may have one provider."""
    known = [candidate(f"O{n}", 1, f"T{draw(st.integers(0, 3))}", draw(times)) for n in range(5)]
    fitting = {}
    for need in range(draw(st.integers(1, 4))):
        picked = draw(st.lists(st.sampled_from(known), max_size=3, unique_by=lambda one: one.offer))
        fitting[f"N{need}"] = [
            Candidate(one.offer, one.provider, place, one.hours) for place, one in enumerate(picked, 1)
        ]
    return fitting, frozenset(draw(st.sets(st.sampled_from(("T0", "T1")), max_size=1)))


def cost(chosen, helping):
    picked = [one for one in chosen if one]
    providers = {one.provider for one in picked} - helping
    return (chosen.count(None), len(providers), len({one.offer for one in picked}), sum(one.place for one in picked))


@settings(max_examples=200, deadline=None)
@given(cases())
def test_nothing_is_better_by_trying_everything(case):
    fitting, helping = case
    ways = product(*([None, *found] for found in fitting.values()))
    allowed = [way for way in ways if not any(a and b and a.clashes(b) for a, b in distinct(way))]
    found = together(fitting, helping)
    assert cost([found.chosen.get(need) for need in fitting], helping) == min(cost(way, helping) for way in allowed)


def crowded(needs, offers, slots):
    """Many needs and few times: most offers clash with most others."""
    chance = Random(1)  # noqa: S311  to make cases, not secrets
    known = [
        candidate(f"O{n}", 1, f"T{n % 9}", [hours(["mo"], (time(8 + n % slots), time(9 + n % slots)))])
        for n in range(offers * 2)
    ]
    return {
        f"N{need}": [
            Candidate(one.offer, one.provider, place, one.hours)
            for place, one in enumerate(chance.sample(known, offers), 1)
        ]
        for need in range(needs)
    }


@pytest.mark.parametrize(("needs", "offers", "slots"), [(12, 12, 4), (14, 40, 8), (20, 150, 12)])
def test_many_needs_whose_offers_clash_end_after_some_steps(needs, offers, slots):
    fitting = crowded(needs, offers, slots)
    search = Search(fitting, frozenset())
    chosen = search.run()
    assert search.steps <= STEPS + needs * (offers + 1) * needs
    assert chosen
    assert not any(one.clashes(two) for one, two in distinct(list(chosen.values())))
    assert together(fitting).is_exact == (search.steps <= STEPS)


def test_a_set_that_is_not_surely_the_best_says_so(client, town, case, monkeypatch):
    client.force_login(town["cm1"])
    address = reverse("matching:case", args=[case.pk])
    assert "Es gibt sehr viele Zusammenstellungen" not in client.get(address).content.decode()
    monkeypatch.setattr("fahrwasser.matching.together.STEPS", 1)
    assert "Es gibt sehr viele Zusammenstellungen" in client.get(address).content.decode()


def distinct(way):
    return [(a, b) for a, b in combinations(way, 2) if a and b and a.offer != b.offer]


@pytest.fixture
def case(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load_invented(on=ON)
    found = town.files["normal"]
    with acting_as(town["cm1"].pk):
        known = {"district": "horrem", "languages": ["ar"], "children": [], "dangerous_places": [], "unwanted": []}
        for name, value in known.items():
            assessment.set_fact(
                case=found, name=name, value=value, source="eigene Angabe", as_of=ON, by=town["cm1"], now=NOW
            )
        for code in ("LA09.3", "LA13.1", "LA02.1"):
            assessment.add_need(case=found, code=code, urgency="Z", by=town["cm1"], now=NOW)
    return found


def test_the_page_of_the_whole_case_says_what_covers_what_and_what_is_missing(
    client, town, case, django_assert_max_num_queries
):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(27):
        page = client.get(reverse("matching:case", args=[case.pk]))
    rows = page.context["rows"]
    assert len(rows) == 3
    words = page.content.decode()
    for row in rows:
        assert row.need.label in words
        assert (row.line.offer.name if row.line else row.gap) in words


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator", "other_city_cm", "provider", "foreigners_office"])
def test_nobody_else_sees_it(client, town, case, person):
    client.force_login(town[person])
    assert client.get(reverse("matching:case", args=[case.pk])).status_code == 404
