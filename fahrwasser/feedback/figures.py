"""Totals of the answers, computed by the statistics role: raw counts, for reports to control."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from fahrwasser.core.acting import as_statistics
from fahrwasser.feedback.rules import QUESTIONS

MARKS = """
SELECT question, sum(answers)::int, sum(mark * answers)::int FROM stats.satisfaction
WHERE controller_id = %s AND month BETWEEN %s AND %s GROUP BY question
"""


@dataclass(frozen=True)
class Marks:
    """How many answered a question, and the sum of their marks from 1 to 5."""

    answers: int = 0
    total: int = 0


def satisfaction(controller: UUID, since: date, until: date) -> dict[str, Marks]:
    """IND-27: the marks given in the months of a period, by question; not to be shown for a few."""
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(MARKS, [controller, since, until])
        found = {question: Marks(answers, total) for question, answers, total in cursor.fetchall()}
    return {question: found.get(question, Marks()) for question in QUESTIONS}
