"""Our columns and the properties of HSDS: one table per entity, used in both directions.

What a column cannot hold exactly as it came stays in ``more`` beside it, and goes out again as it came for as long as
the column still says the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from fahrwasser.offers.hsds.addresses import plain
from fahrwasser.offers.hsds.schema import EMAIL, is_fitting, properties

Raw = Mapping[str, Any]
Reads = Callable[[Any], Any]
"""Raises ``ValueError`` with a German sentence."""

WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
BYDAY = re.compile(r"[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))*")
STATUS: Final[Mapping[str, str]] = {
    "active": "active",
    "temporarily closed": "paused",
    "inactive": "paused",
    "defunct": "ended",
}
SMALL: Final = 32767  # what a small whole number of the database holds


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its property; ``at`` such as ``phones.number`` is that property of the first entry of a list."""

    name: str
    at: str
    reads: Reads
    writes: Callable[[Any], Any] = lambda value: value

    def path(self) -> tuple[str, str]:
        """The property at the top, and the one inside the first entry of its list (or empty)."""
        outer, _, inner = self.at.partition(".")
        return outer, inner


@dataclass(frozen=True, slots=True)
class Taken:
    """What of an entry goes into columns (``values``), what stays beside them, and what was wrong with a property."""

    values: dict[str, Any]
    more: dict[str, Any]
    problems: list[tuple[str, str]]


def text(longest: int = 0) -> Reads:
    """A text; ``longest`` in characters, 0 for no limit."""

    def reads(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError("Erwartet wird ein Text.")
        words = str(value)
        if longest and len(words) > longest:
            raise ValueError(f"Der Text ist länger als {longest} Zeichen.")
        return words

    return reads


def web(value: Any) -> str:
    words: str = text(500)(value).strip()
    if not WEB.fullmatch(words):
        words = f"https://{words}"
        if not re.fullmatch(r"https://[\w-]+(\.[\w-]+)+(/\S*)?", words):
            raise ValueError("Das ist keine Internetadresse.")
    return words


def email(value: Any) -> str:
    words: str = text(200)(value).strip()
    if not EMAIL.fullmatch(words):
        raise ValueError("Das ist keine E-Mail-Adresse.")
    return words


def day(value: Any) -> date:
    """``2026-03-09``, with or without a time, or ``09.03.2026``."""
    words = text()(value).strip()
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", words)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return datetime.fromisoformat(words).date() if len(words) > 10 else date.fromisoformat(words)
    except ValueError:
        raise ValueError("Das ist kein Datum (Jahr-Monat-Tag).") from None


def clock(value: Any) -> time:
    try:
        return time.fromisoformat(text()(value).strip()).replace(tzinfo=None, microsecond=0)
    except ValueError:
        raise ValueError("Das ist keine Uhrzeit.") from None


def number(low: float, high: float) -> Reads:
    def reads(value: Any) -> float:
        return float(_decimal(value, low, high))

    return reads


def whole(value: Any) -> int:
    found = _decimal(value, 0, SMALL)
    if found != int(found):
        raise ValueError("Erwartet wird eine ganze Zahl.")
    return int(found)


def money(value: Any) -> Decimal:
    return round(_decimal(value, 0, 99_999_999), 2)


def _decimal(value: Any, low: float, high: float) -> Decimal:
    words = text()(value).strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,18})?([eE]-?\d)?", words):
        raise ValueError("Das ist keine Zahl.")
    found = Decimal(words)
    if not low <= found <= high:
        raise ValueError(f"Die Zahl liegt nicht zwischen {low:g} und {high:g}.")
    return found


def word(allowed: Mapping[str, str], unknown: str) -> Reads:
    """One of a few words, in whatever case; ``allowed``: theirs to ours."""

    def reads(value: Any) -> str:
        found = allowed.get(text()(value).strip().lower())
        if found is None:
            raise ValueError(unknown)
        return found

    return reads


def days(value: Any) -> str:
    words = re.sub(r"\s", "", text(60)(value)).upper()
    if not BYDAY.fullmatch(words):
        raise ValueError("Das sind keine Wochentage (MO, TU, WE, TH, FR, SA, SU).")
    return words


def amount(value: Any) -> int | float:
    """A number for JSON: whole where it is."""
    return int(value) if value == int(value) else float(value)


def _iso(value: Any) -> str:
    return str(value.isoformat())


def _same(*names: str) -> Mapping[str, str]:
    return {name: name for name in names}


OWN_STATUS: Final = {"active": "active", "paused": "temporarily closed", "ended": "defunct"}

PROVIDER: Final = (
    Column("name", "name", text(200)),
    Column("summary", "description", text()),
    Column("email", "email", email),
    Column("website", "website", web, plain),
    Column("phone", "phones.number", text(60)),
)
PLACE: Final = (
    Column("name", "name", text(300)),
    Column("kind", "location_type", word(_same("physical", "postal", "virtual"), "Diese Art von Ort gibt es nicht.")),
    Column("getting_there", "transportation", text()),
    Column("latitude", "latitude", number(-90, 90), amount),
    Column("longitude", "longitude", number(-180, 180), amount),
    Column("street", "addresses.address_1", text(200)),
    Column("postcode", "addresses.postal_code", text(20)),
    Column("town", "addresses.city", text(100)),
    Column("accessibility", "accessibility.description", text()),
)
OFFER: Final = (
    Column("name", "name", text(200)),
    Column("summary", "description", text()),
    Column("website", "url", web, plain),
    Column("email", "email", email),
    Column("status", "status", word(STATUS, "Diesen Stand gibt es nicht."), lambda value: OWN_STATUS[value]),
    Column("application", "application_process", text()),
    Column("cost", "fees_description", text(300)),
    Column("eligibility", "eligibility_description", text()),
    Column("verified_on", "assured_date", day, _iso),
    Column("alert", "alert", text()),
    Column("phone", "phones.number", text(60)),
)
AT_PLACE: Final = (Column("summary", "description", text()),)
SCHEDULE: Final = (
    Column("valid_from", "valid_from", day, _iso),
    Column("valid_to", "valid_to", day, _iso),
    Column("starts_on", "dtstart", day, _iso),
    Column("until", "until", day, _iso),
    Column(
        "freq", "freq", word({"weekly": "WEEKLY", "monthly": "MONTHLY"}, "Nur wöchentlich und monatlich sind bekannt.")
    ),
    Column("interval", "interval", whole),
    Column("byday", "byday", days),
    Column("description", "description", text()),
    Column("opens_at", "opens_at", clock, _iso),
    Column("closes_at", "closes_at", clock, _iso),
)
COST: Final = (
    Column("valid_from", "valid_from", day, _iso),
    Column("valid_to", "valid_to", day, _iso),
    Column("option", "option", text()),
    Column("currency", "currency", text(3)),
    Column("amount", "amount", money, amount),
    Column("description", "amount_description", text()),
)
DOCUMENT: Final = (
    Column("name", "document", text()),
    Column("website", "uri", web, plain),
)


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def take(columns: tuple[Column, ...], raw: Raw) -> Taken:
    """Read an entry: values for the columns, and in ``more`` everything a column does not hold exactly."""
    taken = Taken({}, {name: value for name, value in raw.items() if value is not None and value != ""}, [])
    for column in columns:
        outer, inner = column.path()
        value = _first(raw.get(outer), inner) if inner else raw.get(outer)
        if is_empty(value):
            continue
        try:
            taken.values[column.name] = read = column.reads(value)
        except ValueError as error:
            taken.problems.append((column.at, str(error)))
            continue
        if not inner and column.writes(read) == value:
            taken.more.pop(outer, None)
    return taken


def _first(entries: Any, name: str) -> Any:
    return entries[0].get(name) if isinstance(entries, list) and entries and isinstance(entries[0], Mapping) else None


def give(columns: tuple[Column, ...], values: Raw, more: Raw, entity: str) -> dict[str, Any]:
    """The entry again: what stands in the columns, and beside it what they do not hold."""
    out = dict(more)
    for column in columns:
        outer, inner = column.path()
        if inner:
            _give_first(out, outer, inner, column, values[column.name])
            continue
        given = _given(column, values[column.name], more.get(outer), properties(entity).get(outer, {}))
        if given is None:
            out.pop(outer, None)
        else:
            out[outer] = given
    return out


def _given(column: Column, value: Any, raw: Any, spec: Raw) -> Any:
    """The source's own words while the column says the same or never could, else the column's; ``None`` for neither."""
    try:
        said = None if is_empty(raw) else column.reads(raw)
    except ValueError:
        return raw if is_empty(value) else column.writes(value)
    if is_empty(value):
        return None
    return raw if said == value and is_fitting(spec, raw) else column.writes(value)


def _give_first(out: dict[str, Any], outer: str, inner: str, column: Column, value: Any) -> None:
    """Set a property of the first entry of a list; an entry of which nothing but its number is left goes."""
    entries = [dict(entry) for entry in out.get(outer) or [] if isinstance(entry, Mapping)]
    first = entries[0] if entries else {}
    given = _given(column, value, first.get(inner), {"type": "string"})
    if given is None:
        first.pop(inner, None)
    else:
        first[inner] = given
    rest = entries[1:]
    out[outer] = [first, *rest] if first.keys() - {"id"} else rest
    if not out[outer]:
        del out[outer]
