"""What people in the demo need, and what is written about it."""

from dataclasses import dataclass
from functools import cache
from random import Random

from fahrwasser.assessment.rules import area_of, need_kinds
from fahrwasser.demo.data import read

PROTECTED = "protected"  # needs that only level-2 files of the demo have


@dataclass(frozen=True)
class Story:
    """One need of ``needs.yaml``: how often, for whom, and the words for enquiry, contacts and plan."""

    code: str
    weight: int
    concern: str
    words: str
    partner: str
    notes: tuple[dict[str, str], ...]
    network: str
    goal: str
    anchors: tuple[str, str, str, str, str]
    measure: dict[str, str]
    task: dict[str, str]
    condition: str = ""

    @property
    def area(self) -> str:
        return area_of(self.code)

    @property
    def urgency(self) -> str:
        return need_kinds()[self.code].urgency


@cache
def stories() -> tuple[Story, ...]:
    return tuple(_story(dict(entry)) for entry in read("needs"))


def _story(entry: dict[str, object]) -> Story:
    condition = entry.pop("for", "")
    return Story(**entry, condition=condition)  # type: ignore[arg-type]


def story(code: str) -> Story:
    return next(found for found in stories() if found.code == code)


def choose(rng: Random, count: int, traits: frozenset[str]) -> list[Story]:
    """``count`` different needs that fit the household, frequent ones first in chance."""
    pool = [found for found in stories() if found.weight and (not found.condition or found.condition in traits)]
    chosen = []
    for _ in range(count):
        found = rng.choices(pool, weights=[entry.weight for entry in pool])[0]
        pool.remove(found)
        chosen.append(found)
    return chosen


def protected(rng: Random, traits: frozenset[str]) -> list[Story]:
    """The needs of somebody who fled from violence, and two ordinary ones."""
    return [*(found for found in stories() if found.condition == PROTECTED), *choose(rng, 2, traits)]
