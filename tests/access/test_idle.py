"""After a pause the next act asks who is there, and nothing that was typed is lost."""

import json
import re
import time

import pytest
from django.urls import reverse

from fahrwasser.contacts.models import Contact
from fahrwasser.core.ids import new_id
from tests.access.test_passkeys import enrol, visit
from tests.conftest import acting_as
from tests.passkey import Passkey
from tests.town import PASSWORD, Town

__all__ = ["visit"]
CONTACT = {
    "type": "TEL", "direction": "out", "outcome": "took_place", "minutes": "15", "at": "09.03.2026 00:01",
    "interpreting": "none", "facts": "Nach der Pause geschrieben",
}  # fmt: skip
PAUSE = 31 * 60


@pytest.fixture
def clock(monkeypatch):
    """Real time as the lock sees it, to be moved on."""
    now = [time.time()]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.fixture
def worker(client, clock, town: Town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["cm1"])
    return client


def away(clock, seconds=PAUSE):
    clock[0] += seconds


def fields(page: str) -> dict[str, str]:
    """What the page would send: its hidden fields."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return dict(hidden)


def test_whoever_works_on_is_never_asked(worker, clock):
    for _ in range(4):
        away(clock, 29 * 60)
        assert worker.get(reverse("desk:my_day")).status_code == 200


def test_after_the_pause_a_page_shows_nothing_until_the_password_came(worker, clock, town: Town):
    url = reverse("desk:case", args=[town.files["normal"].pk])
    away(clock)
    asked = worker.get(url)
    assert asked.status_code == 403
    assert "Sind Sie es noch?" in asked.content.decode()
    assert town.files["normal"].number not in asked.content.decode()
    wrong = worker.post(url, {**fields(asked.content.decode()), "unlock-password": "falsch"})
    assert wrong.status_code == 403
    back = worker.post(url, {**fields(asked.content.decode()), "unlock-password": PASSWORD})
    assert back.url == url
    assert worker.get(url).status_code == 200


def test_what_was_sent_after_the_pause_arrives_with_the_password(worker, clock, town: Town):
    url = reverse("contacts:new") + f"?fall={town.files['normal'].pk}"
    sent = {**CONTACT, "entry": str(new_id())}
    away(clock)
    asked = worker.post(url, sent)
    assert asked.status_code == 403
    assert "ist nicht verloren" in asked.content.decode()
    carried = fields(asked.content.decode())
    assert carried["facts"] == CONTACT["facts"]
    with acting_as(town["cm1"].pk):
        assert not Contact.objects.filter(facts=CONTACT["facts"]).exists()
    worker.post(url, {**carried, "unlock-password": PASSWORD})
    with acting_as(town["cm1"].pk):
        assert Contact.objects.filter(facts=CONTACT["facts"]).exists()


def test_a_passkey_unlocks_with_one_touch(visit, clock, town: Town):
    phone, client = Passkey(), visit()
    enrol(client, town["cm1"], phone)
    away(clock)
    asked = client.get(reverse("desk:my_day"))
    credential = phone.get(asked.context["js_data"]["request_options"])
    back = client.post(reverse("desk:my_day"), {"unlock-then": "page", "unlock-credential": json.dumps(credential)})
    assert back.status_code == 302
    assert client.get(reverse("desk:my_day")).status_code == 200


def test_the_password_of_a_colleague_does_not_unlock(worker, clock, town: Town):
    town["cm1"].set_password("ein-anderes-langes-passwort")
    town["cm1"].save()
    worker.force_login(town["cm1"])
    away(clock)
    answer = worker.post(reverse("desk:my_day"), {"unlock-then": "page", "unlock-password": PASSWORD})
    assert answer.status_code == 403
    assert worker.get(reverse("desk:my_day")).status_code == 403


def test_guessing_is_stopped_and_what_was_sent_is_still_carried(worker, clock, town: Town):
    url = reverse("contacts:new")
    away(clock)
    for _ in range(10):
        worker.post(url, {**CONTACT, "unlock-password": "geraten"})
    asked = worker.post(url, {**CONTACT, "unlock-password": PASSWORD})
    assert asked.status_code == 403
    assert "zu viele Versuche" in asked.content.decode()
    assert fields(asked.content.decode())["facts"] == CONTACT["facts"]


def test_a_fragment_asks_for_the_whole_page_and_a_draft_hears_that_it_waits(worker, clock, town: Town):
    away(clock)
    fragment = worker.get(reverse("desk:my_day"), headers={"hx-request": "true"})
    assert fragment.status_code == 204
    assert fragment.headers["HX-Refresh"] == "true"
    assert worker.post(reverse("work:draft"), {"facts": "weiter"}).status_code == 403


def test_leaving_needs_no_password_and_public_pages_never_ask(worker, clock):
    away(clock)
    assert worker.get(reverse("accessibility")).status_code == 200
    assert worker.post(reverse("account_logout")).status_code == 302


def test_zero_minutes_never_ask(worker, clock, settings):
    settings.FAHRWASSER_IDLE_MINUTES = 0
    away(clock, 9 * 60 * 60)
    assert worker.get(reverse("desk:my_day")).status_code == 200
