"""Open needs of all files, and the whole directory, for the worker: read in chunks, without a name."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from fahrwasser.assessment.facts import read_facts
from fahrwasser.matching import queries
from fahrwasser.matching.bulk import BulkOffer, bulk_offer
from fahrwasser.matching.needs import Told, complete
from fahrwasser.matching.queries import Known
from fahrwasser.offers.criteria import CriterionRow, Facts, Strictness
from fahrwasser.offers.models import Offer

READ = """
    SELECT need_id, case_id, code, urgency, recognised_on, wanted_by, opened_on, birth_date, gender, district,
           facts::text
    FROM fw.needs_to_match(%s::uuid[], %s::uuid[], %s::text[])
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


def open_needs(which: Which = EVERY) -> Iterator[OpenNeed]:
    """Inside a transaction; those of one file follow one another, so that its facts are read once."""
    case, known = None, Facts()
    with connection.chunked_cursor() as cursor:
        asked = [list(part) if part is not None else None for part in (which.needs, which.cases, which.areas)]
        cursor.execute(READ, asked)
        for key, of_case, code, urgency, recognised, wanted, opened, birth, gender, district, facts in cursor:
            if of_case != case:
                case, known = of_case, _facts(facts)
            told = Told(urgency, recognised, wanted, opened, birth, gender or "", district or "")
            yield OpenNeed(key, of_case, code, complete(known, told))


def _facts(text: str | None) -> Facts:
    stored: Mapping[str, list[Any]] = json.loads(text) if text else {}
    return read_facts(
        (name, value, source, date.fromisoformat(as_of)) for name, (value, source, as_of) in stored.items()
    )


@dataclass(frozen=True)
class Directory:
    """All offers there are, as the day wants them; keys of the rows by the name the engine uses."""

    known: tuple[Known, ...]

    def offers(self, on: date) -> list[BulkOffer]:
        return [
            bulk_offer(queries.offer_facts(one.offer, one.capacity), one.offer.needs, _rows(one), on)
            for one in self.known
        ]

    @property
    def areas(self) -> frozenset[str]:
        """Life areas in which any of the offers serves a need."""
        return frozenset(code.partition(".")[0] for one in self.known for code in one.offer.needs)

    @cached_property
    def keys(self) -> dict[str, UUID]:
        return {queries.engine_id(one.offer): one.offer.pk for one in self.known}

    def turning(self, after: date, until: date) -> dict[date, list[Known]]:
        """Days after the first and until the last on which a must-condition of an offer begins, or holds no more."""
        found: dict[date, list[Known]] = {}
        for one in self.known:
            for day in sorted({day for row in one.rows for day in _turns(row)}):
                if after < day <= until:
                    found.setdefault(day, []).append(one)
        return found


def directory(offers: Iterable[UUID] | None = None) -> Directory:
    """Every offer that exists, or those with the keys."""
    active = Offer.objects.filter(status=Offer.Status.ACTIVE)
    chosen = active if offers is None else active.filter(pk__in=list(offers))
    return Directory(tuple(queries.with_conditions(chosen.select_related("provider", "track_record").order_by("pk"))))


def _rows(one: Known) -> list[CriterionRow]:
    return queries.engine_rows(one.offer, one.rows)


def _turns(row: CriterionRow) -> list[date]:
    if row.strictness != Strictness.MUST:
        return []
    ends = row.valid_to + timedelta(days=1) if row.valid_to else None
    return [day for day in (row.valid_from, ends) if day]
