"""What the directory has already, for one source: a fixed number of queries, however much was read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.expressions import RawSQL

from fahrwasser.harvest import keys
from fahrwasser.harvest.plan import Model


class Known:
    """Rows of one table that came from the source, and keys that others hold."""

    def __init__(self, model: Model, source: str, rows: Iterable[Any]) -> None:
        self.model, self.source = model, source
        self.kind = str(model._meta.model_name)
        self.rows: dict[UUID, Any] = {row.pk: row for row in rows}
        self.by_number = {number: row for row in self.rows.values() if (number := getattr(row, "external_id", ""))}
        self.others: frozenset[UUID] = frozenset()
        self.given: set[UUID] = set()

    def look_up(self, wanted: Collection[tuple[str, UUID | None]]) -> None:
        """Ask once which keys of all the wanted numbers belong to somebody else."""
        asked = {key for number, owner in wanted for key in keys.candidates(self.source, self.kind, number, owner)}
        unknown = list(asked - self.rows.keys())
        held = self.model._default_manager.filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [unknown]))
        self.others = frozenset(held.values_list("pk", flat=True)) if unknown else frozenset()

    def key(self, number: str, owner: UUID | None = None) -> UUID | None:
        """The key of a number, known or new; ``None`` when it was given before, or the row is somebody else's."""
        row = self.by_number.get(number) if owner is None else None
        tried = (row.pk,) if row else keys.candidates(self.source, self.kind, number, owner)
        for key in tried:
            if key in self.rows and key not in self.given:
                self.given.add(key)
                return key
        free = next((key for key in tried if key not in self.others and key not in self.given), None)
        if free is not None:
            self.given.add(free)
        return free


def differing(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values those that the row does not have."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}
