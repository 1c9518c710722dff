"""Rules of the network, as tables."""

from datetime import date

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.network import rules

TODAY = date(2026, 6, 15)
KNOWN = rules.Known(
    names=("Samira Beispiel-Probe", "Öz Şahin"),
    birth_dates=(date(1992, 3, 9),),
    phones=("0221 4710 100",),
    addresses=("Musterstraße 12, 41540 Dormagen",),
    case_number="F-2026-27183",
)


@pytest.mark.parametrize(
    "words",
    [
        "Frau Beispiel wartet seit Januar.",
        "SAMIRA braucht einen Kurs mit Betreuung.",
        "Samiras Kurs hat keine Betreuung.",
        "Fuer Sahin gibt es keinen Kurs.",
        "Für Şahin gibt es keinen Kurs.",
        "Sam\u200bira wartet.",
        "Rückruf unter 0221 4710 100",
        "Rückruf unter 0221/4710-100.",
        "Erreichbar: +49 2133 55 66 77",
        "Nummer 4710100 bitte anrufen",
        "Bitte an kurs.frage@probe.example schreiben",
        "geboren 09.03.1992",
        "geboren am 9. März 1992",
        "geb. 9.3.92",
        "1992-03-09",
        "siehe F-2026-27183",
        "siehe f-2026-00001",
        "wohnt Musterstrasse 12",
    ],
)
def test_words_that_lead_to_a_person_are_refused(words):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_deidentified(words, KNOWN)
    assert refusal.value.field == "words"
    assert "Bitte beschreiben Sie nur" in refusal.value.sentence
    assert "amira" not in refusal.value.sentence


@pytest.mark.parametrize(
    "words",
    [
        "Der Kurs am Dienstag hat keine Kinderbetreuung, 23 Wochen Wartezeit.",
        "Der Kurs beginnt am 14.09.2026 und dauert bis 2027.",
        "Im Zeitraum 2025-2026 gab es 3 von 40 Plätzen.",
        "Beispielhaft: Anmeldung nur über das Internet.",
        "",
        "🙂 Kein Kurs für Eltern. لا توجد دورة",
    ],
)
def test_words_about_the_system_pass(words):
    rules.check_deidentified(words, KNOWN)


@pytest.mark.parametrize("before", [*rules.TRACK, "rejected"])
@pytest.mark.parametrize("after", [*rules.TRACK, "rejected"])
def test_only_the_table_moves_a_theme(before, after):
    if (before, after) in rules.THEME_TRANSITIONS:
        rules.check_move(before, after)
    else:
        with pytest.raises(NotAllowed):
            rules.check_move(before, after)


@pytest.mark.parametrize(
    ("state", "dots", "by_hand"),
    [
        ("collected", 1, ["analysed", "rejected"]),
        ("analysed", 2, ["working_group", "steering", "rejected"]),
        ("steering", 4, ["working_group", "rejected"]),
        ("decided", 5, ["rejected"]),
        ("in_progress", 6, ["effective", "rejected"]),
        ("effective", 7, []),
        ("rejected", 0, ["collected"]),
    ],
)
def test_dots_and_next_steps(state, dots, by_hand):
    assert rules.step(state) == dots
    assert rules.moves_by_hand(state) == by_hand


@pytest.mark.parametrize(("cases", "shown"), [(0, False), (2, False), (3, True), (14, True)])
def test_a_theme_leaves_the_team_from_three_cases_on(cases, shown):
    assert rules.is_exportable(cases) is shown


@pytest.mark.parametrize(
    ("decided_on", "due_on", "field"),
    [
        (date(2026, 6, 15), date(2026, 6, 14), "due_on"),
        (date(2026, 6, 16), date(2026, 7, 1), "decided_on"),
        (date(2026, 6, 15), date(2026, 6, 15), None),
    ],
)
def test_dates_of_a_decision(decided_on, due_on, field):
    if field is None:
        rules.check_decision(decided_on, due_on, TODAY)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_decision(decided_on, due_on, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("start", "check"),
    [
        (date(2026, 9, 14), date(2027, 3, 15)),  # AC-07: the 14th is a Sunday
        (date(2026, 3, 9), date(2026, 9, 9)),
        (date(2026, 8, 31), date(2027, 3, 1)),  # no 31 February; the 28th is a Sunday
        (date(2025, 12, 15), date(2026, 6, 15)),
    ],
)
def test_effect_check_six_months_later(start, check):
    assert rules.effect_check_on(start) == check


@pytest.mark.parametrize(
    ("implemented_on", "allowed"),
    [(None, True), (date(2026, 6, 1), True), (date(2026, 5, 1), False), (date(2026, 6, 16), False)],
)
def test_implementation_lies_between_decision_and_today(implemented_on, allowed):
    if allowed:
        rules.check_implemented(implemented_on, date(2026, 5, 15), TODAY)
    else:
        with pytest.raises(NotAllowed):
            rules.check_implemented(implemented_on, date(2026, 5, 15), TODAY)


def closing(**changes):
    values = {
        "reason": "ziele_erreicht", "reasons": frozenset({"ziele_erreicht", "kontakt_verloren"}), "attempts": 0,
        "attempts_needed": 0, "unmet_without_finding": 0, **changes,
    }  # fmt: skip
    return rules.Closing(**values)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"reason": ""}, "reason"),
        ({"reason": "keine_lust"}, "reason"),
        ({"reason": "kontakt_verloren", "attempts": 2, "attempts_needed": 3}, "reason"),
        ({"reason": "kontakt_verloren", "attempts": 3, "attempts_needed": 3}, None),
        ({"unmet_without_finding": 1}, "finding_words"),
        ({"unmet_without_finding": 1, "stated_reason": "  "}, "finding_words"),
        ({"unmet_without_finding": 1, "stated_reason": "Ausreise heute"}, None),
    ],
)
def test_the_gate_of_a_closure(changes, field):
    if field is None:
        rules.check_closing(closing(**changes))
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_closing(closing(**changes))
    assert refusal.value.field == field
