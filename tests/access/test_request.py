"""One request: its transaction, its actor, and a log that outlives a failure."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from fahrwasser.accounts.doors import open_to_staff
from fahrwasser.audit.actions import note_access
from fahrwasser.audit.models import Access
from fahrwasser.cases.models import Case
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from tests.conftest import as_owner
from tests.town import NOW, Town

ASKED = uuid4()


@open_to_staff("a page of this test")
def writes_and_breaks(request):
    note_access(request, ASKED)
    contacts.record(by=request.user, now=NOW, case=None, type="TEL", at=NOW, facts="geht verloren")
    raise ZeroDivisionError


@open_to_staff("a page of this test")
def breaks_the_transaction(request):
    note_access(request, ASKED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    return HttpResponse("never")


@open_to_staff("a page of this test")
def tells_who(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.uid()")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("bricht/", writes_and_breaks),
    path("datenbankfehler/", breaks_the_transaction),
    path("wer/", tells_who),
    path("", include("fahrwasser.urls")),
]
handler404 = "fahrwasser.core.views.not_found"
handler500 = "fahrwasser.core.views.server_error"


@pytest.fixture
def visitor(client, town: Town, settings):
    settings.ROOT_URLCONF = __name__
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.raise_request_exception = False
    client.force_login(town["cm1"])
    return client


@pytest.mark.parametrize("url", ["/bricht/", "/datenbankfehler/"])
def test_a_failed_page_writes_nothing_but_the_log(visitor, town: Town, url):
    assert visitor.get(url).status_code == 500
    with as_owner():
        assert not Contact.objects.filter(facts="geht verloren").exists()
        entry = Access.objects.get(case_id=ASKED)
    assert entry.outcome == Access.Outcome.FAILED


def test_the_database_knows_who_acts(visitor, town: Town):
    assert visitor.get("/wer/").content.decode() == str(town["cm1"].pk)
    visitor.force_login(town["foreigners_office"])
    assert visitor.get("/wer/").content.decode() == "None"


def test_the_error_page_tells_no_secret(visitor):
    body = visitor.get("/bricht/").content.decode()
    assert "ZeroDivisionError" not in body
    assert "Traceback" not in body


def test_the_writer_stands_in_the_history(town: Town, visitor):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT pgh_context ->> 'user' FROM cases_caseevent WHERE pgh_obj_id = %s",
                       [town.files["normal"].pk])  # fmt: skip
        assert cursor.fetchall() == [(str(town["cm1"].pk),)]


def test_bulk_changes_and_bare_sql_are_in_the_history_too(town: Town):
    from fahrwasser.core.acting import acting_as

    with acting_as(town["cm1"].pk):
        Case.objects.filter(pk=town.files["normal"].pk).update(closing_reason="")
        Contact.objects.filter(case=town.files["normal"]).update(minutes=31)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_contactevent WHERE case_id = %s", [town.files["normal"].pk])
        assert cursor.fetchone() == (2,)
