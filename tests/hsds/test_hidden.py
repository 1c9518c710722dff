"""What must not go out: where a shelter is, by whatever sign it is one, and whom one meets at an offer."""

import json

import pytest
from django.urls import reverse

from fahrwasser.harvest import actions
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.models import Criterion, Offer, OfferPlace, Place, Provider
from tests.conftest import as_owner
from tests.town import NOW

EVERYTHING: tuple[tuple[str, dict[str, str]], ...] = (
    ("/hsds/services", {"full": "true"}), ("/hsds/services", {"format": "ndjson", "full": "true"}),
    ("/hsds/services", {"format": "csv"}), ("/hsds/organizations", {"full_service": "true", "full": "true"}),
    ("/hsds/service_at_locations", {"full": "true"}), (reverse("hsds:filtered_csv"), {}),
)  # fmt: skip


def said(client, url, query):
    answer = client.get(url, query)
    assert answer.status_code == 200, url
    return answer.getvalue().decode()


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def by_name(directory):
    """The shelter is one by its name alone."""
    with as_owner():
        Offer.objects.filter(pk=directory["shelter"].pk).update(
            recipient_type="general", name="Frauenhäuser der Stadt", address="Versteckgasse 3", schedule="Versteckzeit"
        )
        OfferPlace.objects.create(offer=directory["shelter"], place=Place.objects.get(name="Versteck"))
    return directory


@pytest.mark.parametrize(("url", "query"), EVERYTHING)
def test_a_name_that_sounds_like_a_shelter_hides_the_place(client, town, by_name, url, query):
    client.force_login(town["cm1"])
    assert "versteck" not in said(client, url, query).casefold()


@pytest.mark.parametrize(("url", "query"), EVERYTHING)
def test_whom_one_meets_there_stays_inside(client, town, directory, url, query):
    with as_owner():
        Criterion.objects.create(offer=directory["course"], kind="confidentiality", values={"circles": ["Moschee X"]})
        Criterion.objects.create(offer=directory["course"], kind="safety", values={"places": {"x": "Moschee X"}})
    client.force_login(town["cm1"])
    assert "Moschee" not in said(client, url, query)
    term = profile.term_id("criteria", "confidentiality")
    assert json.loads(said(client, "/hsds/services", {"taxonomy_term_id": term}))["contents"] == []


def test_a_source_does_not_bring_the_place_by_another_way(town):
    """In the offer's own fields, its contacts and areas, and among the places of its organisation."""
    secret = "Versteckgasse 3"
    entry = {
        "id": "s1", "name": "Frauenhaus Beispielstadt", "status": "active",
        "service_areas": [{"id": "a1", "name": secret}],
        "contacts": [{"id": "c1", "name": "Team", "phones": [{"id": "p1", "number": "0911 5", "description": secret}]}],
        "service_at_locations": [{"id": "l1", "location": {"id": "p9", "location_type": "physical",
                                  "addresses": [{"id": "d1", "address_1": secret, "city": "X"}]}}],
        "organization": {
            "id": "o1", "name": "Verein", "description": "Hilfe",
            "locations": [{"id": "p8", "location_type": "physical", "name": "Haus",
                           "addresses": [{"id": "d2", "address_1": secret, "city": "X"}]}],
            "contacts": [{"id": "c2", "name": secret}],
        },
    }  # fmt: skip
    files = {"s.json": json.dumps(entry).encode()}
    with as_owner():
        actions.import_files(files=files, source="probe", by=town["coordinator"], now=NOW)
    offer = Offer.objects.get(name="Frauenhaus Beispielstadt")
    stored = [offer.more, offer.address, list(Place.objects.values_list("street", "more")),
              list(Provider.objects.values_list("more", "summary"))]  # fmt: skip
    assert secret not in json.dumps(stored, ensure_ascii=False)


def test_distances_do_not_tell_where_a_hidden_place_is(client, town, by_name):
    """A postcode with nothing but a shelter is the middle of no circle."""
    with as_owner():
        Place.objects.filter(name="Versteck").update(postcode="90499", latitude=49.46, longitude=11.09)
    for metres in ("1500", "500000"):
        found = client.get("/hsds/service_at_locations", {"postcode": "90499", "proximity": metres}).json()
        assert found["contents"] == []
    near = client.get("/hsds/service_at_locations", {"postcode": "90402", "proximity": "10"}).json()
    assert len(near["contents"]) == 1
