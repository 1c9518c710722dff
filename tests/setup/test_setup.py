"""The first Monday of a town: from the empty database to the first log-in; what the page of accounts never gives."""

import re
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.urls import reverse

from fahrwasser.accounts.models import Membership, Organisation, Unit, User
from fahrwasser.catalogue import town as catalogue
from fahrwasser.catalogue.town import EVERYWHERE, WrongTownFile, check
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.setup import actions, queries
from fahrwasser.setup.management.commands.new_town import TEMPLATE
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW, Town


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def own_town(tmp_path, monkeypatch):
    """An installation with a file of its own."""

    def use(text: str) -> None:
        file = tmp_path / "town.yaml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("FAHRWASSER_TOWN", str(file))
        catalogue.town.cache_clear()

    yield use
    monkeypatch.undo()
    catalogue.town.cache_clear()


def new_town(**options: Any) -> str:
    out = StringIO()
    call_command("new_town", stdout=out, **options)
    return out.getvalue()


def test_the_pattern_can_be_used_as_it_is(own_town):
    printed = new_town(template=True)
    own_town(printed)
    told = catalogue.town()
    assert told["municipality"]["label"] == "Musterstadt"
    assert {place["code"] for place in told["districts"]} >= {"mitte", *EVERYWHERE}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "NRW"}, "keins der Länder"),
        ({"municipality": {"label": " "}}, "fehlt der Name der Stadt"),
        ({"districts": []}, "nennt keinen Ort"),
        ({"districts": [{"code": "a", "label": "A", "kind": "village"}]}, "„kind“ ist eins von"),
        ({"districts": [{"code": "a", "kind": "district"}]}, "Ort 1 hat keinen Code"),
        ({"districts": ["Mitte"]}, "Ort 1 hat keinen Code"),
        ({"districts": [{"code": "a", "label": "A", "kind": "district"}] * 2}, "Ein Code steht bei zwei Orten."),
        (
            {"districts": [{"code": "a", "label": "A", "kind": "district", "counted_with": "b"}]},
            "nennt keinen Ort dieser Liste",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_said_at_once(change, sentence):
    with pytest.raises(WrongTownFile, match=sentence):
        check(yaml.safe_load(TEMPLATE) | change)


@pytest.mark.parametrize("text", ["", "- a", "municipality: [", "nur Text"])
def test_a_file_that_is_none_is_refused_in_words(own_town, text):
    own_town(text)
    with pytest.raises(CommandError, match="Datei"):
        new_town(name="Erste Person", email="erste@town.example")


def test_from_the_empty_database_to_the_first_log_in(client, db):
    with as_owner():
        printed = new_town(name="Erste Person", email="Erste@Town.example", site="https://fw.example/")
    address = re.search(r"https://fw\.example(/konto/\S+)", printed)
    assert address
    form = client.get(address[1], follow=True)
    assert "Neues Passwort festlegen" in form.content.decode()
    password = dict.fromkeys(("password1", "password2"), "drei wörter hintereinander")
    chosen = client.post(form.redirect_chain[-1][0], password)
    assert chosen.status_code == 302
    assert client.post(
        reverse("account_login"), {"login": "erste@town.example", "password": "drei wörter hintereinander"}
    ).status_code == 302  # fmt: skip
    page = client.get(reverse("setup:overview")).content.decode()
    assert "5 Punkte sind offen" in page
    assert "Dieser Link gilt nicht mehr" in client.get(address[1], follow=True).content.decode()


def test_a_town_is_founded_once(town: Town):
    with as_owner(), pytest.raises(CommandError, match="schon eine Stadt eingerichtet"):
        new_town(name="Noch jemand", email="noch@town.example")


@pytest.mark.parametrize("email", ["", "keine", "a@b@c"])
def test_without_an_address_nobody_is_made(db, email):
    with as_owner(), pytest.raises(CommandError):
        new_town(name="Erste Person", email=email)
    with as_owner():
        assert not Organisation.objects.exists()


def test_a_unit_and_a_colleague(client, town: Town):
    client.force_login(town["admin"])
    assert client.post(reverse("setup:unit_new"), {"name": "Team Nord", "kind": "case_management"}).status_code == 302
    unit = Unit.objects.get(name="Team Nord")
    values = {"name": "Neue Kollegin", "email": "neu@town.example", "unit": unit.pk, "role": "case_manager"}
    page = client.post(reverse("setup:person_new"), values, follow=True).content.decode()
    assert "Neue Kollegin" in page
    user = User.objects.get(email="neu@town.example")
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "case_manager"
    shown = client.post(reverse("setup:invite", args=[user.pk])).content.decode()
    assert "/konto/password/reset/key/" in shown
    assert "/konto/password/reset/key/" not in client.get(reverse("setup:person", args=[user.pk])).content.decode()


def test_the_coordination_and_data_protection_hear_of_it(client, town: Town):
    client.force_login(town["admin"])
    values = {"name": "Neu", "email": "neu@town.example", "unit": town.team.pk, "role": "case_manager"}
    client.post(reverse("setup:person_new"), values)
    user = User.objects.get(email="neu@town.example")
    client.post(reverse("setup:invite", args=[user.pk]))
    with as_owner():
        told = set(Notice.objects.filter(words__contains="Neu").values_list("user__email", "words"))
    assert {email for email, _words in told} == {town["coordinator"].email, town["officer"].email}
    assert len(told) == 4


def test_whoever_manages_accounts_cannot_open_one_in_use(town: Town):
    with as_owner():
        User.objects.filter(pk=town["cm1"].pk).update(last_login=NOW)
        with pytest.raises(NotAllowed, match="in Gebrauch"):
            actions.way_in(User.objects.get(pk=town["cm1"].pk))


def test_an_account_ends_at_once_but_never_the_own(client, town: Town):
    other = client.__class__()
    other.force_login(town["cm3"])
    client.force_login(town["admin"])
    client.post(reverse("setup:leave", args=[town["cm3"].pk]))
    assert other.get("/").status_code == 302
    page = client.post(reverse("setup:leave", args=[town["admin"].pk]), follow=True).content.decode()
    assert "Das eigene Konto beendet jemand anders." in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "cm1@town.example"}, "schon ein Konto"),
        ({"email": "keine"}, "E-Mail"),
        ({"role": "koenigin"}, "keine gültige Auswahl"),
        ({"name": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_bad_input_is_answered_in_words_and_kept(client, town: Town, values, sentence):
    client.force_login(town["admin"])
    values = {"name": "Neu", "email": "neu@town.example", "unit": town.team.pk, "role": "case_manager"} | values
    values["email"] = values["email"].replace("cm1@town.example", town["cm1"].email)
    page = client.post(reverse("setup:person_new"), values | {"phone": "0221 77"}).content.decode()
    assert sentence in page
    assert "0221 77" in page


def test_a_unit_of_another_town_and_the_foreigners_office(client, town: Town):
    with acting_as(town["admin"].pk):
        foreign = Unit.objects.exclude(controller=queries.house(town["admin"])).first()
        office = Unit.objects.filter(controller=queries.house(town["admin"]), kind=Unit.Kind.FOREIGNERS_OFFICE).first()
    client.force_login(town["admin"])
    for unit in (foreign, office):
        assert unit
        values = {"name": "Neu", "email": "neu@town.example", "unit": unit.pk, "role": "case_manager"}
        assert client.post(reverse("setup:person_new"), values).status_code == 200
    with as_owner():
        assert not User.objects.filter(email="neu@town.example").exists()


@pytest.mark.parametrize("person", ["cm1", "coordinator", "head", "officer", "provider", "foreigners_office"])
@pytest.mark.parametrize("view", ["overview", "unit_new", "person_new"])
def test_nobody_else_finds_the_pages(client, town: Town, person, view):
    client.force_login(town[person])
    assert client.get(reverse(f"setup:{view}")).status_code == 404
