"""The statistics role reads views without persons, and nothing else; the application reads no view by itself."""

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.core.acting import acting_as, as_statistics

# Every column of every view. A new one must be thought about: none leads to a person or a case.
VIEWS = {
    "areas": {"controller_id", "area", "accepted_on", "closed_on", "needed_from", "needed_until", "cases"},
    "cases": {"controller_id", "kind", "accepted_on", "closed_on", "cases"},
    "contacts": {"controller_id", "day", "type", "outcome", "with_office", "contacts", "counted"},
    "deadlines": {"controller_id", "statutory_end", "state", "residence", "deadlines"},
    "enquiries": {
        "controller_id",
        "received_on",
        "channel",
        "decision",
        "decided_on",
        "waiting_since",
        "waiting_until",
        "accepted_on",
        "enquiries",
    },
    "german": {"controller_id", "accepted_on", "closed_on", "levels", "seen", "persons"},
    "school": {"controller_id", "accepted_on", "closed_on", "born", "place_since", "children"},
    "leads": {"controller_id", "accepted_on", "closed_on", "leads", "is_elsewhere", "cases"},
    "short_advice": {"controller_id", "started_on", "ended_on", "outcome", "advices"},
    "satisfaction": {"controller_id", "month", "question", "mark", "answers"},
    "spells": {"controller_id", "began_on", "reopened", "ended_on", "reason", "cases"},
    "levers": {"controller_id", "offer_id", "kind", "needs", "cases"},
    "match_changes": {"controller_id", "offer_id", "on", "fits", "needs", "cases"},
    "match_needs": {"controller_id", "code", "needs", "cases", "fitting", "unclear", "near"},
    "theme_districts": {"theme_id", "district", "cases"},
    "theme_evidence": {"theme_id", "cases", "needs"},
}


def rows(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_the_views_hold_these_columns_only(db):
    columns = rows(
        "SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'stats'::regnamespace AND a.attnum > 0 GROUP BY 1"
    )
    assert {name: set(names) for name, names in columns} == VIEWS


def test_the_statistics_role_reads_no_table(db):
    readable = rows(
        "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'fw'::regnamespace)"
        " AND relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege('fw_stats', oid, 'SELECT, INSERT, UPDATE, DELETE')"
    )
    assert readable == []


@pytest.mark.parametrize("table", ["cases_case", "clients_client", "network_evidence", "contacts_contact"])
def test_a_table_is_refused_inside_the_statistics_role(town, table):
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(town["cm1"].pk), as_statistics():
        rows(f"SELECT count(*) FROM public.{table}")


@pytest.mark.parametrize("view", VIEWS)
def test_the_application_cannot_read_the_views_itself(town, view):
    privilege = "SELECT has_table_privilege('fw_app', oid, 'SELECT') FROM pg_class WHERE relname = "
    assert rows(f"{privilege}'{view}'") == [(False,)]
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(town["cm1"].pk):
        rows(f"SELECT count(*) FROM stats.{view}")


def test_the_role_is_handed_back(town):
    with acting_as(town["cm1"].pk):
        with as_statistics():
            assert rows("SELECT current_user") == [("fw_stats",)]
        assert rows("SELECT current_user") == [("fw_app",)]
