"""What comes in without a log-in stands where somebody begins their day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.core.encryption import encrypt
from fahrwasser.feedback.models import Remark
from fahrwasser.intake.models import PublicEnquiry
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def first_page(client, town: Town, person: str) -> str:
    client.force_login(town[person])
    page: str = client.get("/").content.decode()
    return page


def sent(town: Town, **values: object) -> PublicEnquiry:
    row = PublicEnquiry(
        **{
            "controller": town.team.controller, "number": "ABCD-2345", "received_at": NOW - timedelta(days=1),
            "channel": "school", "sender": "Schule", "call_back": "0221 4710", "first_name": "Mina",
            "danger": "no", "concern": "Braucht einen Sprachkurs",
        } | values
    )  # fmt: skip
    with as_owner():
        row.save(force_insert=True)
    return row


def remark(town: Town, *, is_complaint: bool) -> None:
    with as_owner():
        Remark(
            controller=town.team.controller, received_on=TODAY - timedelta(days=2), way="phone",
            is_complaint=is_complaint, sealed_words=encrypt("Lange gewartet"),
        ).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize("person", ["cm1", "coordinator"])
def test_a_sent_enquiry_waits_on_the_first_page(client, town: Town, person):
    row = sent(town)
    page = first_page(client, town, person)
    assert "Braucht einen Sprachkurs" in page
    assert "Absender nicht geprüft" in page
    assert reverse("intake:sent_enquiry", args=[row.pk]) in page


def test_where_danger_is_feared_it_stands_with_the_coordination_alone(client, town: Town):
    sent(town, danger="yes", kept_close=True)
    assert "Gefahr genannt." in first_page(client, town, "coordinator")
    assert "Braucht einen Sprachkurs" not in first_page(client, town, "cm1")


def test_what_may_be_spam_stands_on_no_first_page(client, town: Town):
    sent(town, suspicion="Zu schnell ausgefüllt")
    for person in ("cm1", "coordinator"):
        assert "Braucht einen Sprachkurs" not in first_page(client, town, person)


def test_the_coordination_hears_of_complaints_and_of_no_word_of_them(client, town: Town):
    remark(town, is_complaint=True)
    remark(town, is_complaint=False)
    page = first_page(client, town, "coordinator")
    assert "Eine Beschwerde ist offen" in page
    assert "Lange gewartet" not in page
    assert "Beschwerde ist offen" not in first_page(client, town, "cm1")


def test_a_word_that_is_no_complaint_is_called_so(client, town: Town):
    remark(town, is_complaint=False)
    assert "Eine Rückmeldung ist offen" in first_page(client, town, "coordinator")
