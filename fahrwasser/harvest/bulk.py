"""Many rows at once: new ones by COPY, changed ones by COPY into a table beside and one UPDATE."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

Values = Mapping[str, Any]


@cache
def columns(model: type[models.Model]) -> tuple[Any, ...]:
    """Fields that are written; generated ones are not."""
    return tuple(field for field in model._meta.concrete_fields if not field.generated)


def insert(model: type[models.Model], rows: Collection[Values]) -> None:
    """New rows; what a row does not say has its default."""
    if rows:
        _copy(model._meta.db_table, columns(model), rows)


def update(model: type[models.Model], rows: Collection[Values], names: Sequence[str]) -> None:
    """Set these fields of rows that exist; each row has its ``id`` and all of ``names``."""
    if not rows:
        return
    fields = [field for field in columns(model) if field.attname in ("id", *names)]
    table, beside = sql.Identifier(model._meta.db_table), sql.Identifier("harvest_beside")
    listed = [sql.Identifier(field.column) for field in fields]
    pairs = sql.SQL(", ").join(sql.SQL("{0} = {1}.{0}").format(one, beside) for one in listed)
    like = sql.SQL("CREATE TEMPORARY TABLE {} AS SELECT {} FROM {} WITH NO DATA")
    _run(like.format(beside, sql.SQL(", ").join(listed), table))
    _copy("harvest_beside", fields, rows)
    _run(sql.SQL("UPDATE {0} SET {1} FROM {2} WHERE {0}.id = {2}.id").format(table, pairs, beside))
    _run(sql.SQL("DROP TABLE {}").format(beside))


def _run(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _copy(table: str, fields: Sequence[Any], rows: Collection[Values]) -> None:
    listed = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)
    cells = [(field.attname, field.get_default, isinstance(field, models.JSONField)) for field in fields]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_cell(row, *cell) for cell in cells])


def _cell(row: Values, name: str, default: Callable[[], Any], is_json: bool) -> Any:
    """The value as the driver takes it; everything else was made fit when the row was planned."""
    value = row[name] if name in row else default()
    return Jsonb(value) if is_json else value
