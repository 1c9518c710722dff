"""A day of visits, written down in one table."""

import pytest
from django.urls import reverse

from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.ids import new_id
from tests.town import Town

URL = "contacts:many"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def table(*rows: dict[str, str], day: str = "08.03.2026") -> dict[str, str]:
    values = {"day": day, "zeile-TOTAL_FORMS": "6", "zeile-INITIAL_FORMS": "0"}
    for number in range(6):
        row = {"case": "", "type": "TEL", "outcome": "took_place", "time": "", "minutes": "", "facts": ""}
        row |= rows[number] if number < len(rows) else {}
        values |= {f"zeile-{number}-{name}": value for name, value in row.items()}
        values[f"zeile-{number}-entry"] = str(new_id())
    return values


def written(town: Town) -> list[str]:
    with acting_as(town["cm1"].pk):
        return sorted(Contact.objects.exclude(facts__startswith="Notiz").values_list("facts", flat=True))


def visit(town: Town, facts: str, name: str = "normal", **values: str) -> dict[str, str]:
    return {"case": str(town.files[name].pk), "type": "HAUS", "time": "10:15", "facts": facts, **values}


def test_rows_become_contacts_and_empty_ones_nothing(client, town: Town):
    client.force_login(town["cm1"])
    rows = table(
        visit(town, "eins"), {}, visit(town, "zwei", "protected"), {"case": "ohne", "time": "9:00", "facts": "x"}
    )
    assert client.post(reverse(URL), rows).status_code == 302
    assert written(town) == ["eins", "x", "zwei"]


def test_a_row_sent_twice_is_one_contact(client, town: Town):
    client.force_login(town["cm1"])
    rows = table(visit(town, "eins"))
    for _ in range(2):
        assert client.post(reverse(URL), rows).status_code == 302
    assert written(town) == ["eins"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"time": "25:99"}, "14:15"),
        ({"time": ""}, "Bitte füllen Sie dieses Feld aus"),
        ({"minutes": "-3"}, "kern-error"),
    ],
)
def test_a_wrong_row_keeps_all_rows(client, town: Town, wrong, sentence):
    client.force_login(town["cm1"])
    page = client.post(reverse(URL), table(visit(town, "eins"), visit(town, "zwei", **wrong))).content.decode()
    assert sentence in page
    assert "eins" in page
    assert "zwei" in page
    assert written(town) == []


def test_a_refusal_stands_at_its_row_and_nothing_is_saved(client, town: Town):
    client.force_login(town["cm1"])
    rows = table(visit(town, "eins", time="9:00"), visit(town, "zwei", time="23:00"), day="09.03.2026")
    page = client.post(reverse(URL), rows).content.decode()
    assert "liegt in der Zukunft" in page
    assert written(town) == []


def test_an_empty_table_and_a_strange_case(client, town: Town):
    client.force_login(town["cm3"])
    assert "mindestens eine Zeile" in client.post(reverse(URL), table()).content.decode()
    assert client.post(reverse(URL), table(visit(town, "eins"))).status_code == 200
    assert written(town) == []
