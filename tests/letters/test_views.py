"""The pages of a receipt: typed once, forwarded once, closed to everybody else."""

import pytest
from django.urls import reverse

from fahrwasser.letters.models import ApplicationReceipt
from tests.conftest import as_owner
from tests.town import NOW, Town

TYPED = {"what": "Antrag auf Leistungen", "body": "Jobcenter", "received_at": "09.03.2026 09:00"}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def new(town):
    return reverse("letters:receipt_new", args=[town.files["protected"].pk])


def receipts():
    with as_owner():
        return list(ApplicationReceipt.objects.all())


def test_received_seen_on_the_case_and_forwarded(client, town: Town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(30):
        assert "09.03.2026 12:00" in client.get(new(town)).content.decode()
    case_page = client.post(new(town), TYPED, follow=True).content.decode()
    address = reverse("letters:forwarded", args=[receipts()[0].pk])
    assert address in case_page
    case_page = client.post(address, {"on": "09.03.2026"}, follow=True).content.decode()
    assert "weitergeleitet am 09.03.2026" in case_page
    assert address not in case_page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"received_at": "10.03.2026 09:00"}, "Der Eingang liegt in der Zukunft."),
        ({"received_at": "31.02.2026 09:00"}, "Diesen Zeitpunkt gibt es nicht."),
        ({"what": "x" * 100_000}, "100000"),
        ({"body": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_bad_input_stays_on_the_page_with_its_reason(client, town: Town, change, sentence):
    client.force_login(town["cm1"])
    page = client.post(new(town), {**TYPED, **change}).content.decode()
    assert sentence in page
    assert 'value="Jobcenter"' in page or "body" in change
    assert receipts() == []


def test_forwarded_before_it_came(client, town: Town):
    client.force_login(town["cm1"])
    client.post(new(town), TYPED)
    address = reverse("letters:forwarded", args=[receipts()[0].pk])
    page = client.post(address, {"on": "08.03.2026"}).content.decode()
    assert "Die Weiterleitung liegt vor dem Eingang." in page
    assert 'value="08.03.2026"' in page


@pytest.mark.parametrize("person", ["cm3", "assistant", "coordinator"])
def test_nobody_else_finds_the_pages(client, town: Town, person):
    with as_owner():
        receipt = ApplicationReceipt.objects.create(
            case=town.files["protected"], what="Antrag", body="Jobcenter", received_at=NOW, received_by=town["cm1"]
        )
    client.force_login(town[person])
    for address in (new(town), reverse("letters:forwarded", args=[receipt.pk])):
        assert client.get(address).status_code == client.post(address, TYPED).status_code == 404
