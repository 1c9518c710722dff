"""The needs of the acceptance cases, written down by an action on their day with the urgency of the catalogue."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fahrwasser.accounts.models import User
from fahrwasser.assessment import actions
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.rules import need_kinds
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.intake import rules as intake
from fahrwasser.intake.queries import needs_of
from fahrwasser.network.models import UnmetNeed
from tests.conftest import as_owner

BERLIN = ZoneInfo("Europe/Berlin")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BERLIN)


def recognise(
    case: Case, by: User, codes: Iterable[str], day: date, urgencies: Mapping[str, str] | None = None
) -> dict[str, Need]:
    """The needs by code; ``urgencies`` where the case departs from what is usual."""
    own = urgencies or {}
    with acting_as(by.pk):
        return {
            code: actions.add_need(
                case=case, code=code, urgency=own.get(code, need_kinds()[code].urgency), by=by, now=noon(day)
            )
            for code in codes
        }


def move(need: Need, by: User, state: str, day: date) -> None:
    with acting_as(by.pk):
        actions.set_need_state(need=need, state=state, by=by, now=noon(day))


def told(case: Case, by: User) -> tuple[str, bool, str]:
    """Most urgent letter, whether it is a risk (R), and what the needs say of complexity (C1)."""
    with acting_as(by.pk):
        known = needs_of(case, by)
    return intake.worst(urgency for _, urgency in known), intake.is_risk(known), intake.complexity(known).value


def clocks(need: Need) -> list[tuple[str, date, date | None]]:
    """Reason, beginning and end of every time the need was unmet."""
    with as_owner():
        rows = UnmetNeed.objects.filter(need=need).order_by("since")
        return list(rows.values_list("reason", "since", "until"))
