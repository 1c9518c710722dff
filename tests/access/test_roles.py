"""The database roles: who may start, what statistics sees, what a worker is."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection

from fahrwasser.core.acting import as_role
from fahrwasser.installation import refuse_powerful_role
from tests.town import Town


@pytest.fixture
def kept_open(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)


def test_the_application_does_not_start_as_the_owner(db, kept_open):
    with as_role("fw_owner"), pytest.raises(ImproperlyConfigured, match="fw_owner"):
        refuse_powerful_role()


def test_the_application_starts_as_itself(db, kept_open):
    refuse_powerful_role()


@pytest.mark.parametrize("role", ["fw_stats"])
@pytest.mark.parametrize("table", ["cases_case", "clients_client", "contacts_contact", "accounts_user"])
def test_statistics_reads_no_table(town: Town, role, table):
    with pytest.raises(ProgrammingError, match="permission denied"), as_role(role), connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize("table", ["cases_case", "clients_client", "contacts_contact", "clients_protectedchannel"])
def test_a_worker_that_names_nobody_sees_no_person(town: Town, table):
    with as_role("fw_worker"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0
