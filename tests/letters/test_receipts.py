"""The application of 9 March, 16:10: its day is kept, and somebody forwards it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.letters import actions, queries
from fahrwasser.letters.models import ApplicationReceipt
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.town import NOW

AT_1610 = NOW.replace(hour=16, minute=10)
WHAT, BODY = "Antrag auf Leistungen (SGB II)", "Jobcenter"


def receive(town, file="protected", by="cm1", at=AT_1610, now=AT_1610, what=WHAT, body=BODY):
    with acting_as(town[by].pk):
        return actions.receive(case=town.files[file], what=what, body=body, received_at=at, by=town[by], now=now)


def test_the_receipt_keeps_the_hour_and_makes_the_task_for_the_next_working_day(town):
    receipt = receive(town)
    with as_owner():
        task = Task.objects.get(case=town.files["protected"])
        verbs = list(Event.objects.filter(verb__startswith="application").values_list("verb", flat=True))
    assert (receipt.received_at, receipt.received_by) == (AT_1610, town["cm1"])
    assert (task.what, task.due_on) == ("Antrag weiterleiten", date(2026, 3, 10))
    assert task.why == "Eingegangen am 09.03.2026, 16:10 Uhr (§ 16 Abs. 2 SGB I)."
    assert verbs == ["application.received"]


def test_before_a_holiday_the_task_falls_on_the_day_after(town):
    eve = AT_1610.replace(month=6, day=3)
    receive(town, at=eve, now=eve)
    with as_owner():
        assert Task.objects.get().due_on == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": AT_1610 + timedelta(hours=1)}, "received_at"),
        ({"what": " "}, "what"),
        ({"body": ""}, "body"),
        ({"what": "x" * 100_000}, "what"),
    ],
)
def test_bad_input_is_refused_at_the_field_and_leaves_nothing(town, change, field):
    with pytest.raises(NotAllowed) as refusal:
        receive(town, **change)
    assert refusal.value.field == field
    with as_owner():
        assert not ApplicationReceipt.objects.exists()
        assert not Task.objects.exists()


def test_it_is_forwarded_once(town):
    receipt = receive(town)
    with acting_as(town["cm2"].pk):
        later = AT_1610 + timedelta(days=1)
        actions.forward(receipt=receipt, on=later.date(), by=town["cm2"], now=later)
        with pytest.raises(NotAllowed, match=r"schon am 10\.03\.2026"):
            actions.forward(receipt=receipt, on=later.date(), by=town["cm2"], now=later)
    with as_owner():
        assert Task.objects.get().done_on == later.date()


@pytest.mark.parametrize(("days", "words"), [(-1, "vor dem Eingang"), (2, "in der Zukunft")])
def test_it_is_not_forwarded_before_its_receipt_nor_tomorrow(town, days, words):
    receipt = receive(town)
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed, match=words) as refusal:
        actions.forward(
            receipt=receipt, on=NOW.date() + timedelta(days=days), by=town["cm1"], now=AT_1610 + timedelta(days=1)
        )
    assert refusal.value.field == "on"


def test_a_double_click_makes_one_receipt(town):
    receive(town)
    with pytest.raises(NotAllowed, match="schon eingetragen"):
        receive(town)


def test_a_closed_file_takes_none(town):
    case = town.files["protected"]
    with as_owner():
        case.state, case.closed_on, case.closed_by, case.closing_reason = "closed", NOW.date(), town["cm1"], "x"
        case.save()
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        receive(town)


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "provider", "foreigners_office"])
def test_others_neither_read_nor_write_receipts(town, person):
    receive(town)
    with acting_as(town[person].pk):
        assert not queries.receipts_of(town.files["protected"], town[person]).exists()
        assert not ApplicationReceipt.objects.exists()
    with pytest.raises(DatabaseError):
        receive(town, by=person)


def test_both_named_people_read_them_newest_first(town):
    first, second = receive(town), receive(town, at=AT_1610 + timedelta(minutes=5))
    with acting_as(town["cm2"].pk):
        assert list(queries.receipts_of(town.files["protected"], town["cm2"])) == [second, first]
