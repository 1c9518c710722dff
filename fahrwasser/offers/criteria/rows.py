"""One criterion of one offer as a row, with the days on which it holds.

A change of law or an admission stop is a new row with dates, never a change of code.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from fahrwasser.offers.criteria.base import Values


class Strictness(StrEnum):
    """Whether a failure makes the offer unsuitable."""

    MUST = "muss"
    SHOULD = "soll"


class CriterionRow(Protocol):
    """What a stored criterion looks like to the rules.

    ``kind``: name of a kind. ``values``: its validated values. ``strictness``: ``muss`` or ``soll``.
    ``valid_from`` and ``valid_to``: first and last day, ``None`` for open. ``rechtsstand``: day as of which
    somebody checked the law.
    """

    @property
    def kind(self) -> str: ...
    @property
    def values(self) -> Values: ...
    @property
    def strictness(self) -> str: ...
    @property
    def legal_basis(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def rechtsstand(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion that is not stored: implied by the offer itself, or read from a file."""

    kind: str
    values: Values = field(default_factory=dict)
    strictness: str = Strictness.MUST
    legal_basis: str = ""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    rechtsstand: date | None = None


def in_force(row: CriterionRow, on: date) -> bool:
    """Whether the row holds on that day; first and last day included."""
    return (row.valid_from or date.min) <= on <= (row.valid_to or date.max)
