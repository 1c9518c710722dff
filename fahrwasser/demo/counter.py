"""The counter of the demo: who answers the telephone in which language, and the minutes of the last weeks."""

from datetime import date, time, timedelta

from fahrwasser.accounts.models import User
from fahrwasser.catalogue.calendar import is_working_day
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Interpreter
from fahrwasser.core.acting import acting_as
from fahrwasser.counter import actions, queries
from fahrwasser.demo.data import read
from fahrwasser.demo.days import moment
from fahrwasser.demo.staff import DOMAIN

BOUND_FOR = timedelta(days=400)


def serve(*, key_date: date) -> None:
    """Write down what ``counter.yaml`` names: a service for many languages, numbers with hours, calls."""
    content, by = read("counter"), User.objects.get(email=f"cm1@{DOMAIN}")
    with acting_as(by.pk):
        contacts.add_interpreter(by=by, bound_on=key_date - BOUND_FOR, **content["service"])
        for line in content["lines"]:
            _line(by, **line)
        for call in content["calls"]:
            _call(by, key_date, **call)


def _line(
    by: User, *, of: str, opens: str, closes: str, days: str = "1,2,3,4,5", many: bool = False, **words: str
) -> None:
    actions.add_line(
        by=by, interpreter=Interpreter.objects.get(name=of), opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes), days=days, many=many, **words,
    )  # fmt: skip


def _call(by: User, key_date: date, *, ago: int, at: str, language: str, minutes: int, cost_unit: str) -> None:
    """One call on the first working day at least ``ago`` days back, of so many minutes."""
    day = key_date - timedelta(days=ago)
    while not is_working_day(day):
        day -= timedelta(days=1)
    hour, minute = map(int, at.split(":"))
    begun = moment(day, hour, minute)
    line = queries.open_lines(by, language, begun)[0]
    call = actions.begin(line=line, language=language, cost_unit=cost_unit, by=by, now=begun)
    actions.end(call=call, by=by, now=begun + timedelta(minutes=minutes))
