"""Language levels and how we know them: certified, assessed, or what the person says. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, LEVELS, level_rank

OVERALL = "overall"
CERTIFIED, ASSESSED, SELF = "certified", "assessed", "self"
KINDS = (CERTIFIED, ASSESSED, SELF)
SKILLS = (OVERALL, "listening", "reading", "speaking", "writing")
GERMAN = "de"


class Evidence(Protocol):
    """What a row of evidence has; ``assessment.models.LanguageEvidence`` is one."""

    language: str
    skill: str
    level: str
    kind: str
    seen_on: date
    source: str


@dataclass(frozen=True)
class Progress:
    """Highest certified level at the beginning and now."""

    first: str
    now: str

    @property
    def has_grown(self) -> bool:
        return level_rank(self.now) > level_rank(self.first)


def what_counts(rows: Iterable[Evidence], language: str) -> Evidence | None:
    """The row that says how well somebody speaks a language: the highest certificate, else the newest other word.

    Only rows for the language as a whole; a single skill never stands for the others.
    """
    whole = [row for row in rows if row.language == language and row.skill == OVERALL]
    certified = [row for row in whole if row.kind == CERTIFIED]
    if certified:
        return max(certified, key=lambda row: (level_rank(row.level), row.seen_on))
    return max(whole, key=lambda row: row.seen_on, default=None)


def progress(rows: Iterable[Evidence], language: str) -> Progress | None:
    """From the first to the highest certificate; what the person says is kept apart. ``None`` without one."""
    certified = [row for row in rows if (row.language, row.skill, row.kind) == (language, OVERALL, CERTIFIED)]
    if not certified:
        return None
    first = min(certified, key=lambda row: (row.seen_on, level_rank(row.level)))
    return Progress(first.level, max((row.level for row in certified), key=level_rank))


def check(*, language: str, skill: str, level: str, kind: str, seen_on: date, today: date) -> None:
    if language not in LANGUAGES:
        raise NotAllowed("Bitte wählen Sie eine Sprache aus der Liste.", field="language")
    if skill not in SKILLS or level not in LEVELS or kind not in KINDS:
        raise NotAllowed("Bitte wählen Sie Fertigkeit, Niveau und Herkunft aus den Listen.", field="level")
    if seen_on > today:
        raise NotAllowed("Der Stand liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="seen_on")
