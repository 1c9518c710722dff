"""Every kind of criterion: met, failed, unknown, silent; with both values in the sentence."""

from dataclasses import fields
from datetime import date, time

import pytest

from fahrwasser.offers.criteria import (
    KINDS,
    OWN_WORDS,
    TOPICS,
    Fact,
    Facts,
    German,
    Obligation,
    Outcome,
    Residence,
    Row,
    all_of,
    any_of,
    in_force,
    kind,
)

ON = date(2026, 3, 9)


def fact(value):
    return Fact(value, "Akte", date(2026, 3, 1))


def own(*codes):
    return Fact(frozenset(codes), OWN_WORDS, ON)


DUTY = Obligation("Arbeit", frozenset({"mo"}), time(8), time(12))
WINDOW = {"windows": [{"days": ["mo"], "from": "09:00", "to": "11:00"}]}
COURSE = {"ways": [{"groups": ["family_reunification"], "course_right": True}]}
FAMILY = fact(Residence("family_reunification", "§ 30"))

# kind, values, facts that meet it, facts that fail it, the fact asked for when nothing is known
CASES = [
    (
        "residence",
        {"ways": [{"groups": ["toleration"]}]},
        {"residence": fact(Residence("toleration"))},
        {"residence": FAMILY},
        "residence",
    ),
    (
        "benefit_system",
        {"systems": ["sgb2"]},
        {"benefit_system": fact("sgb2")},
        {"benefit_system": fact("asylblg")},
        "benefit_system",
    ),
    (
        "age",
        {"who": "person", "from": 18, "to": 27},
        {"birth_date": fact(date(1998, 3, 10))},
        {"birth_date": fact(date(1998, 3, 9))},
        "birth_date",
    ),
    (
        "age",
        {"who": "child", "from": 2, "to": 5},
        {"children": fact((date(2021, 10, 2),))},
        {"children": fact((date(2019, 1, 1),))},
        "children",
    ),
    ("gender", {"genders": ["f"]}, {"gender": fact("f")}, {"gender": fact("m")}, "gender"),
    (
        "gender",
        {"space": "mixed"},
        {"protected_space": fact(False)},
        {"protected_space": fact(True)},
        "protected_space",
    ),
    (
        "german_level",
        {"from": "A2.1", "to": "B1"},
        {"german": fact(German("A2"))},
        {"german": fact(German("A1"))},
        "german",
    ),
    (
        "german_level",
        {"literacy": "without"},
        {"literate": fact(False)},
        {"literate": fact(True)},
        "literate",
    ),
    (
        "service_language",
        {"languages": ["ar", "en"]},
        {"languages": fact(frozenset({"ar"}))},
        {"languages": fact(frozenset({"ti"}))},
        "languages",
    ),
    (
        "proof",
        {"proofs": ["wbs"]},
        {"proofs": fact(frozenset({"wbs"}))},
        {"proofs": fact(frozenset())},
        "proofs",
    ),
    (
        "household",
        {"pregnant": True},
        {"due_date": fact(date(2026, 4, 13))},
        {"due_date": fact(None)},
        "due_date",
    ),
    (
        "household",
        {"children_at_most": 1},
        {"children": fact((date(2021, 10, 2),))},
        {"children": fact((date(2021, 10, 2), date(2023, 1, 1)))},
        "children",
    ),
    (
        "household",
        {"single_parent": True},
        {"single_parent": fact(True)},
        {"single_parent": fact(False)},
        "single_parent",
    ),
    (
        "childcare",
        {"offered": False},
        {"children": fact(())},
        {"children": fact((date(2021, 10, 2),)), "childcare_arranged": fact(False)},
        "children",
    ),
    (
        "childcare",
        {"offered": True, "from": 1, "to": 6},
        {"children": fact((date(2021, 10, 2),))},
        {"children": fact((date(2025, 10, 2),)), "childcare_arranged": fact(False)},
        "children",
    ),
    ("time_window", WINDOW, {"obligations": fact(())}, {"obligations": fact((DUTY,))}, "obligations"),
    (
        "start",
        {"begin": "2026-04-01"},
        {"legal_deadline": fact(date(2026, 4, 1))},
        {"legal_deadline": fact(date(2026, 3, 31))},
        "legal_deadline",
    ),
    (
        "capacity",
        {"state": "warteliste", "wait_days": 10},
        {"need_deadline": fact(date(2026, 3, 19))},
        {"need_deadline": fact(date(2026, 3, 18))},
        "need_deadline",
    ),
    (
        "district",
        {"districts": ["zons"]},
        {"district": fact("zons")},
        {"district": fact("horrem")},
        "district",
    ),
    (
        "competence",
        {"bodies": ["Jugendamt"]},
        {"competent_body": fact("Jugendamt")},
        {"competent_body": fact("Sozialamt")},
        "competent_body",
    ),
    (
        "distance",
        {"minutes": {"zons": 20}},
        {"district": fact("zons"), "travel_limit": fact(20)},
        {"district": fact("zons"), "travel_limit": fact(19)},
        "district",
    ),
    (
        "step_free",
        {"step_free": False},
        {"step_free_needed": fact(False)},
        {"step_free_needed": fact(True)},
        "step_free_needed",
    ),
    ("cost", {"euro": 180}, {"budget": fact(180)}, {"budget": fact(179)}, "budget"),
    (
        "safety",
        {"places": {"horrem": "Horrem"}},
        {"dangerous_places": own()},
        {"dangerous_places": own("horrem")},
        "dangerous_places",
    ),
    (
        "confidentiality",
        {"circles": ["Verein X"]},
        {"avoided_circles": own()},
        {"avoided_circles": own("Verein X")},
        "avoided_circles",
    ),
    (
        "residence_binding",
        {"within": ["Dormagen"]},
        {"bound_to": fact(None)},
        {"bound_to": fact("Köln")},
        "bound_to",
    ),
    (
        "wish",
        {"kinds": {"couple_counselling": "Paarberatung"}},
        {"unwanted": own()},
        {"unwanted": own("couple_counselling")},
        "unwanted",
    ),
]
IDS = [f"{name}-{asked}" for name, *_, asked in CASES]


@pytest.mark.parametrize(("name", "values", "meets", "fails", "asked"), CASES, ids=IDS)
def test_three_values_and_silence(name, values, meets, fails, asked):
    one = kind(name)
    assert one.validate(values) == []
    assert one.evaluate(values, Facts(**meets), ON).outcome is Outcome.MET
    failed = one.evaluate(values, Facts(**fails), ON)
    assert (failed.outcome, failed.reason_code) == (Outcome.FAILED, one.reason_code)
    unknown = one.evaluate(values, Facts(), ON)
    assert (unknown.outcome, unknown.fact_name) == (Outcome.UNKNOWN, asked)
    assert TOPICS[asked].name in unknown.sentence
    silent = one.evaluate({}, Facts(), ON)
    assert (silent.outcome, silent.reason_code) == (Outcome.SILENT, "")
    assert one.sentence({}) == f"Angebot sagt nichts zu: {one.label}."


@pytest.mark.parametrize(("name", "values", "meets", "fails", "asked"), CASES, ids=IDS)
def test_a_failure_names_what_is_known_with_source_and_day(name, values, meets, fails, asked):
    sentence = kind(name).evaluate(values, Facts(**fails), ON).sentence
    assert any(f"({f.source}, {f.as_of:%d.%m.%Y})" in sentence for f in fails.values())
    assert sentence.endswith(".")


def test_all_kinds_stand_in_the_table_except_two_that_ask_nothing_of_the_person():
    assert KINDS.keys() - {name for name, *_ in CASES} == {"availability", "open_to_all"}


@pytest.mark.parametrize(
    ("day", "outcome", "later"),
    [
        (date(2026, 9, 13), Outcome.FAILED, date(2026, 9, 14)),
        (date(2026, 9, 14), Outcome.MET, None),
        (date(2026, 12, 18), Outcome.MET, None),
        (date(2026, 12, 19), Outcome.FAILED, None),
    ],
)
def test_the_life_of_an_offer_includes_its_first_and_last_day(day, outcome, later):
    values = {"from": "2026-09-14", "to": "2026-12-18"}
    result = kind("availability").evaluate(values, Facts(), day)
    assert (result.outcome, result.available_from) == (outcome, later)
    assert kind("availability").evaluate({}, Facts(), day).outcome is Outcome.SILENT


def test_every_kind_has_exactly_one_reason_code_and_every_code_is_used():
    codes = {one.name: one.reason_code for one in KINDS.values()}
    assert set(codes.values()) == {f"UR-{number:02}" for number in range(1, 19)}
    assert all(one.label and one.fields for one in KINDS.values())


def test_every_fact_can_be_asked_for():
    never_missing = {"age", "groups_from"}  # another fact is asked instead; no plan is needed
    part_of_german = {"certificate"}
    assert {f.name for f in fields(Facts)} - never_missing == TOPICS.keys() - part_of_german


@pytest.mark.parametrize("name", ["dangerous_places", "avoided_circles"])
def test_danger_comes_from_the_persons_own_words_only(name):
    with pytest.raises(ValueError, match="own words"):
        Facts(**{name: fact(frozenset({"horrem"}))})


def test_an_unknown_kind_says_nothing():
    """A row of another version, or made by hand: it is told, and nothing breaks."""
    strange = kind("horoskop")
    result = strange.evaluate({"sign": "fish"}, Facts(), ON)
    assert (result.kind, result.outcome, strange.aspect({"sign": "fish"})) == ("horoskop", Outcome.SILENT, "unreadable")
    assert "nicht lesbar" in result.sentence
    assert strange.validate({})


@pytest.mark.parametrize(
    ("parts", "both", "one"),
    [
        ((True, True), True, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((), True, False),
    ],
)
def test_kleene(parts, both, one):
    assert all_of(parts) is both
    assert any_of(parts) is one


@pytest.mark.parametrize(("day", "holds"), [(8, False), (9, True), (28, True), (29, False)])
def test_a_row_holds_from_its_first_to_its_last_day(day, holds):
    row = Row("cost", {"euro": 0}, valid_from=date(2026, 2, 9), valid_to=date(2026, 2, 28))
    on = date(2026, 2, day) if day < 29 else date(2026, 3, 1)
    assert in_force(row, on) is holds
    assert in_force(Row("cost"), on)


def test_open_to_all_is_said_and_never_denied():
    everybody = kind("open_to_all")
    assert everybody.evaluate({"open": True}, Facts(), ON).outcome is Outcome.MET
    assert everybody.validate({"open": False}) == ["Offen für alle: Dann bitte sagen, für wen das Angebot ist."]
