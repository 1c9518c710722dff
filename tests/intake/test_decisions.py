"""What becomes of an enquiry: a case, a wait, somebody else's, and the day it was said."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, figures, queries, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Criteria
from fahrwasser.work.models import Task
from tests.intake.acts import NO, YES, decide, emergency, later, take
from tests.town import NOW, Town


def test_case_management_with_its_agreement(town: Town):
    case = decide(town, take(town), "case_management", agreement="paper")
    with acting_as(town["cm1"].pk):
        assert Case.objects.get(pk=case.pk).kind == "case_management"
        assert Case.objects.get(pk=case.pk).accepted_on == NOW.date()
        consent = Consent.objects.get(case=case)
        enquiry = Enquiry.objects.get(case=case)
        assert (consent.kind, consent.expires_on.year) == ("participation", 2027)
        assert (enquiry.proposal, enquiry.decision) == ("case_management", "case_management")
        assert enquiry.criteria["wish"] == "yes"
        assert Event.objects.filter(case_id=case.pk, verb="intake.decided").count() == 1


def test_words_with_a_witness_after_an_emergency(town: Town):
    case = emergency(town)
    decide(town, case, "case_management", agreement="oral", witness="Kollegin")
    with acting_as(town["cm1"].pk):
        assert Task.objects.get(case=case, what=actions.AGREEMENT_TASK).done_on == NOW.date()
        assert Task.objects.get(case=case, done_on=None).due_on.isoformat() == "2026-03-23"


def test_words_without_a_witness_are_refused_and_nothing_is_decided(town: Town):
    case = emergency(town)
    with pytest.raises(NotAllowed) as refusal:
        decide(town, case, "case_management", agreement="oral")
    assert refusal.value.field == "witness"
    with acting_as(town["cm1"].pk):
        assert Case.objects.get(pk=case.pk).kind == "enquiry"
        assert Enquiry.objects.get(case=case).decision == ""


def test_short_advice_has_an_end_and_may_become_a_case(town: Town):
    case = decide(town, take(town), "short_advice", Criteria(YES, NO, NO, NO, wish=YES))
    with acting_as(town["cm1"].pk):
        assert (Task.objects.get(case=case).due_on - NOW.date()).days == 30
    decide(town, case, "case_management", agreement="paper")
    with pytest.raises(NotAllowed):
        decide(town, case, "short_advice", reason="doch nicht")


def test_another_body_leads(town: Town):
    criteria = Criteria(YES, YES, YES, NO, wish=YES, elsewhere=rules.Elsewhere.LEADS)
    case = decide(town, take(town), "shared_lead", criteria, body="Jugendmigrationsdienst", agreement="paper")
    with acting_as(town["cm1"].pk):
        assert Enquiry.objects.get(case=case).lead_elsewhere == "Jugendmigrationsdienst"
        assert Case.objects.get(pk=case.pk).kind == "case_management"


@pytest.mark.parametrize(
    ("decision", "outcome", "closing"),
    [
        ("referred_on", {"body": "Jobcenter", "told_on": NOW.date(), "agreed": True}, "nicht_zustaendig_festgestellt"),
        ("declined", {}, "abbruch_klient"),
        ("not_eligible", {}, "nicht_zustaendig_festgestellt"),
    ],
)
def test_a_decision_that_ends_our_part_closes_the_file(town: Town, decision, outcome, closing):
    case = decide(town, take(town), decision, reason="Zuständig ist eine andere Stelle.", **outcome)
    assert (case.kind, case.state, case.closing_reason) == ("enquiry", "closed", closing)


def test_a_file_with_an_open_need_waits_for_somebody_to_look(town: Town):
    case = decide(town, take(town, immediate=["LA03.1"]), "declined", reason="Möchte nichts von uns.")
    assert case.is_open
    with acting_as(town["cm1"].pk):
        assert Task.objects.get(case=case, done_on=None).what == actions.CLOSING_TASK


def test_the_waiting_list_stays_visible_and_leads_to_a_case(town: Town):
    case = take(town)
    review = NOW.date() + timedelta(days=14)
    decide(town, case, "waiting_list", reason="Alle Plätze sind belegt.", review_on=review)
    with acting_as(town["cm1"].pk):
        assert [row.enquiry.case_id for row in queries.waiting(town["cm1"], NOW.date())] == [case.pk]
        assert queries.undecided(town["cm1"], NOW.date()) == []
        assert Task.objects.get(case=case).due_on == review
    decide(town, case, "case_management", agreement="paper", now=later(10))
    with acting_as(town["cm1"].pk):
        enquiry = Enquiry.objects.get(case=case)
        assert (enquiry.waiting_since, enquiry.waiting_until) == (NOW.date(), later(10).date())
        assert queries.waiting(town["cm1"], NOW.date()) == []
        assert not Task.objects.filter(case=case, done_on=None).exists()
        found = figures.waits(town.city.pk, NOW.date(), later(30).date())
    assert found == {8: 1}


def test_a_minor_whose_guardian_nobody_knows_goes_to_the_youth_office_first(town: Town):
    criteria = Criteria(YES, YES, YES, YES, wish=YES, elsewhere=rules.Elsewhere.YOUTH_OFFICE)
    case = take(town, person=rules.Person("Amin", "Demo", date(2010, 1, 5)))
    with pytest.raises(NotAllowed):
        decide(town, case, "case_management", Criteria(YES, YES, YES, YES, wish=YES), agreement="paper")
    case = decide(town, case, "youth_office", criteria)
    assert (case.kind, case.is_open) == ("enquiry", True)
    with acting_as(town["cm1"].pk):
        task = Task.objects.get(case=case)
        assert (task.what, (task.due_on - NOW.date()).days) == (actions.YOUTH_OFFICE_TASK, 1)
    case = decide(
        town, case, "shared_lead", criteria, agreement="paper", body="Jugendamt", reason="Wohnen bleibt bei uns."
    )
    assert case.kind == "case_management"


def test_the_same_decision_sent_twice_stands_once(town: Town):
    case = take(town)
    assert decide(town, case, "case_management", agreement="paper") == decide(
        town, case, "case_management", agreement="paper"
    )
    with acting_as(town["cm1"].pk):
        assert Consent.objects.filter(case=case).count() == 1
        assert Event.objects.filter(case_id=case.pk, verb="intake.decided").count() == 1


def test_the_database_knows_no_shared_lead_without_its_body(town: Town):
    case = take(town)
    with pytest.raises(IntegrityError), acting_as(town["cm1"].pk):
        Enquiry.objects.filter(case=case).update(decision="shared_lead", body_name="")
