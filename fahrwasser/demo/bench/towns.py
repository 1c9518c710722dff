"""Many towns out of one: every row that hangs on the demo's municipality is copied, table by table, in one statement.

A copy keeps the last 26 digits of each UUIDv7 and gets a first six of its own, a time before the original's: so keys
are still UUIDv7, lie together town by town, and a foreign key is rewritten without looking anything up. Offers,
providers, code lists and what the network learned are shared by all towns. Histories are not copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString, cast

import psycopg
from django.apps import apps
from django.db.models import CharField, Field, Model, UUIDField
from psycopg import sql

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.clients.models import Client
from fahrwasser.contacts.models import Booking
from fahrwasser.deadlines.models import DeadlineRule
from fahrwasser.demo.bench.words import NEW_WORDS, new_words

FIRST_KEY = 0x017000  # the first six digits of a key of early 2020; the demo's own keys are of today
MOST_TOWNS = 12_000
SHARED = frozenset({"offers", "harvest", "upkeep", "catalogue"})
MUNICIPALITY = "SELECT id FROM accounts_organisation WHERE kind = 'municipality'"


def copied_models() -> list[type[Model]]:
    """Every table of ours that hangs on a unit or a person of the municipality, by foreign key or by bare key."""
    ours = [model for model in apps.get_models() if _is_ours(model)]
    found: set[type[Model]] = {Unit, User} | {model for model in ours if any(map(_is_bare_key, _columns(model)))}
    while more := {model for model in ours if model not in found and _targets(model) & found}:
        found |= more
    return [model for model in ours if model in found]


def _is_ours(model: type[Model]) -> bool:
    data: Any = getattr(model, "Data", None)
    shared = model._meta.app_label in SHARED or getattr(data, "retention", "") == "system_level"
    # The rules that came with the house are everybody's, and an interpreter is one person, booked once.
    shared = shared or model in (DeadlineRule, Booking)
    history = hasattr(model, "pgh_tracked_model")
    return model.__module__.startswith("fahrwasser.") and model._meta.managed and not shared and not history


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _targets(model: type[Model]) -> set[type[Model]]:
    return {cast(type[Model], field.related_model) for field in _columns(model) if field.is_relation}


def _is_bare_key(field: Field[Any, Any]) -> bool:
    return isinstance(field, UUIDField) and not field.primary_key


def copy_towns(connection: psycopg.Connection, towns: int) -> Iterator[str]:
    """Copy the town ``towns - 1`` times, and say each table that is done. Connects as the server's administrator:
    triggers, histories and foreign keys rest while the rows come in."""
    if not 1 <= towns <= MOST_TOWNS:
        raise ValueError(f"between 1 and {MOST_TOWNS} towns")
    connection.execute(
        "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'"
    )
    connection.execute("CREATE TEMP TABLE town AS SELECT n, lpad(to_hex(%s + n), 6, '0') AS key"
                       " FROM generate_series(1, %s) AS n", [FIRST_KEY, towns - 1])  # fmt: skip
    connection.execute(f"CREATE TEMP TABLE municipality AS {MUNICIPALITY}; ANALYZE town")
    _copy(connection, Organisation, set(), "o.kind = 'municipality'")
    models = copied_models()
    indexes = _take_indexes(connection)
    for model in models:
        new_words(connection, model, towns)
        _copy(connection, model, set(models), "true")
        yield model._meta.db_table
    for definition in indexes:
        connection.execute(definition)
    yield "indexes"
    connection.execute("VACUUM (ANALYZE)")


def _take_indexes(connection: psycopg.Connection) -> list[bytes]:
    """Drop every index that only makes reading faster; the statements that make them again, all at once."""
    rows = connection.execute(
        "SELECT c.oid::regclass::text, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisunique"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)"
    ).fetchall()
    for name, _definition in rows:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.strip('"'))))
    return [definition.encode() for _name, definition in rows]


COPY = sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM town CROSS JOIN {table} o {words} WHERE {which}")
WORDS = sql.SQL("JOIN word w ON w.id = o.id AND w.n = town.n")


def _copy(connection: psycopg.Connection, model: type[Model], copied: set[type[Model]], which: LiteralString) -> None:
    columns = _columns(model)
    statement = COPY.format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join([_name(field) for field in columns]),
        values=sql.SQL(", ").join([_value(model, field, copied) for field in columns]),
        words=WORDS if model in NEW_WORDS else sql.SQL(""),
        which=sql.SQL(which),
    )
    connection.execute(statement)


def _name(field: Field[Any, Any]) -> sql.Composable:
    return sql.Identifier(str(field.column))


def _value(model: type[Model], field: Field[Any, Any], copied: set[type[Model]]) -> sql.Composable:
    column = _name(field)
    moved = sql.SQL("overlay(o.{}::text PLACING town.key FROM 1 FOR 6)::uuid").format(column)
    if field.primary_key or _is_bare_key(field) or field.related_model in copied:
        return moved
    if field.related_model is Organisation:
        belongs = sql.SQL("CASE WHEN o.{} IN (SELECT id FROM municipality) THEN {} ELSE o.{} END")
        return belongs.format(column, moved, column)
    if model is Client and field.column == "sound_keys":  # a trigger writes them, and triggers rest here
        return sql.SQL("fw.sound_keys(w.name_words)")
    if field.column in NEW_WORDS.get(model, ()):
        return sql.SQL("w.{}").format(column)
    if field.unique and isinstance(field, CharField):
        return sql.SQL("town.n || '.' || o.{}").format(column)
    return sql.SQL("o.{}").format(column)
