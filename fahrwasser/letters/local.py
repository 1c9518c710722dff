"""Times, days and prices as the language of a sheet writes them; empty where only German words would say it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format

from fahrwasser.offers.models import CostOption, Schedule
from fahrwasser.offers.timetable import DAYS, bounds, days_of

GERMAN: Final = "de"
ORDER: Final = list(DAYS)


def knows(language: str) -> bool:
    """Whether the names of days and months are known in the language."""
    return language != GERMAN and language in LANG_INFO


def times(alike: Sequence[Schedule], language: str) -> str:
    """``Monday–Friday 10:00–12:00, 1 April 2026 –`` for schedules that differ in their days alone."""
    one = alike[0]
    days = days_of(alike)
    plain = set(days) <= DAYS.keys() and (one.interval or 1) == 1 and one.freq != Schedule.Frequency.MONTHLY
    if not knows(language) or not plain or one.description or not (one.opens_at and one.closes_at):
        return ""
    with translation.override(language):
        hours = f"{one.opens_at:%H:%M}–{one.closes_at:%H:%M}"
        said = (" ".join(filter(None, (_days([ORDER.index(day) for day in days]), hours))), _span(*bounds(one)))
    return ", ".join(filter(None, said))


def price(cost: CostOption, language: str) -> str:
    """``12.50 EUR``; empty where words say for whom or for how long."""
    if not knows(language) or cost.amount is None or cost.option or cost.description:
        return ""
    with translation.override(language):
        return f"{number_format(cost.amount, 2)} {cost.currency}".strip()


def _days(places: Sequence[int]) -> str:
    names = [str(WEEKDAYS[place]) for place in places]
    is_run = len(places) > 2 and list(places) == list(range(places[0], places[0] + len(places)))
    return f"{names[0]}–{names[-1]}" if is_run else " / ".join(names)


def _span(first: date, last: date) -> str:
    """A dash is open on the side where no day is named."""
    known = [date_format(day, "DATE_FORMAT") if date.min < day < date.max else "" for day in (first, last)]
    return " – ".join(known).strip() if any(known) else ""
