"""The network map holds any mix of people: no label on another, none outside, always the same picture."""

from itertools import combinations
from math import atan2

from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.assessment.map_layout import DOT, Item, arrange, line
from fahrwasser.assessment.rules import RINGS, SECTORS

PEOPLE = st.lists(
    st.tuples(st.text("abcdefgWM äß", min_size=1, max_size=30), st.sampled_from(SECTORS), st.sampled_from(RINGS)),
    max_size=30,
)


def items(people):
    return [Item(number, *person) for number, person in enumerate(people)]


@settings(max_examples=12, deadline=None)
@given(PEOPLE)
def test_no_label_meets_another_or_leaves_the_sheet(people):
    sheet = arrange(items(people))
    places = list(sheet.places.values())
    assert len(places) == len(people)
    for place in places:
        assert place.box.within(sheet.side)
        assert place.dot.within(sheet.side)
    for one, other in combinations(places, 2):
        assert not one.box.meets(other.box)
        assert not one.dot.meets(other.box)
        assert not one.box.meets(other.dot)


@settings(max_examples=12, deadline=None)
@given(PEOPLE)
def test_everybody_stands_in_their_own_ring_and_quarter(people):
    sheet = arrange(items(people))
    for number, (_, sector, ring) in enumerate(people):
        place = sheet.places[number]
        across, down = place.x - sheet.middle, place.y - sheet.middle
        assert (across < 0) == (sector in ("family", "professionals"))
        assert (down < 0) == (sector in ("family", "friends"))
        inner = 0 if ring == 1 else sheet.radii[ring - 2]
        assert inner < (across**2 + down**2) ** 0.5 + DOT
        assert (across**2 + down**2) ** 0.5 < sheet.radii[ring - 1]


@settings(max_examples=5, deadline=None)
@given(PEOPLE)
def test_the_same_people_give_the_same_picture_in_any_order(people):
    assert arrange(items(people)) == arrange(items(people)[::-1])


def test_a_small_map_fits_a_phone():
    people = [
        ("Schwester", "family", 2),
        ("Nachbarin", "friends", 1),
        ("Kita", "community", 2),
        ("Amt", "professionals", 3),
    ]
    assert arrange(items(people)).side == 312


def test_nobody_stands_on_the_line_of_another():
    people = [("Tochter", "family", 1), ("Schwester", "family", 2), ("Ehemann", "family", 3)]
    sheet = arrange(items(people))
    angles = [atan2(place.y - sheet.middle, place.x - sheet.middle) for place in sheet.places.values()]
    assert all(abs(one - other) > 0.3 for one, other in combinations(angles, 2))


def test_a_stressful_line_is_a_zigzag_and_ends_at_its_dot():
    straight, zigzag = line(0, 0, 90, 0, zigzag=False), line(0, 0, 90, 0, zigzag=True)
    assert straight == "M0.0 0.0 L90.0 0.0"
    assert zigzag.count("L") > 5
    assert zigzag.endswith("L90.0 0.0")
