"""No page, report, export or query groups or sorts by an employee (LPVG NRW § 72 (3), access.md)."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Avg, Count, F, Window
from django.db.models.functions import RowNumber
from django.test.utils import CaptureQueriesContext

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.contacts.models import Contact
from fahrwasser.network.queries import controllers_of
from tests.access.employees import in_source, modules, offences
from tests.access.test_bad_input import PEOPLE, pages  # noqa: F401
from tests.conftest import acting_as, as_owner
from tests.town import Town

SOURCE = Path(settings.ROOT) / "fahrwasser"
ALLOWED_FUNCTIONS = {
    "deliver_message": "one delivery for each person told, however many reasons there are; nothing is counted",
}
"""Functions of the database that group by a person, each with the reason."""
ALLOWED_SOURCE = {
    ("setup/queries.py", "order_by user__name"): "the members of a team by name, for whoever manages the accounts",
}
"""The same in the source: module and what it does."""


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_asks_the_database_by_employee(client, town: Town, pages, person):  # noqa: F811
    client.force_login(town[person])
    found: dict[tuple[Any, str], str] = {}
    for address in pages:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        found |= {(address, one): query["sql"] for query in captured for one in offences(query["sql"])}
    assert not found


def test_no_function_and_no_view_of_the_database_does(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'fw' UNION ALL SELECT v.viewname, v.definition FROM pg_views v"
            " WHERE v.schemaname IN ('stats', 'public')"
        )
        defined = cursor.fetchall()
    assert len(defined) > 20
    found = {name: offences(text) for name, text in defined}
    assert {name for name, offence in found.items() if offence} == ALLOWED_FUNCTIONS.keys()


def test_no_module_does():
    found = {(name, one) for name, text in modules(SOURCE) for one in in_source(text)}
    assert found == ALLOWED_SOURCE.keys()


# ---- the guard bites


@pytest.fixture
def executed(town: Town):
    """The statements of a query, and what is wrong with them."""

    def run(query) -> list[str]:
        with as_owner(), CaptureQueriesContext(connection) as captured:
            list(query)
        return [one for statement in captured for one in offences(statement["sql"])]

    return run


@pytest.mark.parametrize(
    "planted",
    [
        lambda: Case.objects.values("lead").annotate(n=Count("pk")),
        lambda: Case.objects.values("lead__name").annotate(n=Count("pk")).order_by("-n"),
        lambda: Case.objects.order_by("lead"),
        lambda: Case.objects.order_by("-opened_on", "lead__name"),
        lambda: Case.objects.select_related("second").order_by("second__name"),
        lambda: Contact.objects.values_list("by").annotate(Avg("minutes")),
        lambda: Case.objects.annotate(place=Window(RowNumber(), partition_by=F("lead"))),
        lambda: User.objects.annotate(n=Count("pk")).order_by("name"),
        lambda: Case.objects.filter(pk__in=Case.objects.order_by("lead").values("pk")[:3]),
        lambda: Case.objects.raw("SELECT c.id FROM cases_case c ORDER BY c.lead_id"),
        lambda: Case.objects.raw("SELECT min(c.id::text)::uuid AS id FROM cases_case c GROUP BY c.lead_id"),
    ],
)
def test_a_planted_query_is_found(executed, planted):
    assert executed(planted())


@pytest.mark.parametrize(
    "harmless",
    [
        lambda: Case.objects.select_related("lead").order_by("-opened_on", "number"),
        lambda: Case.objects.values("kind").annotate(n=Count("pk")),
        lambda: Case.objects.annotate(n=Count("contacts")).select_related("lead"),
        lambda: User.objects.filter(is_active=True).order_by("name"),
        lambda: Contact.objects.values("case").annotate(n=Count("pk")).order_by("case"),
    ],
)
def test_what_is_by_case_or_a_list_of_names_is_not(executed, harmless):
    assert executed(harmless()) == []


@pytest.mark.parametrize(
    "planted",
    [
        'Case.objects.order_by("-case__lead__name")',
        'Contact.objects.values("by").annotate(n=Count("pk"))',
        'Case.objects.values("unit", "lead_id").filter(x=1).annotate(n=Count("pk"))',
        'Case.objects.order_by(F("lead").desc())',
        "sorted(files, key=lambda file: file.lead.name)",
        "itertools.groupby(rows, lambda row: row.by_id)",
    ],
)
def test_a_planted_line_is_found(planted):
    assert in_source(planted)


def test_reports_are_among_the_pages(client, town: Town, pages):  # noqa: F811
    with acting_as(town["head"].pk):
        assert controllers_of(town["head"])
    assert any(address.startswith("/berichte/") for address in pages)
