"""The page of one case: for its own people everything, for colleagues that there is a file, for others nothing."""

import pytest
from django.urls import reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.audit.models import Access
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.core.acting import acting_as
from tests.conftest import as_owner
from tests.desk.conftest import fill, neutral
from tests.town import NOW, Town

QUERIES = 50


def url_of(town: Town, name: str) -> str:
    return reverse("desk:case", args=[town.files[name].pk])


def open_case(client, town: Town, person: str, name: str = "normal"):
    client.force_login(town[person])
    return client.get(url_of(town, name))


def test_the_lead_sees_the_whole_case(client, full):
    page = open_case(client, full, "cm1").content.decode()
    for words in (
        "Probe Normal", "0221 4710 100", "Als Nächstes", "Hebamme Probe", "Platz zugesagt", "„Ziel 0“", "Maßnahme 0",
        "Aufgabe 0", "Antrag 0", "Notiz normal", "Schutzstufe 0", "Zugriffsprotokoll",
    ):  # fmt: skip
        assert words in page, words


def test_the_browser_tab_names_nobody(client, full):
    page = open_case(client, full, "cm1").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert full.files["normal"].number in title
    assert "Probe Normal" not in title


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator"])
def test_a_colleague_learns_only_that_there_is_a_file(client, full, person):
    response = open_case(client, full, person)
    page = response.content.decode()
    assert response.status_code == 200
    assert full.files["normal"].number in page
    assert full["cm1"].name in page
    for hidden in ("Probe Normal", "0221 4710", "Notiz", "Hebamme Probe", "Ziel 0", "Aufgabe 0", "Bedarf"):
        assert hidden not in page, hidden


def test_the_assistant_sees_name_and_channel_and_nothing_else(client, full):
    page = open_case(client, full, "assistant").content.decode()
    assert "Probe Normal" in page
    assert "0221 4710 100" in page
    for hidden in ("Notiz", "Hebamme Probe", "Ziel 0", "Aufgabe 0", "Bedarf"):
        assert hidden not in page, hidden


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("cm3", "protected"), ("cm3", "sensitive"), ("assistant", "sensitive"), ("coordinator", "protected"),
        ("head", "normal"), ("admin", "normal"), ("foreigners_office", "normal"), ("provider", "normal"),
        ("other_city_cm", "normal"), ("other_team_cm", "normal"),
    ],
)  # fmt: skip
def test_a_stranger_finds_no_page(client, full, person, name):
    hidden = open_case(client, full, person, name)
    missing = client.get(reverse("desk:case", args=["01890000-0000-7000-8000-000000000000"]))
    assert hidden.status_code == missing.status_code == 404
    assert neutral(hidden.content) == neutral(missing.content)


def test_every_look_is_logged_the_refused_one_too(client, full):
    open_case(client, full, "cm1")
    open_case(client, full, "cm3", "protected")
    with as_owner():
        seen = Access.objects.get(user=full["cm1"])
        refused = Access.objects.get(user=full["cm3"])
    assert (seen.case_id, seen.outcome, seen.page) == (full.files["normal"].pk, "opened", "desk:case")
    assert (refused.case_id, refused.outcome) == (full.files["protected"].pk, "refused")


def test_level_2_is_marked_for_its_two_people(client, full):
    for person in ("cm1", "cm2"):
        assert "Schutzstufe 2" in open_case(client, full, person, "protected").content.decode()


def test_queries_do_not_grow_with_the_rows(client, full, django_assert_max_num_queries):
    client.force_login(full["cm1"])
    with django_assert_max_num_queries(QUERIES):
        client.get(url_of(full, "normal"))
    with as_owner():
        case = full.files["sensitive"]
        fill(case, Organisation.objects.get(pk=full.provider.pk), times=7)
    with django_assert_max_num_queries(QUERIES):
        assert "Aufgabe 6" in client.get(url_of(full, "sensitive")).content.decode()


def test_an_empty_case_says_what_to_do(client, town):
    with as_owner():
        lead = town["cm1"]
        with acting_as(lead.pk):
            case = cases.open_file(by=lead, now=NOW, lead=lead)
    client.force_login(lead)
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    for words in ("Noch steht nicht fest", "Sicheren Weg festhalten", "Noch ist kein Bedarf festgehalten"):
        assert words in page, words
    assert case.number in page


def test_the_husbands_file_shows_no_trace_of_hers(client, town):
    """AC-01, assertion 3: two files, two leads, the same family; no link, no count, no placeholder."""
    with as_owner(), acting_as(town["cm3"].pk):
        case = cases.open_file(by=town["cm3"], now=NOW, lead=town["cm3"])
        clients.add_person(case=case, by=town["cm3"], now=NOW, first_name="Omar", last_name="Protected")
    client.force_login(town["cm3"])
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    hers = town.files["protected"]
    for trace in (hers.number, str(hers.pk), "Probe Protected", "gesperrt", "geschützt", "verborgen", "Schutzstufe 2"):
        assert trace not in page, trace
    assert page.count("fw-who") == 1
    assert "Haushalt 1" in page


def test_a_closed_case_offers_only_to_open_it_again(client, full):
    with as_owner():
        Case.objects.filter(pk=full.files["normal"].pk).update(
            state="closed", closed_on="2026-03-09", closed_by=full["cm1"], closing_reason="ziele_erreicht"
        )
    page = open_case(client, full, "cm1").content.decode()
    assert "Wieder öffnen" in page
    assert "Fall übergeben" not in page
    response = client.post(reverse("desk:reopen", args=[full.files["normal"].pk]), follow=True)
    assert "Die Akte ist wieder offen." in response.content.decode()
