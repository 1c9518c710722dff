"""What was taken at the telephone on the demo's morning: somebody known, a name nobody knows, a question too many."""

from datetime import date

from fahrwasser.accounts.models import User
from fahrwasser.calls import actions, tasks
from fahrwasser.calls.models import Message
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN


def ring(*, key_date: date) -> None:
    """Take what ``telephone.yaml`` names, and deliver it as the worker would."""
    taker = User.objects.get(email=f"assistenz@{DOMAIN}")
    for entry in read("telephone"):
        hour, minute = map(int, entry["at"].split(":"))
        about = _client_of(entry["of"]) if "of" in entry else entry["about"]
        with acting_as(taker.pk):
            actions.take(by=taker, now=moment(key_date, hour, minute), about=about, **entry["call"])
    for message in Message.objects.order_by("taken_at"):
        tasks.deliver(str(message.pk))


def _client_of(mailbox: str) -> str:
    """The name of somebody this case manager works with."""
    running = Case.objects.filter(
        lead__email=f"{mailbox}@{DOMAIN}", level=0, state=Case.State.OPEN, kind=Case.Kind.CASE_MANAGEMENT
    )
    return Client.objects.filter(case=running.order_by("number").first(), role=Client.Role.CLIENT).get().name
