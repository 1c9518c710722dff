"""AC-01, Rana D.: protected before the first save, helped without forms, and consent made up for in fourteen days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Need
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Answer, Criteria, Outcome
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import actions as referrals
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.town import NOW, Town

CALL = NOW  # Monday 2026-03-09, 09:10
DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="über die Kita-Leitung", never="privates Telefon")


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def case(town: Town):
    with acting_as(town["cm1"].pk):
        return actions.take_emergency(
            by=town["cm1"], now=CALL, person=rules.Person("Rana"), safety=DANGER, lead=town["cm1"],
            second=town["cm2"], immediate=["LA01.1"], met="TEL",
        )  # fmt: skip


@pytest.fixture
def shelters(town: Town) -> list[Offer]:
    """Three places that may be asked, each of a body of its own."""
    with as_owner():
        return [
            Offer.objects.create(
                code=code, name=f"Schutzplatz {code}", recipient_type="shelter",
                provider=Organisation.objects.create(name=f"Träger {code}", kind=Organisation.Kind.PROVIDER),
            )
            for code in ("OF-01", "OF-02", "OF-03")
        ]  # fmt: skip


def send(town, case, offer, now, ground=None):
    emergency = referrals.Ground(legal_basis="vital_interest", reason="Hochschwanger, Gewalt durch den Ehemann")
    with acting_as(town["cm1"].pk):
        need = Need.objects.get(case=case, code="LA01.1")
        return referrals.send(
            need=need, offer=offer, categories=("first_name",), ground=ground or emergency, by=town["cm1"], now=now
        )  # fmt: skip


def test_danger_makes_the_file_level_2_before_it_is_saved_the_first_time(town: Town, case):
    """Assertion 1: the first row of the history is level 2; two are named; help starts without consent or plan."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, level FROM cases_caseevent WHERE pgh_obj_id = %s", [case.pk])
        assert cursor.fetchall() == [("insert", 2)]
    assert (case.lead, case.second) == (town["cm1"], town["cm2"])
    with acting_as(town["cm1"].pk):
        assert not Consent.objects.filter(case=case).exists()
        assert Enquiry.objects.get(case=case).legal_basis == "vital_interest"


def test_two_named_people_are_required(town: Town):
    with pytest.raises(NotAllowed) as refusal, acting_as(town["cm1"].pk):
        actions.take_emergency(
            by=town["cm1"], now=CALL, person=rules.Person("Rana"), safety=DANGER, lead=town["cm1"],
            immediate=["LA01.1"], met="TEL",
        )  # fmt: skip
    assert refusal.value.field == "second"


def test_urgent_help_goes_out_on_the_same_day(town: Town, case, shelters):
    referral = send(town, case, shelters[0], at(9))
    assert (referral.state, referral.legal_basis, referral.consent) == ("sent", "vital_interest", None)


def agree_orally(town, case):
    """11:00 at the Kita: the agreement in words, with the interpreter as witness."""
    with acting_as(town["cm1"].pk):
        actions.decide(
            enquiry=Enquiry.objects.get(case=case), by=town["cm1"], now=at(9, 11), agreement="oral",
            witness="Sprachmittlerin SM-1", outcome=Outcome("case_management"),
            criteria=Criteria(Answer.YES, Answer.YES, Answer.YES, Answer.YES, wish=Answer.YES, risk=True),
        )  # fmt: skip
        return Consent.objects.get(case=case, kind="participation")


def confirm(town, consent, now):
    with acting_as(town["cm1"].pk):
        clients.confirm_consent(consent=consent, by=town["cm1"], now=now)


def test_words_want_a_signature_by_23_march(town: Town, case):
    agree_orally(town, case)
    with acting_as(town["cm1"].pk):
        due = Task.objects.get(case=case, what__startswith="Mündliche Einwilligung", done_on=None).due_on
    assert due == date(2026, 3, 23)


def test_never_confirmed_the_follow_up_disclosures_are_blocked(town: Town, case, shelters):
    """Assertion 9: on 23 March it still carries, from 24 March on nothing follows."""
    agree_orally(town, case)
    send(town, case, shelters[0], at(9))
    send(town, case, shelters[1], at(23))
    with pytest.raises(NotAllowed, match=r"begann am 09\.03\.2026 ohne Einwilligung"):
        send(town, case, shelters[2], at(24))


def test_confirmed_on_16_march_help_goes_on(town: Town, case, shelters):
    """Assertion 9, as it was."""
    consent = agree_orally(town, case)
    send(town, case, shelters[0], at(9))
    confirm(town, consent, at(16, 11))
    assert send(town, case, shelters[2], at(24)).state == "sent"


def oral_disclosure(town, case, offer):
    with acting_as(town["cm1"].pk):
        return clients.give_consent(
            case=case, by=town["cm1"], now=at(9, 11), kind="disclosure", purpose="Schutzplatz", form="oral",
            recipient=offer.provider, categories=["first_name"], witness="Sprachmittlerin SM-1",
        )  # fmt: skip


@pytest.mark.parametrize(("confirmed", "goes_out"), [(None, False), (at(16, 11), True)])
def test_the_same_holds_for_a_disclosure_consent_in_words(town: Town, case, shelters, confirmed, goes_out):
    consent = oral_disclosure(town, case, shelters[0])
    if confirmed:
        confirm(town, consent, confirmed)
    ground = referrals.Ground(consent=consent)
    if goes_out:
        assert send(town, case, shelters[0], at(24), ground).consent == consent
        return
    with pytest.raises(NotAllowed, match="nach 14 Tagen nicht schriftlich bestätigt"):
        send(town, case, shelters[0], at(24), ground)


def test_without_any_consent_the_emergency_itself_ends_after_fourteen_days(town: Town, case, shelters):
    send(town, case, shelters[0], at(9))
    with pytest.raises(NotAllowed, match="ohne Einwilligung"):
        send(town, case, shelters[1], at(24))


def test_asking_a_shelter_once_more_is_a_disclosure_too(town: Town, case, shelters):
    referral = send(town, case, shelters[0], at(9))
    with acting_as(town["cm1"].pk):
        type(referral).objects.filter(pk=referral.pk).update(state="question")
        with pytest.raises(NotAllowed, match="ohne Einwilligung"):
            referrals.ask_again(referral=referral, by=town["cm1"], now=at(24))


def test_a_new_emergency_weeks_later_is_one_of_its_own(town: Town, case, shelters):
    send(town, case, shelters[0], at(9))
    with acting_as(town["cm1"].pk):
        Need.objects.filter(case=case).update(recognised_on=date(2026, 4, 20))
    assert send(town, case, shelters[1], datetime(2026, 4, 20, 9, tzinfo=UTC) + timedelta(hours=1)).state == "sent"
