"""Drafts, tasks and notices: one's own, encrypted, and gone when done."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.work import actions, queries
from fahrwasser.work.models import Draft, Notice, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

FORM = "application/x-www-form-urlencoded"
ADDRESS = "/kontakte/neu/"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def url(address=ADDRESS, view="work:draft"):
    return f"{reverse(view)}?{urlencode({'seite': address})}"


def test_a_draft_is_kept_encrypted_and_replaced(client, town: Town):
    client.force_login(town["cm1"])
    for text in ("Erste Fassung", "Zweite Fassung 👶 مرحبا"):
        body = urlencode({"facts": text, "draft_label": "Kontakt"})
        assert client.post(url(), body, content_type=FORM).status_code == 204
    answer = client.get(url()).json()
    assert "Zweite" in answer["content"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT content, label FROM work_draft")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "Fassung" not in rows[0][0]
    assert rows[0][1] == "Kontakt"


def test_a_draft_is_nobody_elses(client, town: Town):
    with acting_as(town["cm1"].pk):
        actions.save_draft(user=town["cm1"], form=ADDRESS, content="facts=geheim", now=NOW)
    for person in ("cm2", "coordinator", "cm3"):
        client.force_login(town[person])
        assert client.get(url()).status_code == 404
        with acting_as(town[person].pk):
            assert not Draft.objects.exists()
    with acting_as(town["cm1"].pk):
        assert [draft.form for draft in queries.drafts_of(town["cm1"])] == [ADDRESS]


@pytest.mark.parametrize("address", ["", "https://example.org/", "//example.org/", "/\\example.org", "/" + "x" * 200])
def test_a_draft_belongs_to_a_page_of_ours(client, town: Town, address):
    client.force_login(town["cm1"])
    assert client.post(url(address), "facts=x", content_type=FORM).status_code == 404
    assert client.post(url(address, "work:draft_discard")).status_code == 404


def test_a_draft_has_a_limit(client, town: Town):
    client.force_login(town["cm1"])
    assert client.post(url(), "facts=" + "x" * 200_001, content_type=FORM).status_code == 413
    assert client.post(url(), b"facts=\xff\xfe", content_type=FORM).status_code == 413
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.save_draft(user=town["cm1"], form=ADDRESS, content="x" * 200_001, now=NOW)


@pytest.mark.parametrize("person", ["foreigners_office", "officer", "steering"])
def test_who_writes_nothing_has_no_drafts(client, town: Town, person):
    client.force_login(town[person])
    assert client.post(url(), "facts=x", content_type=FORM).status_code == 404


def test_a_draft_is_thrown_away(client, town: Town):
    client.force_login(town["cm1"])
    client.post(url(), "facts=x", content_type=FORM)
    answer = client.post(url(view="work:draft_discard"))
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert client.get(url()).status_code == 404


def task(town, name="normal"):
    with acting_as(town["cm1"].pk):
        return actions.add_task(
            case=town.files[name], what="Anrufen", why="Zusage", due_on=date(2026, 3, 10), by=town["cm1"], now=NOW
        )


def test_a_task_is_done_once(town: Town):
    row = task(town)
    with acting_as(town["cm1"].pk):
        assert list(queries.open_tasks(town["cm1"])) == [row]
        actions.finish_task(task=row, by=town["cm1"], now=NOW)
        actions.finish_task(task=row, by=town["cm1"], now=NOW)
        assert not queries.open_tasks(town["cm1"])
        verbs = Event.objects.filter(case_id=row.case_id, verb__startswith="task").values_list("verb", flat=True)
        assert sorted(verbs) == ["task.added", "task.done"]


def test_tasks_of_one_case(town: Town):
    first, _ = task(town), task(town, "sensitive")
    with acting_as(town["cm1"].pk):
        assert list(queries.open_tasks(town["cm1"], first.case_id)) == [first]


@pytest.mark.parametrize(("person", "status"), [("cm1", 302), ("cm3", 404), ("other_team_cm", 404)])
def test_who_finishes_a_task(client, town: Town, person, status):
    row = task(town)
    client.force_login(town[person])
    assert client.post(reverse("work:task_done", args=[row.pk])).status_code == status
    with as_owner():
        assert (Task.objects.get(pk=row.pk).done_on is not None) is (status == 302)


def test_after_a_task_one_is_back_where_one_came_from(client, town: Town):
    row = task(town)
    client.force_login(town["cm1"])
    back = client.post(reverse("work:task_done", args=[row.pk]), headers={"Referer": "http://testserver/anfragen/"})
    assert back["Location"] == "http://testserver/anfragen/"
    away = client.post(reverse("work:task_done", args=[row.pk]), headers={"Referer": "http://example.org/"})
    assert away["Location"] == "/"


@pytest.mark.parametrize(("due", "sentence"), [("32.03.2026", "Dieses Datum gibt es nicht"), ("", "auszufüllen")])
def test_a_task_with_a_wrong_day_keeps_its_words(client, town: Town, due, sentence):
    client.force_login(town["cm1"])
    address = reverse("work:task_new", args=[town.files["normal"].pk])
    answer = client.post(address, {"what": "Kita anrufen", "due_on": due}).content.decode()
    assert "Kita anrufen" in answer
    assert "kern-error" in answer


def test_a_task_is_entered(client, town: Town):
    client.force_login(town["cm1"])
    address = reverse("work:task_new", args=[town.files["normal"].pk])
    assert client.post(address, {"what": "Kita anrufen", "due_on": "12.03.2026"}).status_code == 302
    client.force_login(town["cm3"])
    assert client.get(address).status_code == 404


def test_a_notice_is_read_by_its_person_alone(client, town: Town):
    with acting_as(town["cm1"].pk):
        actions.notify(user=town["coordinator"], words="Bitte prüfen", now=NOW)
        assert not Notice.objects.exists()
    with acting_as(town["coordinator"].pk):
        notice = queries.unread(town["coordinator"]).get()
    client.force_login(town["cm1"])
    assert client.post(reverse("work:notice_read", args=[notice.pk])).status_code == 404
    assert client.post(reverse("work:notice_read", args=[new_id()])).status_code == 404
    client.force_login(town["coordinator"])
    assert client.post(reverse("work:notice_read", args=[notice.pk])).status_code == 302
    with acting_as(town["coordinator"].pk):
        assert not queries.unread(town["coordinator"])
