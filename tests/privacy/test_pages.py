"""The data protection officer's pages: logs without content, for the own town, never by employee."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from fahrwasser.audit.models import Access
from fahrwasser.cases import actions as cases
from fahrwasser.core.acting import acting_as
from fahrwasser.privacy import queries
from fahrwasser.privacy.views import ROWS
from tests.conftest import as_owner
from tests.town import NOW

PAGES = [reverse(f"privacy:{name}") for name in ("accesses", "emergencies", "retention")]


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def accessed(town, person, file, at=None, **fields):
    values = {"page": "plan:edit", "outcome": Access.Outcome.OPENED, **fields}
    with as_owner():
        Access.objects.create(
            at=at or timezone.now(), user=town[person], case_id=town.files[file].pk if file else None, **values
        )


def words(client, url=PAGES[0], **data):
    return client.get(url, data).content.decode()


@pytest.mark.parametrize(
    "person", ["cm1", "coordinator", "head", "assistant", "admin", "steering", "provider", "foreigners_office"]
)
def test_no_door_for_others(town, client, person):
    client.force_login(town[person])
    assert [client.get(url).status_code for url in PAGES] == [404, 404, 404]


def test_who_opened_what_without_content(town, client):
    accessed(town, "cm1", "protected", reason="Teamrunde")
    accessed(town, "foreigners_office", None, outcome=Access.Outcome.REFUSED, page="desk:case")
    client.force_login(town["officer"])
    page = words(client)
    for part in (town["cm1"].name, "Hilfeplan", town.files["protected"].number, "Teamrunde", "nicht gefunden"):
        assert part in page
    assert "Protected" not in page


def test_a_refused_look_is_found_in_the_log(town, client):
    client.force_login(town["cm3"])
    assert client.get(reverse("network:close", args=[town.files["protected"].pk])).status_code == 404
    client.force_login(town["officer"])
    page = words(client)
    assert town["cm3"].name in page
    assert town.files["protected"].number in page


def test_another_town_s_log_is_not_shown(town, client):
    accessed(town, "other_city_cm", "other_city")
    client.force_login(town["officer"])
    page = words(client)
    assert town["other_city_cm"].name not in page
    assert town.files["other_city"].number not in page


def test_days_and_sheets(town, client):
    day = timezone.make_aware(datetime(2026, 3, 8, 23, 59))  # noqa: DTZ001  made aware right here
    for minute in range(ROWS + 1):
        accessed(town, "cm1", "normal", at=day - timedelta(minutes=minute))
    accessed(town, "cm2", "normal", at=day + timedelta(minutes=1))
    client.force_login(town["officer"])
    one_day = words(client, von="08.03.2026", bis="08.03.2026")
    assert f"{ROWS + 1} Zugriffe" in one_day
    assert town["cm2"].name not in one_day
    assert "Seite 1 von 2" in one_day
    assert "von=08.03.2026&amp;bis=08.03.2026&amp;seite=2" in one_day
    assert "Seite 2 von 2" in words(client, von="08.03.2026", bis="08.03.2026", seite="2")
    assert town["cm2"].name in words(client, von="09.03.2026")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"von": "09.03.2026", "bis": "08.03.2026"}, "Das Ende liegt vor dem Anfang"),
        ({"von": "31.02.2026"}, "Dieses Datum gibt es nicht"),
        ({"seite": "x"}, "Zugriffe auf Akten"),
    ],
)
def test_a_period_that_cannot_be(town, client, data, sentence):
    client.force_login(town["officer"])
    assert sentence in words(client, **data)


def test_nothing_sorts_or_groups_by_employee(town, client):
    accessed(town, "cm2", "normal", at=timezone.now() - timedelta(minutes=2))
    accessed(town, "cm1", "normal")
    client.force_login(town["officer"])
    plain = words(client)
    rows = plain.split("<tbody>")[1].split("</tbody>")[0]
    assert "<a " not in rows
    for query in ({"user": str(town["cm2"].pk)}, {"sort": "user"}, {"wer": "cm2"}):
        assert words(client, **query).split("<tbody>")[1].split("</tbody>")[0] == rows
    with acting_as(town["officer"].pk):
        assert queries.accesses(town["officer"], None, None).query.order_by == ("-at", "-pk")


def test_emergency_accesses_are_listed_with_their_reason(town, client):
    with acting_as(town["coordinator"].pk):
        cases.break_glass(number=town.files["protected"].number, reason="Beide krank", by=town["coordinator"], now=NOW)
    client.force_login(town["officer"])
    page = words(client, PAGES[1])
    for part in (town["coordinator"].name, town.files["protected"].number, "Beide krank"):
        assert part in page


@pytest.mark.parametrize("person", ["cm1", "cm3", "coordinator", "head", "other_city_coordinator", "foreigners_office"])
def test_the_functions_answer_the_officer_only(town, person):
    with acting_as(town["coordinator"].pk):
        cases.break_glass(number=town.files["protected"].number, reason="Beide krank", by=town["coordinator"], now=NOW)
    with acting_as(town[person].pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fw.emergencies_for_log()")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM fw.numbers_for_log(%s)", [[case.pk for case in town.files.values()]])
        assert cursor.fetchone() == (0,)


def test_the_officer_reads_numbers_and_no_files(town):
    keys = [case.pk for case in town.files.values()]
    with acting_as(town["officer"].pk), connection.cursor() as cursor:
        assert len(queries.numbers([*keys, None])) == 4  # not the neighbour's
        for table in ("cases_case", "cases_grant", "contacts_contact", "clients_client", "audit_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_the_erasure_concept_names_every_record(town, client):
    client.force_login(town["officer"])
    page = words(client, PAGES[2])
    for part in ("Fallakte", "3 Jahre", "gesperrt 3 Monate danach", "network.UnmetNeed", "clients.ProtectedChannel"):
        assert part in page


def test_pages_ask_few_questions(town, client, django_assert_max_num_queries):
    for _ in range(30):
        accessed(town, "cm1", "normal")
    client.force_login(town["officer"])
    with django_assert_max_num_queries(24):
        client.get(PAGES[0])
