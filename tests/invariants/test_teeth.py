"""Every law finds what breaks it: with the guards of the database taken away, the row is written and reported."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models, transaction

from tests.conftest import as_owner
from tests.invariants.breaches import BREACHES
from tests.invariants.cast import build_cast
from tests.invariants.laws import ENDINGS, LAWS, LONE_ENDINGS, PAIRS, held_by_constraint, our_tables, periods
from tests.invariants.probe import build_probe

LAW = {law.name: law for law in LAWS}
GUARDS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'f', 'x')
UNION ALL SELECT format('ALTER TABLE %%s ALTER COLUMN %%I DROP NOT NULL', attrelid::regclass, attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull AND attname <> 'id'
UNION ALL SELECT format('ALTER TABLE %%s DISABLE TRIGGER USER', %s::regclass)
"""


class Undone(Exception):
    """Ends a breach, so that nothing of it stays."""


def ask(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """As the owner, with nothing in these tables that refuses a row; taken back at the end."""
    try:
        with as_owner(), transaction.atomic():
            ask("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                for (statement,) in ask(GUARDS, table, table, table):
                    ask(statement)
            yield
            raise Undone
    except Undone:
        pass


TABLES = (
    "cases_case", "cases_grant", "accounts_membership", "plan_planversion", "plan_goal", "plan_goalrating",
    "referrals_referral", "clients_consent", "clients_relation", "network_unmetneed", "reporting_snapshot",
)  # fmt: skip


def written(statement: str) -> str:
    """The statement with its view doubled."""
    if "{twice}" not in statement:
        return statement
    view = statement.split(" VIEW ")[1].split(" AS ")[0]
    ((definition,),) = ask("SELECT rtrim(pg_get_viewdef(%s::regclass), ';')", view)
    doubled = f"SELECT v.* FROM ({definition}) v, generate_series(1, 2)".replace("%", "%%")
    return statement.replace("{twice}", doubled)


def test_every_law_reports_what_breaks_it(db: None) -> None:
    keys = build_probe(build_cast())
    for name, statement in BREACHES:
        with unguarded(*TABLES), connection.cursor() as cursor:
            assert not LAW[name].breaches()
            cursor.execute(written(statement), keys)
            assert LAW[name].breaches(), (name, statement)
    assert {name for name, _statement in BREACHES} == set(LAW) - {"ends_after_begins"}


@pytest.mark.parametrize("pair", periods(), ids=lambda pair: f"{pair[0].__name__}.{pair[2].name}")
def test_an_end_before_its_beginning_is_refused_and_would_be_reported(db: None, pair: Any) -> None:
    model, begin, end = pair
    table = model._meta.db_table
    assert held_by_constraint(model, begin.name, end.name)
    columns = f"id, {begin.column}, {end.column}"
    with unguarded(table):
        ask(f"INSERT INTO {table} ({columns}) VALUES (gen_random_uuid(), '2026-03-09', '2026-03-07')")
        assert (f"{model.__name__}.{end.name}",) in {row[:1] for row in LAW["ends_after_begins"].breaches()}


def test_every_end_has_a_beginning_that_is_watched() -> None:
    ends = {
        (model.__name__, column.name)
        for model in our_tables()
        for column in model._meta.concrete_fields
        if isinstance(column, models.DateField) and ENDINGS.search(column.name)
    }
    watched = {(model.__name__, end.name) for model, _begin, end in periods()}
    assert ends - watched == set(LONE_ENDINGS)
    assert {(begin.name, end.name) for _model, begin, end in periods()} == PAIRS
