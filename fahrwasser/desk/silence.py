"""When a case has gone quiet, and whom that concerns. No Django."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LIMITS_FILE = Path(__file__).resolve().parent.parent / "policy" / "silence.yaml"


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(LIMITS_FILE.read_text(encoding="utf-8"))["limits"]
    return sorted(entries, key=lambda entry: entry["valid_from"])


def limit(code: str, on: date) -> timedelta:
    """The limit ``code`` (lead, team, latest) of ``silence.yaml`` as it holds on a day."""
    return timedelta(weeks=[e["weeks"] for e in _entries() if e["code"] == code and e["valid_from"] <= on][-1])


@dataclass(frozen=True)
class Silence:
    """Since when nobody of a case was met or spoken to; an attempt since then, and the next day it is seen again."""

    since: date
    tried_on: date | None = None
    coming_on: date | None = None

    def weeks(self, today: date) -> int:
        return (today - self.since).days // 7

    def concerns_lead(self, today: date) -> bool:
        return self._lasts(limit("lead", today), today)

    def concerns_team(self, today: date) -> bool:
        """Later than the lead, and only while nothing happens; at the latest limit whatever happens."""
        due = self._lasts(limit("team", today), today) and not self._is_cared_for(today)
        return due or self._lasts(limit("latest", today), today)

    def _lasts(self, span: timedelta, today: date) -> bool:
        return today - self.since >= span

    def _is_cared_for(self, today: date) -> bool:
        given = limit("team", today) - limit("lead", today)
        tried = self.tried_on is not None and today - self.tried_on < given
        return tried or self.coming_on is not None
