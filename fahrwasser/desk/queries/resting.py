"""Which cases rest today: a pause lasts until its day, or until somebody of the case was met."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Pause
from fahrwasser.cases.queries import running_pauses
from fahrwasser.cases.rules import Rest
from fahrwasser.contacts.models import Contact

Resting = list[tuple[Pause, Rest]]


def pauses_in(user: User, cases: Collection[UUID]) -> Resting:
    """The pauses nobody has ended, each with what happened since."""
    pauses = list(running_pauses(user).filter(case__in=cases).select_related("by"))
    met = Contact.objects.visible_to(user).filter(
        case__in=[pause.case_id for pause in pauses], outcome=Contact.Outcome.TOOK_PLACE
    )
    last = dict(
        met.exclude(type=Contact.Type.NETWORK).values("case").annotate(Max("at")).values_list("case", "at__max")
    )
    days = {case_id: timezone.localtime(at).date() for case_id, at in last.items()}
    return [(one, Rest(one.since, one.until, one.ended_on, days.get(one.case_id))) for one in pauses]


def resting(pauses: Resting, today: date) -> frozenset[UUID]:
    """The cases that rest on that day."""
    return frozenset(pause.case_id for pause, rest in pauses if rest.lasts(today))
