"""What a case looks like at a glance: its phase, what waits too long, what comes next. Facts, no gates; no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fahrwasser.core.errors import NotAllowed

NEED_LIMIT_DAYS = {"S": 1, "D": 7, "Z": 30, "P": 90}
"""Days within which a need wants an answer, by urgency (domain.md 2.6; plannable: one quarter)."""
SILENCE_DAYS = 30  # after so many days without a contact the case asks for one
STEPS_SHOWN = 3
LOAD_FILE = Path(__file__).resolve().parent.parent / "policy" / "load.yaml"
PHONE_DIGITS = 5  # fewer digits find too much to be a telephone number
NUMBER = re.compile(r"f-?\d{4}-?\d{1,5}", re.IGNORECASE)
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Phase(StrEnum):
    """Where a case stands, in the order of case management."""

    CLARIFYING = "clarifying"
    ASSESSING = "assessing"
    PLANNING = "planning"
    CARRYING_OUT = "carrying_out"
    REASSESSING = "reassessing"
    CLOSING = "closing"


SHORT = (Phase.CLARIFYING, Phase.CARRYING_OUT, Phase.CLOSING)
"""Short advice has no assessment and no plan."""


@dataclass(frozen=True)
class Progress:
    """The days on which something became true; ``None`` for what has not happened yet.

    ``review_on`` is the day agreed for looking at the plan again, which may lie ahead.
    """

    is_short: bool = False
    accepted_on: date | None = None
    assessed_on: date | None = None
    planned_on: date | None = None
    review_on: date | None = None
    reassessed_on: date | None = None
    closed_on: date | None = None

    def day_of(self, phase: Phase, today: date) -> date | None:
        """The day ``phase`` was finished, ``None`` while it is not."""
        if phase == Phase.CARRYING_OUT:
            return self._carried_out_on(today)
        return {
            Phase.CLARIFYING: self.accepted_on,
            Phase.ASSESSING: self.assessed_on,
            Phase.PLANNING: self.planned_on,
            Phase.REASSESSING: self.reassessed_on,
        }.get(phase, self.closed_on)

    def _carried_out_on(self, today: date) -> date | None:
        due = self.review_on if self.review_on and self.review_on <= today else None
        return self.closed_on or self.reassessed_on or due


@dataclass(frozen=True)
class Station:
    """One phase on the line: ``state`` is done, current or ahead, ``day`` when it was done or is planned."""

    phase: Phase
    state: str
    day: date | None


def stations(progress: Progress, today: date) -> list[Station]:
    """The phase line. Current is the first phase whose fact is missing; a closed case stands at its end."""
    line = SHORT if progress.is_short else tuple(Phase)
    missing = [phase for phase in line if progress.day_of(phase, today) is None]
    current = Phase.CLOSING if progress.closed_on or not missing else missing[0]
    return [_station(progress, phase, current, today) for phase in line]


def _station(progress: Progress, phase: Phase, current: Phase, today: date) -> Station:
    day = progress.day_of(phase, today)
    state = "current" if phase == current else "done" if day else "ahead"
    if phase == Phase.REASSESSING and day is None:
        day = progress.review_on
    if phase == Phase.CARRYING_OUT and state == "current":
        day = progress.planned_on or progress.accepted_on
    return Station(phase, state, day)


def waits_too_long(since: date, urgency: str, today: date) -> bool:
    """Whether something of this urgency waits beyond its limit."""
    return (today - since).days > NEED_LIMIT_DAYS[urgency]


class Step(StrEnum):
    """What a case may ask for next."""

    CHANNEL = "channel"
    ENQUIRY = "enquiry"
    QUESTION = "question"
    PROMISE = "promise"
    TASK = "task"
    ASSESSMENT = "assessment"
    MATCH = "match"
    PLAN = "plan"
    ACCEPT = "accept"
    REVIEW = "review"
    CONTACT = "contact"
    CLOSE = "close"


@dataclass(frozen=True)
class Situation:
    """What the next steps of an open case follow from. The tuples hold keys of records, the most urgent first."""

    progress: Progress
    has_channel: bool = True
    enquiry_undecided: bool = False
    questions: tuple[object, ...] = ()
    promises: tuple[object, ...] = ()
    tasks_due: tuple[object, ...] = ()
    assessment_begun: bool = True
    needs_open: int = 0
    needs_ever: int = 0
    needs_without_referral: tuple[object, ...] = ()
    plan_waiting: object | None = None
    last_contact: date | None = None


@dataclass(frozen=True)
class Next:
    """One next step, and the record it is about."""

    step: Step
    about: object | None = None


def next_steps(now: Situation, today: date) -> list[Next]:
    """Up to three steps, the one that can wait least first; none for a closed case."""
    if now.progress.closed_on:
        return []
    found = [*_at_once(now), *_along_the_way(now, today)]
    return found[:STEPS_SHOWN]


def _at_once(now: Situation) -> Iterator[Next]:
    if not now.has_channel:
        yield Next(Step.CHANNEL)
    if now.enquiry_undecided:
        yield Next(Step.ENQUIRY)
    for step, records in ((Step.QUESTION, now.questions), (Step.PROMISE, now.promises), (Step.TASK, now.tasks_due)):
        yield from (Next(step, about) for about in records[:1])


def _along_the_way(now: Situation, today: date) -> Iterator[Next]:
    progress = now.progress
    if progress.accepted_on and not progress.is_short:
        yield from _plan_steps(now, today)
    if progress.accepted_on and (now.last_contact is None or (today - now.last_contact).days > SILENCE_DAYS):
        yield Next(Step.CONTACT)
    if now.needs_ever and not now.needs_open:
        yield Next(Step.CLOSE)


def _plan_steps(now: Situation, today: date) -> Iterator[Next]:
    if not now.assessment_begun:
        yield Next(Step.ASSESSMENT)
    yield from (Next(Step.MATCH, need) for need in now.needs_without_referral[:1])
    if now.plan_waiting:
        yield Next(Step.ACCEPT, now.plan_waiting)
    elif not now.progress.planned_on and now.needs_open:
        yield Next(Step.PLAN)
    review = now.progress.review_on
    if review and review <= today and not now.progress.reassessed_on:
        yield Next(Step.REVIEW)


class Load(StrEnum):
    """How much room a case manager has; never a figure of a person."""

    FREE = "free"
    TIGHT = "tight"
    FULL = "full"


@cache
def _load_policy() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(LOAD_FILE.read_text())
    return content


def weight(kind: str, days: int) -> float:
    """Points of one open file: ``days`` since it was accepted, or opened before that."""
    entry = _load_policy()["weights"][kind]
    if not isinstance(entry, list):
        return float(entry)
    return next(float(step["weight"]) for step in entry if days <= step.get("until_day", days))


def load(points: float) -> Load:
    """How much room so many points leave beside the capacity of a full position."""
    policy = _load_policy()
    if points >= policy["capacity"]:
        return Load.FULL
    return Load.TIGHT if points >= policy["capacity"] * policy["tight_from"] else Load.FREE


class Sought(StrEnum):
    """What somebody looks for, by the form of the words alone: what is hidden never changes the way of searching."""

    NUMBER = "number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    NAME = "name"


def sought(words: str) -> Sought:
    words = words.strip()
    if NUMBER.fullmatch(words):
        return Sought.NUMBER
    if day_in(words):
        return Sought.BIRTH_DATE
    digits = re.sub(r"[\s/()+-]", "", words)
    return Sought.PHONE if digits.isdigit() and len(digits) >= PHONE_DIGITS else Sought.NAME


def day_in(words: str) -> date | None:
    """The day that ``words`` are, written as 09.03.1992; ``None`` for anything else."""
    match = DAY.fullmatch(words.strip())
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def phone_pattern(words: str) -> str:
    """A regular expression that finds the digits of ``words``, however the number was grouped."""
    return "[^0-9]*".join(re.sub(r"\D", "", words))


def check_substitute(until: date, today: date, user: object, lead: object) -> None:
    if until < today:
        raise NotAllowed("Die Vertretung endet vor dem heutigen Tag. Bitte prüfen Sie das Datum.", field="until")
    if (until - today).days > 366:
        raise NotAllowed("Eine Vertretung dauert höchstens ein Jahr. Übergeben Sie den Fall sonst.", field="until")
    if user == lead:
        raise NotAllowed("Diese Person führt den Fall schon.", field="user")


def check_protection(level: int, channel_known: bool) -> None:
    """Level 2 without a safe channel would cut the person off."""
    if level >= 2 and not channel_known:
        raise NotAllowed("Halten Sie zuerst fest, wie die Person sicher zu erreichen ist. Danach gilt Schutzstufe 2.")
