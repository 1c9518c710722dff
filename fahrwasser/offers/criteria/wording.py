"""German wording shared by the sentences of all kinds."""

from collections.abc import Collection, Iterable
from datetime import date


def day(value: date) -> str:
    """A day as people write it here: 09.03.2026."""
    return f"{value:%d.%m.%Y}"


def listed(items: Iterable[object], last: str = "und") -> str:
    """``a, b und c``; empty text for nothing."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def either(items: Iterable[object]) -> str:
    return listed(items, "oder")


def years(ages: Collection[int]) -> str:
    """Ages of several people: ``3 und 5 Jahre``."""
    unit = "Jahr" if list(ages) == [1] else "Jahre"
    return f"{listed(ages)} {unit}"


def age_span(low: int | None, high: int | None) -> str:
    """Ages with open ends: ``von 2 bis 5 Jahren``, ``ab 60 Jahren``, ``bis 6 Jahre``."""
    if low is None:
        return f"bis {high} Jahre"
    return f"ab {low} Jahren" if high is None else f"von {low} bis {high} Jahren"


def children(count: int) -> str:
    return "1 Kind" if count == 1 else f"{count} Kinder"


def span(low: object | None, high: object | None) -> str:
    """A range with open ends: ``ab A2``, ``bis B1``, ``A2 bis B1``."""
    if low is None:
        return f"bis {high}"
    if high is None:
        return f"ab {low}"
    return f"{low} bis {high}"
