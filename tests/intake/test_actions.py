"""Taking enquiries: protected before the first save, and urgent help without forms."""

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.assessment.models import Need
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.intake.acts import IN_DANGER, emergency, events_of, take
from tests.town import NOW, Town


def test_an_enquiry_becomes_a_file(town: Town):
    case = take(town)
    with acting_as(town["cm1"].pk):
        enquiry = Enquiry.objects.get(case=case)
        assert (enquiry.concern, enquiry.decision, case.level, case.kind) == ("Braucht Hilfe", "", 0, "enquiry")
        assert Client.objects.get(case=case).first_name == "Rana"
        assert Event.objects.filter(case_id=case.pk, verb="intake.taken").count() == 1
        assert not Task.objects.filter(case=case).exists()


def test_danger_makes_the_file_level_two_before_it_is_first_saved(town: Town):
    """AC-01, assertion 1: the first row of the history is level 2 already, and no other follows."""
    case = take(town, second="cm2", safety=IN_DANGER)
    assert events_of(case) == [("insert", 2)]


@pytest.mark.parametrize(
    ("second", "safety", "field"),
    [
        (None, IN_DANGER, "second"),
        ("cm1", IN_DANGER, "second"),
        ("cm2", rules.Safety(can_speak="yes", danger="yes"), "safe_way"),
    ],
)
def test_danger_wants_two_people_and_a_safe_way(town: Town, second, safety, field):
    with pytest.raises(NotAllowed) as refusal:
        take(town, second=second, safety=safety)
    assert refusal.value.field == field
    with as_owner():
        assert not Enquiry.objects.exists()


def test_the_safe_way_of_a_protected_file_lies_encrypted_and_nowhere_else(town: Town):
    case = take(town, second="cm2", safety=IN_DANGER)
    with acting_as(town["cm2"].pk):
        assert ProtectedChannel.objects.get(case=case).how == "SMS vormittags"
        assert not SafeChannel.objects.filter(case=case).exists()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT how FROM clients_protectedchannel WHERE case_id = %s", [case.pk])
        assert "SMS" not in cursor.fetchone()[0]


def test_somebody_takes_a_protected_enquiry_for_two_others_and_loses_sight_of_it(town: Town):
    case = take(town, by="cm3", lead="cm1", second="cm2", safety=IN_DANGER, immediate=["LA01.1"])
    with acting_as(town["cm3"].pk):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert queries.undecided(town["cm3"], NOW.date()) == []
        assert not Enquiry.objects.exists()
        assert not SafetyCheck.objects.exists()
    with acting_as(town["cm2"].pk):
        assert [row.enquiry.case_id for row in queries.undecided(town["cm2"], NOW.date())] == [case.pk]


def test_a_question_not_asked_makes_a_task(town: Town):
    case = take(town, safety=rules.Safety(can_speak="yes", danger="not_asked", phone="1"))
    with acting_as(town["cm1"].pk):
        task = Task.objects.get(case=case)
    assert "Sicherheitsfragen" in task.what
    assert (task.due_on - NOW.date()).days == 1


def test_sent_twice_it_is_one_file(town: Town):
    entry = new_id()
    assert take(town, entry=entry) == take(town, entry=entry)


def test_sent_twice_by_somebody_who_lost_sight_of_it_changes_nothing(town: Town):
    entry = new_id()
    take(town, by="cm3", lead="cm1", second="cm2", safety=IN_DANGER, entry=entry)
    with pytest.raises(Conflict):
        take(town, by="cm3", lead="cm1", second="cm2", safety=IN_DANGER, entry=entry)
    with as_owner():
        assert Enquiry.objects.count() == 1


def test_words_in_every_script_are_kept(town: Town):
    words = "مرحبا 👶🏽 „Hilfe“ <b>"
    case = take(town, person=rules.Person("رنا", "👩‍👧"))
    with acting_as(town["cm1"].pk):
        Enquiry.objects.filter(case=case).update(concern=words)
        assert Enquiry.objects.get(case=case).concern == words
        assert Client.objects.get(case=case).first_name == "رنا"


@pytest.mark.parametrize("person", ["provider", "head", "foreigners_office", "other_city_cm"])
def test_nobody_from_outside_leads(town: Town, person):
    with pytest.raises((NotAllowed, ProgrammingError)):
        take(town, lead=person)


def test_the_emergency_path_needs_neither_plan_nor_consent(town: Town):
    case = emergency(town)
    assert events_of(case) == [("insert", 2)]
    with acting_as(town["cm1"].pk):
        assert not Consent.objects.filter(case=case).exists()
        assert set(Need.objects.filter(case=case).values_list("code", "urgency")) == {("LA01.1", "S"), ("LA05.1", "S")}
        assert Contact.objects.get(case=case).type == "TEL"
        task = Task.objects.get(case=case)
        assert (task.what, (task.due_on - NOW.date()).days) == (actions.AGREEMENT_TASK, 14)
        assert "Notfall" in Event.objects.get(case_id=case.pk, verb="intake.emergency").words
        assert rules.is_risk(queries.needs_of(case, town["cm1"]))


def test_the_emergency_path_sent_twice_is_one_file(town: Town):
    entry = new_id()
    assert emergency(town, entry=entry) == emergency(town, entry=entry)
    with acting_as(town["cm1"].pk):
        assert Contact.objects.filter(facts__startswith="Notfallweg").count() == 1


def test_the_emergency_path_says_what_is_needed(town: Town):
    with pytest.raises(NotAllowed) as refusal:
        emergency(town, immediate=[])
    assert refusal.value.field == "immediate"
