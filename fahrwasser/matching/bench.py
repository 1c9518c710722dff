"""How fast both forms of the engine compare, in explained pairs of need and offer per second."""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from fahrwasser.matching.bulk import Engine, Population, bulk_offer
from fahrwasser.matching.rules import OfferFacts, evaluate_offer
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, German, Residence, Row
from fahrwasser.offers.criteria.vocabulary import LEVELS

SIZES = {"a town": (1_000, 200), "a district": (100_000, 5_000), "the Land": (1_000_000, 20_000)}
SAMPLE = 40_000
"""Pairs that the scalar form is measured on."""
CODES = 70
"""Needs of different kinds; an offer serves one of them."""
DAY = date(2026, 3, 9)
DISTRICTS = ("horrem", "delhoven", "zons", "nievenheim", "hackenbroich")


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: pairs that were compared, seconds for taking in needs, for the pairs, and for one scalar pair."""

    name: str
    needs: int
    offers: int
    pairs: int
    taking_in: float
    seconds: float
    scalar_pair: float
    megabytes: float

    @property
    def pairs_per_second(self) -> float:
        return self.pairs / self.seconds

    @property
    def times_faster(self) -> float:
        """How many pairs the bulk form explains while the scalar form explains one."""
        return self.scalar_pair * self.pairs_per_second


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


def scalar_pair(needs: int, offers: int) -> float:
    """Seconds that the scalar form takes for one pair, with its sentences; on an even sample."""
    directory = [offer(number) for number in range(min(offers, SAMPLE))]
    people = [person(number) for number in range(max(1, min(needs, SAMPLE // len(directory))))]
    began = perf_counter()
    for facts in people:
        for known, rows in directory:
            for check in evaluate_offer(known, rows, facts, DAY).results:
                _ = check.result.sentence
    return (perf_counter() - began) / len(people) / len(directory)


def measure(name: str, needs: int, offers: int) -> Measured:
    """All needs against all offers that serve them, in one process."""
    directory = []
    for number in range(offers):
        known, rows = offer(number)
        directory.append(bulk_offer(known, {_code(number)}, rows, DAY))
    began = perf_counter()
    population = Population(directory, DAY)
    for number in range(needs):
        population.add(_code(number), person(number))
    taken_in = perf_counter()
    pairs = sum(len(block.masks) for block in Engine(directory, population).blocks())
    done = perf_counter()
    return Measured(
        name, needs, offers, pairs, taken_in - began, done - taken_in, scalar_pair(needs, offers), peak_megabytes()
    )


def _code(number: int) -> str:
    return f"LA{number % CODES:02}.1"


def all_sizes() -> Iterator[Measured]:
    for name, (needs, offers) in SIZES.items():
        yield measure(name, needs, offers)


def peak_megabytes() -> float:
    """Largest memory this process has held so far, in megabytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
