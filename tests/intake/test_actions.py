"""Taking enquiries: protected before the first save, urgent help without forms, and a decision."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from fahrwasser.assessment.models import Need
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.intake import actions, figures, queries, rules
from fahrwasser.intake.models import Enquiry, SafetyCheck, ShortAdvice
from fahrwasser.intake.rules import Answer, Criteria
from fahrwasser.work.models import Notice, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

IN_DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS vormittags", phone="0221 4710 200")
SAFE = rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200")
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


def decide(town, case, decision, criteria=None, by="cm1", now=NOW, agreement="", witness="", **outcome):
    with acting_as(town[by].pk):
        return actions.decide(
            enquiry=Enquiry.objects.get(case=case), by=town[by], now=now, agreement=agreement, witness=witness,
            outcome=rules.Outcome(decision, **outcome), criteria=criteria or Criteria(YES, YES, YES, NO, wish=YES),
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


def later(days):
    return NOW + timedelta(days=days)


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


def short(town, **more):
    return decide(town, take(town), "short_advice", Criteria(NO, NO, NO, NO, wish=YES), **more)


def meet(town, case, days=0, type="BUERO"):
    with acting_as(town["cm1"].pk):
        contacts.record(by=town["cm1"], now=later(days), case=case, type=type, at=later(days))


def test_the_third_contact_asks_how_to_go_on(town: Town):
    case = short(town)
    meet(town, case)
    meet(town, case, 2)
    meet(town, case, 3, "NETZ")
    with acting_as(town["cm1"].pk):
        stand = queries.advice_of(case, town["cm1"], later(3).date()).stand
        assert (stand.contacts, stand.day, stand.is_due) == (2, 4, False)
    meet(town, case, 5)
    with acting_as(town["cm1"].pk):
        assert queries.running_advice(town["cm1"], later(5).date())[0].stand.is_due


@pytest.mark.parametrize(
    ("ending", "closing"),
    [
        ({"outcome": "closed", "words": "Anerkennung beantragt"}, "ziele_erreicht"),
        ({"outcome": "referred_on", "body_name": "MBE"}, "regeldienst_uebernimmt"),
    ],
)
def test_short_advice_ends_with_its_file(town: Town, ending, closing):
    case = short(town)
    with acting_as(town["cm1"].pk):
        closed = actions.end_advice(case=case, by=town["cm1"], now=later(9), **ending)
        assert (closed.state, closed.closing_reason) == ("closed", closing)
        ended = ShortAdvice.objects.get(case=case)
        assert (ended.ended_on, ended.outcome) == (later(9).date(), ending["outcome"])
        assert not Task.objects.filter(case=case, done_on=None).exists()
    with pytest.raises(NotAllowed), acting_as(town["cm1"].pk):
        actions.end_advice(case=case, by=town["cm1"], now=later(9), **ending)


def test_a_need_ends_with_its_short_advice_or_keeps_it_open(town: Town):
    case = decide(town, take(town, immediate=["LA03.1"]), "short_advice", Criteria(NO, NO, NO, NO, wish=YES))
    with acting_as(town["cm1"].pk):
        ending = {"case": case, "by": town["cm1"], "now": later(9), "outcome": "closed", "words": "Wohnung gefunden"}
        with pytest.raises(NotAllowed) as refusal:
            actions.end_advice(**ending)
        assert refusal.value.field == "covered"
        assert not actions.end_advice(**ending, covered=queries.open_needs(case, town["cm1"])).is_open
        assert Need.objects.get(case=case).closed_on == later(9).date()


def test_somebody_with_custody_is_known(town: Town):
    case = take(town, person=rules.Person("Amin", "Demo", date(2010, 1, 5)))
    with acting_as(town["cm1"].pk):
        person, enquiry = Client.objects.get(case=case), Enquiry.objects.get(case=case)
        assert queries.known_facts(enquiry, town["cm1"], NOW.date()).is_minor_alone
        clients.represent(
            person=person, kind="guardian", name="Amtsvormundschaft (Demo)", scope=["everything"], since=NOW.date(),
            by=town["cm1"], now=NOW,
        )  # fmt: skip
        assert not queries.known_facts(enquiry, town["cm1"], NOW.date()).is_minor_alone


def test_one_short_advice_runs_in_a_file(town: Town):
    case = short(town)
    with pytest.raises(IntegrityError), acting_as(town["cm1"].pk):
        ShortAdvice(case=case, started_on=NOW.date(), started_by=town["cm1"]).save(force_insert=True)


def test_only_short_advice_is_taken_up_again(town: Town):
    with pytest.raises(NotAllowed), acting_as(town["cm1"].pk):
        actions.take_up_again(case=take(town), by=town["cm1"], now=NOW)


def ask(town, case, safety, second=None):
    with acting_as(town["cm1"].pk):
        case.refresh_from_db()
        actions.ask_safety(
            case=case, by=town["cm1"], now=NOW, safety=safety, second=town[second] if second else None
        )  # fmt: skip


def test_asking_again_keeps_one_task_and_ends_it_with_the_answers(town: Town):
    case = take(town, safety=rules.Safety(can_speak="not_asked", danger="not_asked"))
    ask(town, case, rules.Safety(can_speak="no", danger="not_asked"))
    with acting_as(town["cm1"].pk):
        assert Task.objects.filter(case=case, done_on=None).count() == 1
    ask(town, case, SAFE)
    with acting_as(town["cm1"].pk):
        assert not Task.objects.filter(case=case, done_on=None).exists()
        assert SafetyCheck.objects.filter(case=case).count() == 3
        assert queries.safety_of(case, town["cm1"]).danger == "no"


def test_danger_said_later_protects_file_and_channel_at_once(town: Town):
    case = take(town)
    with pytest.raises(NotAllowed) as refusal:
        ask(town, case, IN_DANGER)
    assert refusal.value.field == "second"
    ask(town, case, IN_DANGER, "cm2")
    with acting_as(town["cm2"].pk):
        assert Case.objects.get(pk=case.pk).level == 2
        assert ProtectedChannel.objects.get(case=case).how == "SMS vormittags"
        assert not SafeChannel.objects.filter(case=case).exists()
    assert len(notices(town, "cm2")) == 1


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
