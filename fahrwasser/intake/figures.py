"""Totals of the front desk, computed by the statistics role: raw counts, for reports to round and to control."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from fahrwasser.catalogue.calendar import working_days_between
from fahrwasser.core.acting import as_statistics

DECISIONS = """
SELECT decision, sum(enquiries)::int FROM stats.enquiries
WHERE controller_id = %s AND decision NOT IN ('', 'duplicate') AND decided_on BETWEEN %s AND %s GROUP BY decision
"""
CHANNELS = """
SELECT channel, sum(enquiries)::int FROM stats.enquiries
WHERE controller_id = %s AND decision <> 'duplicate' AND received_on BETWEEN %s AND %s GROUP BY channel
"""
FROM_WAITING_LIST = """
SELECT received_on, waiting_until, enquiries FROM stats.enquiries
WHERE controller_id = %s AND waiting_until BETWEEN %s AND %s AND decision IN ('case_management', 'shared_lead')
"""
STILL_WAITING = """
SELECT coalesce(sum(enquiries), 0)::int FROM stats.enquiries
WHERE controller_id = %s AND waiting_since <= %s AND (waiting_until IS NULL OR waiting_until > %s)
"""
RUNNING_ADVICE = """
SELECT coalesce(sum(advices), 0)::int FROM stats.short_advice
WHERE controller_id = %s AND started_on <= %s AND (ended_on IS NULL OR ended_on > %s)
"""
LEADS = """
SELECT leads, is_elsewhere, sum(cases)::int FROM stats.leads
WHERE controller_id = %s AND accepted_on <= %s AND (closed_on IS NULL OR closed_on > %s) GROUP BY leads, is_elsewhere
"""


@dataclass(frozen=True)
class Leads:
    """Running cases: all, those with exactly one lead, and among these those another body leads."""

    cases: int
    with_one: int
    elsewhere: int


def _ask(question: str, controller: UUID, *days: date) -> list[tuple[Any, ...]]:
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(question, [controller, *days])
        return list(cursor.fetchall())


def decisions(controller: UUID, since: date, until: date) -> dict[str, int]:
    """Enquiries decided in a period by what they became (block C of the funder, IND-08); codes of Enquiry.Decision.

    An enquiry counts once, with its latest decision; one that belongs to another file does not count.
    """
    return dict(_ask(DECISIONS, controller, since, until))


def ways_of_access(controller: UUID, since: date, until: date) -> dict[str, int]:
    """Enquiries received in a period by access channel (block B)."""
    return dict(_ask(CHANNELS, controller, since, until))


def waits(controller: UUID, since: date, until: date) -> Counter[int]:
    """IND-09: how many cases were accepted from the waiting list in a period, by working days since the enquiry."""
    found: Counter[int] = Counter()
    for received_on, accepted_on, enquiries in _ask(FROM_WAITING_LIST, controller, since, until):
        found[working_days_between(received_on, accepted_on)] += enquiries
    return found


def still_waiting(controller: UUID, on: date) -> int:
    """How many stand on the waiting list at the end of a day."""
    return int(_ask(STILL_WAITING, controller, on, on)[0][0])


def running_advice(controller: UUID, on: date) -> int:
    """Short advice running at the end of a day; case management is counted apart from it (IND-04)."""
    return int(_ask(RUNNING_ADVICE, controller, on, on)[0][0])


def leads(controller: UUID, on: date) -> Leads:
    """IND-24: the cases running at the end of a day by who leads; a case that another body leads has one lead, too."""
    rows = _ask(LEADS, controller, on, on)
    one = [(elsewhere, cases) for leads, elsewhere, cases in rows if leads == 1]
    return Leads(
        sum(cases for _leads, _elsewhere, cases in rows),
        sum(cases for _elsewhere, cases in one),
        sum(cases for elsewhere, cases in one if elsewhere),
    )
