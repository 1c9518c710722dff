"""Writing facts and deadlines of a file."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import queries, rules
from fahrwasser.deadlines.models import Deadline, DeadlineRule, TriggerDay
from fahrwasser.deadlines.rules import Computed, State

AGAIN = "Diese Tatsache ist mit diesem Tag schon eingetragen."


def _proposal(trigger: TriggerDay, rule: DeadlineRule, found: Computed) -> Deadline:
    return Deadline(
        case=trigger.case, trigger=trigger, rule=rule, code=rule.code, step=found.step, label=found.label,
        kind=found.kind, statutory_end=found.statutory_end, working_day=found.working_day,
    )  # fmt: skip


def _move(deadline: Deadline, rule: DeadlineRule, found: Computed, today: date) -> None:
    """Another day counts now; the old end stays visible, confirmation stays with the deadline."""
    if found.statutory_end != deadline.statutory_end:
        deadline.previous_end, deadline.recomputed_on = deadline.statutory_end, today
    deadline.rule = rule
    deadline.statutory_end, deadline.working_day = found.statutory_end, found.working_day
    deadline.save()


def _foretelling(trigger: TriggerDay) -> QuerySet[TriggerDay]:
    """Facts of the file that foretold this one, as a due date foretells a birth."""
    codes = [code for code, anchor in rules.anchors().items() if anchor.foretells == trigger.anchor]
    return TriggerDay.objects.filter(case=trigger.case_id, anchor__in=codes, withdrawn_on=None)


def _take_over(trigger: TriggerDay) -> None:
    """The awaited fact is here: what was counted from the one that foretold it, hangs on this fact from now on."""
    open_rows = Deadline.objects.filter(trigger__in=_foretelling(trigger), state__in=rules.OPEN)
    waiting = [row for row in open_rows.select_related("rule") if queries.anchor_of(row) == trigger.anchor]
    nearest = min((row.trigger for row in waiting if row.trigger), key=lambda t: abs(t.day - trigger.day), default=None)
    for row in waiting:
        if row.trigger == nearest:
            row.trigger = trigger
            row.save(update_fields=["trigger"])


def _compute(trigger: TriggerDay, today: date) -> list[Deadline]:
    """Bring every open deadline of the fact in line with its day, and propose what is not there yet."""
    rows = {(row.code, row.step): row for row in Deadline.objects.filter(trigger=trigger)}
    foretold = queries.steps_recorded(trigger)
    for rule, found in queries.follows(trigger.case, trigger.anchor, trigger.day, today):
        row = rows.get((rule.code, found.step))
        if row is None and (rule.code, found.step) not in foretold:
            _proposal(trigger, rule, found).save(force_insert=True)
        elif row is not None and row.is_open:
            _move(row, rule, found, today)
    return list(Deadline.objects.filter(trigger=trigger).select_related("rule").order_by("working_day", "pk"))


@transaction.atomic
def record_trigger(
    *,
    case: Case,
    anchor: str,
    day: date,
    source: str,
    by: User,
    now: datetime,
    about: Client | None = None,
    as_of: date | None = None,
) -> list[Deadline]:
    """Note a fact with its day. Answers with its deadlines: proposals, and those that a fact like a due date had
    started and that are counted from the real day now (a birth replaces the due date)."""
    rules.check_case_open(case.is_open)
    rules.check_day(anchor, day)
    if TriggerDay.objects.filter(case=case, anchor=anchor, day=day, about=about, withdrawn_on=None).exists():
        raise NotAllowed(AGAIN, field="day")
    today = now.date()
    trigger = TriggerDay(case=case, anchor=anchor, day=day, about=about, source=source, as_of=as_of or today, by=by)
    trigger.save(force_insert=True)
    _take_over(trigger)
    found = _compute(trigger, today)
    audit.record(case_id=case.id, verb="deadline.fact_recorded", by=by, now=now)
    return found


@transaction.atomic
def correct_trigger(*, trigger: TriggerDay, day: date, source: str, by: User, now: datetime) -> list[Deadline]:
    """The fact has another day: every open deadline moves, met, missed and dropped ones stay as they ended."""
    rules.check_case_open(trigger.case.is_open)
    rules.check_counts(trigger.withdrawn_on)
    rules.check_day(trigger.anchor, day)
    trigger.day, trigger.source, trigger.as_of, trigger.by = day, source, now.date(), by
    trigger.save(update_fields=["day", "source", "as_of", "by"])
    found = _compute(trigger, now.date())
    audit.record(case_id=trigger.case_id, verb="deadline.fact_corrected", by=by, now=now)
    return found


@transaction.atomic
def withdraw_trigger(*, trigger: TriggerDay, reason: str, by: User, now: datetime) -> list[Deadline]:
    """The fact was wrong: it stays readable, and so does every deadline counted from it, but none of them counts.

    What had been counted from a fact that foretold this one, is counted from that one again. Answers with what was
    withdrawn.
    """
    rules.check_case_open(trigger.case.is_open)
    rules.check_counts(trigger.withdrawn_on)
    rules.check_reason(reason)
    trigger.withdrawn_on, trigger.withdrawn_by, trigger.withdrawn_because = now.date(), by, reason.strip()
    trigger.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_because"])
    rows = list(Deadline.objects.filter(trigger=trigger).select_related("case"))
    for row in rows:
        _end(row, State.WITHDRAWN, by, now, met_on=None, reason=trigger.withdrawn_because)
    for earlier in _foretelling(trigger):
        _compute(earlier, now.date())
    audit.record(case_id=trigger.case_id, verb="deadline.fact_withdrawn", by=by, now=now)
    return rows


@transaction.atomic
def type_in(
    *,
    case: Case,
    label: str,
    statutory_end: date,
    by: User,
    now: datetime,
    rule: DeadlineRule | None = None,
    working_day: date | None = None,
    note: str = "",
) -> Deadline:
    """Copy a date from a paper; nothing is computed but the last working day, and whoever types it confirms it."""
    rules.check_case_open(case.is_open)
    deadline = Deadline(
        case=case, rule=rule, code=rule.code if rule else "", label=label.strip(), statutory_end=statutory_end,
        working_day=rules.typed_working_day(statutory_end, working_day), state=State.CONFIRMED, confirmed_by=by,
        confirmed_on=now.date(), note=note.strip(),
    )  # fmt: skip
    deadline.save(force_insert=True)
    audit.record(case_id=case.id, verb="deadline.typed", by=by, now=now)
    return deadline


def _end(deadline: Deadline, to: State, by: User, now: datetime, **values: object) -> Deadline:
    rules.check_case_open(deadline.case.is_open)
    deadline.state = Deadline.objects.select_for_update().get(pk=deadline.pk).state  # somebody may have been quicker
    rules.check_move(deadline.state, to)
    deadline.state = to
    for name, value in values.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=["state", *values])
    audit.record(case_id=deadline.case_id, verb=f"deadline.{to}", by=by, now=now)
    return deadline


@transaction.atomic
def confirm(*, deadline: Deadline, by: User, now: datetime) -> Deadline:
    """A person has looked at the proposal and says that it is so."""
    return _end(deadline, State.CONFIRMED, by, now, confirmed_by=by, confirmed_on=now.date())


@transaction.atomic
def confirm_all(*, deadlines: Iterable[Deadline], by: User, now: datetime) -> int:
    """Confirm those among ``deadlines`` that still wait; answers how many."""
    waiting = [deadline for deadline in deadlines if deadline.state == State.PROPOSED]
    for deadline in waiting:
        confirm(deadline=deadline, by=by, now=now)
    return len(waiting)


@transaction.atomic
def meet(*, deadline: Deadline, on: date, by: User, now: datetime) -> Deadline:
    """It is done: the application was received, the person was told. After the end it does not count as met."""
    rules.check_met(on, now.date())
    rules.check_in_time(deadline.kind, on, deadline.statutory_end)
    return _end(deadline, State.MET, by, now, met_on=on)


@transaction.atomic
def miss(*, deadline: Deadline, reason: str, by: User, now: datetime) -> Deadline:
    """The end has passed and it was not done."""
    rules.check_reason(reason)
    rules.check_over(deadline.statutory_end, now.date())
    return _end(deadline, State.MISSED, by, now, reason=reason.strip())


@transaction.atomic
def drop(*, deadline: Deadline, reason: str, by: User, now: datetime) -> Deadline:
    """It does not concern this file; the reason stays."""
    rules.check_reason(reason)
    return _end(deadline, State.DROPPED, by, now, reason=reason.strip())


@transaction.atomic
def reopen(*, deadline: Deadline, by: User, now: datetime) -> Deadline:
    """It was ended by mistake: a dropped one waits for confirmation again, the others are confirmed as before."""
    to = State.PROPOSED if deadline.state == State.DROPPED else State.CONFIRMED
    if deadline.state in rules.OPEN:
        raise NotAllowed("Diese Frist ist noch offen.")
    confirmed = {"confirmed_by": None, "confirmed_on": None} if to == State.PROPOSED else {}
    return _end(deadline, to, by, now, met_on=None, reason="", **confirmed)


def adopt(*, case: Case, known: queries.Known, by: User, now: datetime) -> list[Deadline]:
    """Take over a day that the file already knows; nothing is taken over without a person asking."""
    return record_trigger(
        case=case, anchor=known.anchor, day=known.day, about=known.about, source=TriggerDay.Source.FILE,
        as_of=known.as_of, by=by, now=now,
    )  # fmt: skip
