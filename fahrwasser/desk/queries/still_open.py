"""What is open in a case when it moves to somebody else: tasks, follow-up dates, deadlines, referrals."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.deadlines.queries import of_case as deadlines_of
from fahrwasser.desk.queries.referrals import COMING, stand_of_referral
from fahrwasser.referrals.queries import of_case as referrals_of_case
from fahrwasser.work.queries import follow_ups, open_tasks

Group = tuple[str, list[str]]


def of_case(case: Case, user: User, today: date) -> list[Group]:
    """Groups with their lines, empty groups left out."""
    referrals = referrals_of_case(case, user).filter(state__in=COMING)
    deadlines = [row for row in deadlines_of(case, user) if row.is_open]
    groups = [
        (_("Fristen"), [_dated(row.working_day, row.label) for row in deadlines]),
        (_("Aufgaben"), [_dated(task.due_on, task.what) for task in open_tasks(user, case.pk)]),
        (_("Wiedervorlagen"), [_dated(again.on, again.why) for again in follow_ups(user, case.pk)]),
        (_("Vermittlungen"), [f"{one.offer.name}: {stand_of_referral(one).words}" for one in referrals]),
    ]
    return [(title, lines) for title, lines in groups if lines]


def _dated(day: date, words: str) -> str:
    return f"{date_format(day, 'd.m.Y')}: {words}"
