"""How fast the scalar engine compares, in pairs of need and offer per second, beside a bare loop of the same run."""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from fahrwasser.matching.rules import OfferFacts, evaluate_offer
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, German, Residence, Row
from fahrwasser.offers.criteria.vocabulary import LEVELS

SIZES = {"one need, a town": (1, 44), "a hundred needs, a town": (100, 64), "a thousand needs, a district": (1000, 500)}
PAIRS_AT_MOST = 40_000
"""Pairs that are really compared; a larger size is measured on an even sample of its needs."""
DAY = date(2026, 3, 9)
DISTRICTS = ("horrem", "delhoven", "zons", "nievenheim", "hackenbroich")


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: pairs compared, seconds they took, and seconds of an empty loop over as many pairs."""

    name: str
    needs: int
    offers: int
    pairs: int
    seconds: float
    bare_seconds: float

    @property
    def pairs_per_second(self) -> float:
        return self.pairs / self.seconds

    @property
    def times_slower(self) -> float:
        """How many bare steps of a loop one explained comparison costs."""
        return self.seconds / self.bare_seconds


def person(number: int) -> Facts:
    """An invented person; every seventh fact is missing, so that all three values occur."""
    born = date(1975, 1, 1) + timedelta(days=97 * number % 10_000)
    return Facts(
        residence=Fact(Residence("family_reunification"), "Titel", DAY) if number % 7 else None,
        birth_date=Fact(born, "Ausweis", DAY),
        german=Fact(German(LEVELS[number % len(LEVELS)]), OWN_WORDS, DAY) if (number + 2) % 7 else None,
        languages=Fact(frozenset({("ar", "uk", "ti")[number % 3]}), OWN_WORDS, DAY),
        district=Fact(DISTRICTS[number % len(DISTRICTS)], OWN_WORDS, DAY),
        children=Fact((DAY - timedelta(days=400 * (number % 12)),), OWN_WORDS, DAY) if (number + 4) % 7 else None,
        dangerous_places=Fact(frozenset(), OWN_WORDS, DAY),
        unwanted=Fact(frozenset(), OWN_WORDS, DAY),
        need_deadline=Fact(DAY + timedelta(days=number % 90), "Bedarf", DAY),
    )


def offer(number: int) -> tuple[OfferFacts, list[Row]]:
    """An invented offer with five conditions, beside those every offer has."""
    district = DISTRICTS[number % len(DISTRICTS)]
    facts = OfferFacts(
        id=str(number), name=f"Angebot {number}", provider=f"Träger {number % 20}", kind="language_course",
        kind_name="Sprachkurs", district=district, languages=frozenset({"de"}),
        capacity={"state": "frei", "confirmed_on": DAY.isoformat(), "stale_after_days": 30},
    )  # fmt: skip
    return facts, [
        Row("german_level", {"from": LEVELS[number % 5], "to": "B1"}),
        Row("childcare", {"offered": bool(number % 2)}),
        Row("district", {"districts": [district, DISTRICTS[(number + 1) % len(DISTRICTS)]]}),
        Row("age", {"who": "person", "from": 18}),
        Row("service_language", {"languages": ["de", "ar"], "interpreting": bool(number % 3)}),
    ]


def measure(name: str, needs: int, offers: int) -> Measured:
    """Compare an even sample of needs with all offers."""
    directory = [offer(number) for number in range(offers)]
    people = [person(number) for number in range(min(needs, max(1, PAIRS_AT_MOST // offers)))]
    began = perf_counter()
    for facts in people:
        for known, rows in directory:
            evaluate_offer(known, rows, facts, DAY)
    seconds = perf_counter() - began
    began = perf_counter()
    for facts in people:
        for known, rows in directory:
            _ = facts, known, rows
    return Measured(name, needs, offers, len(people) * offers, seconds, perf_counter() - began)


def all_sizes() -> Iterator[Measured]:
    for name, (needs, offers) in SIZES.items():
        yield measure(name, needs, offers)


def peak_megabytes() -> float:
    """Largest memory this process has held so far, in megabytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
