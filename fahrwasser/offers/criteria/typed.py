"""Values of criteria as people type them, one entry a line, and back into what is stored."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from fahrwasser.offers.criteria.fields import FieldType
from fahrwasser.offers.criteria.vocabulary import PLACES, WEEKDAYS, place_name

HOURS: Final = re.compile(r"(?P<days>[^\d]+?)\s*(?P<start>\d{1,2}[:.]\d{2})\s*(?:–|-|bis)\s*(?P<end>\d{1,2}[:.]\d{2})")
DAY_RANGE: Final = re.compile(r"^(\w\w)\s*(?:–|-|bis)\s*(\w\w)$")
DAYS: Final = tuple(WEEKDAYS)
CODES_OF_PLACES: Final = {name.casefold(): code for code, name in PLACES.items()}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def place_code(words: str) -> str:
    """The code of a place of the catalogue, or the words themselves."""
    return CODES_OF_PLACES.get(words.casefold(), words)


def texts_read(text: str, known: Any) -> list[str]:
    return [place_code(line) for line in lines(text)]


def texts_shown(value: Iterable[str]) -> str:
    return "\n".join(map(place_name, value))


def named_read(text: str, known: Any) -> dict[str, str]:
    """Words with a code: the one they had, that of a place, or one made of the words."""
    codes = {words: code for code, words in known.items()} if isinstance(known, Mapping) else {}
    return {codes.get(line) or CODES_OF_PLACES.get(line.casefold()) or _slug(line): line for line in lines(text)}


def named_shown(value: Mapping[str, str]) -> str:
    return "\n".join(value.values())


def _slug(words: str) -> str:
    return re.sub(r"\W+", "_", words.casefold()).strip("_")


def minutes_read(text: str, known: Any) -> dict[str, Any]:
    """``Horrem: 22``; what is no number stays as typed, for the check to name."""
    pairs = (line.rpartition(":") for line in lines(text))
    return {place_code(place.strip()): _number(minutes.strip()) for place, _, minutes in pairs}


def minutes_shown(value: Mapping[str, int]) -> str:
    return "\n".join(f"{place_name(place)}: {minutes}" for place, minutes in value.items())


def _number(words: str) -> int | str:
    return int(words) if re.fullmatch(r"[0-9]{1,5}", words) else words


def windows_read(text: str, known: Any) -> list[dict[str, Any]]:
    """``Mo, Mi 09:00–12:00`` or ``Mo–Fr 9:00-12:00``; a line that is none of it stays empty, for the check to name."""
    return [_window(line) for line in lines(text)]


def _window(line: str) -> dict[str, Any]:
    found = HOURS.match(line)
    if found is None:
        return {}
    days = [day for part in re.split(r",|\bund\b", found["days"]) for day in _days(part.strip(" .").casefold())]
    return {"days": days, "from": _clock(found["start"]), "to": _clock(found["end"])}


def _days(words: str) -> list[str]:
    span = DAY_RANGE.match(words)
    if span and span[1] in DAYS and span[2] in DAYS:
        return list(DAYS[DAYS.index(span[1]) : DAYS.index(span[2]) + 1])
    return [words] if words else []


def _clock(words: str) -> str:
    return words.replace(".", ":").zfill(5)


def windows_shown(value: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{', '.join(WEEKDAYS[day] for day in window['days'])} {window['from']}–{window['to']}" for window in value
    )


READ: Final[Mapping[FieldType, Callable[[str, Any], Any]]] = {
    FieldType.TEXTS: texts_read,
    FieldType.NAMED: named_read,
    FieldType.MINUTES: minutes_read,
    FieldType.WINDOWS: windows_read,
}
"""Typed lines to values; the second argument is what was stored before."""
SHOWN: Final[Mapping[FieldType, Callable[[Any], str]]] = {
    FieldType.TEXTS: texts_shown,
    FieldType.NAMED: named_shown,
    FieldType.MINUTES: minutes_shown,
    FieldType.WINDOWS: windows_shown,
}
HINTS: Final[Mapping[FieldType, str]] = {
    FieldType.TEXTS: "Ein Eintrag je Zeile.",
    FieldType.NAMED: "Ein Eintrag je Zeile, in Worten.",
    FieldType.MINUTES: "Ein Ort je Zeile, mit den Minuten: Horrem: 22",
    FieldType.WINDOWS: "Eine Zeile je Zeit: Mo, Mi 09:00–12:00 oder Mo–Fr 09:00–12:00",
}
