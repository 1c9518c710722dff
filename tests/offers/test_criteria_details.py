"""The finer points of single kinds: births, certificates, ages, staleness, and values that are refused."""

from datetime import date, time, timedelta

import pytest

from fahrwasser.offers.criteria import (
    KINDS,
    Fact,
    Facts,
    German,
    Obligation,
    Outcome,
    Residence,
    earliest_place,
    kind,
)

ON = date(2026, 3, 9)
MET, FAILED, UNKNOWN, SILENT = Outcome.MET, Outcome.FAILED, Outcome.UNKNOWN, Outcome.SILENT


def fact(value, on=ON):
    return Fact(value, "Akte", on)


def outcome(name, values, on=ON, **facts):
    return kind(name).evaluate(values, Facts(**facts), on).outcome


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 3, 16), MET), (date(2026, 3, 17), FAILED)])
def test_last_admission_day_is_week_36_plus_0(day, expected):
    values = {"pregnant_until": "36+0"}
    assert outcome("household", values, day, due_date=fact(date(2026, 4, 13))) is expected
    assert outcome("household", values, day, due_date=fact(None)) is MET


def test_the_week_of_pregnancy_is_named():
    result = kind("household").evaluate({"pregnant": True}, Facts(due_date=fact(date(2026, 4, 13))), ON)
    assert "SSW 35+0, Termin 13.04.2026 (Akte, 09.03.2026)" in result.sentence


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"children": fact((date(2025, 3, 10),))}, MET),
        ({"children": fact((date(2025, 3, 9),)), "due_date": fact(None)}, FAILED),
        ({"children": fact((date(2025, 3, 9),))}, UNKNOWN),
        ({"due_date": fact(date(2026, 4, 13))}, MET),
        ({"due_date": fact(None)}, UNKNOWN),
    ],
)
def test_early_help_is_for_pregnancy_or_until_the_first_birthday(facts, expected):
    assert outcome("household", {"pregnant_or_child_below_months": 12}, **facts) is expected


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("2026-02-27", MET),  # more than six weeks before the birth
        ("2026-02-28", FAILED),
        ("2026-04-11", FAILED),
        ("2026-06-06", FAILED),
        ("2026-06-07", MET),
    ],
)
@pytest.mark.parametrize("known_as", ["due_date", "children"])
def test_no_course_starts_around_a_birth(begin, expected, known_as):
    birth = date(2026, 4, 11)
    facts = {known_as: fact((birth,) if known_as == "children" else birth), "legal_deadline": fact(None)}
    values = {"begin": begin, "protected_period": True}
    assert outcome("start", values, date(2026, 2, 1), **facts) is expected
    assert outcome("start", {"begin": begin}, date(2026, 2, 1), **facts) is MET


def test_an_open_start_waits_for_the_birth_and_for_groups():
    facts = Facts(due_date=fact(date(2026, 4, 13)), legal_deadline=fact(None))
    values = {"open": True, "protected_period": True, "group": True}
    assert kind("start").evaluate(values, facts, ON).available_from == date(2026, 6, 9)
    later = Facts(
        due_date=fact(date(2026, 4, 13)),
        legal_deadline=fact(None),
        groups_from=Fact(date(2026, 7, 13), "Sicherheitsprüfung"),
    )
    result = kind("start").evaluate(values, later, ON)
    assert (result.outcome, result.available_from) == (MET, date(2026, 7, 13))
    assert "Gruppen erst ab 13.07.2026 (Sicherheitsprüfung)" in result.sentence


def test_nobody_is_asked_about_a_pregnancy_for_a_course():
    values = {"begin": "2026-03-23", "protected_period": True}
    assert outcome("start", values, legal_deadline=fact(None)) is MET


@pytest.mark.parametrize(
    ("german", "expected"),
    [
        (German("B1", certified=True), MET),
        (German("B1"), UNKNOWN),
        (German("B1", certified=False), FAILED),
        (German("A2"), FAILED),
    ],
)
def test_a_certificate_that_nobody_has_seen_is_unknown(german, expected):
    assert outcome("german_level", {"from": "B1", "certificate": True}, german=fact(german)) is expected


def test_the_missing_certificate_is_asked_for():
    result = kind("german_level").evaluate(
        {"from": "A2.1", "certificate": True}, Facts(german=fact(German("A2.1"))), ON
    )
    assert result.fact_name == "certificate"


@pytest.mark.parametrize(
    ("values", "facts", "expected"),
    [
        ({"languages": ["de"]}, {"german": fact(German("B1")), "languages": fact(frozenset({"prs"}))}, MET),
        (
            {"languages": ["de"]},
            {"german": fact(German("A2")), "languages": fact(frozenset({"prs"}))},
            FAILED,
        ),
        ({"languages": ["de"]}, {"languages": fact(frozenset({"prs"}))}, UNKNOWN),
        ({"languages": ["de"], "interpreting": True}, {}, MET),
    ],
)
def test_language_of_the_service(values, facts, expected):
    assert outcome("service_language", values, **facts) is expected


@pytest.mark.parametrize(
    ("age", "noted", "expected"),
    [(27, ON, MET), (28, ON, FAILED), (26, date(2025, 6, 1), MET), (27, date(2025, 6, 1), UNKNOWN)],
)
def test_a_noted_age_grows_and_may_be_uncertain(age, noted, expected):
    assert outcome("age", {"who": "person", "from": 18, "to": 27}, age=fact(age, noted)) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"residence": fact(Residence("eu_free_movement"))}, FAILED),  # the group decides without the right
        ({"residence": fact(Residence("family_reunification"))}, UNKNOWN),
        ({"residence": fact(Residence("family_reunification")), "course_right_until": fact(None)}, FAILED),
        ({"residence": fact(Residence("family_reunification")), "course_right_until": fact(ON)}, MET),
        ({"course_right_until": fact(ON - timedelta(days=1))}, FAILED),
    ],
)
def test_the_right_to_an_integration_course(facts, expected):
    values = {"ways": [{"groups": ["family_reunification"], "course_right": True}]}
    assert outcome("residence", values, **facts) is expected


def test_one_open_way_is_enough():
    values = {"ways": [{"groups": ["toleration"]}, {"groups": ["right_to_stay"], "paragraphs": ["§ 104c"]}]}
    assert outcome("residence", values, residence=fact(Residence("right_to_stay", "§ 104c"))) is MET
    assert outcome("residence", values, residence=fact(Residence("right_to_stay", "§ 25a"))) is FAILED
    assert outcome("residence", values, residence=fact(Residence("right_to_stay"))) is UNKNOWN


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        (Obligation("Schule", frozenset({"di"}), time(8), time(12)), MET),
        (Obligation("Schule", frozenset(), time(8), time(9)), MET),
        (Obligation("Schule", frozenset(), time(8), time(9, 1)), FAILED),
        (Obligation("Schule", frozenset({"mo"}), time(8), time(12), first_day=date(2026, 8, 1)), MET),
        (Obligation("Schule", frozenset({"mo"}), time(8), time(12), last_day=date(2026, 3, 22)), MET),
    ],
)
def test_hours_clash_only_on_the_same_day_time_and_season(duty, expected):
    window = {"days": ["mo"], "from": "09:00", "to": "11:00"}
    values = {"windows": [window], "begin": "2026-03-23", "end": "2026-07-31"}
    assert outcome("time_window", values, obligations=fact((duty,))) is expected


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        ({"state": "frei"}, MET),
        ({"state": "voll"}, FAILED),
        ({"state": "voll", "free_from": "2026-04-01"}, MET),
        ({"state": "voll", "free_from": "2026-05-01"}, FAILED),
        ({"state": "unbekannt"}, SILENT),
        ({"state": "warteliste"}, SILENT),
        ({"state": "voll", "confirmed_on": "2026-02-06"}, SILENT),  # 31 days old
        ({"state": "voll", "confirmed_on": "2026-02-07"}, FAILED),
        ({"state": "voll", "confirmed_on": "2026-02-06", "stale_after_days": 31}, FAILED),
    ],
)
def test_capacity(capacity, expected):
    assert kind("capacity").validate(capacity) == []
    assert outcome("capacity", capacity, need_deadline=fact(date(2026, 4, 1))) is expected


@pytest.mark.parametrize(("days", "expected"), [(-90, MET), (-1, MET), (0, FAILED), (41, FAILED), (42, MET)])
def test_whoever_waits_too_long_already_is_not_sent_away_for_it(days, expected):
    """The longer the need is overdue, the more the next place counts."""
    waiting = {"state": "warteliste", "wait_days": 42}
    assert outcome("capacity", waiting, need_deadline=fact(ON + timedelta(days=days))) is expected


def test_a_need_without_a_deadline_can_wait():
    assert outcome("capacity", {"state": "warteliste", "wait_days": 150}, need_deadline=fact(None)) is MET
    assert earliest_place({"state": "warteliste", "wait_days": 2}, ON) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"children": fact((date(2019, 3, 9),))}, MET),  # seven years old
        ({"children": fact((date(2019, 3, 10),))}, UNKNOWN),
        ({"children": fact((date(2026, 4, 13),))}, MET),  # not born yet
        ({"children": fact((date(2021, 1, 1),)), "childcare_arranged": fact(True)}, MET),
    ],
)
def test_who_needs_childcare(facts, expected):
    assert outcome("childcare", {"offered": False}, **facts) is expected


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("childcare", {"children": fact(())}),
        ("step_free", {"step_free_needed": fact(False)}),
        ("gender", {"protected_space": fact(False)}),
    ],
)
def test_silence_does_not_matter_to_people_who_do_not_need_it(name, facts):
    assert outcome(name, {}, **facts) is MET


def test_a_place_without_a_known_way_is_silent():
    assert outcome("distance", {"minutes": {"zons": 20}}, district=fact("horrem")) is SILENT
    assert outcome("distance", {"minutes": {"zons": 20}}, district=fact("zons")) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected", "asked"),
    [
        ({"benefit_system": fact("sgb2")}, MET, ""),
        ({"benefit_system": fact("keine"), "budget": fact(0)}, FAILED, ""),
        ({"budget": fact(0)}, UNKNOWN, "benefit_system"),
        ({"benefit_system": fact("keine")}, UNKNOWN, "budget"),
    ],
)
def test_cost_is_waived_for_some(facts, expected, asked):
    result = kind("cost").evaluate({"euro": 180, "free_with": ["sgb2"]}, Facts(**facts), ON)
    assert (result.outcome, result.fact_name) == (expected, asked)


BAD = [
    ("cost", [], "erwartete Form"),
    ("cost", {"euro": -1}, "ganze Zahl"),
    ("cost", {"euro": True}, "ganze Zahl"),
    ("cost", {"free_with": ["sgb2"]}, "Bitte ausfüllen"),
    ("cost", {"euro": 1, "rabatt": 2}, "gehört nicht zu dieser Bedingung"),
    ("cost", {"euro": 1, "free_with": ["sgb99"]}, "steht nicht zur Wahl"),
    ("cost", {"euro": 1, "free_with": []}, "mindestens einen Eintrag"),
    ("age", {"who": "hund", "from": 1}, "steht nicht zur Wahl"),
    ("age", {"who": "person"}, "mindestens eine Grenze"),
    ("age", {"who": "person", "from": 27, "to": 18}, "über der oberen"),
    ("german_level", {"from": "B1", "to": "A2"}, "über dem oberen"),
    ("german_level", {"certificate": True}, "ein Niveau oder"),
    ("childcare", {"offered": "ja"}, "Ja oder Nein"),
    ("start", {}, ""),
    ("start", {"begin": "morgen"}, "Datum"),
    ("start", {"begin": 20260309}, "Datum"),
    ("start", {"begin": "2026-04-01", "open": True}, "genau eine Angabe"),
    ("availability", {"from": "2026-04-01", "to": "2026-03-01"}, "vor dem Anfang"),
    ("household", {"pregnant_until": "36"}, "wie 36+0"),
    ("household", {"pregnant_until": "36+7"}, "wie 36+0"),
    ("time_window", {"windows": [{"days": ["mo"], "from": "12:00", "to": "09:00"}]}, "Ende liegt nach"),
    ("time_window", {"windows": [{"days": ["montag"], "from": "09:00", "to": "10:00"}]}, "Bitte Tage"),
    ("time_window", {"windows": [{"days": ["mo"]}]}, "Bitte Tage"),
    ("residence", {"ways": [{"groups": ["tourists"]}]}, "gültigen Aufenthaltsgruppen"),
    ("residence", {"ways": [{}]}, "mindestens einen Weg"),
    ("residence", {"ways": [{"course_right": False}]}, "mindestens einen Weg"),
    ("distance", {"minutes": {"zons": "20"}}, "Minuten"),
    ("safety", {"places": {}}, "mit Bezeichnung"),
    ("district", {"districts": [" "]}, "mindestens einen Eintrag"),
]


@pytest.mark.parametrize(("name", "values", "told"), BAD)
def test_wrong_values_are_refused_in_german(name, values, told):
    problems = kind(name).validate(values)
    assert problems == [] if not told else any(told in problem for problem in problems)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("hostile", [None, 7, "x", [1], {"a": None}, {"": {}}])
def test_no_value_breaks_the_validation(name, hostile):
    assert kind(name).validate(hostile)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("hostile", [None, 7, -1, "", [[]], [{}], [{"days": 1}], {"x": [1]}, {1: 2}, [None]])
def test_no_single_field_breaks_the_validation(name, hostile):
    for key in kind(name).fields:
        assert all(isinstance(told, str) for told in kind(name).validate({key: hostile}))
