"""A form is carried out once, however often it is sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fahrwasser.core.acting import acting_as
from fahrwasser.core.forms import SENT_BEFORE
from fahrwasser.work.models import SentForm, Task
from tests.conftest import as_owner
from tests.town import Town

DAY = "20.03.2026"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def key_on(page: str) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]


def address(town: Town) -> str:
    return reverse("work:task_new", args=[town.files["normal"].pk])


def filled(client: Client, town: Town, **values: str) -> dict[str, str]:
    key = key_on(client.get(address(town)).content.decode())
    return {"once": key, "what": "Anrufen", "due_on": DAY, **values}


def tasks() -> int:
    with as_owner():
        return Task.objects.filter(what__startswith="Anrufen").count()


def test_the_same_form_twice_is_one_act_with_one_answer(client, town: Town):
    client.force_login(town["cm1"])
    values = filled(client, town)
    answers = [client.post(address(town), values, follow=True) for _ in range(3)]
    assert tasks() == 1
    for answer in answers:
        assert answer.redirect_chain == answers[0].redirect_chain
        assert "Die Aufgabe ist eingetragen." in answer.content.decode()


def test_each_page_is_an_act_of_its_own(client, town: Town):
    client.force_login(town["cm1"])
    for _ in range(2):
        client.post(address(town), filled(client, town))
    assert tasks() == 2


def test_a_refused_form_keeps_its_key_free(client, town: Town):
    client.force_login(town["cm1"])
    values = filled(client, town, due_on="31.02.2026")
    assert client.post(address(town), values).status_code == 200
    assert client.post(address(town), {**values, "due_on": DAY}).status_code == 302
    assert tasks() == 1


def test_it_works_after_a_new_log_in(client, town: Town):
    client.force_login(town["cm1"])
    values = filled(client, town)
    client.post(address(town), values)
    client.logout()
    client.force_login(town["cm1"])
    assert client.post(address(town), values).status_code == 302
    assert tasks() == 1


def test_other_words_under_the_same_key_come_back_and_ask(client, town: Town):
    client.force_login(town["cm1"])
    values = filled(client, town)
    client.post(address(town), values)
    changed = {**values, "what": "Anrufen und fragen"}
    answer = client.post(address(town), changed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert str(SENT_BEFORE) in page
    assert "Anrufen und fragen" in page
    assert tasks() == 1
    client.post(address(town), {**changed, "once": key_on(page)})
    assert tasks() == 2


def test_a_key_is_nobody_elses(client, town: Town):
    client.force_login(town["cm1"])
    values = filled(client, town)
    client.post(address(town), values)
    with acting_as(town["cm2"].pk):
        assert not SentForm.objects.exists()
    url = reverse("work:task_new", args=[town.files["protected"].pk])
    client.force_login(town["cm2"])
    assert client.post(url, values)["Location"] == reverse("desk:case", args=[town.files["protected"].pk])
    assert tasks() == 2


@pytest.mark.parametrize("key", ["", "changed?", "x" * 5000, "123"])
def test_without_a_key_a_form_acts_as_it_is_sent(client, town: Town, key):
    client.force_login(town["cm1"])
    for _ in range(2):
        assert client.post(address(town), {"what": "Anrufen", "due_on": DAY, "once": key}).status_code == 302
    assert tasks() == 2


def test_keys_go_after_two_days(client, town: Town):
    client.force_login(town["cm1"])
    client.post(address(town), filled(client, town))
    with as_owner():
        SentForm.objects.update(at=timezone.now() - timedelta(days=3))
    client.post(address(town), filled(client, town))
    with as_owner():
        assert SentForm.objects.count() == 1


def test_a_page_that_is_not_there_uses_up_no_key(client, town: Town):
    client.force_login(town["cm3"])
    key = "01890000-0000-7000-8000-000000000000"
    assert client.post(address(town), {"what": "x", "due_on": DAY, "once": key}).status_code == 404
    with as_owner():
        assert not SentForm.objects.exists()
