"""The entry decision of domain.md 2.3, the safety check, and the days until a decision."""

from datetime import date, datetime

import pytest

from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import rules
from fahrwasser.intake.rules import Answer, Criteria, Elsewhere, Safety

YES, NO, UNCLEAR = Answer.YES, Answer.NO, Answer.UNCLEAR
NOW = datetime(2026, 3, 9, 9, 30)  # noqa: DTZ001


def criteria(met=0, wish=YES, risk=False, elsewhere=Elsewhere.NOBODY, rest=NO):
    answers = [YES] * met + [rest] * (4 - met)
    names = ("complexity", "actors", "regular_way_fails", "overload")
    return Criteria(**dict(zip(names, answers, strict=True)), wish=wish, risk=risk, elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("given", "proposal"),
    [
        (criteria(4), "case_management"),
        (criteria(3), "case_management"),
        (criteria(3, rest=UNCLEAR), "case_management"),
        (criteria(2), "short_advice"),
        (criteria(1), "short_advice"),
        (criteria(0), ""),
        (criteria(0, risk=True), "case_management"),
        (criteria(2, risk=True), "case_management"),
        (criteria(4, wish=UNCLEAR), ""),
        (criteria(4, wish=UNCLEAR, risk=True), ""),
        (criteria(4, wish=NO, risk=True), "declined"),
        (criteria(3, elsewhere=Elsewhere.LEADS), "shared_lead"),
        (criteria(0, risk=True, elsewhere=Elsewhere.LEADS), "shared_lead"),
        (criteria(2, elsewhere=Elsewhere.LEADS), "short_advice"),
        (criteria(4, elsewhere=Elsewhere.COMPETENT), "referred_on"),
        (criteria(4, risk=True, elsewhere=Elsewhere.YOUTH_OFFICE), "referred_on"),
        (criteria(1, wish=NO, elsewhere=Elsewhere.COMPETENT), "referred_on"),
    ],
)
def test_the_proposal(given, proposal):
    assert rules.propose(given) == proposal


@pytest.mark.parametrize(
    ("needs", "risk"),
    [
        ([("LA01.1", "S")], True),
        ([("LA01.5", "S")], True),
        ([("LA01.1", "D")], False),
        ([("LA03.1", "S")], True),
        ([("LA03.2", "S")], False),
        ([("LA05.1", "S")], True),
        ([("LA05.6", "S")], True),
        ([("LA05.3", "S")], False),
        ([("LA07.3", "S")], True),
        ([("LA04.1", "S")], False),
        ([("LA09.3", "P"), ("LA07.3", "S")], True),
        ([], False),
    ],
)
def test_the_risk(needs, risk):
    assert rules.is_risk(needs) is risk


@pytest.mark.parametrize(
    ("needs", "answer"),
    [
        ([], UNCLEAR),
        ([("LA01.1", "S"), ("LA01.2", "S"), ("LA01.3", "D")], UNCLEAR),
        ([("LA01.1", "S"), ("LA03.1", "P")], YES),
        ([("LA01.1", "Z"), ("LA03.1", "D")], YES),
        ([("LA09.1", "Z"), ("LA03.1", "P")], UNCLEAR),
        ([("LA09.1", "Z"), ("LA03.1", "P"), ("LA11.1", "P")], YES),
    ],
)
def test_complexity_from_needs(needs, answer):
    assert rules.complexity(needs) == answer


@pytest.mark.parametrize(
    ("given", "decision", "reason", "body", "field"),
    [
        (criteria(3), "", "", "", "decision"),
        (criteria(3, wish=UNCLEAR), "case_management", "trotzdem", "", "wish"),
        (criteria(3, wish=NO), "shared_lead", "trotzdem", "JMD", "wish"),
        (criteria(3, elsewhere=Elsewhere.LEADS), "shared_lead", "", " ", "leading_body"),
        (criteria(2), "case_management", " ", "", "reason"),
        (criteria(0), "short_advice", "", "", "reason"),
    ],
)
def test_decisions_that_are_refused(given, decision, reason, body, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_decision(given, decision, reason, body)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("given", "decision", "reason", "body"),
    [
        (criteria(3), "case_management", "", ""),
        (criteria(2), "case_management", "Das Kind ist krank.", ""),
        (criteria(3, elsewhere=Elsewhere.LEADS), "shared_lead", "", "JMD"),
        (criteria(1), "short_advice", "", ""),
    ],
)
def test_decisions_that_stand(given, decision, reason, body):
    rules.check_decision(given, decision, reason, body)


@pytest.mark.parametrize(
    ("form", "decision", "emergency", "refused"),
    [
        ("", "case_management", True, True),
        ("", "short_advice", False, False),
        ("oral", "case_management", False, True),
        ("oral", "case_management", True, False),
        ("paper", "shared_lead", False, False),
    ],
)
def test_the_participation_agreement(form, decision, emergency, refused):
    if not refused:
        rules.check_agreement(decision, form, emergency=emergency)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_agreement(decision, form, emergency=emergency)
    assert refusal.value.field == "agreement"


@pytest.mark.parametrize(
    ("danger", "can_speak", "level", "ask_again"),
    [
        ("yes", "no", 2, False),
        ("yes", "not_asked", 2, False),
        ("no", "yes", 0, False),
        ("no", "no", 0, True),
        ("no", "not_asked", 0, True),
        ("not_asked", "yes", 0, True),
    ],
)
def test_what_the_safety_check_means(danger, can_speak, level, ask_again):
    safety = Safety(can_speak=can_speak, danger=danger)
    assert (safety.level, safety.ask_again) == (level, ask_again)


@pytest.mark.parametrize(
    ("danger", "second", "way", "field"),
    [
        ("yes", None, "SMS", "second"),
        ("yes", "A", "SMS", "second"),
        ("yes", "B", "  ", "safe_way"),
        ("yes", "B", "SMS", None),
        ("no", None, "", None),
    ],
)
def test_the_gate_of_level_two(danger, second, way, field):
    safety = Safety(can_speak="yes", danger=danger, safe_way=way)
    if field is None:
        rules.check_protection(safety, "A", second)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_protection(safety, "A", second)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        (date(2026, 3, 9), date(2026, 3, 9), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 6), date(2026, 3, 13), 5),
        (date(2026, 3, 7), date(2026, 3, 8), 0),
    ],
)
def test_working_days(since, today, days):
    assert rules.working_days(since, today) == days


@pytest.mark.parametrize("received", [datetime(2026, 3, 9, 9, 40), datetime(2024, 3, 9, 9, 40)])  # noqa: DTZ001
def test_an_arrival_that_cannot_be(received):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_received(received, NOW)
    assert refusal.value.field == "received_at"
