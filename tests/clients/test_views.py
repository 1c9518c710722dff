"""Pages about people with a worker on the case, a colleague, a stranger, and bad input."""

import pytest
from django.apps import apps
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.clients import actions
from fahrwasser.clients.models import Client, Consent, ProtectedChannel, SafeChannel
from fahrwasser.core.acting import acting_as
from fahrwasser.core.ids import new_id
from tests.town import NOW, Town

PERSON = {"role": "child", "first_name": "Lina", "last_name": "Demo", "birth_date": "01.02.2022"}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def of(town, view, name="normal"):
    return reverse(view, args=[town.files[name].pk])


def people(town, name="normal"):
    with acting_as(town["cm1"].pk):
        return list(Client.objects.filter(case=town.files[name]).exclude(role="client"))


def test_a_person_is_added(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(of(town, "clients:person_new"), {**PERSON, "language": "ar", "second_language": "de"})
    assert answer.status_code == 302
    assert [(p.first_name, p.languages) for p in people(town)] == [("Lina", "ar,de")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"birth_date": "01.01.2031"}, "Geburtsdatum liegt in der Zukunft"),
        ({"birth_date": "31.02.2020"}, "Dieses Datum gibt es nicht"),
        ({"birth_date": "01.01.1870"}, "zu weit zurück"),
        ({"birth_date": "13.2020"}, "Dieses Datum gibt es nicht"),
        ({"first_name": "a\x00b"}, "Nullzeichen"),
        ({"language": "ar", "written_language": "uk"}, "steht nicht unter den Sprachen"),
        ({"role": "related"}, "nur den Vornamen"),
        ({"role": "boss"}, "boss"),
        ({"first_name": ""}, "kern-error"),
        ({"first_name": "x" * 100_000}, "kern-error"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, town: Town, changes, sentence):
    client.force_login(town["cm1"])
    answer = client.post(of(town, "clients:person_new"), {**PERSON, "last_name": "رنا 👶🏽", **changes})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "رنا 👶🏽" in answer.content.decode()
    assert people(town) == []


def test_an_expected_child_has_its_day_in_the_future(client, town: Town):
    client.force_login(town["cm1"])
    client.post(of(town, "clients:person_new"), {"role": "unborn", "first_name": "Kind", "birth_date": "13.04.2026"})
    assert [p.birth_date.isoformat() for p in people(town)] == ["2026-04-13"]


def test_a_correction_leaves_the_old_name_in_the_history(client, town: Town):
    with acting_as(town["cm1"].pk):
        known = actions.add_person(case=town.files["normal"], by=town["cm1"], now=NOW, first_name="Lna", role="child")
    client.force_login(town["cm1"])
    url = reverse("clients:person_edit", args=[known.pk])
    assert "Lna" in client.get(url).content.decode()
    assert client.post(url, PERSON).status_code == 302
    with acting_as(town["cm1"].pk):
        assert Client.objects.get(pk=known.pk).search_key == "lina demo"
        history = apps.get_model("clients.ClientEvent").objects.filter(pgh_obj=known.pk).order_by("pgh_id")
        assert list(history.values_list("first_name", flat=True)) == ["Lna", "Lina"]
        assert Event.objects.filter(verb="client.changed").count() == 1


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_team_cm", "assistant", "provider"])
@pytest.mark.parametrize("view", ["clients:person_new", "clients:channel", "clients:consents", "clients:consent_new"])
def test_others_find_nothing(client, town: Town, person, view):
    client.force_login(town[person])
    assert client.get(of(town, view)).status_code == 404


def test_a_person_out_of_sight_is_not_there(client, town: Town):
    with acting_as(town["cm1"].pk):
        hidden = Client.objects.get(case=town.files["protected"])
    client.force_login(town["cm3"])
    for key in (hidden.pk, new_id()):
        assert client.get(reverse("clients:person", args=[key])).status_code == 404
        assert client.post(reverse("clients:consent_confirm", args=[key])).status_code == 404


@pytest.mark.parametrize(("name", "model"), [("normal", SafeChannel), ("protected", ProtectedChannel)])
def test_the_safe_channel_goes_to_the_store_of_the_level(client, town: Town, name, model):
    client.force_login(town["cm1"])
    answer = client.post(of(town, "clients:channel", name), {"how": "SMS vormittags", "never": "Post", "phone": ""})
    assert answer.status_code == 302
    with acting_as(town["cm1"].pk):
        assert model.objects.get(case=town.files[name]).never == "Post"
    assert "SMS vormittags" in client.get(of(town, "clients:channel", name)).content.decode()


def test_level_two_does_not_lose_its_safe_way(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(of(town, "clients:channel", "protected"), {"how": " ", "phone": "", "when": "abends"})
    assert "braucht einen sicheren Weg" in answer.content.decode()
    assert "abends" in answer.content.decode()
    with acting_as(town["cm1"].pk):
        assert ProtectedChannel.objects.get(case=town.files["protected"]).how == "Anruf"


def consent(town, **changes):
    return {
        "kind": "disclosure", "recipient": str(town.provider.pk), "categories": ["first_name"], "form": "oral",
        "purpose": "Hebamme <b>", "given_on": "09.03.2026", "language": "ar", "witness": "Kollegin", **changes,
    }  # fmt: skip


def test_a_consent_from_given_to_signed(client, town: Town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    assert client.post(of(town, "clients:consent_new"), consent(town)).status_code == 302
    with acting_as(town["cm1"].pk):
        given = Consent.objects.get()
    with django_assert_max_num_queries(30):
        shown = client.get(of(town, "clients:consents")).content.decode()
    assert "Unterschrift bis 23.03.2026" in shown
    assert "Hebamme &lt;b&gt;" in shown
    client.post(reverse("clients:consent_confirm", args=[given.pk]))
    with acting_as(town["cm1"].pk):
        given.refresh_from_db()
    assert given.confirmed_on
    assert "Widerrufen" in client.get(of(town, "clients:consents")).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"witness": ""}, "braucht eine Zeugin"),
        ({"categories": []}, "Wählen Sie aus, welche Angaben"),
        ({"categories": ["shoe_size"]}, "shoe_size"),
        ({"recipient": ""}, "an wen die Angaben gehen"),
        ({"given_on": "10.03.2026"}, "liegt in der Zukunft"),
        ({"expires_on": "08.03.2026"}, "vor dem Tag der Einwilligung"),
    ],
)
def test_a_consent_is_refused_at_its_field(client, town: Town, changes, sentence):
    client.force_login(town["cm1"])
    answer = client.post(of(town, "clients:consent_new"), consent(town, **changes))
    assert sentence in answer.content.decode()
    assert "Hebamme" in answer.content.decode()
