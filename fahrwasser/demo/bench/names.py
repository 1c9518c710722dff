"""Invented names for a hundred thousand people: common first names, many family names, nobody real."""

from datetime import timedelta
from functools import cache
from random import Random

from fahrwasser.demo.data import read

STARTS = ("Al", "Ba", "Be", "Da", "El", "Fa", "Ga", "Ha", "Ja", "Ka", "Ko", "La", "Ma", "Mi", "Na", "Ni", "Ra", "Sa",
          "Se", "So", "Ta", "To", "Va", "Wa", "Ya", "Za")  # fmt: skip
MIDDLES = ("b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "z", "mm", "nn", "rd", "st")
ENDS = ("adi", "ami", "an", "ari", "asch", "eh", "enko", "er", "escu", "i", "ic", "in", "oglu", "ou", "ov", "uri")


@cache
def _first_names() -> list[str]:
    tongues = read("people")["languages"]
    return sorted({name for tongue in tongues for kind in ("f", "m", "child") for name in tongue[kind]})


class Names:
    """The same seed gives the same names."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)  # noqa: S311  no secret

    def first(self) -> str:
        return self._rng.choice(_first_names())

    def last(self) -> str:
        return "".join(map(self._rng.choice, (STARTS, MIDDLES, ENDS)))

    def digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def days(self) -> timedelta:
        """How far to move a date of birth."""
        return timedelta(days=self._rng.randrange(-900, 900))
