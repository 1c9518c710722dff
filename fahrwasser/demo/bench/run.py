"""One size after the other: load, measure, drop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import psycopg
from psycopg import sql

from fahrwasser.demo.bench import databases
from fahrwasser.demo.bench import silence as messages
from fahrwasser.demo.bench.measure import BLOCKS, Measured, add_block, open_cases, the_worker
from fahrwasser.demo.bench.silence import Compared
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
    measured: dict[str, Measured] = field(default_factory=dict)


def run(sizes: list[int], *, keep: bool, pairs: int, say: Say) -> tuple[list[Size], list[Compared]]:
    """Everything at every size; then ``pairs`` rounds of messages in the smallest. Expects the base database."""
    loaded = {databases.name_of(size): _loaded(size, say) for size in sizes}
    for block in range(BLOCKS):
        say(f"block {block + 1} of {BLOCKS}")
        for name, size in loaded.items():
            with databases.connected("fw_app", name):
                add_block(size.measured)
    silence = _silence(next(iter(loaded)), pairs)
    for name in () if keep else loaded:
        databases.drop(name)
    return list(loaded.values()), silence


def _silence(name: str, pairs: int) -> list[Compared]:
    with databases.connected("fw_owner", name):
        names = messages.names()
    with databases.connected("fw_app", name):
        return messages.measure(names, pairs)


def _loaded(size: int, say: Say) -> Size:
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
        own = open_cases(the_worker())
    return Size(clients, cases, towns, own, seconds, databases.megabytes(name))


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 0
