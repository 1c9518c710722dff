"""What must differ from town to town: were all copies alike, one name and one telephone would be everybody's."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db.models import Model
from psycopg import sql

from fahrwasser.clients.actions import fold_names
from fahrwasser.clients.models import Client, SafeChannel
from fahrwasser.clients.names import phone_key
from fahrwasser.demo.bench.names import Names

Row = tuple[Any, ...]


def _person(names: Names, old: dict[str, Any]) -> Row:
    exact = old["birth_date"] and old["birth_precision"] == Client.Precision.DAY
    born = old["birth_date"] + names.days() if exact else old["birth_date"]
    family = old["last_name"] and names.last()
    person = Client(first_name=names.first(), last_name=family, birth_date=born, birth_precision=old["birth_precision"])
    fold_names(person)
    return tuple(getattr(person, column) for column in NEW_WORDS[Client])


def _channel(names: Names, old: dict[str, Any]) -> Row:
    phone = old["phone"] and f"0151 {names.digits(8)}"
    return phone, phone_key(phone), old["address"] and f"{names.last()}weg {names.digits(2)}"


NEW_WORDS: dict[type[Model], tuple[str, ...]] = {
    Client: ("first_name", "last_name", "called_name", "own_form", "other_names", "birth_date", "birth_precision",
             "search_key", "name_words", "name_keys"),
    SafeChannel: ("phone", "phone_key", "address"),
}  # fmt: skip
INVENT: dict[type[Model], Callable[[Names, dict[str, Any]], Row]] = {Client: _person, SafeChannel: _channel}


def new_words(connection: psycopg.Connection, model: type[Model], towns: int) -> None:
    """Fill the table ``word`` with a line for every row and town, for models that need new words."""
    if model not in NEW_WORDS:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, NEW_WORDS[model]))
    table = sql.Identifier(model._meta.db_table)
    empty = sql.SQL("CREATE TEMP TABLE word AS SELECT 0 AS n, id, {} FROM {} WHERE false")
    connection.execute("DROP TABLE IF EXISTS word")
    connection.execute(empty.format(columns, table))
    old = connection.execute(sql.SQL("SELECT id, {} FROM {}").format(columns, table)).fetchall()
    with connection.cursor() as cursor, cursor.copy("COPY word FROM STDIN") as copy:
        for row in _invented(model, old, towns):
            copy.write_row(row)
    connection.execute("ANALYZE word")


def _invented(model: type[Model], old: list[Row], towns: int) -> Iterator[Row]:
    named = [(row[0], dict(zip(NEW_WORDS[model], row[1:], strict=True))) for row in old]
    for town in range(1, towns):
        names = Names(town)
        for key, values in named:
            yield town, key, *INVENT[model](names, values)
