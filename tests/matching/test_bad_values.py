"""Whatever lies in the database, the engine answers: nobody's match breaks on one strange row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fahrwasser.matching.rules import Verdict, evaluate_offer
from fahrwasser.offers.criteria import KINDS, Row
from tests.matching.random_town import ON, offers, people
from tests.matching.test_bulk import by_hand, compared

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
)
keys = st.sampled_from(sorted({key for kind in KINDS.values() for key in kind.fields})) | st.text(max_size=8)
strange = st.builds(
    Row, st.sampled_from(sorted(KINDS)) | st.text(max_size=12), st.dictionaries(keys, anything, max_size=4)
)


@settings(max_examples=80, deadline=None)
@given(offers, st.lists(strange, min_size=1, max_size=4), people)
def test_strange_values_and_kinds_never_break_a_match(offer, criteria, facts):
    assert compared([(offer, criteria)], [facts])[0, 0] == by_hand(offer, criteria, facts)


@settings(max_examples=30, deadline=None)
@given(offers, people)
def test_an_offer_that_states_nothing_never_fits(offer, facts):
    match = evaluate_offer(offer, (), facts, ON)
    assert match.states_nothing
    assert match.verdict is not Verdict.FITS
    _, unclear, _ = compared([(offer, ())], [facts])[0, 0]
    assert set(unclear) >= {"residence", "age", "open_to_all"}
