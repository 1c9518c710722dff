"""The only writers of the counter: numbers of the pool, and calls that begin and end."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.errors import NotAllowed
from fahrwasser.counter import queries, rules
from fahrwasser.counter.models import CallForCase, InterpreterCall, PhoneLine


def add_line(*, by: User, **fields: Any) -> PhoneLine:
    """Give an interpreter of the pool a number and hours."""
    rules.check_hours(fields["opens"], fields["closes"])
    line = PhoneLine(controller_id=house_of(by), **fields)
    line.save(force_insert=True)
    return line


def change_line(*, line: PhoneLine, **fields: Any) -> PhoneLine:
    rules.check_hours(fields["opens"], fields["closes"])
    for name, value in fields.items():
        setattr(line, name, value)
    line.save(update_fields=list(fields))
    return line


@transaction.atomic
def begin(
    *, line: PhoneLine, language: str, cost_unit: str, by: User, now: datetime, case: Case | None = None
) -> InterpreterCall:
    """A call begins; the minutes are counted from now on. Whoever comes second to the same interpreter is told so.

    With a ``case`` its exclusions hold, and the call stands in it; without one the call has no name at all.
    """
    _check_cost_unit(cost_unit, now)
    if line not in queries.open_lines(by, language, now, case.pk if case else None):
        raise NotAllowed(NOT_AVAILABLE, field="line")
    call = InterpreterCall(
        controller_id=line.controller_id, line=line, interpreter_id=line.interpreter_id, language=language,
        cost_unit=cost_unit, started_at=now, by=by, alone=not line.many,
    )  # fmt: skip
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as taken:  # a colleague was quicker
        raise NotAllowed(NOT_AVAILABLE, field="line") from taken
    if case:
        CallForCase(case=case, call=call).save(force_insert=True)
        audit.record(case_id=case.id, verb="interpreter.called", by=by, now=now)
    return call


def _check_cost_unit(code: str, now: datetime) -> None:
    known = {unit.code: unit for unit in queries.cost_units()}
    if code not in known or not known[code].is_open(now.date()):
        raise NotAllowed("Auf diese Stelle kann nicht gebucht werden. Bitte wählen Sie eine andere.", field="cost_unit")


@transaction.atomic
def end(*, call: InterpreterCall, by: User, now: datetime, minutes: int | None = None) -> InterpreterCall:
    """A call ends: its minutes are booked, who made it is no longer kept. ``minutes`` corrects what was measured."""
    measured = rules.minutes_between(call.started_at, now)
    booked = measured if minutes is None else minutes
    rules.check_minutes(booked)
    if queries.call(by, call.pk, now) is None:
        raise NotAllowed(rules.ENDED)
    InterpreterCall.objects.filter(pk=call.pk, ended_at=None).update(ended_at=now, minutes=booked, by=None)
    return InterpreterCall.objects.get(pk=call.pk)
