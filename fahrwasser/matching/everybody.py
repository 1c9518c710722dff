"""Open needs of all files, for the worker: read in chunks, without a name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from fahrwasser.matching.needs import NeedSays, complete, file_says
from fahrwasser.offers.criteria import Facts

READ = """
    SELECT need_id, case_id, code, urgency, recognised_on, wanted_by, file::text
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
    """Inside a transaction; those of one file follow one another, so that it is read once."""
    case, file = None, None
    with connection.chunked_cursor() as cursor:
        asked = [list(part) if part is not None else None for part in (which.needs, which.cases, which.areas)]
        cursor.execute(READ, [*asked, today])
        for key, of_case, code, urgency, recognised, wanted, said in cursor:
            if file is None or of_case != case:
                case, file = of_case, file_says(json.loads(said))
            yield OpenNeed(key, of_case, code, complete(file, NeedSays(urgency, recognised, wanted)))
