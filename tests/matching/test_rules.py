"""Verdict, near miss, next question, served needs; and what must hold for all facts (properties)."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser.matching.questions import NextQuestion, next_question
from fahrwasser.matching.rules import (
    OfferFacts,
    TrackRecord,
    Verdict,
    evaluate_offer,
    serves,
)
from fahrwasser.offers.criteria import KINDS, OWN_WORDS, Fact, Facts, German, Outcome, Row, Strictness
from tests.matching.demo_offers import offer_facts, offers, rows
from tests.matching.people import PEOPLE

ON = date(2026, 3, 9)
CALM = Facts(
    dangerous_places=Fact(frozenset(), OWN_WORDS, ON),
    unwanted=Fact(frozenset(), OWN_WORDS, ON),
    need_deadline=Fact(date(2026, 4, 8), "Bedarf", ON),
)
FREE = {"state": "frei"}
MEN_ONLY = Row("gender", {"genders": ["m"]})
FAR = Row("district", {"districts": ["zons"]})
PRICE = Row("cost", {"euro": 180})

OLD_ENOUGH = Row("age", {"who": "person", "from": 18})
HORREM = Fact("horrem", "Akte", ON)
GROWN = replace(CALM, birth_date=Fact(date(1990, 1, 1), "Akte", ON))


def offer(**changes):
    plain = OfferFacts("OF-1", "Kurs", "TR-1", "language_course", "Sprachkurs", district="horrem", capacity=FREE)
    return replace(plain, **changes)


def match(*criteria, facts=CALM, on=ON, **changes):
    return evaluate_offer(offer(**changes), criteria, facts, on)


def knowing(**facts):
    return replace(CALM, **{name: Fact(value, "Akte", ON) for name, value in facts.items()})


def fearing(place):
    return replace(CALM, dangerous_places=Fact(frozenset({place}), OWN_WORDS, ON))


def test_an_offer_without_conditions_is_silent_on_all_of_them():
    nothing = match()
    assert nothing.verdict is Verdict.UNCLEAR
    assert nothing.headline == "Angebot nennt keine Bedingungen"
    assert {check.result.outcome for check in nothing.unclear} == {Outcome.SILENT}
    assert match(Row("childcare", {})).states_nothing
    assert match(replace(PRICE, strictness="soll"), facts=knowing(budget=0)).verdict is Verdict.FITS


def test_a_place_and_a_wish_are_asked_of_every_offer():
    assert match(facts=Facts()).missing_facts == {"dangerous_places", "unwanted"}
    assert match(OLD_ENOUGH, facts=GROWN).verdict is Verdict.FITS


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (knowing(district="zons", budget=180), Verdict.FITS),
        (knowing(district="zons"), Verdict.UNCLEAR),
        (knowing(district="horrem"), Verdict.DOES_NOT_FIT),
    ],
)
def test_a_no_decides_an_unknown_leaves_open(facts, verdict):
    assert match(FAR, PRICE, facts=facts).verdict is verdict


def test_should_criteria_inform_but_never_decide():
    should = replace(FAR, strictness=Strictness.SHOULD)
    one = match(should, facts=knowing(district="horrem"))
    assert one.verdict is Verdict.FITS
    assert one.results[-1].result.outcome is Outcome.FAILED
    assert match(replace(PRICE, strictness=Strictness.SHOULD)).missing_facts == frozenset()


def test_rows_out_of_force_are_ignored():
    ended = replace(FAR, valid_to=date(2026, 3, 8))
    assert match(ended, OLD_ENOUGH, facts=replace(GROWN, district=HORREM)).verdict is Verdict.FITS
    assert match(ended, facts=knowing(district="horrem")).states_nothing


def test_an_unknown_kind_is_to_be_clarified_not_a_yes():
    assert match(Row("horoskop", {"a": 1})).verdict is Verdict.UNCLEAR


def test_near_miss_is_the_single_failure():
    single = match(FAR, facts=knowing(district="horrem"))
    assert single.near_miss is not None
    assert single.near_miss.row is FAR
    assert single.headline == "Passt bis auf: Einzugsgebiet"
    double = match(FAR, PRICE, facts=knowing(district="horrem", budget=0))
    assert (double.near_miss, double.headline) == (None, "Passt nicht")


@pytest.mark.parametrize(
    ("criteria", "facts", "changes"),
    [
        ((), fearing("horrem"), {}),
        ((), fearing("OF-1"), {}),
        ((Row("safety", {"places": {"mixed": "gemischte Gruppe"}}),), fearing("mixed"), {}),
        ((), replace(CALM, unwanted=Fact(frozenset({"language_course"}), OWN_WORDS, ON)), {}),
        ((MEN_ONLY,), knowing(gender="f"), {}),
        ((Row("availability", {"to": "2026-03-08"}),), CALM, {}),
    ],
)
def test_nobody_is_talked_into_an_exclusion(criteria, facts, changes):
    one = match(*criteria, facts=facts, **changes)
    assert len(one.failed) == 1
    assert one.near_miss is None
    assert one.headline == "Passt nicht"


def test_available_from_is_the_latest_of_all_obstacles():
    waiting = {"state": "warteliste", "wait_days": 14}
    start = Row("start", {"begin": "2026-04-01"})
    facts = knowing(legal_deadline=None)
    assert match(start, facts=facts, capacity=waiting).headline == "Passt ab 01.04.2026"
    assert match(facts=facts, capacity=waiting).available_from == date(2026, 3, 23)
    assert match(FAR, facts=knowing(district="horrem"), capacity=waiting).available_from is None
    assert match(facts=facts).available_from is None


def test_an_offer_that_says_nothing_is_to_be_clarified():
    assert match(capacity={}).verdict is Verdict.UNCLEAR
    assert match(Row("childcare", {}), OLD_ENOUGH, facts=GROWN).headline == "Zu klären"
    childless = replace(GROWN, children=Fact((), OWN_WORDS, ON))
    assert match(Row("childcare", {}), OLD_ENOUGH, facts=childless).verdict is Verdict.FITS


def test_the_next_question_decides_most_offers():
    three = [match(FAR), match(FAR, PRICE), match(PRICE), match(FAR, Row("proof", {"proofs": ["wbs"]}))]
    assert next_question(three) == NextQuestion("district", "In welchem Ortsteil wohnt die Person?", 3, 1)
    assert next_question([match()]) is None
    assert next_question([]) is None


def test_among_equals_the_question_comes_first_that_decides_alone():
    asked = next_question([match(FAR, PRICE), match(PRICE), match(FAR, Row("proof", {"proofs": ["wbs"]}))])
    assert asked is not None
    assert (asked.fact_name, asked.sentence) == ("budget", "Diese Angabe fehlt bei 2 Angeboten.")


@pytest.mark.parametrize(
    ("matches", "sentence"),
    [
        ([match(FAR)], "Diese Angabe entscheidet ein Angebot."),
        ([match(FAR), match(FAR)], "Diese Angabe entscheidet 2 Angebote."),
        ([match(FAR, PRICE)], "Diese Angabe fehlt bei einem Angebot."),
    ],
)
def test_a_fact_decides_only_what_waits_for_nothing_else(matches, sentence):
    asked = next_question(matches)
    assert asked is not None
    assert asked.sentence == sentence


def test_a_near_miss_that_may_be_unsafe_is_asked_about_and_said_with_care():
    unasked = replace(knowing(district="horrem"), dangerous_places=None)
    near = match(FAR, facts=unasked)
    assert near.near_miss is not None
    assert near.headline == "Passt vielleicht bis auf: Einzugsgebiet"
    asked = next_question([near])
    assert asked is not None
    assert (asked.fact_name, asked.sentence) == ("dangerous_places", "Diese Angabe fehlt bei einem Angebot.")


@pytest.mark.parametrize(
    ("facts", "language"),
    [
        ({"german": German("A2", certified=None)}, "de"),
        ({"german": German("A2.1", certified=None)}, None),
        ({"german": German("B1", certified=True), "languages": frozenset({"ti"})}, "de"),
        ({"german": German("B1", certified=True), "languages": frozenset({"fa"})}, "fa"),
        ({"languages": frozenset({"ti"})}, None),
    ],
)
def test_german_is_a_shared_language_from_a2_on(facts, language):
    assert match(facts=knowing(**facts), languages=frozenset({"de", "fa"})).standing.language == language


def test_offers_that_fail_anyway_ask_nothing():
    assert next_question([match(FAR, PRICE, facts=knowing(district="horrem"))]) is None


@pytest.mark.parametrize(
    ("needs", "code", "served"),
    [
        (["LA09.3"], "LA09.3", True),
        (["LA09.3"], "LA09.2", False),
        (["LA09"], "LA09.2", True),
        (["LA09.3"], "LA09", True),
        (["LA08"], "LA09.3", False),
        (["LA01"], "LA10.1", False),
        ([], "LA09.3", False),
    ],
)
def test_served_needs(needs, code, served):
    assert serves(needs, code) is served


def test_a_single_success_proves_little():
    assert TrackRecord(0, 0).share == 0.5
    assert TrackRecord(1, 1).share < TrackRecord(20, 18).share


FACT_NAMES = [field.name for field in fields(Facts)]
PEOPLE_FACTS = [person.facts_for([], [], ON) for person in PEOPLE.values()]
some_facts = st.sampled_from(PEOPLE_FACTS)
some_offer = st.sampled_from(sorted(offers()))
some_names = st.sets(st.sampled_from(FACT_NAMES))
some_day = st.dates(date(2025, 6, 1), date(2027, 6, 1))


def forgetting(facts, names):
    return replace(facts, **dict.fromkeys(names))


@given(facts=some_facts, offer_id=some_offer, names=some_names, name=st.sampled_from(FACT_NAMES), on=some_day)
def test_learning_a_fact_never_turns_a_yes_into_a_maybe(facts, offer_id, names, name, on):
    before = evaluate_offer(offer_facts(offer_id), rows(offer_id), forgetting(facts, names | {name}), on)
    after = evaluate_offer(offer_facts(offer_id), rows(offer_id), forgetting(facts, names - {name}), on)
    assert (before.verdict, after.verdict) != (Verdict.FITS, Verdict.UNCLEAR)


@given(facts=some_facts, offer_id=some_offer, names=some_names, on=some_day)
def test_forgetting_facts_never_turns_a_yes_into_a_no(facts, offer_id, names, on):
    known = evaluate_offer(offer_facts(offer_id), rows(offer_id), facts, on)
    less = evaluate_offer(offer_facts(offer_id), rows(offer_id), forgetting(facts, names), on)
    if known.verdict is Verdict.FITS:
        assert less.verdict is not Verdict.DOES_NOT_FIT


@given(offer_id=some_offer, on=some_day)
def test_knowing_nothing_fails_nothing_but_time_and_places(offer_id, on):
    nothing = evaluate_offer(offer_facts(offer_id), rows(offer_id), Facts(), on)
    assert {check.row.kind for check in nothing.failed} <= {"availability", "capacity"}


@given(facts=some_facts, offer_id=some_offer, names=some_names, on=some_day)
def test_every_result_is_complete(facts, offer_id, names, on):
    for check in evaluate_offer(offer_facts(offer_id), rows(offer_id), forgetting(facts, names), on).results:
        result = check.result
        assert bool(result.reason_code) == (result.outcome is Outcome.FAILED)
        assert bool(result.fact_name) == (result.outcome is Outcome.UNKNOWN)
        assert result.reason_code in ("", KINDS[result.kind].reason_code)
        assert result.sentence.endswith(".")
        assert "None" not in result.sentence


@pytest.mark.parametrize(
    ("wait", "deadline", "met"),
    [
        (14, date(2026, 3, 23), True),
        (14, date(2026, 3, 22), False),  # too late although the failed capacity names no later day
        (14, None, True),
    ],
)
def test_whether_help_comes_in_time(wait, deadline, met):
    one = match(capacity={"state": "warteliste", "wait_days": wait}, facts=knowing(need_deadline=deadline))
    assert (one.standing.deadline_met, one.standing.wait_days) == (met, wait)
    unknown = replace(CALM, need_deadline=None)
    assert match(facts=unknown).standing.deadline_met is None
