"""What a reading would do to the directory: rows to write, and lines for people to read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import models

from fahrwasser.accounts.models import Organisation
from fahrwasser.harvest.found import Told
from fahrwasser.offers.models import (
    Capacity,
    CostOption,
    Criterion,
    Offer,
    OfferPlace,
    OfferText,
    Place,
    Provider,
    RequiredDocument,
    Schedule,
)  # fmt: skip

Model = type[models.Model]

ORDER: Final[tuple[Model, ...]] = (
    Organisation, Provider, Place, Offer, OfferPlace, Schedule, CostOption, RequiredDocument, Criterion, Capacity,
    OfferText,
)  # fmt: skip
"""What refers comes after what it refers to."""
LABELS: Final[Mapping[Model, str]] = {
    Organisation: "Träger", Provider: "Träger", Place: "Orte", Offer: "Angebote", OfferPlace: "Angebote an Orten",
    Schedule: "Zeiten", CostOption: "Kosten", RequiredDocument: "Unterlagen", Criterion: "Bedingungen",
    Capacity: "Kapazitäten", OfferText: "Übersetzungen",
}  # fmt: skip


@dataclass(slots=True)
class Rows:
    """Rows of one table: new ones, changed ones with what differs, and keys of those that are gone."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    gone: list[UUID] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of something known: what stands here and what the source says. ``row`` and ``field`` name the place."""

    subject: str
    label: str
    ours: Any
    theirs: Any
    row: UUID
    field: str


@dataclass(slots=True)
class Plan:
    """Everything a reading would do.

    ``added``: name and place of new offers and providers. ``kept``: differences where the words of a person stay.
    ``vanished``: offers that the source had and has no more. ``touched``: offers about which anything changes.
    """

    tables: dict[Model, Rows] = field(default_factory=lambda: {model: Rows() for model in ORDER})
    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    vanished: list[tuple[UUID, str]] = field(default_factory=list)
    rejected: list[Told] = field(default_factory=list)
    orphans: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    read: int = 0
    touched: set[UUID] = field(default_factory=set)
    offers: set[UUID] = field(default_factory=set)

    @property
    def created(self) -> int:
        return len(self.tables[Offer].new)

    @property
    def updated(self) -> int:
        return len(self.touched)

    @property
    def unchanged(self) -> int:
        return len(self.offers) - self.created - self.updated

    @property
    def writes(self) -> int:
        """Rows that carrying it out would touch."""
        return sum(len(rows.new) + len(rows.changed) + len(rows.gone) for rows in self.tables.values())

    def per_table(self) -> Iterable[tuple[str, int, int, int]]:
        """Label, new, changed and gone rows of every table with any."""
        total: dict[str, Counter[str]] = {}
        for model, rows in self.tables.items():
            if model is not Organisation:
                counts = {"new": len(rows.new), "changed": len(rows.changed), "gone": len(rows.gone)}
                total.setdefault(LABELS[model], Counter()).update(counts)
        listed = [(label, count["new"], count["changed"], count["gone"]) for label, count in total.items()]
        return [one for one in listed if any(one[1:])]
