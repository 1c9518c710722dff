"""Lists of files: one's own with names, the team's without, 25 a page, and never a hidden row."""

import pytest

from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from tests.conftest import as_owner
from tests.town import NOW, Town

URL = "/faelle/"


def listed(client, town: Town, person: str, query: str = "") -> str:
    client.force_login(town[person])
    response = client.get(URL + query)
    assert response.status_code == 200
    return str(response.content.decode())


def numbers(town: Town, page: str) -> set[str]:
    return {name for name, case in town.files.items() if case.number in page}


@pytest.mark.parametrize(
    ("person", "query", "files"),
    [
        ("cm1", "", {"normal", "sensitive", "protected"}),
        ("cm1", "?liste=team", set()),
        ("cm2", "", {"protected"}),
        ("cm2", "?liste=team", {"normal"}),
        ("cm3", "", set()),
        ("cm3", "?liste=team", {"normal"}),
        ("coordinator", "", {"normal", "sensitive", "other_team"}),
        ("assistant", "", {"normal"}),
        ("other_city_cm", "", {"other_city"}),
    ],
)
def test_everybody_sees_the_own_lists(client, town, person, query, files):
    assert numbers(town, listed(client, town, person, query)) == files


@pytest.mark.parametrize(("person", "named"), [("cm2", False), ("coordinator", False)])
def test_the_team_list_names_nobody(client, town, person, named):
    assert ("Probe Normal" in listed(client, town, person, "?liste=team")) is named


def test_the_own_list_names_the_people(client, town):
    page = listed(client, town, "cm1")
    for name in ("Probe Normal", "Probe Sensitive", "Probe Protected"):
        assert name in page


@pytest.mark.parametrize("person", ["head", "admin", "officer", "steering", "provider", "foreigners_office"])
def test_the_list_is_not_there_for_others(client, town, person):
    client.force_login(town[person])
    assert client.get(URL).status_code == 404


def test_closed_files_stand_in_a_list_of_their_own(client, town):
    with as_owner():
        Case.objects.filter(pk=town.files["normal"].pk).update(
            state="closed", closed_on="2026-03-09", closed_by=town["cm1"], closing_reason="ziele_erreicht"
        )
    assert numbers(town, listed(client, town, "cm1")) == {"sensitive", "protected"}
    assert numbers(town, listed(client, town, "cm1", "?liste=abgeschlossen")) == {"normal"}
    assert "Probe Normal" not in listed(client, town, "cm3", "?liste=abgeschlossen")


@pytest.mark.parametrize("query", ["?liste=alle", "?seite=999", "?seite=x", "?liste=eigene&seite=-1"])
def test_odd_addresses_show_a_list(client, town, query):
    assert numbers(town, listed(client, town, "cm1", query)) == {"normal", "sensitive", "protected"}


def test_25_a_page_and_as_many_queries_as_for_three(client, town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(17):
        client.get(URL)
    with as_owner(), acting_as(town["cm1"].pk):
        for _ in range(30):
            cases.open_file(by=town["cm1"], now=NOW, lead=town["cm1"])
    with django_assert_max_num_queries(17):
        page = client.get(URL).content.decode()
    assert page.count('<th scope="row">') == 25
    assert "Seite 1 von 2" in page
    assert listed(client, town, "cm1", "?seite=2").count('<th scope="row">') == 8
