"""AC-05, Priya N.: short advice is enough; later, in variant 5b, she comes back and it becomes a case."""

from datetime import date, datetime

import pytest

from fahrwasser.cases.models import Case
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, figures, queries, rules
from fahrwasser.intake.models import Enquiry, ShortAdvice
from fahrwasser.intake.rules import Answer, Criteria, Outcome
from fahrwasser.reporting import queries as reporting
from tests.town import NOW, Town

YES, NO, UNCLEAR = Answer.YES, Answer.NO, Answer.UNCLEAR
FIRST_DAY = date(2026, 9, 7)
CRITERIA = Criteria(NO, NO, NO, NO, wish=UNCLEAR)
SAFE = rules.Safety(can_speak="yes", danger="no", safe_way="E-Mail")


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NOW.tzinfo)


@pytest.fixture
def case(town: Town) -> Case:
    """The e-mail of Monday 7 September, 14:00, decided on the next working day."""
    with acting_as(town["cm3"].pk):
        case = actions.take(
            by=town["cm3"], now=at(9, 7, 14), lead=town["cm3"], person=rules.Person("Priya", "N. (Demo)"), safety=SAFE,
            call=rules.Call(at(9, 7, 14), "self", concern="Anerkennung des Pflegediploms und ein Deutschkurs"),
        )  # fmt: skip
    decided: Case = decide(town, case, Outcome("short_advice"), at(9, 8))
    return decided


def decide(town, case, outcome, now, criteria=CRITERIA, agreement=""):
    with acting_as(town["cm3"].pk):
        enquiry = Enquiry.objects.get(case=case)
        return actions.decide(
            enquiry=enquiry, by=town["cm3"], now=now, criteria=criteria, outcome=outcome, agreement=agreement
        )  # fmt: skip


def meet(town, case, when, type):
    with acting_as(town["cm3"].pk):
        contacts.record(by=town["cm3"], now=when, case=case, type=type, at=when)


def stand(town, case, day):
    with acting_as(town["cm3"].pk):
        case.refresh_from_db()
        return queries.advice_of(case, town["cm3"], day).stand


def test_the_criteria_propose_short_advice_and_case_management_needs_a_reason(town: Town):
    """Assertion 1."""
    assert rules.propose(CRITERIA) == "short_advice"
    wanted = Criteria(NO, NO, NO, NO, wish=YES)
    with pytest.raises(NotAllowed) as refusal:
        rules.check_decision(wanted, Outcome("case_management"), FIRST_DAY)
    assert refusal.value.field == "reason"
    rules.check_decision(wanted, Outcome("case_management", "Es kommt sicher mehr dazu."), FIRST_DAY)


def test_the_third_contact_asks_close_convert_or_refer(town: Town, case: Case):
    """Assertion 2, first half."""
    meet(town, case, at(9, 8, 9), "MSG")
    meet(town, case, at(9, 10, 16, 30), "BUERO")
    assert (stand(town, case, date(2026, 9, 10)).contacts, stand(town, case, date(2026, 9, 10)).is_due) == (2, False)
    meet(town, case, at(9, 24, 10), "TEL")
    assert stand(town, case, date(2026, 9, 24)).is_due


def test_day_31_asks_too(town: Town, case: Case):
    """Assertion 2, second half: begun on 8 September, day 31 is 8 October."""
    assert not stand(town, case, date(2026, 10, 7)).is_due
    assert (stand(town, case, date(2026, 10, 8)).day, stand(town, case, date(2026, 10, 8)).is_due) == (31, True)


def test_the_page_offers_the_three_ways(client, settings, town: Town, case: Case):
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_TODAY = "2026-10-08T10:00"
    client.force_login(town["cm3"])
    page = client.get(f"/anfragen/{case.pk}/kurzberatung/").content.decode()
    assert "an ihrer Grenze" in page
    for way in ('value="closed"', 'value="referred_on"', f'href="/anfragen/{case.pk}/entscheidung/"'):
        assert way in page
    assert "Wie geht es weiter?" in client.get("/anfragen/").content.decode()


def test_reports_count_her_under_short_advice_and_not_as_a_case(town: Town, case: Case):
    """Assertion 3."""
    with acting_as(town["head"].pk):
        sheet = reporting.figures(town.city.pk, date(2026, 9, 1), date(2026, 9, 30))
        assert (sheet.running, sheet.short_advice) == (1, 1)
        assert figures.decisions(town.city.pk, date(2026, 9, 1), date(2026, 9, 30)) == {"short_advice": 1}


def end(town, case):
    with acting_as(town["cm3"].pk):
        case.refresh_from_db()
        actions.end_advice(
            case=case, by=town["cm3"], now=at(9, 30), outcome="closed", words="Kurs ab 14.09., Anerkennung läuft."
        )  # fmt: skip


def test_two_contacts_and_the_end_on_30_september(town: Town, case: Case):
    end(town, case)
    with acting_as(town["head"].pk):
        assert figures.running_advice(town.city.pk, date(2026, 9, 29)) == 1
        assert figures.running_advice(town.city.pk, date(2026, 9, 30)) == 0


def test_variant_5b_the_earlier_advice_is_pre_history_and_no_contact_counts_twice(town: Town, case: Case):
    """She returns on 2 November, separated, pregnant, without income."""
    meet(town, case, at(9, 8, 9), "MSG")
    meet(town, case, at(9, 10, 16, 30), "BUERO")
    end(town, case)
    with acting_as(town["cm3"].pk):
        case.refresh_from_db()
        actions.take_up_again(case=case, by=town["cm3"], now=at(11, 2, 10))
    criteria = Criteria(YES, YES, UNCLEAR, YES, wish=YES)
    decide(town, case, Outcome("case_management"), at(11, 2, 11), criteria, agreement="paper")
    with acting_as(town["cm3"].pk):
        case.refresh_from_db()
        assert (case.kind, case.state, case.accepted_on) == ("case_management", "open", date(2026, 11, 2))
        earlier = queries.earlier_advice(case, town["cm3"])
        assert [(one.started_on, one.ended_on, one.outcome) for one in earlier] == [
            (date(2026, 9, 8), date(2026, 9, 30), ShortAdvice.Outcome.CLOSED)
        ]
    with acting_as(town["head"].pk):
        since = date(2026, 9, 1)
        assert sum(reporting.figures(town.city.pk, since, date(2026, 11, 2)).contacts.values()) == 2
        for day, running, advice in ((date(2026, 9, 15), 1, 1), (date(2026, 10, 15), 0, 0), (date(2026, 11, 2), 1, 0)):
            sheet = reporting.figures(town.city.pk, since, day)
            assert (sheet.running, sheet.short_advice) == (running, advice), day


def test_converted_while_it_runs_it_ends_as_converted(town: Town, case: Case):
    criteria = Criteria(YES, YES, YES, NO, wish=YES)
    decide(town, case, Outcome("case_management"), at(9, 24), criteria, agreement="paper")
    with acting_as(town["cm3"].pk):
        ended = ShortAdvice.objects.get(case=case)
        assert (ended.ended_on, ended.outcome) == (date(2026, 9, 24), ShortAdvice.Outcome.CONVERTED)
