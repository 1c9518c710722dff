"""Wording shared by the sentences of all kinds, in German and in English.

Sentences are in the language of whoever reads: ``with speaking("en"): ...``. Without it they are German.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

GERMAN: Final = "de"
ENGLISH: Final = "en"
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_language: ContextVar[str] = ContextVar("language of the sentences", default=GERMAN)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Sentences in this language (BCP 47) inside the block; German for every language but English."""
    english = language is not None and language.partition("-")[0] == ENGLISH
    before = _language.set(ENGLISH if english else GERMAN)
    try:
        yield
    finally:
        _language.reset(before)


def said(german: T, english: T) -> T:
    """The one of both that whoever reads understands."""
    return english if _language.get() is ENGLISH else german


class Both:
    """A text in both languages; as an attribute of a class it reads as the one of the reader's language."""

    def __init__(self, german: str, english: str) -> None:
        self.german, self.english = german, english

    def __get__(self, owner: object, kind: type | None = None) -> str:
        return said(self.german, self.english)

    def __str__(self) -> str:
        return said(self.german, self.english)


class Spoken(Mapping[str, T]):
    """Entries by code, each in German and in English; it reads as those of the reader's language."""

    def __init__(self, entries: Mapping[str, tuple[T, T]]) -> None:
        self._german = {code: entry for code, (entry, _) in entries.items()}
        self._english = {code: entry for code, (_, entry) in entries.items()}

    def __getitem__(self, code: str) -> T:
        return said(self._german, self._english)[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._german)

    def __len__(self) -> int:
        return len(self._german)

    def __contains__(self, code: object) -> bool:
        return code in self._german


def day(value: date) -> str:
    """A day as people write it: 09.03.2026, 9 March 2026."""
    return _day(value, _language.get())


@lru_cache(maxsize=8_192)
def _day(value: date, language: str) -> str:
    if language == ENGLISH:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value:%d.%m.%Y}"


def listed(items: Iterable[object]) -> str:
    """``a, b und c``; empty text for nothing."""
    return _joined(items, said("und", "and"))


def either(items: Iterable[object]) -> str:
    """``a, b oder c``."""
    return _joined(items, said("oder", "or"))


def _joined(items: Iterable[object], last: str) -> str:
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def years(ages: Collection[int]) -> str:
    """Ages of several people: ``3 und 5 Jahre``."""
    single = list(ages) == [1]
    return f"{listed(ages)} {said('Jahr', 'year') if single else said('Jahre', 'years')}"


def age_span(low: int | None, high: int | None) -> str:
    """Ages with open ends: ``von 2 bis 5 Jahren``, ``ab 60 Jahren``, ``bis 6 Jahre``."""
    if low is None:
        return said(f"bis {high} Jahre", f"aged up to {high}")
    if high is None:
        return said(f"ab {low} Jahren", f"aged {low} and over")
    return said(f"von {low} bis {high} Jahren", f"aged {low} to {high}")


def children(count: int) -> str:
    if count == 1:
        return said("1 Kind", "1 child")
    return said(f"{count} Kinder", f"{count} children")


def span(low: object | None, high: object | None) -> str:
    """A range with open ends: ``ab A2``, ``bis B1``, ``A2 bis B1``."""
    if low is None:
        return said(f"bis {high}", f"up to {high}")
    if high is None:
        return said(f"ab {low}", f"from {low}")
    return said(f"{low} bis {high}", f"{low} to {high}")


def needed_words(needed: bool) -> str:
    return said("gebraucht", "needed") if needed else said("nicht gebraucht", "not needed")
