"""Databases of the bench on the embedded server, beside the one that people work in."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from fahrwasser.accounts.actions import load_roles
from fahrwasser.demo.town import load
from fahrwasser.installation import apply_functions, ensure_database
from fahrwasser.pg import ADMIN, Server

BASE = "fw_bench_base"


def name_of(size: int) -> str:
    return f"fw_bench_{size}"


def admin(database: str = "postgres") -> psycopg.Connection:
    """A connection past every policy and trigger, for making databases and filling them."""
    return psycopg.connect(Server(settings.VAR).url(ADMIN, database), autocommit=True)


@contextmanager
def connected(role: str, database: str) -> Iterator[None]:
    """Everything Django does inside goes to ``database`` as ``role``."""
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict.update(USER=role, NAME=database)
    try:
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict.update(before[alias])


@contextmanager
def base() -> Iterator[None]:
    """The demo town in a database of its own, as long as sizes are made from it."""
    build_base()
    try:
        yield
    finally:
        drop(BASE)


def build_base() -> None:
    server = Server(settings.VAR)
    server.start()
    drop(BASE)
    ensure_database(server, BASE)
    with connected("fw_owner", BASE):
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            apply_functions()
            load_roles()
        load()


def copy_base(database: str) -> None:
    drop(database)
    with admin() as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER fw_owner")
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(BASE)))


def drop(database: str) -> None:
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def megabytes(database: str) -> int:
    """What the database takes on the disk."""
    with admin() as connection:
        row = connection.execute("SELECT pg_database_size(%s) / 1000000", [database]).fetchone()
    return int(row[0]) if row else 0
