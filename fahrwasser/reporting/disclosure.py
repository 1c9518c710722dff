"""Disclosure control: small cells are not shown, and cannot be computed from what is shown."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Controlled(Generic[Key]):
    """Counts that may be shown, and the keys that are merged into one group without a figure.

    With a known total, ``hidden`` is empty or holds at least two keys that together count at least the threshold:
    whoever subtracts all shown counts from the total learns of no smaller group.
    """

    shown: dict[Key, int]
    hidden: frozenset[Key]


def control(counts: Mapping[Key, int], threshold: int, *, total_known: bool) -> Controlled[Key]:
    """Primary suppression of counts below ``threshold``, zeros too; with a known total complementary suppression.

    ``total_known`` says whether the sum of all counts stands anywhere near. Complementary means: the next smallest
    counts go too, until the rest gives nothing away; when that is never so, nothing is shown.
    """
    rising = sorted(counts, key=lambda key: (counts[key], str(key)))
    hidden = [key for key in rising if counts[key] < threshold]
    rest = rising[len(hidden) :]
    while total_known and hidden and rest and (len(hidden) < 2 or sum(counts[key] for key in hidden) < threshold):
        hidden.append(rest.pop(0))
    return Controlled({key: counts[key] for key in counts if key in set(rest)}, frozenset(hidden))
