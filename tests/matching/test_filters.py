"""Filters of a result: shown and hidden are always all, no verdict changes, and what is hidden is said."""

from itertools import product

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahrwasser.core.acting import acting_as
from fahrwasser.matching import queries
from fahrwasser.matching.filters import facets, narrow
from fahrwasser.matching.lines import groups
from tests.matching.test_pages import TODAY, need  # noqa: F401
from tests.town import NOW

NAMES = [one.name for one in facets()]
ASKED = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "frage"]),
        st.sampled_from(["passt", "klaeren", "fast", "nicht", "de", "ar", "ja", "nein", "unbekannt", "sofort",
                         "spaeter", "frei", "voll", "30", "weiter", "online", "on_site", "horrem", "\x00", "'", "1e9"]),
    ),
    max_size=6,
)  # fmt: skip


@pytest.fixture
def found(town, need):  # noqa: F811
    with acting_as(town["cm1"].pk):
        return groups(queries.compare(need, town["cm1"], TODAY))


def asked(pairs=()):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query


def answers(shown):
    return {line.offer.pk: (group.key, line.match.verdict) for group in shown for line in group.lines}


@given(pairs=ASKED)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shown_and_hidden_are_always_all_and_no_verdict_changes(found, pairs):
    everything = answers(found)
    narrowed = narrow(found, asked(pairs))
    shown = answers(narrowed.groups)
    assert shown.items() <= everything.items()
    assert len(shown) == narrowed.shown
    missing = len(everything) - len(shown)
    assert bool(narrowed.hidden) == bool(missing)
    if narrowed.hidden:
        assert narrowed.hidden.sentence.startswith(f"{missing} Angebot")
        assert narrow(found, QueryDict(narrowed.hidden.query[1:].partition("#")[0])).hidden is None


def test_each_filter_shows_as_many_as_it_says(found):
    for filter in narrow(found, asked()).filters:
        for choice in filter.choices:
            assert narrow(found, QueryDict(choice.query[1:].partition("#")[0])).shown == choice.count


def test_an_empty_result_says_what_to_take_away_first(found):
    known = {one.name: {code for group in found for line in group.lines for code in one.of(line)} for one in facets()}
    pairs = next(
        pair for one, two in product(NAMES, NAMES) if one < two
        for pair in product([(one, code) for code in known[one]], [(two, code) for code in known[two]])
        if not narrow(found, asked(pair)).shown
    )  # fmt: skip
    empty = narrow(found, asked(pairs))
    assert "Am meisten hilft es" in empty.looser.sentence
    assert narrow(found, QueryDict(empty.looser.query[1:].partition("#")[0])).shown > 0


def test_the_page_says_what_a_filter_hides_and_forgives_an_unknown_one(client, town, need):  # noqa: F811
    client.force_login(town["cm1"])
    address = reverse("matching:need", args=[need.pk])
    page = client.get(f"{address}?sprache=ar").content.decode()
    assert "ausgeblendet, davon" in page
    assert "Alle zeigen" in page
    page = client.get(f"{address}?sprache=klingonisch&ort=%00&weg=1e9").content.decode()
    assert "kommt bei diesen Angeboten nicht vor und zählt nicht" in page
    assert ">klingonisch" not in page
    assert "ausgeblendet" not in page


def test_filters_stay_while_a_question_is_answered(client, town, need):  # noqa: F811
    client.force_login(town["cm1"])
    address = reverse("matching:need", args=[need.pk]) + "?sprache=ar"
    answer = client.post(address, {"source": "eigene Angabe", "as_of": f"{NOW:%d.%m.%Y}"})
    assert (answer.status_code, answer["Location"]) == (302, address)
