"""How each file of the demo runs: what it became, when, led by whom, with how many contacts. No words, no names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.demo.data import read
from fahrwasser.demo.days import Days
from fahrwasser.demo.staff import CASE_MANAGERS

LEADS = len(CASE_MANAGERS)
HUSBAND = 3  # place of his file among the running cases, and of his case manager among the six
RUNNING_CASES, RUNNING_ADVICE = 58, 12
CLOSED_CASES, CLOSED_ADVICE, CLOSED_ENQUIRIES, OPEN_ENQUIRIES = 18, 12, 8, 6
SENSITIVE = (7, 20, 34, 45)  # places of level-1 files among the running cases
PROTECTED = {16: 5, 29: 1}  # place of a level-2 file, and of its second case manager among the six
QUIET = {1: 66, 4: 90, 5: 59, 10: 45, 13: 48}  # place of a file gone quiet, and days before the key date since when
ADVICE_CONTACTS = (1, 2, 2, 3)  # at most three (domain.md 2.3)
ADVICE_DAYS = 28  # at most thirty


@dataclass
class Course:
    """One file's way. ``until`` is the last day on which something may have happened in it: its closing or today's eve.

    ``lead`` and ``second`` are places among the six case managers; nobody was met in the ``quiet_days`` before the end.
    """

    kind: str
    lead: int
    opened: date
    accepted: date | None
    until: date
    closing_reason: str = ""
    level: int = Level.NORMAL
    second: int | None = None
    contacts: int = 1
    is_husbands: bool = False
    quiet_days: int = 0

    @property
    def last_met(self) -> date:
        return self.until - timedelta(days=self.quiet_days)

    @property
    def is_closed(self) -> bool:
        return bool(self.closing_reason)

    @property
    def is_managed(self) -> bool:
        return self.kind == Case.Kind.CASE_MANAGEMENT

    @property
    def is_advice(self) -> bool:
        return self.kind == Case.Kind.SHORT_ADVICE

    @property
    def is_protected(self) -> bool:
        return self.level >= Level.PROTECTED


class Plan:
    """All courses of the demo, with exactly ``contacts`` client contacts among them."""

    def __init__(self, days: Days, rng: Random) -> None:
        self._days, self._rng = days, rng
        self._reasons = read("work")["closing_reasons"]

    def courses(self, contacts: int) -> list[Course]:
        found = [
            *self._running_cases(), *self._running_advice(), *self._closed_cases(), *self._closed_advice(),
            *self._closed_enquiries(), *self._open_enquiries(),
        ]  # fmt: skip
        self._share_out(found, contacts)
        return sorted(found, key=lambda course: course.opened)

    def _running_cases(self) -> Iterator[Course]:
        for place in range(RUNNING_CASES):
            opened = self._opened_evenly(place)
            course = self._course(Case.Kind.CASE_MANAGEMENT, place, opened, self._days.last)
            course.is_husbands = place == HUSBAND
            course.second = PROTECTED.get(place)
            course.quiet_days = QUIET.get(place, 0)
            course.level = Level.PROTECTED if place in PROTECTED else Level.SENSITIVE if place in SENSITIVE else 0
            yield course

    def _opened_evenly(self, place: int) -> date:
        """Spread over the whole time, so that some files are young and some old."""
        span = (self._days.last - self._days.first).days - 10
        wanted = self._days.first + timedelta(days=place * span // RUNNING_CASES)
        return self._days.between(wanted, wanted + timedelta(days=6))

    def _running_advice(self) -> Iterator[Course]:
        since = self._days.key_date - timedelta(days=ADVICE_DAYS)
        for place in range(RUNNING_ADVICE):
            opened = self._days.between(since, self._days.last)
            yield self._course(Case.Kind.SHORT_ADVICE, place, opened, self._days.last)

    def _closed_cases(self) -> Iterator[Course]:
        for place in range(CLOSED_CASES):
            opened = self._days.between(self._days.first, self._days.first + timedelta(days=90))
            closed = self._days.after(opened, 60, 150, self._days.last)
            yield self._closed(self._course(Case.Kind.CASE_MANAGEMENT, place + 1, opened, closed))

    def _closed_advice(self) -> Iterator[Course]:
        for place in range(CLOSED_ADVICE):
            opened = self._days.between(self._days.first, self._days.last - timedelta(days=ADVICE_DAYS))
            closed = self._days.after(opened, 7, ADVICE_DAYS, self._days.last)
            yield self._closed(self._course(Case.Kind.SHORT_ADVICE, place + 1, opened, closed))

    def _closed_enquiries(self) -> Iterator[Course]:
        for place in range(CLOSED_ENQUIRIES):
            opened = self._days.between(self._days.first, self._days.last - timedelta(days=10))
            closed = self._days.after(opened, 1, 5, self._days.last)
            yield self._closed(Course(Case.Kind.ENQUIRY, place % LEADS, opened, None, closed))

    def _open_enquiries(self) -> Iterator[Course]:
        for place in range(OPEN_ENQUIRIES):
            opened = self._days.between(self._days.last - timedelta(days=5), self._days.last)
            yield Course(Case.Kind.ENQUIRY, place % LEADS, opened, None, self._days.last)

    def _course(self, kind: str, place: int, opened: date, until: date) -> Course:
        accepted = self._days.after(opened, 0, 0 if kind == Case.Kind.SHORT_ADVICE else 5, until)
        return Course(kind, place % LEADS, opened, accepted, until)

    def _closed(self, course: Course) -> Course:
        weights = self._reasons[course.kind]
        course.closing_reason = self._rng.choices(list(weights), weights=list(weights.values()))[0]
        return course

    def _share_out(self, courses: list[Course], total: int) -> None:
        """Give every file its contacts: short ones a few, and the rest to the cases, the longer the more."""
        for course in courses:
            course.contacts = self._fewest(course)
        managed = [course for course in courses if course.is_managed]
        weights = [(course.until - course.opened).days + 7 for course in managed]
        rest = total - sum(course.contacts for course in courses)
        for course in self._rng.choices(managed, weights=weights, k=rest):
            course.contacts += 1

    def _fewest(self, course: Course) -> int:
        if course.is_managed:
            return 2
        return self._rng.choice(ADVICE_CONTACTS) if course.is_advice else 1
