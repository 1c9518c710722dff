"""Totals about deadlines, computed by the statistics role: raw counts, for reports to round and to control."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from fahrwasser.core.acting import as_statistics

RESIDENCE = """
SELECT coalesce(sum(deadlines), 0)::int, coalesce(sum(deadlines) FILTER (WHERE state = 'met'), 0)::int
FROM stats.deadlines WHERE controller_id = %s AND residence AND statutory_end BETWEEN %s AND %s
"""


@dataclass(frozen=True)
class Tally:
    """IND-21: deadlines that ended in a period, and how many of them were met."""

    due: int
    met: int


def residence(controller: UUID, since: date, until: date) -> Tally:
    """Residence deadlines of a town whose statutory end lies in the period, both days counted.

    Proposals and dropped ones are no deadlines; a confirmed one of which nobody has said that it was met counts as
    due and not met, so the period should have ended.
    """
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(RESIDENCE, [controller, since, until])
        return Tally(*cursor.fetchone())
