"""What two case managers had begun on the evening before the demo's day, and not yet saved."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import CASE_MANAGERS, DOMAIN
from fahrwasser.demo.worklist import SHOWN
from fahrwasser.work import actions

EVENING = 17  # hour of the day


def begin(*, key_date: date) -> None:
    """One contact each, typed and left open."""
    for place in SHOWN:
        user = User.objects.get(email=f"{CASE_MANAGERS[place].mailbox}@{DOMAIN}")
        with acting_as(user.pk):
            _begin(user, key_date - timedelta(days=1))


def _begin(user: User, day: date) -> None:
    case = Case.objects.filter(lead=user, kind=Case.Kind.CASE_MANAGEMENT, state=Case.State.OPEN, level=0).latest(
        "number"
    )
    client = Client.objects.get(case=case, role=Client.Role.CLIENT)
    at = moment(day, EVENING)
    typed = {
        "draft_label": f"Kontakt, {client.first_name} {client.last_name}", "type": "TEL", "direction": "out",
        "outcome": "took_place", "interpreting": "none", "at": f"{at:%d.%m.%Y %H:%M}", "minutes": 15,
        "facts": read("work")["draft_facts"],
    }  # fmt: skip
    address = f"{reverse('contacts:new')}?fall={case.pk}"
    actions.save_draft(user=user, form=address, content=urlencode(typed), now=at)
