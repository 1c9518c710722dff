"""Telephone interpreting: when a line is open, what a call costs in minutes, and who may end it. Plain Python."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fahrwasser.catalogue.calendar import rest_day
from fahrwasser.core.errors import NotAllowed

UNKNOWN = "und"
"""BCP 47: the language is not known yet; only services that speak many languages are asked."""
LONGEST = 480  # minutes of one call
FORGOTTEN_AFTER = timedelta(hours=3)
YEARS_SHOWN = 10
SUNDAY = 7
ENDED = "Dieses Gespräch ist schon beendet."


@dataclass(frozen=True)
class CostUnit:
    """Who pays; booked until the day ``until``, without one for good."""

    code: str
    label: str
    until: date | None = None

    def is_open(self, day: date) -> bool:
        return self.until is None or day <= self.until


def minutes_between(started: datetime, ended: datetime) -> int:
    """Minutes of a call as an interpreter bills them: each begun one counts, at least one, at most ``LONGEST``."""
    seconds = max(0, int((ended - started).total_seconds()))
    return min(max(1, -(-seconds // 60)), LONGEST)


def check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST:
        raise NotAllowed(f"Bitte zwischen 1 und {LONGEST} Minuten.", field="minutes")


def weekday(day: date) -> int:
    """The ISO weekday whose hours hold: on a public holiday those of a Sunday."""
    return SUNDAY if rest_day(day) else day.isoweekday()


def check_hours(opens: time, closes: time) -> None:
    """A line is open within one day; around midnight it takes two entries."""
    if closes <= opens:
        raise NotAllowed("„Bis“ liegt vor „von“. Über Mitternacht tragen Sie zwei Zeiten ein.", field="closes")


def is_forgotten(started: datetime, now: datetime) -> bool:
    """Whether nobody seems to have ended a call: then any colleague may, so that the line is free again."""
    return now - started >= FORGOTTEN_AFTER


def month_of(words: str, today: date) -> date:
    """The first day of a month written as YYYY-MM, up to ten years away; of the running one for anything else."""
    running = today.replace(day=1)
    try:
        asked = datetime.strptime(words, "%Y-%m").date()  # noqa: DTZ007  a month has no time zone
    except ValueError:
        return running
    return asked if abs(asked.year - today.year) <= YEARS_SHOWN else running


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
