"""Pages of reports: doors, key dates, freezing."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from fahrwasser.reporting.models import Programme, Snapshot
from tests.conftest import as_owner


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def programme(town):
    with as_owner():
        return Programme.objects.create(
            controller=town.city, name="Probe", starts_on=date(2026, 3, 1), target_group=800,
            target_group_refugees=100, positions=Decimal("6.0"), source="von Hand", as_of=date(2026, 3, 1),
        )  # fmt: skip


SHEET, LIST = reverse("reporting:one_pager"), reverse("reporting:reports")


def words(client, url=SHEET, **data):
    return client.get(url, data, follow=True).content.decode()


@pytest.mark.parametrize("person", ["assistant", "officer", "admin", "steering", "provider", "foreigners_office"])
def test_no_door_for_others(town, programme, client, person):
    client.force_login(town[person])
    for url in (SHEET, LIST, reverse("reporting:programme")):
        assert client.get(url).status_code == 404
    assert client.post(reverse("reporting:freeze"), {"stichtag": "09.03.2026"}).status_code == 404


@pytest.mark.parametrize("person", ["head", "coordinator", "cm1", "cm3"])
def test_the_sheet_for_those_who_read_reports(town, programme, client, person):
    client.force_login(town[person])
    assert "bis zu 800" in words(client)
    assert "Auf einen Blick" in words(client, LIST)
    assert ("Fassung einfrieren" in words(client)) is (person == "coordinator")


def test_another_town_has_reports_of_its_own(town, programme, client):
    client.force_login(town["other_city_cm"])
    assert "Noch fehlen die Angaben zum Programm" in words(client)
    assert "bis zu 800" not in words(client, LIST)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31.02.2026", "Dieses Datum gibt es nicht"),
        ("10.03.2026", "liegt in der Zukunft"),
        ("28.02.2026", "begann erst am 01.03.2026"),
        ("مارس", "Dieses Datum gibt es nicht"),
    ],
)
def test_a_key_date_that_cannot_be_is_said_at_the_field(town, programme, client, typed, sentence):
    client.force_login(town["head"])
    page = words(client, stichtag=typed)
    assert sentence in page
    assert typed in page
    assert "Bericht vom 9. März 2026" in page


def test_an_earlier_key_date(town, programme, client):
    client.force_login(town["head"])
    assert "Bericht vom 5. März 2026" in words(client, stichtag="05.03.2026")


def test_freezing_keeps_the_sheet(town, programme, client):
    client.force_login(town["coordinator"])
    frozen = client.post(reverse("reporting:freeze"), {"stichtag": "09.03.2026"}, follow=True)
    assert "ändert sich nicht mehr" in frozen.content.decode()
    twice = client.post(reverse("reporting:freeze"), {"stichtag": "09.03.2026"}, follow=True)
    assert "schon eine Fassung" in twice.content.decode()
    snapshot = Snapshot.objects.get()
    assert "eine eingefrorene Fassung" in words(client)
    client.force_login(town["head"])
    assert "R1 vom 09.03.2026" in words(client, LIST)
    assert "Fassung bleibt, wie sie ist" in words(client, reverse("reporting:snapshot", args=[snapshot.pk]))
    client.force_login(town["other_city_coordinator"])
    assert client.get(reverse("reporting:snapshot", args=[snapshot.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["", "x", "2026"])
def test_nothing_is_frozen_without_a_key_date(town, programme, client, typed):
    client.force_login(town["coordinator"])
    assert client.post(reverse("reporting:freeze"), {"stichtag": typed}).status_code == 404
    assert Snapshot.objects.count() == 0


def test_the_programme_is_stated_anew(town, programme, client):
    client.force_login(town["coordinator"])
    url = reverse("reporting:programme")
    fields = {
        "name": "Probe", "starts_on": "01.03.2026", "target_group": "900", "target_group_refugees": "1000",
        "positions": "5,5", "source": "Stellenplan", "as_of": "09.03.2026",
    }  # fmt: skip
    refused = client.post(url, fields).content.decode()
    assert "mehr als die ganze Zielgruppe" in refused
    assert "Stellenplan" in refused
    client.post(url, {**fields, "target_group_refugees": "120"})
    assert Programme.objects.count() == 2
    page = words(client)
    assert "bis zu 900" in page
    assert "rund sechs" in page


def test_the_sheet_asks_few_questions(town, programme, client, django_assert_max_num_queries):
    client.force_login(town["coordinator"])
    with django_assert_max_num_queries(38):
        client.get(SHEET)
