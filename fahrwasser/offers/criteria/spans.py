"""Ages and days that several kinds compare."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.wording import said


def age_on(born: date, on: date) -> int:
    """Completed years of age on a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_bounds(facts: Facts, on: date) -> tuple[int, int] | None:
    """Youngest and oldest possible age; ``None`` when nothing is known. A noted age grows with the years."""
    if facts.birth_date:
        exact = age_on(facts.birth_date.value, on)
        return exact, exact
    if not facts.age:
        return None
    noted, since = facts.age.value, facts.age.as_of
    if since is None:
        return noted, noted
    passed, is_anniversary = age_on(since, on), (since.month, since.day) == (on.month, on.day)
    return noted + passed, noted + passed + (0 if is_anniversary else 1)


def read_day(values: Mapping[str, Any], key: str) -> date | None:
    """A stored ISO date, or ``None``."""
    return date.fromisoformat(values[key]) if key in values else None


def date_order(values: Mapping[str, Any], first: str, last: str) -> list[str]:
    """The complaint when two stored dates stand the wrong way round."""
    begin, end = read_day(values, first), read_day(values, last)
    told = said("Das Ende liegt vor dem Anfang.", "The end lies before the beginning.")
    return [told] if begin and end and end < begin else []


def ages_order(values: Mapping[str, Any]) -> list[str]:
    """The complaint when the limits ``from`` and ``to`` of an age stand the wrong way round."""
    told = said("Alter von: Die untere Grenze liegt über der oberen.",
                "Age from: The lower limit is above the upper one.")  # fmt: skip
    return [told] if "to" in values and values.get("from", 0) > values["to"] else []


def day_after(last: date | None) -> date | None:
    """The first day on which something with that last day is over; ``None`` where it has no end."""
    return last + timedelta(days=1) if last and last < date.max else None
