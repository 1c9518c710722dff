"""The read interface: valid, public and nothing else, in pages, cheap to ask again, clear in its errors."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.offers.hsds import profile
from fahrwasser.offers.models import CostOption, Criterion, Offer, OfferText, Place, RequiredDocument, Schedule
from tests.conftest import as_owner
from tests.hsds.conftest import assert_valid
from tests.town import NOW

MANY = 20_000
NOBODY = "0190d0a0-0000-7000-8000-000000000000"
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def ask(client, path, status=200, **said):
    response = client.get(f"/hsds/{path}", said)
    assert response.status_code == status, response.content
    return response.json()


def names(page):
    return {entry["name"] for entry in page["contents"]}


def test_the_root_says_where_to_go_on(client):
    found = ask(client, "")
    assert found["version"] == "3.1"
    assert client.get(found["openapi_url"]).status_code == client.get(found["profile"]).status_code == 200


@pytest.mark.parametrize(("path", "entity"), LISTS.items())
@pytest.mark.parametrize("full", ["true", "false"])
def test_every_entry_follows_the_schemas(client, directory, path, entity, full):
    page = ask(client, path, full=full)
    assert page["contents"]
    for entry in page["contents"]:
        assert_valid(entity, entry)
        assert_valid(entity, ask(client, f"{path}/{entry['id']}"))


def test_lists_hold_only_what_an_entry_has_once(client, directory):
    entry = next(one for one in ask(client, "services")["contents"] if one["name"] == "=Kurs")
    assert not any(isinstance(value, list) for value in entry.values())
    assert entry["organization"]["name"] == "Hebammenpraxis Probe"


def test_nothing_that_is_not_public_goes_out(client, directory):
    paths = [f"/hsds/{path}?full=true&full_service=true" for path in LISTS]
    paths += ["/hsds/services?format=ndjson&full=true", "/hsds/services?format=csv", reverse("hsds:download_csv")]
    paths += [f"/hsds/organizations/{directory['course'].provider_id}?full_service=true"]
    for path in paths:
        response = client.get(path)
        words = (response.getvalue() if response.streaming else response.content).decode()
        assert "ersteck" not in words, path
        assert "Petersen" not in words, path
        assert "Früher" not in words, path


def test_the_house_shows_no_organisation_that_makes_no_offers(client, directory, town):
    assert names(ask(client, "organizations")) == {town.provider.name}
    ask(client, f"organizations/{town.city.pk}", 404)


def test_an_ended_offer_is_told_to_those_who_ask_what_has_changed(client, directory):
    found = ask(client, "services", modified_after=NOW.isoformat())["contents"]
    assert {one["name"]: one["status"] for one in found}["Früher"] == "defunct"
    assert ask(client, "services", modified_after="2026-03-10")["empty"] is True
    ask(client, f"services/{directory['ended'].pk}", 404)


def test_pages_join_without_gap(client, directory, town):
    with as_owner():
        Offer.objects.bulk_create(Offer(provider=town.provider, name=f"Angebot {n}") for n in range(23))
    pages = [ask(client, "services", page=str(n), per_page="10") for n in (1, 2, 3, 4)]
    ids = [entry["id"] for page in pages for entry in page["contents"]]
    assert len(ids) == len(set(ids)) == 25 == pages[0]["total_items"]
    assert [page["size"] for page in pages] == [10, 10, 5, 0]
    assert [page["first_page"] for page in pages] == [True, False, False, False]
    assert [page["last_page"] for page in pages] == [False, False, True, True]
    assert pages[3]["empty"] is True


def test_a_page_costs_as_much_as_another(client, directory, town, django_assert_max_num_queries):
    with as_owner():
        Offer.objects.bulk_create(Offer(provider=town.provider, name=f"Angebot {n}") for n in range(60))
    with django_assert_max_num_queries(24):
        ask(client, "services", full="true", per_page="60")


def test_a_short_list_of_organisations_reads_no_offer_of_theirs(client, directory):
    with CaptureQueriesContext(connection) as needed:
        short = ask(client, "organizations")["contents"]
    assert not any("offers_costoption" in one["sql"] for one in needed)
    full = ask(client, "organizations", full="true")["contents"]
    assert short == [{name: value for name, value in one.items() if not isinstance(value, list)} for one in full]


def test_the_last_of_two_hundred_pages_costs_as_much_as_the_first(client, town, django_assert_num_queries):
    with as_owner():
        Offer.objects.bulk_create(
            (Offer(provider=town.provider, name=f"Angebot {n}") for n in range(MANY)), batch_size=2_000
        )
    first, last = ({"full": "true", "page": page, "per_page": "100"} for page in ("1", "200"))
    with CaptureQueriesContext(connection) as needed:
        assert ask(client, "services", **first)["total_pages"] == 200
    with django_assert_num_queries(len(needed)):
        found = ask(client, "services", **last)
    assert (found["size"], found["last_page"]) == (100, True)
    assert len(needed) <= 24


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"search": "Kurs"}, {"=Kurs"}),
        ({"search": "Deutsch"}, {"=Kurs"}),
        ({"taxonomy_id": profile.TAXONOMIES[2].id}, {"=Kurs"}),
        ({"taxonomy_id": profile.TAXONOMIES[0].id}, {"=Kurs", "Frauenhaus"}),
        ({"taxonomy_term_id": profile.term_id("needs", "LA09")}, {"=Kurs"}),
        ({"taxonomy_term_id": profile.term_id("needs", "LA01")}, set()),
        ({"taxonomy_term_id": profile.term_id("criteria", "german_level")}, {"=Kurs"}),
        ({"taxonomy_term_id": NOBODY}, set()),
        ({"organization_id": NOBODY}, set()),
    ],
)
def test_filters(client, directory, said, found):
    assert names(ask(client, "services", **said)) == found
    assert names(client.post("/hsds/services", said).json()) == found


@pytest.mark.parametrize(
    ("said", "hits"),
    [
        ({"postcode": "90402"}, 1),
        ({"postcode": "90403"}, 0),
        ({"postcode": "90402", "proximity": "10"}, 1),
        ({"postcode": "90403", "proximity": "10"}, 0),
    ],
)
def test_places_by_postcode_and_distance(client, directory, said, hits):
    assert ask(client, "service_at_locations", **said)["total_items"] == hits


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services?page=0", 400),
        ("services?page=x", 400),
        ("services?per_page=101", 400),
        ("services?format=xml", 400),
        ("services?full=vielleicht", 400),
        ("services?modified_after=gestern", 400),
        ("services?organization_id=1", 400),
        (f"services?search={'x' * 201}", 400),
        ("services?search=%00", 400),
        ("service_at_locations?proximity=5", 400),
        ("services/1", 404),
        (f"services/{NOBODY}", 404),
        (f"taxonomies/{NOBODY}", 404),
        ("unbekannt", 404),
    ],
)
def test_an_error_is_a_sentence(client, directory, path, status):
    response = client.get(f"/hsds/{path}")
    assert response.status_code == status
    assert response.json()["status"] == status
    assert response.json()["message"].endswith(".")


def test_who_asks_again_gets_nothing_new(client, directory):
    first = client.get("/hsds/services")
    again = client.get("/hsds/services", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with as_owner():
        Offer.objects.filter(pk=directory["course"].pk).update(name="Anders")
    assert client.get("/hsds/services", headers={"If-None-Match": first["ETag"]}).status_code == 200


CHILDREN = {
    "schedule": lambda of: Schedule.objects.create(offer=of["course"], freq="WEEKLY", byday="SU"),
    "schedule gone": lambda of: Schedule.objects.all().delete(),
    "cost": lambda of: CostOption.objects.update(option="niemand"),
    "criterion": lambda of: Criterion.objects.filter(kind="german_level").update(values={"from": "C1"}),
    "text": lambda of: OfferText.objects.update(text="Neu"),
    "paper": lambda of: RequiredDocument.objects.all().delete(),
    "place": lambda of: Place.objects.filter(pk=of["place"].pk).update(street="Weg 2"),
}


@pytest.mark.parametrize("change", CHILDREN)
def test_a_change_of_a_part_is_news_even_if_nobody_noted_its_day(client, directory, change):
    address = f"/hsds/services/{directory['course'].pk}"
    first = client.get(address)
    with as_owner():
        CHILDREN[change](directory)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, "Last-Modified" in again) == (200, False)
    tomorrow = "Wed, 10 Mar 2027 08:00:00 GMT"
    assert client.get(address, headers={"If-Modified-Since": tomorrow}).status_code == 200


@pytest.mark.parametrize(
    "path", ["services?full=true", "organizations", "profile/", "openapi.json", "download/angebote.csv"]
)
def test_what_others_may_keep_carries_nothing_of_whoever_asked(client, town, directory, path, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    nobody = client.get(f"/hsds/{path}")
    client.force_login(town["cm1"])
    somebody = client.get(f"/hsds/{path}", headers={"Accept-Language": "en"})
    assert "public" in somebody["Cache-Control"]
    assert not somebody.cookies
    assert somebody.getvalue() == nobody.getvalue()
    assert somebody.headers.get("Content-Language", "de") == nobody.headers.get("Content-Language", "de")


@pytest.mark.parametrize("name", ["filtered_csv", "filtered_xlsx"])
def test_what_a_colleague_chose_is_kept_by_nobody(client, town, directory, name, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["cm1"])
    assert client.get(reverse(f"hsds:{name}"))["Cache-Control"] == "no-store"


def test_any_page_may_read_and_nobody_may_write(client, directory):
    for path in ("/hsds/services", "/hsds/", "/hsds/unbekannt"):
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"
    assert client.options("/hsds/services").status_code == 204
    assert client.delete("/hsds/services").status_code == 405
    assert client.post("/hsds/").status_code == 405


def test_everything_at_once(client, directory):
    lines = client.get("/hsds/services", {"format": "ndjson", "full": "true"}).getvalue().decode().splitlines()
    assert {json.loads(line)["name"] for line in lines} == {"=Kurs", "Frauenhaus"}
    table = list(csv.DictReader(io.StringIO(client.get("/hsds/services", {"format": "csv"}).getvalue().decode())))
    assert {row["name"] for row in table} == {"'=Kurs", "Frauenhaus"}
    assert table[0]["organization.name"] == "Hebammenpraxis Probe"


def test_numbers_alone_come_on_one_page(client, directory):
    page = ask(client, "services", minimal="true")
    assert {entry["id"] for entry in page["contents"]} == {str(directory[n].pk) for n in ("course", "shelter")}
    assert page["contents"][0].keys() == {"id", "modified_date"}


def test_the_page_for_people(client):
    assert "Offene Schnittstelle" in client.get(reverse("hsds:docs")).content.decode()
