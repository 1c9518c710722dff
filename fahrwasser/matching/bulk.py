"""All open needs against all offers: the same criteria as ``rules.evaluate_offer``, as arrays. No database.

Few people look alike, but to one criterion most do: its kind says what it sees of a person (``Kind.seen``), and of all
who look alike to it one is compared. So a condition costs as many comparisons as there are looks, whatever
the number of needs; a pair of need and offer costs one look-up for each condition of the offer. Needs and offers meet
only where the offer serves the need. Memory: two bytes or four for each need and aspect, and one chunk of pairs.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fahrwasser.matching.rules import OfferFacts, rows_in_force, serves
from fahrwasser.offers.criteria import CriterionRow, Facts, Strictness, Values
from fahrwasser.offers.criteria import kind as kind_of

Masks: TypeAlias = NDArray[np.unsignedinteger]
Aspect: TypeAlias = tuple[str, str]
"""Name of a kind and of an aspect of it."""

CHUNK: Final = 16_384
"""Needs that are compared at a time: their masks and numbers of looks fit into the cache of one core."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A mask of a pair: a bit for each condition that fails, one for each that is unclear, one for "no near miss"."""

    dtype: type[np.unsignedinteger]
    width: int

    @property
    def all(self) -> int:
        return (1 << self.width) - 1

    def masks(self, marks: NDArray[np.uint8], place: int) -> Masks:
        """Marks of the condition at that place of its offer as masks. From the last place on they share a bit, and
        what fails there is no near miss: no offer known has so many conditions."""
        shared = place >= self.width - 1
        place = min(place, self.width - 1)
        excluded = 1 << 2 * self.width
        failed = 1 << place | (excluded if shared else 0)
        table = [0, failed, 1 << place + self.width, failed | excluded]
        return np.array(table, dtype=self.dtype)[marks]


NARROW: Final = Layout(np.uint32, 15)
WIDE: Final = Layout(np.uint64, 31)


@dataclass(frozen=True, slots=True)
class Condition:
    """A must-criterion in force; ``key`` is the same for the same demand, whoever makes it."""

    kind: str
    values: Values
    aspect: str
    key: Hashable


@dataclass(frozen=True)
class BulkOffer:
    """An offer with the needs it serves and what it demands."""

    id: str
    needs: frozenset[str]
    conditions: tuple[Condition, ...]

    @property
    def layout(self) -> Layout:
        return NARROW if len(self.conditions) < NARROW.width else WIDE


def bulk_offer(offer: OfferFacts, needs: Collection[str], criteria: Iterable[CriterionRow], on: date) -> BulkOffer:
    rows = [row for row in rows_in_force(offer, criteria, on) if row.strictness == Strictness.MUST]
    return BulkOffer(offer.id, frozenset(needs), tuple(condition(row) for row in rows))


def condition(row: CriterionRow) -> Condition:
    return Condition(row.kind, row.values, kind_of(row.kind).aspect(row.values), (row.kind, frozen(row.values)))


def frozen(value: object) -> Hashable:
    """A JSON value as something that can be a key."""
    if isinstance(value, Mapping):
        return tuple(sorted((key, frozen(inner)) for key, inner in value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(frozen, value))
    return (type(value).__name__, value)


@dataclass
class Looks:
    """Everybody as one aspect sees them: each look once, with one person who has it, and the look of each need."""

    aspect: Aspect
    numbers: dict[Hashable, int] = field(default_factory=dict)
    people: list[Facts] = field(default_factory=list)
    of_needs: array[int] = field(default_factory=lambda: array("I"))

    def number(self, facts: Facts, on: date) -> int:
        kind, aspect = self.aspect
        seen = kind_of(kind).seen(facts, on, aspect)
        number = self.numbers.setdefault(seen, len(self.numbers))
        if number == len(self.people):
            self.people.append(facts)
        return number


class Population:
    """Needs with the facts of the people who have them, kept as numbers of looks; facts may go after ``add``."""

    def __init__(self, offers: Iterable[BulkOffer], on: date) -> None:
        self.on = on
        aspects = dict.fromkeys((one.kind, one.aspect) for offer in offers for one in offer.conditions)
        self.looks = {aspect: Looks(aspect) for aspect in aspects}
        self.by_code: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self.size = 0

    def add(self, code: str, facts: Facts) -> int:
        """Take in one need; its place, counted from 0."""
        for looks in self.looks.values():
            looks.of_needs.append(looks.number(facts, self.on))
        self.by_code[code].append(self.size)
        self.size += 1
        return self.size - 1


@dataclass(frozen=True, slots=True)
class Block:
    """One offer against a chunk of needs of the same code: their places, and a mask for each."""

    offer: BulkOffer
    needs: NDArray[np.uint32]
    masks: Masks

    @property
    def failed(self) -> Masks:
        """Bit by condition of the offer: it surely fails."""
        return self.masks & self._number(self.offer.layout.all)

    @property
    def unclear(self) -> Masks:
        """Bit by condition of the offer: a fact is missing, or the offer says nothing."""
        shifted: Masks = self.masks >> self._number(self.offer.layout.width)
        return shifted & self._number(self.offer.layout.all)

    @property
    def fits(self) -> NDArray[np.bool_]:
        return np.equal(self.masks, 0)

    @property
    def is_unclear(self) -> NDArray[np.bool_]:
        """Nothing fails, but something is missing."""
        nothing_fails: NDArray[np.bool_] = np.equal(self.failed, 0)
        return nothing_fails & ~self.fits

    @property
    def near_misses(self) -> NDArray[np.bool_]:
        """Exactly one must-criterion separates, and it is none that nobody should be talked out of."""
        single: NDArray[np.bool_] = np.equal(np.bitwise_count(self.failed), 1)
        allowed: NDArray[np.bool_] = np.equal(self.masks >> self._number(2 * self.offer.layout.width), 0)
        return single & allowed

    def kinds(self, mask: int) -> list[str]:
        """Kinds of the conditions whose bits are set in one mask of ``failed`` or ``unclear``."""
        return [one.kind for place, one in enumerate(self.offer.conditions) if mask >> place & 1]

    def _number(self, value: int) -> np.unsignedinteger:
        return self.offer.layout.dtype(value)


class Engine:
    """Compares a population with offers, chunk by chunk."""

    def __init__(self, offers: Sequence[BulkOffer], population: Population) -> None:
        self.offers = offers
        self.population = population
        self._marks: dict[Hashable, NDArray[np.uint8] | None] = {}

    def blocks(self) -> Iterator[Block]:
        """Every pair of a need and an offer that serves it, once."""
        for _, blocks in self.chunks():
            yield from blocks

    def chunks(self) -> Iterator[tuple[NDArray[np.uint32], Iterator[Block]]]:
        """Every need once, those of the same code together, with its blocks: one for each offer that serves it."""
        for code, places in self.population.by_code.items():
            offers = [offer for offer in self.offers if serves(offer.needs, code)]
            everybody = np.frombuffer(places, dtype=np.uint32)
            for start in range(0, len(everybody), CHUNK):
                needs = everybody[start : start + CHUNK]
                yield needs, self._chunk(needs, offers)

    def _chunk(self, needs: NDArray[np.uint32], offers: Sequence[BulkOffer]) -> Iterator[Block]:
        looks = {aspect: self._of_needs[aspect][needs].astype(np.intp) for aspect in self.population.looks}
        for offer in offers:
            masks = np.zeros(len(needs), dtype=offer.layout.dtype)
            found = np.empty_like(masks)
            for place, one in enumerate(offer.conditions):
                marks = self._marks_of(one)
                if marks is not None:
                    look = looks[one.kind, one.aspect]
                    np.take(offer.layout.masks(marks, place), look, out=found, mode="clip")
                    np.bitwise_or(masks, found, out=masks)
            yield Block(offer, needs, masks)

    @cached_property
    def _of_needs(self) -> dict[Aspect, NDArray[np.uint32]]:
        looks = self.population.looks
        return {aspect: np.frombuffer(one.of_needs, dtype=np.uint32) for aspect, one in looks.items()}

    def _marks_of(self, one: Condition) -> NDArray[np.uint8] | None:
        """The mark of each look; ``None`` where everybody meets the condition."""
        if one.key not in self._marks:
            people = self.population.looks[one.kind, one.aspect].people
            told = kind_of(one.kind).marks(one.values, people, self.population.on)
            self._marks[one.key] = np.frombuffer(told, dtype=np.uint8) if any(told) else None
        return self._marks[one.key]
