"""Schedules in words: when something takes place, as people say it. No queries here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from fahrwasser.offers.models import Schedule

DAYS: Final[Mapping[str, str]] = {
    "MO": "Mo", "TU": "Di", "WE": "Mi", "TH": "Do", "FR": "Fr", "SA": "Sa", "SU": "So",
}  # fmt: skip
ORDINALS: Final[Mapping[str, str]] = {"1": "1.", "2": "2.", "3": "3.", "4": "4.", "5": "5.", "-1": "letzten"}
OUT_OF_ORDER: Final = len(DAYS)


def times_in_words(schedules: Iterable[Schedule]) -> list[str]:
    """One line for schedules that differ in their days alone: ``Mo, Di und Do 10:00-12:00 Uhr``.

    A schedule whose days nobody can read keeps the words of its source.
    """
    return [line for alike in grouped(schedules) if (line := line_in_words(alike))]


def grouped(schedules: Iterable[Schedule]) -> list[list[Schedule]]:
    """The schedules that make one line each, because they differ in their days alone."""
    ordered = sorted(schedules, key=_order)
    return [list(alike) for _key, alike in groupby(ordered, key=_apart_from_days)]


def _order(schedule: Schedule) -> tuple[object, ...]:
    opens = schedule.opens_at or time.min
    closes = schedule.closes_at or time.min
    first = min((_place(day) for day in _days(schedule)), default=OUT_OF_ORDER)
    return (bounds(schedule), schedule.freq, schedule.interval or 1, opens, closes, schedule.description, first)


def _apart_from_days(schedule: Schedule) -> tuple[object, ...]:
    return _order(schedule)[:-1]


def _days(schedule: Schedule) -> list[str]:
    return [day for day in schedule.byday.upper().replace(" ", "").split(",") if day]


def _place(day: str) -> int:
    return list(DAYS).index(day[-2:]) if day[-2:] in DAYS else OUT_OF_ORDER


def bounds(schedule: Schedule) -> tuple[date, date]:
    """First and last day; the smallest and the greatest date where none is named."""
    first, last = schedule.valid_from or schedule.starts_on, schedule.valid_to or schedule.until
    return first or date.min, last or date.max


def days_of(alike: Iterable[Schedule]) -> list[str]:
    """The days of all of them once, in the order of the week."""
    return sorted({day for schedule in alike for day in _days(schedule)}, key=_place)


def line_in_words(alike: Sequence[Schedule]) -> str:
    """The line of schedules that differ in their days alone."""
    one = alike[0]
    rhythm = " ".join(filter(None, (_often(one), _day_words(days_of(alike)))))
    parts = [" ".join(filter(None, (rhythm, _hours(one)))), one.description, *_span(one)]
    return ", ".join(filter(None, parts))


def _often(schedule: Schedule) -> str:
    """How often, where it is not every week."""
    interval = schedule.interval or 1
    if schedule.freq == Schedule.Frequency.WEEKLY and interval > 1:
        return _("alle %(n)s Wochen") % {"n": interval}
    if schedule.freq == Schedule.Frequency.MONTHLY:
        return _("jeden Monat") if interval == 1 else _("alle %(n)s Monate") % {"n": interval}
    return ""


def _day_words(days: Sequence[str]) -> str:
    """``Mo-Fr`` for a run of three and more, else ``Mo, Mi und Fr``; ordinals as ``2. Do``."""
    known = [day for day in days if day[-2:] in DAYS]
    places = [_place(day) for day in known]
    plain = all(len(day) == 2 for day in known)
    if plain and len(known) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"{DAYS[known[0]]}-{DAYS[known[-1]]}"
    words = [" ".join(filter(None, (ORDINALS.get(day[:-2], day[:-2]), DAYS[day[-2:]]))) for day in known]
    return " und ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _hours(schedule: Schedule) -> str:
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens and closes:
        return f"{opens:%H:%M}-{closes:%H:%M} Uhr"
    if opens:
        return _("ab %(hour)s Uhr") % {"hour": f"{opens:%H:%M}"}
    return _("bis %(hour)s Uhr") % {"hour": f"{closes:%H:%M}"} if closes else ""


def _span(schedule: Schedule) -> list[str]:
    first, last = bounds(schedule)
    words = []
    if first != date.min:
        words.append(_("ab %(day)s") % {"day": f"{first:%d.%m.%Y}"})
    if last != date.max:
        words.append(_("bis %(day)s") % {"day": f"{last:%d.%m.%Y}"})
    return [" ".join(words)] if words else []
