"""A birth date as far as it is known: a day, a month, a year, or a guess. Plain Python."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

GUESS_SPAN = 5  # years to either side of an estimated year of birth
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
UNREADABLE = (
    "Dieses Datum gibt es nicht. Bitte schreiben Sie es so: 09.03.2026; wenn der Tag unbekannt ist: 03.2026 oder 2026."
)


class Precision(StrEnum):
    """How much of a stored birth date is true. Month and year are stored as their first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"  # also the 1 January of papers when day and month are unknown


@dataclass(frozen=True)
class Birth:
    """A stored birth date with its precision; ``day`` is ``None`` when nothing is known."""

    day: date | None = None
    precision: Precision = Precision.DAY

    @property
    def exact(self) -> date | None:
        """The day itself, only when it is really known."""
        return self.day if self.precision == Precision.DAY else None

    def words(self) -> str:
        """What may be said of it: "12.05.1990", "Mai 1990", "1990", "um 1990"; empty when unknown."""
        if self.day is None:
            return ""
        year = f"{self.day.year}"
        told = {
            Precision.DAY: f"{self.day:%d.%m.}{year}",
            Precision.MONTH: f"{MONTHS[self.day.month - 1]} {year}",
            Precision.YEAR: year,
        }
        return told.get(self.precision, f"um {year}")

    def typed(self) -> str:
        """The text a form shows again."""
        if self.day is None:
            return ""
        if self.precision == Precision.MONTH:
            return f"{self.day:%m}.{self.day.year}"
        plain_year = self.precision == Precision.ESTIMATED and (self.day.month, self.day.day) == (1, 1)
        return f"{self.day.year}" if plain_year or self.precision == Precision.YEAR else f"{self.day:%d.%m.%Y}"

    def ages(self, on: date) -> tuple[int, int] | None:
        """The least and the greatest possible age in full years on a day; ``None`` when unknown."""
        if self.day is None:
            return None
        first, last = self._span(self.day)
        return max(full_years(last, on), 0), max(full_years(first, on), 0)

    def _span(self, day: date) -> tuple[date, date]:
        if self.precision == Precision.DAY:
            return day, day
        if self.precision == Precision.MONTH:
            return day.replace(day=1), date(day.year, day.month, _length(day))
        slack = GUESS_SPAN if self.precision == Precision.ESTIMATED else 0
        return date(max(day.year - slack, 1), 1, 1), date(min(day.year + slack, 9999), 12, 31)

    def age_words(self, on: date) -> str:
        """ "29 Jahre", "35 oder 36 Jahre", "etwa 36 Jahre"; empty when unknown."""
        ages = self.ages(on)
        if ages is None or self.day is None:
            return ""
        if self.precision == Precision.ESTIMATED:
            return f"etwa {_years(max(on.year - self.day.year, 0))}"
        least, most = ages
        return _years(most) if least == most else f"{least} oder {_years(most)}"


def full_years(born: date, on: date) -> int:
    """Full years on a day; somebody born on 29 February is a year older on 1 March (§ 188 Abs. 3 BGB)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def read_birth(text: str, *, estimated: bool = False) -> Birth:
    """A birth date as typed: TT.MM.JJJJ, MM.JJJJ or JJJJ. Raises ``ValueError`` with the sentence for the user."""
    text = text.strip()
    if not text:
        return Birth()
    day, precision = _parse(text)
    return Birth(day, Precision.ESTIMATED if estimated else precision)


def _parse(text: str) -> tuple[date, Precision]:
    for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date(), Precision.DAY  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    parts = re.fullmatch(r"(?:([0-9]{1,2})[./])?([0-9]{4})", text)
    try:
        if parts is None:
            raise ValueError
        month, year = int(parts[1] or 1), int(parts[2])
        return date(year, month, 1), Precision.MONTH if parts[1] else Precision.YEAR
    except ValueError:
        raise ValueError(UNREADABLE) from None


def _length(month: date) -> int:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1) if month.year < 9999 else None
    return (following - month).days if following else 31


def _years(count: int) -> str:
    return "1 Jahr" if count == 1 else f"{count} Jahre"
