"""Searching: what is hidden, foreign, deleted or never was gets the same page with the same work (AC-01, 2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.clients.models import Client
from tests.conftest import as_owner
from tests.desk.conftest import neutral
from tests.town import Town

NOTHING = "Dazu gibt es nichts, was Sie sehen können."
URL = "/suche/"


def search(client, words: str) -> str:
    response = client.post(URL, {"q": words})
    assert response.status_code == 200
    return str(response.content.decode())


def counted(client, words: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        page = search(client, words)
    return neutral(page.encode(), words), len(queries)


@pytest.fixture
def rana(town: Town) -> Town:
    """The protected file gets what people look for: a name, a birth date, a telephone number."""
    with as_owner():
        person = Client.objects.get(case=town.files["protected"])
        person.first_name, person.last_name, person.birth_date = "Rana", "D.", "1991-04-13"
        person.search_key = "rana d."
        person.save()
    return town


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_city_cm", "other_team_cm"])
@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("Rana D.", "Rina E."), ("rana", "rina"), ("13.04.1991", "14.04.1991"), ("0221 4710 199", "0221 4710 198"),
    ],
)  # fmt: skip
def test_hidden_and_missing_are_the_same_page_with_the_same_queries(client, rana, person, hidden, missing):
    client.force_login(rana[person])
    search(client, "zuerst")
    first, second = counted(client, hidden), counted(client, missing)
    assert first == second
    assert NOTHING in first[0]


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_city_cm"])
def test_a_hidden_number_is_a_number_that_never_was(client, rana, person):
    client.force_login(rana[person])
    number = rana.files["protected"].number
    search(client, "zuerst")
    assert counted(client, number) == counted(client, "F-2026-99998")


@pytest.mark.parametrize("person", ["admin", "foreigners_office", "head", "provider", "steering", "officer"])
def test_whoever_may_not_search_finds_no_such_page(client, rana, person):
    client.force_login(rana[person])
    sought = ("Rana D.", "Niemand", rana.files["protected"].number)
    bodies = {neutral(client.post(URL, {"q": words}).content) for words in sought}
    assert len(bodies) == 1
    assert client.post(URL, {"q": "Rana D."}).status_code == client.get(URL).status_code == 404


@pytest.mark.parametrize("words", ["Probe Normal", "normal", "F", "0221/4710 100"])
def test_the_lead_finds_the_own_people_with_number_and_telephone(client, town, words):
    client.force_login(town["cm1"])
    page = search(client, town.files["normal"].number if words == "F" else words)
    assert town.files["normal"].number in page
    assert "0221 4710 100" in page
    assert reverse("desk:case", args=[town.files["normal"].pk]) in page


def test_a_colleague_finds_the_number_without_the_name(client, town):
    client.force_login(town["cm3"])
    page = search(client, town.files["normal"].number)
    assert town["cm1"].name in page
    assert "Probe Normal" not in page
    assert "0221 4710" not in page


def test_a_colleague_finds_no_name_of_a_file_she_may_only_know_of(client, town):
    client.force_login(town["cm3"])
    assert NOTHING in search(client, "Probe Normal")


def test_the_protected_telephone_number_is_for_the_two_named(client, town):
    client.force_login(town["cm2"])
    assert "0221 4710 100" in search(client, town.files["protected"].number)


def test_words_stay_out_of_addresses(client, town):
    client.force_login(town["cm1"])
    page = client.get(URL + "?q=Probe+Normal").content.decode()
    assert "Probe Normal" not in page
    assert town.files["normal"].number not in page
    assert NOTHING not in page


@pytest.mark.parametrize("words", ["", " ", "a", "%", "_" * 30, "' OR 1=1", "🙂", "رنا", "x" * 100_000])
def test_strange_words_find_nothing_and_break_nothing(client, town, words):
    client.force_login(town["cm1"])
    page = search(client, words)
    assert town.files["normal"].number not in page


def test_queries_do_not_grow_with_the_findings(client, town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(16):
        assert search(client, "Probe").count("fw-row__what") == 3
