"""Under what licence the directory goes out: nobody states one for the town, and sources are named."""

import csv
import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from fahrwasser.catalogue import town as catalogue
from fahrwasser.catalogue.town import WrongTownFile, check
from fahrwasser.harvest.models import Source
from fahrwasser.hsds import sheets
from fahrwasser.offers import queries
from fahrwasser.offers.actions import name_rights
from fahrwasser.offers.models import Offer
from tests.conftest import as_owner

NONE = "keine Lizenz angegeben, bitte nachfragen"
STATED = {
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "attribution": "Stadt X",
}
FORM = {"name": "nachbar", "addresses": "https://example.org/a", "form": "auto", "every_hours": "24",
        "attribution": "Nachbarstadt", "licence": "dl-de/by-2-0"}  # fmt: skip


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def package(client):
    with ZipFile(io.BytesIO(client.get("/hsds/download/hsds.zip").getvalue())) as files:
        return json.loads(files.read("datapackage.json"))


def test_without_a_word_of_the_town_there_is_no_licence(client, directory):
    assert client.get("/hsds/openapi.json").json()["info"]["license"] == {"name": NONE}
    told = package(client)
    assert "licenses" not in told
    assert told["description"] == NONE
    assert NONE in client.get("/hsds/docs/").text


def test_the_town_states_its_licence_once_for_everything(client, directory, monkeypatch):
    told = {**catalogue.town(), "directory": STATED}
    monkeypatch.setattr("fahrwasser.hsds.licensing.town", lambda: told)
    info = client.get("/hsds/openapi.json").json()["info"]
    assert info["license"] == {"name": STATED["licence"], "url": STATED["licence_url"]}
    assert package(client)["licenses"] == [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": STATED["licence_url"]}]
    assert "Stadt X" in client.get("/hsds/docs/").text


@pytest.mark.parametrize(
    "wrong",
    ["CC BY", {"licence": 4}, {"license": "x"}, {"licence_url": "javascript:alert(1)"},
     {"licence_url": "https://example.org/\nSet-Cookie: a=b"}],
)  # fmt: skip
def test_a_wrong_licence_is_said_when_the_file_is_read(wrong):
    with pytest.raises(WrongTownFile, match=r"directory|licence_url"):
        check({**catalogue.town(), "directory": wrong})


def test_a_source_is_named_as_long_as_something_comes_from_it(client, town, directory):
    client.force_login(town["coordinator"])
    assert client.post(reverse("harvest:source_new"), FORM).status_code == 302
    page = reverse("harvest:source", args=[Source.objects.get(name="nachbar").pk])
    assert "Nachbarstadt" in client.get(page).text
    assert "sources" not in package(client)
    with as_owner():
        Offer.objects.filter(pk=directory["course"].pk).update(source="nachbar")
    assert package(client)["sources"] == [{"title": "Nachbarstadt, dl-de/by-2-0"}]
    assert "Nachbarstadt, dl-de/by-2-0" in client.get("/hsds/openapi.json").json()["info"]["description"]
    assert "Nachbarstadt, dl-de/by-2-0" in client.get("/hsds/docs/").text


def origins(client):
    said = client.get("/hsds/download/angebote.csv").getvalue().decode("utf-8-sig")
    return {row["Angebot"]: (row["Quelle"], row["Lizenz"]) for row in csv.DictReader(io.StringIO(said), delimiter=";")}


def test_each_line_of_a_table_names_its_source_and_licence(client, town, directory, monkeypatch):
    told = {**catalogue.town(), "directory": STATED}
    monkeypatch.setattr("fahrwasser.hsds.licensing.town", lambda: told)
    assert set(origins(client).values()) == {("Stadt X", "CC BY 4.0")}
    with as_owner():
        Offer.objects.filter(pk=directory["course"].pk).update(source="nachbar")
        assert origins(client)["'=Kurs"] == ("nachbar", NONE)
        name_rights(source="nachbar", attribution="=Nachbarstadt", licence="dl-de/by-2-0")
    assert origins(client)["'=Kurs"] == ("'=Nachbarstadt", "dl-de/by-2-0")
    book = load_workbook(sheets.as_excel(Offer.objects.all()), read_only=True)
    assert "dl-de/by-2-0" in [cell for row in book.active.iter_rows(values_only=True) for cell in row]


@pytest.mark.parametrize("path", ["services", "services?format=csv", "download/angebote.xlsx", "download/hsds.zip"])
def test_a_machine_finds_the_licence_at_every_answer(client, directory, monkeypatch, path):
    assert "Link" not in client.get(f"/hsds/{path}")
    monkeypatch.setattr("fahrwasser.hsds.licensing.town", lambda: {"directory": STATED})
    assert client.get(f"/hsds/{path}")["Link"] == f'<{STATED["licence_url"]}>; rel="license"'


def test_files_bring_the_rights_of_their_source_along(client, town):
    client.force_login(town["coordinator"])
    content = io.BytesIO(b"Name;Ort\nKurs;Mitte\n")
    content.name = "t.csv"
    said = {"uploads": content, "source": "datei", "form": "auto", "attribution": "Verein Y", "licence": "CC0"}
    assert client.post(reverse("harvest:new"), said).status_code == 302
    assert (queries.rights_of("datei").attribution, queries.rights_of("datei").licence) == ("Verein Y", "CC0")
