"""Open needs of all files, for the worker: read in chunks, without a name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from fahrwasser.assessment.facts import read_facts
from fahrwasser.matching.needs import FileSays, NeedSays, complete
from fahrwasser.offers.criteria import Facts

READ = """
    SELECT need_id, case_id, code, facts::text, urgency, recognised_on, wanted_by, opened_on, birth_date,
           coalesce(gender, ''), coalesce(district, ''), coalesce(children, '{}'), unafraid_on
    FROM fw.needs_to_match(%s::uuid[], %s::uuid[], %s::text[], %s)
"""


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """One open need with what criteria compare with."""

    key: UUID
    case: UUID
    code: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Which:
    """Which open needs: by key, by file, by life area; none of it means all."""

    needs: tuple[UUID, ...] | None = None
    cases: tuple[UUID, ...] | None = None
    areas: tuple[str, ...] | None = None


EVERY = Which()


def open_needs(today: date, which: Which = EVERY) -> Iterator[OpenNeed]:
    """Inside a transaction; those of one file follow one another, so that its facts are read once."""
    case, known = None, Facts()
    with connection.chunked_cursor() as cursor:
        asked = [list(part) if part is not None else None for part in (which.needs, which.cases, which.areas)]
        cursor.execute(READ, [*asked, today])
        for key, of_case, code, facts, *said in cursor:
            if of_case != case:
                case, known = of_case, _facts(facts)
            urgency, recognised, wanted, opened, birth, gender, district, children, unafraid = said
            file = FileSays(opened, birth, gender, district, tuple(children), unafraid)
            yield OpenNeed(key, of_case, code, complete(known, NeedSays(urgency, recognised, wanted), file))


def _facts(text: str | None) -> Facts:
    stored: Mapping[str, list[Any]] = json.loads(text) if text else {}
    return read_facts(
        (name, value, source, date.fromisoformat(as_of)) for name, (value, source, as_of) in stored.items()
    )
