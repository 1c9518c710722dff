"""What speaks up by itself on my day, and for whom."""

from datetime import timedelta

import pytest

from fahrwasser.absence import actions as absence
from fahrwasser.calls import actions as calls
from fahrwasser.calls.models import Delivery, Message
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.desk import actions
from fahrwasser.letters import actions as letters
from fahrwasser.network import closing
from fahrwasser.network.models import Aftercare
from fahrwasser.work import actions as work
from fahrwasser.work.models import Draft, FollowUpDate, Task
from tests.conftest import as_owner
from tests.desk.conftest import DAY
from tests.desk.test_day import first_page, part
from tests.town import NOW


def test_a_follow_up_stands_there_on_its_day_and_not_before(client, full):
    with as_owner():
        for days, why in ((0, "Bescheid da?"), (1, "Erst morgen")):
            FollowUpDate.objects.create(case=full.files["normal"], on=DAY + timedelta(days), why=why, by=full["cm1"])
    due = part(first_page(client, full, "cm1"), "fristen")
    assert "Bescheid da?" in due
    assert "Erst morgen" not in due
    assert f"/faelle/{full.files['normal'].pk}/wiedervorlage/" in due  # where the key w leads


@pytest.mark.parametrize(("days", "stands_there"), [(15, True), (14, False)])
def test_a_letter_without_an_answer_speaks_up_after_two_weeks(client, town, days, stands_there):
    with acting_as(town["cm1"].pk):
        letters.take_in(
            case=town.files["normal"], sender="Amt Probe", received_on=DAY - timedelta(days=days), wants="answer",
            note="", scans=[], by=town["cm1"], now=NOW,
        )  # fmt: skip
    assert ("Brief ohne Antwort: Amt Probe" in first_page(client, town, "cm1")) is stands_there
    assert "Amt Probe" not in first_page(client, town, "cm2")


def test_a_call_that_went_to_somebody_stands_on_their_day(client, town):
    with acting_as(town["assistant"].pk):
        calls.take(by=town["assistant"], now=NOW, caller_kind="school", caller="Schule", concern="Bitte um Rückruf.")
    with as_owner():
        message = Message.objects.get()
        Delivery.objects.create(message=message, user=town["cm1"], at=NOW)
    assert "Bitte um Rückruf." in part(first_page(client, town, "cm1"), "nachrichten")
    assert "Bitte um Rückruf." not in first_page(client, town, "cm2")


def test_whoever_was_away_is_led_to_what_happened(client, town):
    with acting_as(town["coordinator"].pk):
        absence.cover(
            absent=town["cm1"], until=DAY + timedelta(days=3), covers={}, by=town["coordinator"],
            now=NOW - timedelta(days=2),
        )  # fmt: skip
    assert "Während Sie nicht da waren" in first_page(client, town, "cm1")
    assert "Während Sie nicht da waren" not in first_page(client, town, "cm2")


def test_an_oral_consent_says_when_nothing_goes_out_any_more(client, town):
    with acting_as(town["cm1"].pk):
        clients.give_consent(
            case=town.files["normal"], by=town["cm1"], now=NOW, kind="participation", purpose="Teilnahme",
            form="oral", witness="A. Beispiel",
        )  # fmt: skip
    due = part(first_page(client, town, "cm1"), "fristen")
    assert "Ab dem 24.03. geht ohne Unterschrift nichts mehr hinaus." in due


@pytest.mark.parametrize(
    ("kind", "lead", "cover"), [("case_work", True, True), ("at_once", True, True), ("coordination", False, False)]
)
def test_a_task_stands_with_those_whose_it_is(client, town, kind, lead, cover):
    with acting_as(town["cm1"].pk):
        actions.name_substitute(
            case=town.files["normal"], user=town["cm3"], until=DAY, reason="Urlaub", by=town["cm1"], now=NOW
        )
    with as_owner():
        Task.objects.create(case=town.files["normal"], what="Brief lesen", due_on=DAY, kind=kind)
    assert ("Brief lesen" in first_page(client, town, "cm1")) == lead
    page = first_page(client, town, "cm3")
    assert ("Brief lesen" in page) == cover
    assert (f"Für Sie, weil Sie {town['cm1'].name} vertreten." in page) == cover
    assert "Brief lesen" not in first_page(client, town, "cm2")
    assert ("Brief lesen" in first_page(client, town, "coordinator")) == (kind == "coordination")


def test_whoever_looks_in_by_a_reason_has_nothing_to_do_there(client, full):
    with acting_as(full["coordinator"].pk):
        cases.break_glass(number=full.files["normal"].number, reason="Notfall", by=full["coordinator"], now=NOW)
    assert "Aufgabe 0" not in first_page(client, full, "coordinator")


def test_a_resting_case_is_quiet_and_wakes_by_itself(client, full):
    case = full.files["normal"]
    with as_owner():
        Contact.objects.update(at=NOW - timedelta(days=21))
    with acting_as(full["cm1"].pk):
        cases.pause(case=case, until=DAY + timedelta(9), reason="Kur", by=full["cm1"], now=NOW - timedelta(days=20))
    page = first_page(client, full, "cm1")
    assert "Kein Bedarf wartet" in part(page, "wartet")
    assert "Aufgabe 0" in part(page, "fristen")  # what has a day keeps it
    with as_owner():
        case.pauses.update(until=DAY)
    page = first_page(client, full, "cm1")
    assert "Die Pause ist zu Ende." in part(page, "nachsehen")
    assert "Hebamme Probe" in part(page, "wartet")


def test_somebody_who_was_met_does_not_rest(client, full):
    case = full.files["normal"]
    with acting_as(full["cm1"].pk):
        cases.pause(case=case, until=DAY + timedelta(9), reason="Kur", by=full["cm1"], now=NOW - timedelta(days=20))
        contacts.record(by=full["cm1"], now=NOW, case=case, type="TEL", at=NOW)
    assert "Es gab wieder ein Gespräch." in part(first_page(client, full, "cm1"), "nachsehen")


def test_aftercare_stands_with_the_lead_alone(client, town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        closing.close_case(case=case, reason="ziele_erreicht", by=town["cm1"], now=NOW, aftercare="paper")
    with as_owner():
        assert Case.objects.get(pk=case.pk).state == "closed"
        Aftercare.objects.filter(months=3).update(due_on=DAY)
    assert "Nachsorge" in part(first_page(client, town, "cm1"), "nachsehen")
    for person in ("cm2", "cm3"):
        assert "Nachsorge" not in first_page(client, town, person)


def test_an_old_draft_asks_what_becomes_of_it(client, town):
    with acting_as(town["cm1"].pk):
        work.save_draft(user=town["cm1"], form="/kontakte/neu/", content="draft_label=Kontakt", now=NOW)
    assert "fertig schreiben oder verwerfen" not in first_page(client, town, "cm1")
    with as_owner():
        Draft.objects.update(saved_at=NOW - timedelta(days=3))
    assert "fertig schreiben oder verwerfen" in part(first_page(client, town, "cm1"), "entwuerfe")
    page = client.get("/entwuerfe/").content.decode()
    assert "Kontakt" in page
    assert "verwerfen" in page
    client.force_login(town["cm3"])
    assert "Kein angefangener Text." in client.get("/entwuerfe/").content.decode()
