"""Seen again on a day, by those who work on the case then; tasks by their kind."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import actions, queries
from fahrwasser.work.models import FollowUpDate, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def address(town: Town, name="normal"):
    return reverse("work:follow_up", args=[town.files[name].pk])


def test_noted_in_two_fields_and_back_to_where_one_was(client, town: Town):
    client.force_login(town["cm1"])
    data = {"on": "16.03.2026", "why": "Bescheid da?"}
    assert client.post(f"{address(town)}?zurueck=/faelle/", data).url == "/faelle/"
    with as_owner():
        noted = FollowUpDate.objects.get()
        assert (noted.on, noted.why, noted.by) == (TODAY + timedelta(7), "Bescheid da?", town["cm1"])
        assert Event.objects.filter(case_id=noted.case_id, verb="follow_up.set").exists()


def test_a_foreign_address_is_no_way_back(client, town: Town):
    client.force_login(town["cm1"])
    data = {"on": "16.03.2026", "why": "Anruf"}
    back = client.post(f"{address(town)}?zurueck=https://example.org/", data).url
    assert back == reverse("desk:case", args=[town.files["normal"].pk])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"on": "09.03.2026", "why": "Heute"}, "noch kommt"),
        ({"on": "31.02.2026", "why": "Nie"}, "Dieses Datum gibt es nicht"),
        ({"on": "16.03.2026", "why": "  "}, "Bitte füllen Sie dieses Feld aus"),
    ],
)
def test_a_slip_is_said_at_its_field(client, town: Town, data, sentence):
    client.force_login(town["cm1"])
    assert sentence in client.post(address(town), data).content.decode()
    with as_owner():
        assert not FollowUpDate.objects.exists()


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator", "assistant", "other_city_cm"])
def test_nobody_else_notes_or_finishes_it(client, town: Town, person):
    with acting_as(town["cm1"].pk):
        noted = actions.follow_up(
            case=town.files["normal"], on=TODAY + timedelta(1), why="Anruf", by=town["cm1"], now=NOW
        )
    client.force_login(town[person])
    assert client.post(address(town), {"on": "16.03.2026", "why": "x"}).status_code == 404
    assert client.post(reverse("work:followed_up", args=[noted.pk])).status_code == 404
    with acting_as(town[person].pk):
        assert not FollowUpDate.objects.exists()


def test_done_it_is_gone(client, town: Town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        noted = actions.follow_up(case=case, on=TODAY + timedelta(1), why="Anruf", by=town["cm1"], now=NOW)
        assert list(queries.follow_ups(town["cm1"], case.pk)) == [noted]
        assert not queries.follow_ups(town["cm1"], until=TODAY).exists()
    client.force_login(town["cm1"])
    client.post(reverse("work:followed_up", args=[noted.pk]))
    with acting_as(town["cm1"].pk):
        assert not queries.follow_ups(town["cm1"]).exists()


def test_a_task_for_the_coordination_is_all_she_sees_of_the_file(client, town: Town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        for kind in ("coordination", "case_work"):
            actions.add_task(case=case, what=f"Für {kind}", due_on=TODAY, kind=kind, by=town["cm1"], now=NOW)
    with acting_as(town["coordinator"].pk):
        assert [task.what for task in Task.objects.all()] == ["Für coordination"]
        assert [task.what for task in queries.open_tasks(town["coordinator"])] == ["Für coordination"]
        task = Task.objects.get()
    client.force_login(town["coordinator"])
    assert client.post(reverse("work:task_done", args=[task.pk])).status_code == 302
    with as_owner():
        assert Task.objects.get(pk=task.pk).done_on
    for person in ("other_city_coordinator", "cm3"):
        with acting_as(town[person].pk):
            assert not Task.objects.exists()


def test_on_level_2_there_is_no_task_for_the_coordination(town: Town):
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.add_task(
            case=town.files["protected"], what="x", due_on=TODAY, kind="coordination", by=town["cm1"], now=NOW
        )
