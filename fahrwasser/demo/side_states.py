"""What lies beside the running work on the demo's day: deputies, a pause, follow-up dates, aftercare."""

from datetime import date, timedelta

from fahrwasser.accounts.models import User
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import CASE_MANAGERS, DOMAIN
from fahrwasser.demo.worklist import SHOWN
from fahrwasser.network.closing import PURPOSE
from fahrwasser.network.models import Aftercare
from fahrwasser.network.rules import AFTERCARE_MONTHS, months_later
from fahrwasser.work import actions as work

MORNING = 8  # hour of the day
AGAIN = (("Bescheid da?", 0), ("Rückruf der Schule?", 0), ("Kursplatz bestätigt?", 5))  # days from the key date


def add(*, key_date: date) -> None:
    """Everybody has a deputy; two case managers have a day with all of it."""
    team = [User.objects.get(email=f"{account.mailbox}@{DOMAIN}") for account in CASE_MANAGERS]
    for place, user in enumerate(team):
        with acting_as(user.pk):
            cases.name_deputy(user=user, deputy=team[place - 1])
    for place in SHOWN:
        with acting_as(team[place].pk):
            _beside(team[place], key_date)


def _beside(user: User, key_date: date) -> None:
    own = Case.objects.filter(lead=user, level=0, kind=Case.Kind.CASE_MANAGEMENT)
    running = list(own.filter(state=Case.State.OPEN).order_by("number"))
    before = key_date - timedelta(days=7)
    for case, (why, days) in zip(running, AGAIN, strict=False):
        on = key_date + timedelta(days=days)
        work.follow_up(case=case, on=on, why=why, by=user, now=moment(before, MORNING))
    _rest(running[-2:], user, key_date)
    for case in own.filter(state=Case.State.CLOSED).exclude(closing_reason="kontakt_verloren").order_by("number")[:1]:
        if case.closed_on:
            _ask_afterwards(case, case.closed_on, user)


def _rest(chosen: list[Case], user: User, key_date: date) -> None:
    """One pause goes on, the other is over on the key date."""
    begun = key_date - timedelta(days=21)
    for case, days, reason in zip(chosen, (40, 21), ("Reha bis Mitte April", "verreist"), strict=False):
        until = begun + timedelta(days=days)
        cases.pause(case=case, until=until, reason=reason, by=user, now=moment(begun, MORNING))


def _ask_afterwards(case: Case, closed_on: date, user: User) -> None:
    clients.give_consent(
        case=case, by=user, now=moment(closed_on, MORNING), kind=Consent.Kind.FOLLOW_UP, purpose=PURPOSE,
        form=Consent.Form.PAPER,
    )  # fmt: skip
    for months in AFTERCARE_MONTHS:
        Aftercare(case=case, months=months, due_on=months_later(closed_on, months)).save(force_insert=True)
