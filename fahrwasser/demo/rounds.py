"""What lies in the round of the demo's team: last week's agreements, and what was brought for this week."""

from datetime import date, timedelta
from typing import Any

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import home_unit
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.teamround import actions
from fahrwasser.teamround.rules import monday

BROUGHT, DISCUSSED = 8, 10  # hours of the day


def meet(*, key_date: date) -> None:
    """Bring and agree on what ``teamround.yaml`` names, in the weeks it says."""
    people = {user.email.removesuffix(f"@{DOMAIN}"): user for user in User.objects.filter(email__endswith=DOMAIN)}
    for entry in read("teamround"):
        by = people[entry["by"]]
        with acting_as(by.pk):
            _bring(entry, by, people, key_date)


def _bring(entry: dict[str, Any], by: User, people: dict[str, User], key_date: date) -> None:
    day = key_date - timedelta(weeks=entry["weeks"])
    item = actions.bring(
        question=entry["question"], unit=home_unit(by), week=monday(day), by=by, now=moment(day, BROUGHT),
        case=_running(by)[entry["case"]] if "case" in entry else None,
    )  # fmt: skip
    for step in entry.get("steps", ()):
        actions.agree(
            item=item, agreed=entry["agreed"], by=by, now=moment(day, DISCUSSED), what=step["what"],
            who=people[step["who"]], until=key_date + timedelta(days=step["days"]),
        )  # fmt: skip
        item.refresh_from_db()


def _running(user: User) -> list[Case]:
    own = Case.objects.filter(lead=user, level=0, state=Case.State.OPEN, kind=Case.Kind.CASE_MANAGEMENT)
    return list(own.order_by("number"))
