"""Finding dates in the text of a German letter. They are proposals with their passage, never more. No Django."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "dezember",
)  # fmt: skip
NUMBERS = {
    "eines": 1, "einer": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "zehn": 10, "vierzehn": 14,
}  # fmt: skip
LONGEST_TEXT = 100_000  # characters that are looked through
MOST = 20  # proposals of one letter
AROUND = 90  # characters of the passage on either side
AHEAD = timedelta(days=366 * 3)

DAY = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d.]*\d)")
NAMED_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})\.\s+({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
PERIOD = re.compile(
    rf"(?:binnen|innerhalb)\s+(?:von\s+)?(\d{{1,2}}|{'|'.join(NUMBERS)})\s+(Tag|Woche|Monat)(?:e[ns]?|s|n)?\b"
    r"(?:\s+(?:nach|ab|seit)\s+\w+)?",
    re.IGNORECASE,
)
HOUR = re.compile(r"^[^.;]{0,30}?\bum\s+(\d{1,2})(?::|\.)?(\d{2})?\s*Uhr", re.IGNORECASE)
MEETING = re.compile(r"\b(?:Termin|Vorsprache|vorsprechen|Einladung|laden|Gespräch|erscheinen)\b", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:bis|spätestens|Frist|fällig|Ablauf|endet|vor dem)\b", re.IGNORECASE)

DUE = re.compile(r"\s*(?:fällig|zu zahlen|einzureichen|vorzulegen)\b", re.IGNORECASE)


class Kind(StrEnum):
    DEADLINE = "deadline"
    APPOINTMENT = "appointment"
    OTHER = "other"


@dataclass(frozen=True)
class Found:
    """A date in a text. ``before``, ``passage`` and ``after`` are the text around it; ``at`` only of an appointment.

    ``counted``: the day does not stand there, it is counted from the day of receipt.
    """

    kind: Kind
    day: date
    before: str
    passage: str
    after: str
    at: time | None = None
    counted: bool = False


def find(text: str, received_on: date) -> list[Found]:
    """Dates from the day of receipt on, deadlines and appointments first; the same day and kind is said once."""
    words = re.sub(r"\s+", " ", text[:LONGEST_TEXT])
    found = [*_written(words, received_on), *_counted(words, received_on)]
    order = list(Kind)
    there: dict[tuple[Kind, date], Found] = {}
    for one in sorted(found, key=lambda one: (order.index(one.kind), one.day)):
        said = any((kind, one.day) in there for kind in order[:2])
        if one.kind != Kind.OTHER or not said:
            there.setdefault((one.kind, one.day), one)
    return list(there.values())[:MOST]


def _written(words: str, received_on: date) -> Iterator[Found]:
    for match in (*DAY.finditer(words), *NAMED_DAY.finditer(words)):
        day = _day(*match.groups())
        if day is None or day < received_on or day - received_on > AHEAD:
            continue
        hour = HOUR.match(words[match.end() : match.end() + 60])
        at = _time(hour) if hour else None
        yield _found(words, match.start(), match.end() + (hour.end() if hour and at else 0), day, at)


def _found(words: str, start: int, end: int, day: date, at: time | None) -> Found:
    before, after = words[max(0, start - AROUND) : start], words[end : end + AROUND]
    sentence = re.split(r"[.!?] (?=[A-ZÄÖÜ])", before)[-1]
    kind = Kind.OTHER
    if at or (MEETING.search(sentence) and not UNTIL.search(sentence)):
        kind = Kind.APPOINTMENT
    elif UNTIL.search(sentence) or DUE.match(after):
        kind = Kind.DEADLINE
    return Found(kind, day, before, words[start:end], after, at)


def _counted(words: str, received_on: date) -> Iterator[Found]:
    for match in PERIOD.finditer(words):
        number = NUMBERS.get(match[1].lower()) or (int(match[1]) if match[1].isdecimal() else 0)
        day = _after(received_on, number, match[2].lower())
        if number and day:
            start, end = match.span()
            before, after = words[max(0, start - AROUND) : start], words[end : end + AROUND]
            yield Found(Kind.DEADLINE, day, before, match[0], after, counted=True)


def _day(day: str, month: str, year: str) -> date | None:
    number = MONTHS.index(month.lower()) + 1 if month.lower() in MONTHS else 0
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number or int(month), int(day))
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time | None:
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        return None


def _after(start: date, number: int, unit: str) -> date | None:
    """§§ 187, 188 BGB: a month ends on the day of the same number, or on the last of a shorter month."""
    try:
        if unit != "monat":
            return start + timedelta(days=number * (7 if unit == "woche" else 1))
        years, month = divmod(start.month - 1 + number, 12)
        last = calendar.monthrange(start.year + years, month + 1)[1]
        return date(start.year + years, month + 1, min(start.day, last))
    except (ValueError, OverflowError):
        return None
