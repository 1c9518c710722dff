"""No hidden cell can be computed, whatever the counts are."""

from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.reporting.disclosure import control

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=14)
THRESHOLDS = st.integers(2, 10)


@given(COUNTS, THRESHOLDS, st.booleans())
def test_every_cell_is_shown_or_hidden_and_none_below_the_threshold_is_shown(counts, threshold, known):
    result = control(counts, threshold, total_known=known)
    assert set(result.shown) | result.hidden == set(counts)
    assert not set(result.shown) & result.hidden
    assert all(count >= threshold and count == counts[key] for key, count in result.shown.items())


@given(COUNTS, THRESHOLDS)
def test_the_rest_that_a_total_gives_away_is_never_small(counts, threshold):
    """Total minus shown cells is all that can be derived: it isolates neither one cell nor a small group."""
    result = control(counts, threshold, total_known=True)
    rest = sum(counts.values()) - sum(result.shown.values())
    assert rest == sum(counts[key] for key in result.hidden)
    if result.shown and result.hidden:
        assert rest >= threshold
        assert len(result.hidden) >= 2


@given(COUNTS, THRESHOLDS)
def test_each_hidden_cell_could_have_another_value(counts, threshold):
    """Whoever knows the total finds, for each hidden cell, another table that fits all that is shown."""
    result = control(counts, threshold, total_known=True)
    if not (result.shown and result.hidden):
        return
    for key in result.hidden:
        other = next(k for k in result.hidden if k != key)
        if counts[key]:
            changed = {**counts, key: counts[key] - 1, other: counts[other] + 1}
        else:
            giver = next(k for k in result.hidden if counts[k])
            changed = {**counts, key: 1, giver: counts[giver] - 1}
        assert sum(changed.values()) == sum(counts.values())
        assert all(changed[k] == count for k, count in result.shown.items())
        assert changed[key] != counts[key]


@given(COUNTS, THRESHOLDS)
def test_without_a_total_no_more_than_the_small_ones_are_hidden(counts, threshold):
    result = control(counts, threshold, total_known=False)
    assert result.hidden == {key for key, count in counts.items() if count < threshold}


def test_the_next_smallest_cell_goes_with_a_single_small_one():
    assert control({"a": 12, "b": 4, "c": 1, "d": 30}, 5, total_known=True).hidden == {"b", "c"}
    assert control({"a": 12, "b": 4, "d": 30}, 5, total_known=True).hidden == {"a", "b"}
    assert control({"a": 12, "b": 2, "c": 1, "d": 30}, 5, total_known=True).hidden == {"a", "b", "c"}
    assert control({"a": 12, "b": 4}, 5, total_known=True).shown == {}
    assert control({"a": 12}, 5, total_known=True).shown == {"a": 12}
