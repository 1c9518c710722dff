"""The days on which something happened in the demo: working days between the programme's start and the key date."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from fahrwasser.catalogue.calendar import is_working_day

FIRST_HOUR, LAST_HOUR = 9, 17  # contacts begin within these hours


class Days:
    """Working days from ``first`` up to the day before ``key_date``: the demo begins on the key date's morning."""

    def __init__(self, first: date, key_date: date, rng: Random) -> None:
        self.first, self.key_date, self._rng = first, key_date, rng
        span = (first + timedelta(days=n) for n in range((key_date - first).days))
        self._days = [day for day in span if is_working_day(day)]
        self.last = self._days[-1]

    def between(self, first: date, last: date) -> date:
        """Any working day of the span; the last one before its end when the span holds none."""
        low, high = bisect_left(self._days, first), bisect_right(self._days, last)
        return self._days[self._rng.randrange(low, high)] if low < high else self._days[high - 1]

    def after(self, day: date, least: int, most: int, last: date) -> date:
        """A working day ``least`` to ``most`` days after ``day``, but never behind ``last``."""
        latest = min(day + timedelta(days=most), last)
        return max(day, self.between(min(day + timedelta(days=least), latest), latest))

    def at(self, day: date) -> datetime:
        """Some quarter of an hour within the hours of contacts."""
        return moment(day, self._rng.randint(FIRST_HOUR, LAST_HOUR), self._rng.choice((0, 15, 30, 45)))

    def early(self, day: date) -> datetime:
        """Before the contacts of the day: when enquiries come in."""
        return moment(day, FIRST_HOUR - 1, self._rng.randrange(60))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
