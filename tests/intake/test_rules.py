"""The entry decision of domain.md 2.3, the safety check, and the clocks of the front desk."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import clocks, rules
from fahrwasser.intake.clocks import TOWN
from fahrwasser.intake.rules import Answer, Criteria, Elsewhere, KnownFacts, Outcome, Safety

YES, NO, UNCLEAR = Answer.YES, Answer.NO, Answer.UNCLEAR
NOW = datetime(2026, 3, 9, 9, 30, tzinfo=TOWN)
TODAY = NOW.date()


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
        (criteria(0), "short_advice"),
        (criteria(0, wish=UNCLEAR), "short_advice"),
        (criteria(2, rest=UNCLEAR), ""),
        (criteria(0, rest=UNCLEAR), ""),
        (criteria(0, risk=True), "case_management"),
        (criteria(2, risk=True), "case_management"),
        (criteria(4, wish=UNCLEAR), ""),
        (criteria(4, wish=UNCLEAR, risk=True), ""),
        (criteria(4, wish=NO, risk=True), "declined"),
        (criteria(3, elsewhere=Elsewhere.LEADS), "shared_lead"),
        (criteria(0, risk=True, elsewhere=Elsewhere.LEADS), "shared_lead"),
        (criteria(2, elsewhere=Elsewhere.LEADS), "short_advice"),
        (criteria(4, elsewhere=Elsewhere.COMPETENT), "referred_on"),
        (criteria(4, risk=True, elsewhere=Elsewhere.YOUTH_OFFICE), "youth_office"),
        (criteria(4, wish=NO, elsewhere=Elsewhere.YOUTH_OFFICE), "youth_office"),
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


ANSWERS = st.sampled_from(Answer)
ANY = st.builds(
    Criteria, complexity=ANSWERS, actors=ANSWERS, regular_way_fails=ANSWERS, overload=ANSWERS, wish=ANSWERS,
    risk=st.booleans(), elsewhere=st.sampled_from(Elsewhere),
)  # fmt: skip


@for_all(ANY)
def test_case_management_is_never_proposed_without_a_yes(given):
    if rules.propose(given) in rules.CASE_MANAGEMENT:
        assert given.wish == YES
        assert given.risk or given.met >= 3


@for_all(ANY)
def test_there_is_never_a_second_lead_in_a_proposal(given):
    if given.elsewhere == Elsewhere.LEADS:
        assert rules.propose(given) != "case_management"


@for_all(ANY)
def test_every_proposal_is_said_in_words_and_stands_without_a_reason(given):
    proposal = rules.propose(given)
    assert rules.explain(given).endswith(".")
    if proposal:
        rules.check_decision(given, Outcome(proposal, body="JMD"), TODAY)


@for_all(ANY)
def test_one_more_yes_never_takes_case_management_away(given):
    if rules.propose(given) in rules.CASE_MANAGEMENT:
        more = Criteria(YES, YES, YES, YES, wish=given.wish, risk=given.risk, elsewhere=given.elsewhere)
        assert rules.propose(more) == rules.propose(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (criteria(3), "3 der vier Kriterien C1 bis C4 sind erfüllt, und die Person will es (C5)."),
        (criteria(0, risk=True), "Es besteht ein Sofort-Risiko (R), und die Person will es (C5)."),
        (criteria(3, wish=UNCLEAR), "Fragen Sie noch, ob die Person Case Management will"),
        (criteria(2, rest=UNCLEAR), "2 der vier Kriterien C1 bis C4 sind erfüllt, 2 sind noch offen."),
        (criteria(1), "für Case Management sind drei nötig"),
        (criteria(3, elsewhere=Elsewhere.LEADS), "Es bleibt bei einer Fallführung."),
        (criteria(3, elsewhere=Elsewhere.YOUTH_OFFICE), "Das Jugendamt ist zuerst dran."),
    ],
)
def test_the_proposal_in_words(given, words):
    assert words in rules.explain(given)


@pytest.mark.parametrize(
    ("given", "outcome", "field"),
    [
        (criteria(3), Outcome(""), "decision"),
        (criteria(3, wish=UNCLEAR), Outcome("case_management", "trotzdem"), "wish"),
        (criteria(3, wish=NO), Outcome("shared_lead", "trotzdem", "JMD"), "wish"),
        (criteria(3, elsewhere=Elsewhere.LEADS), Outcome("shared_lead", body=" "), "body_name"),
        (criteria(3, elsewhere=Elsewhere.LEADS), Outcome("case_management", "doch wir"), "decision"),
        (criteria(2), Outcome("case_management", " "), "reason"),
        (criteria(0), Outcome("case_management"), "reason"),
        (criteria(0, elsewhere=Elsewhere.COMPETENT), Outcome("referred_on"), "body_name"),
        (
            criteria(0, elsewhere=Elsewhere.COMPETENT),
            Outcome("referred_on", body="Jobcenter", told_on=TODAY + timedelta(days=1)),
            "told_on",
        ),
        (criteria(3), Outcome("waiting_list", review_on=TODAY + timedelta(days=7)), "reason"),
        (criteria(3), Outcome("waiting_list", "alles voll"), "review_on"),
        (criteria(3), Outcome("waiting_list", "alles voll", review_on=TODAY), "review_on"),
        (criteria(3), Outcome("waiting_list", "alles voll", review_on=TODAY + timedelta(days=93)), "review_on"),
        (criteria(3), Outcome("not_eligible"), "reason"),
    ],
)
def test_decisions_that_are_refused(given, outcome, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_decision(given, outcome, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (criteria(3), Outcome("case_management")),
        (criteria(2), Outcome("case_management", "Das Kind ist krank.")),
        (criteria(3, elsewhere=Elsewhere.LEADS), Outcome("shared_lead", body="JMD")),
        (criteria(1), Outcome("short_advice")),
        (criteria(3), Outcome("waiting_list", "alles voll", review_on=TODAY + timedelta(days=28))),
        (criteria(1), Outcome("not_eligible", "wohnt in Neuss")),
        (criteria(1, elsewhere=Elsewhere.COMPETENT), Outcome("referred_on", body="Jobcenter", told_on=TODAY)),
    ],
)
def test_decisions_that_stand(given, outcome):
    rules.check_decision(given, outcome, TODAY)


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome("case_management", "trotzdem"), "decision"),
        (Outcome("shared_lead", body="Jugendamt"), "reason"),
        (Outcome("shared_lead", "Wohnen und Aufenthalt bei uns", "Jugendamt"), None),
        (Outcome("youth_office"), None),
    ],
)
def test_a_minor_whose_guardian_nobody_knows(outcome, field):
    given = criteria(4, elsewhere=Elsewhere.YOUTH_OFFICE)
    if field is None:
        rules.check_decision(given, outcome, TODAY, minor_alone=True)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_decision(given, outcome, TODAY, minor_alone=True)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("known", "prefilled"),
    [
        (KnownFacts(), {}),
        (KnownFacts(needs=(("LA01.1", "S"), ("LA03.1", "P"))), {"complexity": "yes", "overload": "yes", "risk": True}),
        (KnownFacts(bodies=1), {}),
        (KnownFacts(bodies=2), {"actors": "yes"}),
        (KnownFacts(refused=1), {"regular_way_fails": "yes"}),
        (KnownFacts(interpreter_needed=True), {"overload": "yes"}),
        (KnownFacts(age=17), {"elsewhere": "youth_office"}),
        (KnownFacts(age=17, has_guardian=True), {}),
        (KnownFacts(age=18), {}),
    ],
)
def test_what_the_file_says_already(known, prefilled):
    assert {one.field: one.answer for one in rules.prefilled(known)} == prefilled


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


SPEAK, FEAR, WAY = "frei sprechen", "Angst vor jemandem", "sicherer Weg"


@pytest.mark.parametrize(
    ("danger", "can_speak", "way", "level", "unanswered"),
    [
        ("yes", "no", "SMS", 2, ()),
        ("yes", "not_asked", "", 2, (WAY,)),
        ("no", "yes", "SMS", 0, ()),
        ("no", "yes", " ", 0, (WAY,)),
        ("no", "no", "SMS", 0, (SPEAK, FEAR)),
        ("no", "not_asked", "SMS", 0, (SPEAK, FEAR)),
        ("not_asked", "yes", "SMS", 0, (FEAR,)),
    ],
)
def test_what_the_safety_check_means(danger, can_speak, way, level, unanswered):
    safety = Safety(can_speak=can_speak, danger=danger, safe_way=way)
    assert (safety.level, safety.unanswered) == (level, unanswered)


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


def local(month, day, hour=12, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=TOWN)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (local(3, 9), date(2026, 3, 12)),  # Monday to Thursday
        (local(3, 6, 23, 59), date(2026, 3, 11)),  # Friday, a minute before midnight
        (local(3, 7), date(2026, 3, 11)),  # Saturday
        (local(3, 8), date(2026, 3, 11)),  # Sunday
        (local(4, 2), date(2026, 4, 9)),  # before Good Friday and Easter Monday
        (local(6, 3), date(2026, 6, 9)),  # before Corpus Christi, a holiday of the Land
        (local(12, 23), date(2026, 12, 29)),
        (local(3, 29, 1, 59), date(2026, 4, 1)),  # Sunday on which the clocks go forward
        (local(3, 29, 3, 1), date(2026, 4, 1)),
        (local(10, 25, 2, 30), date(2026, 10, 28)),  # Sunday on which they go back
        (datetime(2026, 3, 9, 23, 30, tzinfo=UTC), date(2026, 3, 13)),  # half past midnight on the town's clocks
        (datetime(2026, 7, 9, 22, 30, tzinfo=UTC), date(2026, 7, 15)),
    ],
)
def test_the_decision_is_due_on_the_third_working_day(received, due):
    assert clocks.decide_by(received) == due


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 3, 9), 3), (date(2026, 3, 10), 2), (date(2026, 3, 12), 0), (date(2026, 3, 13), -1),
        (date(2026, 3, 14), -1), (date(2026, 3, 16), -2),
    ],
)  # fmt: skip
def test_working_days_left(today, left):
    assert clocks.days_left(local(3, 9), today) == left


@pytest.mark.parametrize(
    ("contacts", "today", "day", "is_due"),
    [
        (0, date(2026, 3, 9), 1, False),
        (2, date(2026, 4, 7), 30, False),
        (3, date(2026, 3, 12), 4, True),
        (0, date(2026, 4, 8), 31, True),
    ],
)
def test_short_advice_asks_on_the_third_contact_or_day_31(contacts, today, day, is_due):
    stand = clocks.advice_stand(date(2026, 3, 9), contacts, today)
    assert (stand.day, stand.is_due) == (day, is_due)
    assert clocks.advice_ends_on(date(2026, 3, 9)) == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("outcome", "words", "body", "needs", "field"),
    [
        ("", "x", "x", 0, "outcome"),
        ("converted", "x", "x", 0, "outcome"),
        ("closed", " ", "", 0, "words"),
        ("referred_on", "", " ", 0, "body_name"),
        ("closed", "geklärt", "", 1, "covered"),
        ("closed", "geklärt", "", 0, None),
        ("referred_on", "", "Jobcenter", 0, None),
    ],
)
def test_how_short_advice_ends(outcome, words, body, needs, field):
    if field is None:
        clocks.check_advice_ends(outcome, words, body, needs)
        return
    with pytest.raises(NotAllowed) as refusal:
        clocks.check_advice_ends(outcome, words, body, needs)
    assert refusal.value.field == field


@pytest.mark.parametrize("received", [NOW + timedelta(minutes=10), NOW - timedelta(days=400)])
def test_an_arrival_that_cannot_be(received):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_received(received, NOW)
    assert refusal.value.field == "received_at"
