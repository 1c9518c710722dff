"""No hint, in no way: a person one may not know takes the same questions and gives the same page as nobody."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.cases import actions as cases
from fahrwasser.core.acting import acting_as
from tests.clients.test_duplicates import BORN, add
from tests.town import NOW, Town

HIDDEN = {"first_name": "Mohammed", "last_name": "Haddad", "birth_date": "12.05.1990", "phone": "0221 4710 900"}
NOBODY = {"first_name": "Gibtesja", "last_name": "Nichta", "birth_date": "12.05.1990", "phone": "0221 4710 901"}
KEY = rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
VARIES = re.compile(rb'nonce="[^"]*"|value="[^"]*"|hx-headers=\'[^\']*\'|F-2026-\d+|' + KEY)
WORDS = re.compile(rb"Mohammed|Haddad|Gibtesja|Nichta")


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def protected(town: Town) -> Town:
    """Somebody of level 2, whose two people are cm1 and cm2; cm3 leads a file of her own."""
    with acting_as(town["cm1"].pk):
        add(town, "Mohammed", "Haddad", name="protected", birth_date=BORN)
    with acting_as(town["cm3"].pk):
        town.files["own"] = cases.open_file(by=town["cm3"], now=NOW, lead=town["cm3"])
    return town


def asked(client, url: str, values: dict[str, str]) -> tuple[int, bytes, list[str]]:
    """Status, page without what differs every time, and the statements without their values; then it is undone."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as told:
            response = client.post(url, values, follow=True)
        transaction.set_rollback(True)
    statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in told.captured_queries]
    return response.status_code, WORDS.sub(b"NAME", VARIES.sub(b"", response.content)), statements


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_team_cm", "other_city_cm"])
def test_while_one_types(client, protected: Town, person):
    client.force_login(protected[person])
    url = reverse("clients:known")
    asked(client, url, NOBODY)  # what is only asked once a process
    hidden, nobody = asked(client, url, HIDDEN), asked(client, url, NOBODY)
    assert hidden[:2] == nobody[:2]
    assert hidden[2] == nobody[2]


def test_when_the_person_is_added(client, protected: Town):
    client.force_login(protected["cm3"])
    url = reverse("clients:person_new", args=[protected.files["own"].pk])
    hidden, nobody = (asked(client, url, {"role": "other", **values}) for values in (HIDDEN, NOBODY))
    assert hidden[0] == nobody[0] == 200
    assert hidden[1] == nobody[1]
    assert len(hidden[2]) == len(nobody[2])


def test_when_an_enquiry_is_taken(client, protected: Town):
    client.force_login(protected["cm3"])
    lead = {"lead": str(protected["cm3"].pk), "received_at": "09.03.2026 10:00", "channel": "self"}
    answers = {**lead, "concern": "Wohnung", "can_speak": "yes", "danger": "no", "referrer_agreed": ""}
    hidden, nobody = (asked(client, reverse("intake:new"), {**answers, **values}) for values in (HIDDEN, NOBODY))
    assert hidden[0] == nobody[0] == 200
    assert b"Wohnung" in hidden[1]
    assert hidden[1] == nobody[1]
    assert len(hidden[2]) == len(nobody[2])
