"""Rows of the demo before they are written: by writer, so that the history names the right person."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from fahrwasser.accounts.models import User
from fahrwasser.core.acting import acting_as


class Shelf:
    """Collects new rows and writes them in bulk, each in the name of whoever is said to have written it."""

    def __init__(self) -> None:
        self._rows: dict[User, dict[type[Model], list[Model]]] = {}

    def add(self, by: User, rows: Iterable[Model]) -> None:
        tables = self._rows.setdefault(by, defaultdict(list))
        for row in rows:
            tables[type(row)].append(row)

    def save(self) -> None:
        for by, tables in self._rows.items():
            with acting_as(by.pk):
                for model, rows in tables.items():
                    model._default_manager.bulk_create(rows)
