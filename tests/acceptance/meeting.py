"""What the acceptance cases' tables of contacts need: to be written down on their days, and counted."""

from datetime import datetime
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.rules import CountsAs
from fahrwasser.core.acting import acting_as
from tests.town import NOW


def moment(words: str) -> datetime:
    """A time of the document, "2026-03-09 09:10"."""
    return datetime.fromisoformat(words).replace(tzinfo=NOW.tzinfo)


def open_case(lead: User, opened: str, second: User | None = None, level: int = 0) -> Case:
    with acting_as(lead.pk):
        return cases.open_file(by=lead, now=moment(opened), lead=lead, second=second, level=level)


def record(lead: User, case: Case, rows: list[tuple[Any, ...]]) -> None:
    """Rows of (when, type, words, outcome if not "took_place")."""
    with acting_as(lead.pk):
        for when, kind, words, *outcome in rows:
            at = moment(when)
            fields = {"facts": words, "outcome": outcome[0] if outcome else "took_place"}
            actions.record(by=lead, now=at, case=case, type=kind, at=at, **fields)


def figures(lead: User, case: Case) -> dict[str, int]:
    """Client and network contacts, and what did not come about."""
    with acting_as(lead.pk):
        found = queries.counts(case, lead)
    missed = found[CountsAs.NO_SHOW] + found[CountsAs.ATTEMPT]
    return {"client": found[CountsAs.CLIENT], "network": found[CountsAs.NETWORK], "missed": missed}
