"""Times of day as people and programs write them, and opening hours in words. No Django."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, Final

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
GERMAN: Final = dict(zip(DAYS, ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), strict=True))
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?(?:\.\d+)?\s*(Uhr|h|[ap]\.?m\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
LAST_MINUTE: Final = time(23, 59)


def parse(words: Any) -> time | None:
    """``09:30``, ``9.30 Uhr``, ``9:00am``, ``0900``, ``24:00`` (the last minute); ``None`` for anything else."""
    if isinstance(words, time):
        return words.replace(tzinfo=None)
    if not isinstance(words, str):
        return None
    text = words.strip()
    found = CLOCK.fullmatch(f"{text[:2]}:{text[2:]}" if re.fullmatch(r"\d{4}", text) else text)
    return _time(int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else None


def _time(hour: int, minute: int, half: str) -> time | None:
    if half[:1] in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if (hour, minute) == (24, 0):
        return LAST_MINUTE
    return time(hour, minute) if hour < 24 and minute < 60 else None


def schedule_words(schedules: Iterable[Mapping[str, Any]], longest: int = 300) -> str:
    """Opening hours in a line: ``Di 10:30-17:30 Uhr, Mi nach Vereinbarung``."""
    words = ", ".join(filter(None, map(_one, schedules)))
    return words if len(words) <= longest else f"{words[: longest - 2].rsplit(',', 1)[0]} …"


def _one(schedule: Mapping[str, Any]) -> str:
    days = _days([day for day in str(schedule.get("byday") or "").split(",") if day])
    opens, closes = parse(schedule.get("opens_at")), parse(schedule.get("closes_at"))
    hours = f"{opens:%H:%M}-{closes:%H:%M} Uhr" if opens and closes else f"ab {opens:%H:%M} Uhr" if opens else ""
    return " ".join(filter(None, (days, hours, "" if hours else str(schedule.get("description") or ""))))


def _days(codes: list[str]) -> str:
    """``Mo-Fr``, ``Mo, Mi``; an ordinal before the day stays: ``2. Do``."""
    places = [DAYS.index(code) for code in codes if code in DAYS]
    if len(places) == len(codes) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"{GERMAN[codes[0]]}-{GERMAN[codes[-1]]}"
    return ", ".join(_day(code) for code in codes)


def _day(code: str) -> str:
    ordinal, day = code[:-2], GERMAN.get(code[-2:], code[-2:])
    return f"{'letzter' if ordinal.startswith('-') else ordinal.lstrip('+') + '.'} {day}" if ordinal else day
