"""Working days in the Land of the town: Monday to Friday without public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from fahrwasser.catalogue.town import town

STATE = town()["state"]  # ISO 3166-2:DE
SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=STATE, years=year))


def rest_day(day: date) -> str:
    """What a Sunday or public holiday is called; "" for every other day, Saturdays included."""
    name: str | None = _named(day.year).get(day)
    return name or ("Sonntag" if day.weekday() == SUNDAY else "")


@lru_cache(maxsize=64)
def _named(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=STATE, years=year, language="de"))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def add_working_days(day: date, days: int) -> date:
    """The ``days``-th working day after ``day`` (``days`` >= 0); with 0 the day itself, or the next working day."""
    step = timedelta(days=1)
    while not is_working_day(day) and days == 0:
        day += step
    for _ in range(days):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; 0 when ``end`` is not later."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)
