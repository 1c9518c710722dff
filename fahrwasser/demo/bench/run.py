"""One size after the other: load, measure, drop."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import psycopg
from psycopg import sql

from fahrwasser.demo.bench import databases
from fahrwasser.demo.bench.measure import Measured, all_acts, open_cases, the_worker
from fahrwasser.demo.bench.towns import copy_towns

Say = Callable[[str], object]


@dataclass(frozen=True)
class Size:
    """One size as it was really loaded: rows of clients and cases, seconds of loading, megabytes on the disk."""

    clients: int
    cases: int
    towns: int
    own_cases: int
    seconds: float
    megabytes: int
    measured: dict[str, Measured]


def run(sizes: list[int], *, keep: bool, say: Say) -> list[Size]:
    databases.build_base()
    found = [_one(size, keep=keep, say=say) for size in sizes]
    databases.drop(databases.BASE)
    return found


def _one(size: int, *, keep: bool, say: Say) -> Size:
    name = databases.name_of(size)
    databases.copy_base(name)
    start = perf_counter()
    with databases.admin(name) as connection:
        towns = max(1, round(size / _count(connection, "clients_client")))
        for table in copy_towns(connection, towns):
            say(f"{name}: {table} {perf_counter() - start:.0f} s")
        clients, cases = _count(connection, "clients_client"), _count(connection, "cases_case")
    seconds = perf_counter() - start
    with databases.connected("fw_app", name):
        own, measured = open_cases(the_worker()), all_acts()
    found = Size(clients, cases, towns, own, seconds, databases.megabytes(name), measured)
    if not keep:
        databases.drop(name)
    return found


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 0
