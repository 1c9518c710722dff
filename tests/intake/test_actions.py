"""Taking enquiries: protected before the first save, urgent help without forms, and a decision."""

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.assessment.models import Need
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck
from fahrwasser.intake.rules import Answer, Criteria
from fahrwasser.work.models import Notice, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

IN_DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS vormittags", phone="0221 4710 200")
SAFE = rules.Safety(can_speak="yes", danger="no")
YES, NO = Answer.YES, Answer.NO


def take(town, by="cm1", lead=None, second=None, safety=SAFE, person=None, **more):
    with acting_as(town[by].pk):
        return actions.take(
            by=town[by],
            now=NOW,
            call=rules.Call(received_at=NOW, channel="self", concern="Braucht Hilfe"),
            person=person or rules.Person("Rana", "Demo"),
            safety=safety,
            lead=town[lead or by],
            second=town[second] if second else None,
            **more,
        )


def events_of(case):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, level FROM cases_caseevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [case.pk])
        return cursor.fetchall()


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
        assert queries.enquiries(town["cm3"]) == []
        assert not Enquiry.objects.exists()
        assert not SafetyCheck.objects.exists()
    with acting_as(town["cm2"].pk):
        assert [row.enquiry.case_id for row in queries.enquiries(town["cm2"])] == [case.pk]


def test_a_question_not_asked_makes_a_task(town: Town):
    case = take(town, safety=rules.Safety(can_speak="yes", danger="not_asked"))
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


def emergency(town, safety=IN_DANGER, second="cm2", **more):
    with acting_as(town["cm1"].pk):
        return actions.take_emergency(
            by=town["cm1"], now=NOW, person=rules.Person("Rana"), safety=safety, lead=town["cm1"],
            second=town[second] if second else None, met="TEL", **{"immediate": ["LA01.1", "LA05.1"], **more},
        )  # fmt: skip


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


def decide(town, case, decision, criteria=None, by="cm1", **more):
    with acting_as(town[by].pk):
        return actions.decide(
            enquiry=Enquiry.objects.select_related("case").get(case=case), by=town[by], now=NOW, decision=decision,
            criteria=criteria or Criteria(YES, YES, YES, NO, wish=YES), **more,
        )  # fmt: skip


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
    case = decide(town, take(town), "shared_lead", criteria, leading_body="Jugendmigrationsdienst", agreement="paper")
    with acting_as(town["cm1"].pk):
        assert Enquiry.objects.get(case=case).leading_body == "Jugendmigrationsdienst"
        assert Case.objects.get(pk=case.pk).kind == "case_management"


def test_referring_on_leaves_the_kind(town: Town):
    case = decide(town, take(town), "referred_on", reason="Das Jobcenter ist zuständig.")
    assert case.kind == "enquiry"


def notices(town, person):
    with acting_as(town[person].pk):
        return list(Notice.objects.visible_to(town[person]).values_list("words", flat=True))


def husband(town):
    return take(town, by="other_team_cm", person=rules.Person("Omar", "Demo"))


def test_crossing_files_are_told_to_the_coordinator_alone(town: Town):
    other = husband(town)
    safety = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS", feared_person="Omar Demo")
    case = take(town, second="cm2", safety=safety)
    told = notices(town, "coordinator")
    assert len(told) == 1
    assert told[0].startswith("Kollisionsprüfung: Zwei Akten betreffen vermutlich dieselben Personen.")
    assert case.number in told[0]
    assert other.number in told[0]
    assert "Demo" not in told[0]
    for person in ("cm1", "cm2", "cm3", "other_team_cm", "officer", "head", "other_city_coordinator"):
        assert notices(town, person) == []


def test_a_file_opened_later_crosses_too_and_is_told_once(town: Town):
    case = take(town, second="cm2", safety=IN_DANGER, person=rules.Person("Lina", "Demo", NOW.date()))
    with acting_as(town["other_team_cm"].pk):
        other = actions.take(
            by=town["other_team_cm"], now=NOW, call=rules.Call(NOW, "self"), safety=SAFE, lead=town["other_team_cm"],
            person=rules.Person("Omar", "Demo"),
        )  # fmt: skip
        clients.add_person(
            case=other, by=town["other_team_cm"], now=NOW, first_name="Lina", role="child", birth_date=NOW.date()
        )
        clients.check_collisions(case=other, now=NOW)
    assert len(notices(town, "coordinator")) == 1
    assert case.number in notices(town, "coordinator")[0]


def test_a_former_address_is_compared(town: Town):
    other = husband(town)
    with acting_as(town["other_team_cm"].pk):
        clients.set_channel(case=other, by=town["other_team_cm"], now=NOW, how="Post", address="Demoweg 4, Horrem")
    safety = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS", former_address="demoweg 4 Horrem")
    take(town, second="cm2", safety=safety)
    assert len(notices(town, "coordinator")) == 1


def test_without_level_two_nobody_is_told(town: Town):
    take(town, person=rules.Person("Omar", "Demo"))
    husband(town)
    assert notices(town, "coordinator") == []


@pytest.mark.parametrize("person", ["cm3", "coordinator", "head", "foreigners_office", "other_city_cm", "assistant"])
def test_nobody_asks_for_collisions_of_a_file_that_is_not_theirs(town: Town, person):
    case = take(town, second="cm2", safety=IN_DANGER)
    with as_owner():
        Case.objects.filter(pk=case.pk).update(opened_by=town["cm1"])
    with pytest.raises(ProgrammingError), acting_as(town[person].pk):
        clients.check_collisions(case=case, now=NOW, other_name="Omar Demo")


def test_the_comparison_itself_is_out_of_reach(town: Town):
    with pytest.raises(ProgrammingError), acting_as(town["cm1"].pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.alike(%s, 'omar demo', '')", [town.files["normal"].pk])
