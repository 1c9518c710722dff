"""The only writers of the round: bring, reword, agree, do, put aside."""

from datetime import date, datetime

from django.db import connection, transaction

from fahrwasser.accounts.models import Unit, User
from fahrwasser.audit import actions as audit
from fahrwasser.cases.models import Case
from fahrwasser.core.errors import NotAllowed
from fahrwasser.network.queries import known_of
from fahrwasser.network.rules import Known, check_deidentified
from fahrwasser.teamround import queries, rules
from fahrwasser.teamround.models import AgreedStep, Brought, Item
from fahrwasser.work import actions as work
from fahrwasser.work.models import Task


@transaction.atomic
def bring(*, question: str, unit: Unit, week: date, by: User, now: datetime, case: Case | None = None) -> Item:
    """Put a question on the list of one week. The team reads the words, and of the case what each may know anyway."""
    rules.check_week(week, now.date())
    if case:
        named = by.pk in (case.lead_id, case.second_id)
        rules.check_case(is_open=case.is_open, is_protected=case.is_protected, is_named=named)
    known = known_of(case, by) if case else Known()
    check_deidentified(question, known, field="question", ask=rules.NAMELESS)
    item = Item(unit=unit, week=week, by=by, brought_at=now, question=question)
    item.save(force_insert=True)
    if case:
        Brought(case=case, item=item).save(force_insert=True)
        audit.record(case_id=case.pk, verb="round.brought", by=by, now=now)
    return item


def _locked(item: Item, by: User) -> Item:
    """The item as it is now, while it is open."""
    current = queries.items(by).select_for_update(of=("self",)).get(pk=item.pk)
    rules.check_open(current.closed_on)
    return current


@transaction.atomic
def reword(*, item: Item, question: str, by: User) -> None:
    """Whoever brought it says it better."""
    current = _locked(item, by)
    if current.by_id != by.pk:
        raise NotAllowed("Die Frage ändert, wer sie eingebracht hat.")
    check_deidentified(question, queries.known_to(current, by), field="question", ask=rules.NAMELESS)
    current.question = question
    current.save(update_fields=["question"])


@transaction.atomic
def agree(
    *, item: Item, agreed: str, by: User, now: datetime,
    what: str = "", who: User | None = None, until: date | None = None,
) -> None:  # fmt: skip
    """Write down what the round agreed on, and who does what until when."""
    current = _locked(item, by)
    rules.check_step(what, who, until, now.date())
    known = queries.known_to(current, by)
    for name, words in (("agreed", agreed), ("what", what)):
        check_deidentified(words, known, field=name, ask=rules.NAMELESS)
    current.agreed, current.agreed_on = agreed, current.agreed_on or now.date()
    current.save(update_fields=["agreed", "agreed_on"])
    step = _step(current, what, who, until, by, now) if who and until else None
    _tell_the_case(current, step, now)


def _step(item: Item, what: str, who: User, until: date, by: User, now: datetime) -> AgreedStep:
    step = AgreedStep(unit_id=item.unit_id, item=item, what=what, who=who, until=until)
    step.save(force_insert=True)
    if who != by:
        work.notify(user=who, words=f"Teamrunde: {what}, bis {until:%d.%m.%Y}"[:300], now=now)
    return step


def _tell_the_case(item: Item, step: AgreedStep | None, now: datetime) -> None:
    """The case learns what was agreed, also where whoever writes may not know of it; nobody learns here which it is."""
    why = f"Teamrunde vom {now:%d.%m.%Y}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.agreed_in_round(%s, %s, %s, %s)", [item.pk, step.pk if step else None, why, now])


@transaction.atomic
def finish(*, step: AgreedStep, by: User, now: datetime) -> None:
    """Done, by whoever had taken it on; the task of the case with it."""
    rules.check_own_step(step.who_id, by.pk)
    AgreedStep.objects.filter(pk=step.pk, done_on=None).update(done_on=now.date())
    for task in Task.objects.visible_to(by).filter(pk=step.pk):
        work.finish_task(task=task, by=by, now=now)


@transaction.atomic
def close(*, item: Item, by: User, now: datetime) -> None:
    """The round is done with it; a second time changes nothing."""
    queries.items(by).filter(pk=item.pk, closed_on=None).update(closed_on=now.date())
