"""The work list of the coordination and a provider's own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fahrwasser.core.acting import acting_as
from fahrwasser.offers import queries as offers
from fahrwasser.offers.models import Capacity, Offer
from fahrwasser.offers.quality import quality
from fahrwasser.upkeep import queries
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()


def test_the_database_counts_quality_as_the_pages_do(directory):
    found = list(queries.described_badly(TODAY))
    for offer, known in zip(found, offers.described(found, TODAY), strict=True):
        assert vars(offer)["missing"] == len(quality(known).missing), offer.name


def test_every_gap_has_the_name_of_a_criterion_of_quality(directory):
    labels = [result.label for result in quality(offers.described([directory["OF-21"]], TODAY)[0]).results]
    assert list(queries.gaps(TODAY)) == labels


def test_counts_and_lists_agree(directory):
    counts = queries.counts(TODAY)
    assert counts["nie"] > 50
    assert counts["ohne-traeger"] > 0
    for entry in queries.lists(TODAY):
        assert queries.on_list(entry, "", TODAY).count() == counts[entry.name]


def test_what_is_stale_or_overdue_stands_on_its_list(directory):
    offer = directory["OF-21"]
    before = queries.counts(TODAY)
    with as_owner():
        Offer.objects.filter(pk=offer.pk).update(verified_on=TODAY - timedelta(days=181))
        Capacity.objects.filter(offer=offer).update(confirmed_on=TODAY - timedelta(days=400))
    after = queries.counts(TODAY)
    assert after["ueberfaellig"] == before["ueberfaellig"] + 1
    listed = {entry.name: list(queries.on_list(entry, "Probe", TODAY)) for entry in queries.lists(TODAY)}
    assert offer in listed["ueberfaellig"]
    assert offer in listed["kapazitaet"]


@pytest.mark.parametrize(("person", "status"), [("coordinator", 200), ("cm1", 404), ("provider", 404), ("head", 404)])
def test_who_reads_the_work_list(client, town, directory, person, status):
    client.force_login(town[person])
    assert client.get(reverse("upkeep:worklist")).status_code == status


def test_the_work_list_asks_a_constant_number_of_queries(client, town, directory, django_assert_max_num_queries):
    client.force_login(town["coordinator"])
    for query in ("", "?liste=nie&seite=2", "?liste=duerftig&traeger=probe", "?liste=xyz&seite=abc&traeger=%00"):
        with django_assert_max_num_queries(20):
            assert client.get(reverse("upkeep:worklist") + query).status_code == 200


def test_confirming_on_the_telephone_names_who_and_when(client, town, directory):
    client.force_login(town["coordinator"])
    offer = directory["OF-30"]
    address = reverse("upkeep:telephone", args=[offer.pk])
    assert "in der Zukunft" in client.post(address, {"told_by": "Frau P.", "told_on": "10.03.2026"}).content.decode()
    assert client.post(address, {"told_by": "Frau P., Büro", "told_on": "09.03.2026"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.verified_on, offer.verified_by) == (TODAY, "Frau P., Büro")


def test_a_provider_finds_its_own_offers_and_what_is_due(client, town, directory, django_assert_max_num_queries):
    with as_owner():
        Offer.objects.filter(code="OF-21").update(verified_on=TODAY - timedelta(days=170))
    client.force_login(town["provider"])
    with django_assert_max_num_queries(14):
        shown = client.get(reverse("upkeep:mine")).content.decode()
    assert "überfällig" not in shown
    assert directory["OF-21"].name in shown
    assert directory["OF-30"].name not in shown
    assert client.post(reverse("upkeep:confirm", args=[directory["OF-21"].pk])).status_code == 302
    assert client.post(reverse("upkeep:capacity", args=[directory["OF-21"].pk]), {"state": "voll"}).status_code == 302
    with acting_as(town["provider"].pk):
        mine = {one.line.known.offer.code: one for one in queries.mine(town["provider"], TODAY)}
    assert not mine["OF-21"].is_due
    assert mine["OF-21"].line.capacity_word == "voll"
    assert client.post(reverse("upkeep:capacity", args=[directory["OF-21"].pk]), {"state": "x"}).status_code == 302


@pytest.mark.parametrize("view", ["confirm", "capacity"])
def test_a_provider_says_nothing_about_offers_of_others(client, town, directory, view):
    client.force_login(town["provider"])
    assert client.post(reverse(f"upkeep:{view}", args=[directory["OF-30"].pk]), {"state": "frei"}).status_code == 404
