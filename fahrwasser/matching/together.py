"""A small set of offers for all needs of a case: few hands, no clash of times, and what stays uncovered. No database.

An exact search over needs, the one with the fewest candidates first; a branch ends as soon as it cannot become better
than the best set so far. Better is, in this order: fewer needs uncovered, fewer providers beyond those who help
already, fewer offers, better places in the order of each need. Many needs whose offers clash in time leave too many
ways to try them all: then the best of ``STEPS`` steps is given, and says that it is no more than that.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Final

from fahrwasser.offers.criteria import Hours


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that fits a need; ``place``: where it stands in the order of that need, from 1."""

    offer: str
    provider: str
    place: int
    hours: tuple[Hours, ...] = ()

    def clashes(self, other: "Candidate") -> bool:
        return any(one.clashes(two) for one in self.hours for two in other.hours)


@dataclass(frozen=True, slots=True)
class Together:
    """The best set: offer by need, in the order of the needs; the needs that no offer of the set covers."""

    chosen: Mapping[str, Candidate]
    uncovered: tuple[str, ...]
    clashing: tuple[str, ...]
    """Uncovered needs that have an offer of their own, but none whose times go with the others."""
    is_exact: bool = True
    """Whether no other set is better; otherwise not all were tried."""

    @property
    def providers(self) -> list[str]:
        return list(dict.fromkeys(candidate.provider for candidate in self.chosen.values()))


STEPS: Final = 20_000
"""Branches that are looked at: a tenth of a second; the needs of a case usually take a few hundred."""
Cost = tuple[int, int, int, int]
"""Needs left uncovered, new providers, offers, places in the order of the needs: compared in this order."""


class Bits:
    """Names as bits, so that sets of them are numbers."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def of(self, name: str) -> int:
        return 1 << self._places.setdefault(name, len(self._places))


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate with its offer and provider as bits, and the offers whose times clash with its own."""

    candidate: Candidate
    offer: int
    provider: int
    clashing: int


@dataclass(frozen=True, slots=True)
class Need:
    """The options of one need in its order, and all their offers and providers."""

    key: str
    options: tuple[Option, ...]
    offers: int
    providers: int
    first_place: int

    def is_shut(self, offers: int) -> bool:
        """Whether each of its options clashes with one of these offers."""
        return all(one.clashing & offers for one in self.options)


class Search:
    """One run of the search; ``helping``: providers who do something for the person already."""

    def __init__(self, fitting: Mapping[str, Sequence[Candidate]], helping: Set[str]) -> None:
        self.offers, self.providers = Bits(), Bits()
        self.clashing = self._clashes(fitting)
        self.helping = sum(map(self.providers.of, helping))
        needs = [self._need(key, found) for key, found in fitting.items() if found]
        self.needs = sorted(needs, key=lambda need: len(need.options))
        self.chosen: dict[str, Candidate] = {}
        self.best: dict[str, Candidate] = {}
        self.least: Cost | None = None
        self.steps = 0

    @property
    def is_exact(self) -> bool:
        return self.steps <= STEPS

    def run(self) -> dict[str, Candidate]:
        self._extend(0, 0, self.helping, 0)
        return self.best

    def _clashes(self, fitting: Mapping[str, Sequence[Candidate]]) -> dict[str, int]:
        known = {candidate.offer: candidate for found in fitting.values() for candidate in found}
        clashing = dict.fromkeys(known, 0)
        for one, two in combinations([one for one in known.values() if one.hours], 2):
            if one.clashes(two):
                clashing[one.offer] |= self.offers.of(two.offer)
                clashing[two.offer] |= self.offers.of(one.offer)
        return clashing

    def _need(self, key: str, found: Sequence[Candidate]) -> Need:
        options = tuple(
            Option(one, self.offers.of(one.offer), self.providers.of(one.provider), self.clashing[one.offer])
            for one in sorted(found, key=lambda one: one.place)
        )
        offers, providers = (reduce(or_, (getattr(one, name) for one in options)) for name in ("offer", "provider"))
        return Need(key, options, offers, providers, options[0].candidate.place)

    def _extend(self, depth: int, offers: int, providers: int, places: int) -> None:
        self.steps += 1
        bound = self._bound(depth, offers, providers, places)
        if self.least is not None and (bound >= self.least or not self.is_exact):
            return
        if depth == len(self.needs):
            self.best, self.least = dict(self.chosen), bound
            return
        need = self.needs[depth]
        for one in self._open(need, offers, providers):
            self.chosen[need.key] = one.candidate
            self._extend(depth + 1, offers | one.offer, providers | one.provider, places + one.candidate.place)
            del self.chosen[need.key]
        self._extend(depth + 1, offers, providers, places)

    def _open(self, need: Need, offers: int, providers: int) -> list[Option]:
        """Options that go with what is chosen: an offer or a provider that is there already first."""
        free = [one for one in need.options if not one.clashing & offers]
        return sorted(free, key=lambda one: (not one.offer & offers, not one.provider & providers))

    def _bound(self, depth: int, offers: int, providers: int, places: int) -> Cost:
        """What a set that begins like this costs at least; at the end, what it costs.

        A coming need stays uncovered when all its offers clash with a chosen one. One that no chosen offer fits costs
        an offer more, and a provider more where none of those who are chosen fits it; needs that share no offer or
        provider cost one each.
        """
        coming = [need for need in self.needs[depth:] if not need.is_shut(offers)]
        return (
            len(self.needs) - len(coming) - len(self.chosen),
            (providers & ~self.helping).bit_count() + _more([need.providers for need in coming], providers),
            offers.bit_count() + _more([need.offers for need in coming], offers),
            places + sum(need.first_place for need in coming),
        )


def _more(coming: Iterable[int], had: int) -> int:
    """How many more of something are needed at least, when each coming need takes one of its own set."""
    count = 0
    for ways in coming:
        if not ways & had:
            had |= ways
            count += 1
    return count


def together(fitting: Mapping[str, Sequence[Candidate]], helping: Set[str] = frozenset()) -> Together:
    """The best set for needs (by their key) with the offers that fit each; ``helping``: providers in the plan."""
    search = Search(fitting, helping)
    found = search.run()
    uncovered = tuple(need for need in fitting if need not in found)
    return Together(
        {need: found[need] for need in fitting if need in found},
        uncovered,
        tuple(need for need in uncovered if fitting[need]),
        search.is_exact,
    )
