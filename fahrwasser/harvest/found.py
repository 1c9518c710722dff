"""What a reader of a format found, in one shape for all formats; plain data, nothing here knows the database.

A reader never stops at a bad entry: it leaves that one out and names it in ``rejected``. ``values`` hold fields of
the models of ``offers`` by their names, only those about which the source says something; ``more`` what the source
says beyond them, in the words of HSDS 3.1. References between entries are numbers of the source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: file, line and column from 1 (0 where the format has none), and the way to the value."""

    file: str
    line: int = 0
    column: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Something about a spot that a person should know, as a German sentence."""

    spot: Spot
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to one owner alone: a schedule, a price, a paper, a capacity, a criterion. Order counts."""

    values: Values
    external_id: str = ""
    more: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundProvider:
    """An organisation; ``values``: ``name`` and fields of ``Provider``."""

    external_id: str
    values: Values
    spot: Spot
    more: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place; ``provider``: number of the organisation it belongs to, or empty."""

    external_id: str
    values: Values
    spot: Spot
    more: Values = field(default_factory=dict)
    provider: str = ""
    schedules: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class AtPlace:
    """An offer at one of its places; ``place``: number of the place."""

    place: str
    values: Values
    external_id: str = ""
    more: Values = field(default_factory=dict)
    schedules: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An offer with everything of its own.

    ``provider``: number of the organisation, or empty when the source names none. ``texts``: (field, BCP 47
    language) to text, without the main language. ``criteria``: only what the source states in fields of its own
    (``kind``, ``values``, ``strictness`` ... of ``Criterion``), never what free text seems to say.
    """

    external_id: str
    values: Values
    spot: Spot
    more: Values = field(default_factory=dict)
    provider: str = ""
    places: tuple[AtPlace, ...] = ()
    schedules: tuple[Part, ...] = ()
    costs: tuple[Part, ...] = ()
    documents: tuple[Part, ...] = ()
    capacities: tuple[Part, ...] = ()
    criteria: tuple[Part, ...] = ()
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """Everything one reading found. ``read``: entries in the source, rejected ones included.

    ``orphans``: references to something the source does not have; the entry that refers is kept. ``warnings``: gaps
    and oddities, none of which keeps an entry out (no provider, no opening hours, coordinates off the earth).
    ``rejected_ids``: numbers of rejected entries, as far as they could be read; they have not vanished.
    """

    providers: list[FoundProvider] = field(default_factory=list)
    places: list[FoundPlace] = field(default_factory=list)
    offers: list[FoundOffer] = field(default_factory=list)
    read: int = 0
    rejected: list[Told] = field(default_factory=list)
    orphans: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    rejected_ids: set[str] = field(default_factory=set)
