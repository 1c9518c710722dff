"""When a deadline ends, by which rule, and what that means today. No Django.

A rule is data (``policy/deadline_rules.yaml``, or what the town has made of it). Everything here counts in calendar
days; public holidays are those of North Rhine-Westphalia.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, TypeVar

from fahrwasser import policy
from fahrwasser.catalogue.calendar import is_working_day
from fahrwasser.core.errors import NotAllowed

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
UNITS = ("years", "months", "weeks", "days", "working_days", "hours")
END_OF_MONTH = "end_of_month"
ONE_DAY = timedelta(days=1)
REMINDED_FOR = 7  # days: so long a reminder stays on the day's list
LAST_STRETCH = 7  # days before the working deadline from which it stays there until it is met
AMBER_BEFORE_RED = 30  # days


class Kind(StrEnum):
    """A statutory end, a day before which nothing can be done, or only a day to remember."""

    DEADLINE = "deadline"
    EARLIEST = "earliest"
    NOTICE = "notice"


class Colour(StrEnum):
    RED = "red"
    AMBER = "amber"
    CALM = "calm"
    PASSED = "passed"


# ---- facts that start deadlines


@dataclass(frozen=True)
class Anchor:
    """A kind of triggering fact. ``foretells``: stands in for that other fact until its day is known."""

    code: str
    label: str
    foretells: str = ""
    also: tuple[str, ...] = ()

    @property
    def starts(self) -> frozenset[str]:
        """Every anchor whose deadlines follow from this fact."""
        return frozenset({self.code, self.foretells, *self.also}) - {""}


@cache
def anchors() -> Mapping[str, Anchor]:
    """All triggering facts by code, in the order of the file."""
    rows = policy.read("deadline_rules")["anchors"]
    found = [Anchor(r["code"], r["label_de"], r.get("foretells", ""), tuple(r.get("also", ()))) for r in rows]
    return {anchor.code: anchor for anchor in found}


def check_day(anchor: str, day: date) -> None:
    if anchor not in anchors():
        raise NotAllowed("Diese Tatsache gibt es nicht. Bitte wählen Sie eine aus der Liste.", field="anchor")
    check_year(day, "day")


def check_year(day: date, field: str) -> None:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise NotAllowed("Dieses Jahr liegt zu weit weg. Bitte prüfen Sie das Datum.", field=field)


# ---- date arithmetic


def months_later(day: date, months: int) -> date:
    """The day with the same number; where the month has none, its last day (§ 188 Abs. 3 BGB)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_working_day(day: date) -> date:
    """The day itself or the last working day before it; an end on a weekend or holiday is never rolled forward."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def first_working_day(day: date) -> date:
    """The day itself or the first working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_from(day: date, count: int, step: timedelta) -> date:
    """The ``count``-th working day after ``day``, or before it with a negative ``step``."""
    for _ in range(count):
        day += step
        while not is_working_day(day):
            day += step
    return day


def shift(day: date, period: Mapping[str, int], sign: int = 1) -> date:
    """``day`` moved by a period: first years and months, then weeks, days and hours, then working days.

    The day of the event itself does not count (§ 187 Abs. 1 BGB). Hours count as full days, rounded up.
    """
    months = 12 * period.get("years", 0) + period.get("months", 0)
    days = 7 * period.get("weeks", 0) + period.get("days", 0) - (-period.get("hours", 0) // 24)
    moved = months_later(day, sign * months) + sign * timedelta(days=days)
    return working_days_from(moved, period.get("working_days", 0), sign * ONE_DAY)


def statutory_end(step: Mapping[str, Any], day: date) -> date:
    """The day a step of a rule names, counted from the day of its fact."""
    if step.get("until") == END_OF_MONTH:
        return end_of_month(day)
    return shift(day, step["after"]) if "after" in step else shift(day, step["before"], -1)


def working_deadline(step: Mapping[str, Any], day: date, end: date) -> date:
    """When it should be done in practice: a working day, never behind the statutory end.

    For the earliest possible day it is the first working day from then on.
    """
    if step["kind"] == Kind.EARLIEST:
        return first_working_day(end)
    own = step.get("working", {})
    wanted = end
    if "before" in own:
        wanted = shift(end, own["before"], -1)
    elif "after" in own:
        wanted = shift(day, own["after"])
    return last_working_day(min(wanted, end))


def typed_working_day(end: date, wanted: date | None) -> date:
    """For a date copied from a paper: the wanted day where one is named, else the last working day before the end."""
    check_year(end, "statutory_end")
    check_year(wanted or end, "working_day")
    if wanted is not None and wanted > end:
        raise NotAllowed("Die Arbeitsfrist liegt nach dem Ende. Bitte prüfen Sie die beiden Tage.", field="working_day")
    return last_working_day(wanted or end)


@dataclass(frozen=True)
class Computed:
    """What one step of a rule says for one day."""

    step: str
    label: str
    kind: Kind
    statutory_end: date
    working_day: date


def compute(step: Mapping[str, Any], day: date) -> Computed:
    end = statutory_end(step, day)
    return Computed(step["code"], step["label_de"], Kind(step["kind"]), end, working_deadline(step, day, end))


# ---- which version of a rule counts


class Version(Protocol):
    """What a stored rule has; ``deadlines.models.DeadlineRule`` is one. ``of_town``: made here, not shipped."""

    code: str
    computation: Any
    enabled: bool
    valid_from: date
    valid_to: date | None

    @property
    def of_town(self) -> bool: ...


V = TypeVar("V", bound=Version)


def in_force(versions: Iterable[V], day: date) -> V | None:
    """The version of one rule that counts on ``day``: the town's own before the shipped, then the newest."""
    there = [v for v in versions if v.valid_from <= day and (v.valid_to is None or day <= v.valid_to)]
    return max(there, key=lambda v: (v.of_town, v.valid_from), default=None)


def version_for(versions: Sequence[V], day: date, today: date) -> V | None:
    """The version for a fact of ``day``; for one older than every version, the one of ``today``.

    None when no rule counts, or when the one that does rests.
    """
    oldest = min((v.valid_from for v in versions), default=day)
    found = in_force(versions, day if day >= oldest else today)
    return found if found and found.enabled else None


def by_code(versions: Iterable[V]) -> dict[str, list[V]]:
    found: dict[str, list[V]] = {}
    for version in versions:
        found.setdefault(version.code, []).append(version)
    return found


def follows(anchor: Anchor, day: date, versions: Iterable[V], today: date) -> Iterator[tuple[V, Computed]]:
    """Everything that follows from a fact, rule by rule; nothing for a rule that rests."""
    for candidates in by_code(versions).values():
        rule = version_for(candidates, day, today)
        for step in rule.computation if rule else []:
            if rule and step["anchor"] in anchor.starts:
                yield rule, compute(step, day)


# ---- what a deadline means today


def is_reminded(end: date, working_day: date, reminders: Iterable[int], today: date) -> bool:
    """Whether it belongs on today's list: a week from each T-n on, and always in the last stretch."""
    if (working_day - today).days <= LAST_STRETCH:
        return True
    return any(0 <= n - (end - today).days < REMINDED_FOR for n in reminders)


def next_reminder(end: date, reminders: Iterable[int], today: date) -> date | None:
    """The next day on which the list will show it, or None when no T-n lies ahead."""
    return min((day for n in reminders if (day := end - timedelta(days=n)) > today), default=None)


def colour(kind: str, end: date, red_from: int, today: date) -> Colour:
    """Red: a right is at stake and its first reminder is reached. Amber: soon, or only a day to remember."""
    left = (end - today).days
    if left < 0 or (kind == Kind.EARLIEST and left == 0):
        return Colour.PASSED
    if kind == Kind.DEADLINE and left <= red_from:
        return Colour.RED
    return Colour.AMBER if left <= red_from + AMBER_BEFORE_RED and kind != Kind.EARLIEST else Colour.CALM


def in_days(days: int) -> str:
    """ "heute", "morgen", "in 12 Tagen", "gestern", "seit 3 Tagen vorbei"."""
    near = {0: "heute", 1: "morgen", -1: "gestern"}
    if days in near:
        return near[days]
    return f"in {days} Tagen" if days > 0 else f"seit {-days} Tagen vorbei"


def reason_to_look(state: str, kind: str, end: date, working_day: date, today: date) -> tuple[str, str]:
    """Why a deadline stands on the day's list, and the next step as a verb."""
    if state == State.PROPOSED:
        return f"vorgeschlagen, Ende am {end:%d.%m.%Y}", "Prüfen und bestätigen"
    if kind == Kind.EARLIEST:
        return f"möglich {'seit' if end <= today else 'ab'} {end:%d.%m.%Y}", "Ansehen"
    if end < today:
        return f"Ende war am {end:%d.%m.%Y}", "Eintragen, was daraus wurde"
    if working_day < today:
        return f"Arbeitsfrist war am {working_day:%d.%m.%Y}, Ende {in_days((end - today).days)}", "Jetzt erledigen"
    return f"Arbeitsfrist {in_days((working_day - today).days)}, Ende am {end:%d.%m.%Y}", "Ansehen"


# ---- what may be done with a deadline


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    MET = "met"
    MISSED = "missed"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


OPEN = (State.PROPOSED, State.CONFIRMED)
MOVES: dict[State, set[State]] = {
    State.PROPOSED: {State.CONFIRMED, State.DROPPED, State.WITHDRAWN},
    State.CONFIRMED: {State.MET, State.MISSED, State.DROPPED, State.WITHDRAWN},
    State.MET: {State.CONFIRMED, State.WITHDRAWN},
    State.MISSED: {State.CONFIRMED, State.WITHDRAWN},
    State.DROPPED: {State.PROPOSED, State.WITHDRAWN},
    State.WITHDRAWN: set(),
}
REFUSALS = {
    State.CONFIRMED: "Diese Frist ist schon bestätigt oder erledigt.",
    State.MET: "Nur eine bestätigte Frist kann eingehalten werden. Bitte bestätigen Sie sie zuerst.",
    State.MISSED: "Nur eine bestätigte Frist kann versäumt sein. Bitte bestätigen Sie sie zuerst.",
    State.DROPPED: "Diese Frist ist schon abgeschlossen.",
    State.PROPOSED: "Diese Frist ist nicht verworfen.",
}


WITHDRAWN = "Diese Tatsache ist zurückgezogen. Tragen Sie sie neu ein, wenn sie doch stimmt."


def check_move(state: str, to: State) -> None:
    if state == State.WITHDRAWN:
        raise NotAllowed(WITHDRAWN)
    if to not in MOVES[State(state)]:
        raise NotAllowed(REFUSALS[to])


def check_met(on: date, today: date) -> None:
    if on > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Tragen Sie ein, wann es geschehen ist.", field="on")
    check_year(on, "on")


def check_in_time(kind: str, on: date, end: date) -> None:
    if kind == Kind.DEADLINE and on > end:
        raise NotAllowed("Das war nach dem Ende der Frist. Bitte tragen Sie sie als versäumt ein.", field="on")


def check_over(end: date, today: date) -> None:
    if today <= end:
        raise NotAllowed("Diese Frist läuft noch. Versäumt ist sie erst nach ihrem Ende.")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, warum.", field="reason")


def check_counts(withdrawn_on: date | None) -> None:
    if withdrawn_on is not None:
        raise NotAllowed(WITHDRAWN)


def check_case_open(is_open: bool) -> None:
    if not is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um Fristen zu ändern.")
