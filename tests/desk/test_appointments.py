"""Appointments on my day and on the page of a case; what a deputy is reminded of; nothing said twice."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware

from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.desk import actions
from fahrwasser.plan.models import Goal, PlanVersion, Review
from fahrwasser.separation.models import Separation
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.desk.conftest import DAY
from tests.desk.test_day import first_page, part
from tests.town import NOW


def plan(town, at, name="normal", who="cm1"):
    with acting_as(town[who].pk):
        return contacts.plan(
            by=town[who], now=at - timedelta(days=1), case=town.files[name], user=town[who], at=at,
            until=at + timedelta(minutes=45), type="BUERO", place="Zimmer 2", with_whom="Frau Muster",
        )  # fmt: skip


def accepted_plan(town):
    """A plan to be looked at again on the day of the tests; to be called with the owner's rights."""
    case, me = town.files["normal"], town["cm1"]
    version = PlanVersion.objects.create(case=case, number=1, made_on=DAY, by=me, review_on=DAY)
    Goal.objects.create(case=case, version=version, position=1, client_words="Ziel", anchor_0="ja")
    version.accepted_on = DAY
    version.save()
    return version


def at(hour: int, day=DAY):
    return make_aware(datetime.combine(day, datetime.min.time().replace(hour=hour)))


def test_appointments_of_today_stand_in_their_order(client, town):
    later, sooner = plan(town, at(20)), plan(town, at(19))
    today = part(first_page(client, town, "cm1"), "termine")
    for row in (sooner, later):
        assert reverse("contacts:appointment", args=[row.pk]) in today
    assert today.index("19:00") < today.index("20:00")
    assert "Frau Muster" in today
    assert "Frau Muster" not in first_page(client, town, "cm3")


def test_a_past_appointment_waits_as_a_contact_with_everything_in_it(client, town):
    past = plan(town, at(9, DAY - timedelta(days=4)))
    page = first_page(client, town, "cm1")
    address = f"{reverse('contacts:new')}?termin={past.pk}"
    assert address in part(page, "vergangen")
    assert "Frau Muster" in client.get(address).content.decode()
    with acting_as(town["cm1"].pk):
        contacts.cancel(appointment=past, by=town["cm1"], now=NOW)
    assert 'id="vergangen"' not in first_page(client, town, "cm1")


def test_the_page_of_a_case_lists_what_is_planned_and_leads_on(client, town):
    case = town.files["normal"]
    past, ahead = plan(town, at(9, DAY - timedelta(days=4))), plan(town, at(10, DAY + timedelta(days=2)))
    client.force_login(town["cm1"])
    listed = part(client.get(reverse("desk:case", args=[case.pk])).content.decode(), "termine")
    assert f"?termin={past.pk}" in listed
    assert f"?termin={ahead.pk}" not in listed
    assert f"{reverse('contacts:appointment_new')}?fall={case.pk}" in listed
    assert reverse("contacts:conflicts", args=[case.pk]) in listed


def test_an_oral_consent_stands_on_the_day_once_and_its_task_ends_with_the_signature(client, town):
    case, me = town.files["normal"], town["cm1"]
    with acting_as(me.pk):
        consent = clients.give_consent(
            case=case, by=me, now=NOW, kind="participation", purpose="Teilnahme", form="oral", witness="A. Beispiel"
        )
    due = part(first_page(client, town, "cm1"), "fristen")
    assert due.count("Mündliche Einwilligung") == 1
    client.post(reverse("clients:consent_confirm", args=[consent.pk]))
    assert "Mündliche Einwilligung" not in part(first_page(client, town, "cm1"), "fristen")
    with as_owner():
        task = Consent.objects.get(pk=consent.pk).signature_task
        assert Task.objects.filter(pk__in=[task], done_on=DAY).exists()


@pytest.fixture
def covered(town):
    with acting_as(town["cm1"].pk):
        actions.name_substitute(
            case=town.files["normal"], user=town["cm3"], until=DAY, reason="Urlaub", by=town["cm1"], now=NOW
        )
    return town


@pytest.mark.parametrize(("person", "sees"), [("cm1", True), ("cm3", True), ("cm2", False)])
def test_whoever_stands_in_is_reminded_of_deadlines_and_reviews(client, covered, person, sees):
    case, me = covered.files["normal"], covered["cm1"]
    with acting_as(me.pk):
        deadlines.type_in(case=case, label="Widerspruch", statutory_end=DAY - timedelta(1), by=me, now=NOW)
    with as_owner():
        version = accepted_plan(covered)
    page = first_page(client, covered, person)
    assert ("Widerspruch" in page) == sees
    assert (reverse("plan:review", args=[version.pk]) in page) == sees


def test_a_review_that_was_held_moves_the_day(client, town):
    with as_owner():
        version = accepted_plan(town)
        Review.objects.create(
            case=town.files["normal"], version=version, due_on=DAY, done_on=DAY, next_on=DAY + timedelta(days=90)
        )
    assert "Hilfeplan überprüfen" not in first_page(client, town, "cm1")


def test_the_list_of_files_says_how_many_people_may_be_the_same(client, town):
    for person, sees in (("cm1", True), ("coordinator", True), ("assistant", False)):
        client.force_login(town[person])
        page = client.get(reverse("desk:cases")).content.decode()
        assert (reverse("clients:duplicates") in page) == sees


def test_the_separated_file_says_where_it_comes_from(client, town):
    case = town.files["protected"]
    with as_owner():
        Separation.objects.create(case=case, at=NOW, by=town["cm1"], joint_number="F-2026-99999", feared="Ein Mann")
    client.force_login(town["cm1"])
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "F-2026-99999" in page
    assert "Ein Mann" in page
