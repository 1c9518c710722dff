"""The contact's page: quick, forgiving, and closed to everybody else."""

import re

import pytest
from django.urls import reverse

from fahrwasser.contacts import actions
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.ids import new_id
from fahrwasser.core.recorded import SEEN
from fahrwasser.work.models import Draft
from tests.conftest import as_owner
from tests.town import NOW, Town

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def address(town, name="normal"):
    return f"{reverse('contacts:new')}?fall={town.files[name].pk}"


def typed(**changes):
    return {
        "type": "TEL", "direction": "out", "outcome": "took_place", "minutes": "15",
        "at": "09.03.2026 00:01", "interpreting": "none", "facts": "Zusage mitgeteilt", **changes,
    }  # fmt: skip


def written(town, by="cm1"):
    with acting_as(town[by].pk):
        return list(Contact.objects.exclude(facts__startswith="Notiz"))


def test_a_contact_of_the_case_it_was_opened_for(client, town: Town):
    client.force_login(town["cm1"])
    page = client.get(address(town)).content.decode()
    assert "Probe Normal" in page
    assert 'data-hotkey="7"' in page
    assert client.post(address(town), typed()).status_code == 302
    contact = written(town)[0]
    assert (contact.case_id, contact.minutes, contact.by_id) == (town.files["normal"].pk, 15, town["cm1"].pk)


def test_saved_and_on_to_the_next(client, town: Town):
    client.force_login(town["cm1"])
    assert client.post(address(town), typed(again="1"))["Location"] == f"{address(town)}&art=TEL&tag=2026-03-09"
    page = client.get(f"{address(town)}&art=HAUS&tag=2026-03-07").content.decode()
    assert "checked" in page.split('value="HAUS"')[1][:200]
    assert "07.03.2026" in page


def test_double_click(client, town: Town):
    client.force_login(town["cm1"])
    same = typed(once=str(new_id()))
    for _ in range(2):
        assert client.post(address(town), same).status_code == 302
    assert len(written(town)) == 1


def test_another_type_from_the_list(client, town: Town):
    client.force_login(town["cm1"])
    client.post(address(town), typed(other_type="VIDEO"))
    assert written(town)[0].type == "VIDEO"


def test_without_a_case_it_is_a_brief_information(client, town: Town):
    client.force_login(town["cm1"])
    assert "Probe Protected" in client.get(reverse("contacts:new")).content.decode()
    client.post(reverse("contacts:new"), typed(topic="LA11"))
    contact = written(town)[0]
    assert (contact.case_id, contact.topic) == (None, "LA11")


def test_the_case_is_chosen_on_the_page(client, town: Town):
    client.force_login(town["cm1"])
    client.post(reverse("contacts:new"), typed(case=str(town.files["protected"].pk)))
    assert written(town)[0].case_id == town.files["protected"].pk


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"at": "30.02.2026 10:00"}, "Diesen Zeitpunkt gibt es nicht"),
        ({"at": "10.03.2026 23:59"}, "liegt in der Zukunft"),
        ({"at": "01.01.1999 10:00"}, "mehr als zehn Jahre"),
        ({"type": ""}, "Bitte wählen Sie, was es war"),
        ({"type": "RAUCH"}, "RAUCH"),
        ({"minutes": "-5"}, "kern-error"),
        ({"minutes": "100000"}, "kern-error"),
        ({"facts": "x" * 100_000}, "100000 Zeichen zu lang"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, town: Town, changes, sentence):
    client.force_login(town["cm1"])
    answer = client.post(address(town), typed(agreement="اتفقنا 👍🏽", **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "اتفقنا 👍🏽" in answer.content.decode()
    assert written(town) == []


def test_too_long_a_text_is_kept_whole(client, town: Town):
    client.force_login(town["cm1"])
    assert "x" * 100_000 in client.post(address(town), typed(facts="x" * 100_000)).content.decode()


def test_a_brief_information_with_a_name_is_refused(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(reverse("contacts:new"), typed(counterpart="Frau D."))
    assert "steht ohne Namen" in answer.content.decode()


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_case_that_is_not_there(client, town: Town, key):
    client.force_login(town["cm1"])
    assert client.get(f"{reverse('contacts:new')}?fall={key}").status_code == 404


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_team_cm", "provider", "head"])
def test_others_find_nothing(client, town: Town, person):
    with acting_as(town["cm1"].pk):
        known = Contact.objects.get(case=town.files["normal"])
    client.force_login(town[person])
    assert client.get(address(town)).status_code == 404
    assert client.post(address(town), typed()).status_code == 404
    assert client.get(reverse("contacts:contacts", args=[town.files["normal"].pk])).status_code == 404
    assert client.get(reverse("contacts:contact", args=[known.pk])).status_code == 404


def test_somebody_elses_case_cannot_be_slipped_in(client, town: Town):
    client.force_login(town["cm3"])
    answer = client.post(reverse("contacts:new"), typed(case=str(town.files["protected"].pk)))
    assert answer.status_code == 200
    assert written(town, "cm2") == []


def test_a_draft_comes_back_with_everything_and_goes_with_saving(client, town: Town):
    client.force_login(town["cm1"])
    shown = client.get(address(town)).content.decode()
    assert "/entwurf/?seite=%2Fkontakte%2Fneu%2F%3Ffall%3D" in shown
    url = f"{reverse('work:draft')}?seite=%2Fkontakte%2Fneu%2F%3Ffall%3D{town.files['normal'].pk}"
    body = "type=HAUS&at=31.02.2026&facts=Angefangen+%F0%9F%91%B6&outcome=not_met"
    assert client.post(url, body, content_type=FORM).status_code == 204
    again = client.get(address(town)).content.decode()
    assert "Angefangen 👶" in again
    assert 'value="31.02.2026"' in again
    assert 'value="HAUS"' in again
    assert 'value="not_met" selected' in again
    assert "kern-error" not in again
    client.post(address(town), typed())
    with as_owner():
        assert not Draft.objects.exists()


def contact(town, name="protected", **changes):
    with acting_as(town["cm1"].pk):
        return actions.record(
            by=town["cm1"], now=NOW, case=town.files[name], **{"type": "TEL", "at": NOW, "facts": "Zusage", **changes}
        )


def test_a_correction(client, town: Town):
    known = contact(town, type="VIDEO")
    url = reverse("contacts:contact", args=[known.pk])
    client.force_login(town["cm2"])
    assert "Zusage" in client.get(url).content.decode()
    assert 'value="VIDEO" selected' in client.get(url).content.decode()
    changes = typed(type="", other_type="VIDEO", facts="Absage")
    assert client.post(url, changes).status_code == 302
    assert written(town)[0].facts == "Absage"


def seen(page: str) -> str:
    found = re.search(rf'name="{SEEN}" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_two_at_the_same_text_lose_nothing(client, town: Town):
    url = reverse("contacts:contact", args=[contact(town).pk])
    client.force_login(town["cm2"])
    before = seen(client.get(url).content.decode())
    client.post(url, typed(facts="Fassung von zwei", seen=before))
    client.force_login(town["cm1"])
    page = client.post(url, typed(facts="Fassung von eins", seen=before)).content.decode()
    assert "Jemand anders hat hier inzwischen gespeichert" in page
    assert "Fassung von zwei" in page
    assert "Fassung von eins" in page
    assert client.post(url, typed(facts="Beides", seen=seen(page))).status_code == 302
    assert written(town)[0].facts == "Beides"


def test_the_list(client, town: Town, django_assert_max_num_queries):
    for n in range(26):
        contact(town, "normal", facts=f"Nummer {n} <script>alert(1)</script>")
    url = reverse("contacts:contacts", args=[town.files["normal"].pk])
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(30):
        page = client.get(url).content.decode()
    assert page.count("Nummer ") == 25
    assert "<script>alert" not in page
    assert "Seite 1 von 2" in page
    assert client.post(url, {"page": "2"}).content.decode().count("Nummer ") == 1
    found = client.post(url, {"words": "nummer 17"}).content.decode()
    assert found.count("Nummer ") == 1
    assert "Kein Kontakt enthält" in client.post(url, {"words": "gibt es nicht"}).content.decode()
