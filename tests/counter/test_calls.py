"""Calls with an interpreter: whom one can call, who comes second, what is booked, and what nobody learns."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from fahrwasser.audit.models import Event
from fahrwasser.contacts.models import Appointment, Booking, InterpreterConflict
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.counter import actions, queries, rules
from fahrwasser.counter.models import CallForCase, InterpreterCall
from tests.conftest import as_owner
from tests.counter.conftest import add_line
from tests.town import NOW, Town


def begin(town: Town, line, person="cm1", now=NOW, case=None, language="ti"):
    with acting_as(town[person].pk):
        return actions.begin(line=line, language=language, cost_unit="integration", by=town[person], now=now, case=case)


def end(town: Town, call, person="cm1", now=NOW, minutes=None):
    with acting_as(town[person].pk):
        return actions.end(call=call, by=town[person], now=now, minutes=minutes)


def reachable(town: Town, person="cm1", now=NOW, language="ti", **other):
    with acting_as(town[person].pk):
        return [line.name for line in queries.open_lines(town[person], language, now, **other)]


def test_minutes_are_booked_and_nobody_stands_with_them(town: Town, line):
    call = begin(town, line)
    assert call.by == town["cm1"]
    ended = end(town, call, now=NOW + timedelta(minutes=13, seconds=5))
    assert (ended.minutes, ended.by, ended.cost_unit, ended.language) == (14, None, "integration", "ti")
    with as_owner():
        assert not CallForCase.objects.exists()
        assert not Event.objects.filter(verb="interpreter.called").exists()


def test_booked_minutes_stay(town: Town, line):
    call = end(town, begin(town, line))
    with acting_as(town["cm1"].pk), pytest.raises(DatabaseError), transaction.atomic():
        InterpreterCall.objects.filter(pk=call.pk).update(minutes=60)


def test_the_minutes_can_be_corrected(town: Town, line):
    assert end(town, begin(town, line), minutes=25).minutes == 25
    with pytest.raises(NotAllowed, match="Minuten"):
        end(town, begin(town, line), minutes=481)


def test_who_comes_second_gets_a_sentence(town: Town, line):
    with acting_as(town["cm2"].pk):  # saw the line on the page before
        seen = queries.open_lines(town["cm2"], "ti", NOW)
    begin(town, line)
    with pytest.raises(NotAllowed, match="nicht verfügbar"):
        begin(town, seen[0], "cm2")
    assert reachable(town) == []


def test_the_database_takes_one_of_two_at_the_same_moment(town: Town, line, monkeypatch):
    begin(town, line)
    monkeypatch.setattr(queries, "open_lines", lambda *_: [line])
    with pytest.raises(NotAllowed, match="nicht verfügbar"):
        begin(town, line, "cm2")


def test_a_service_takes_many(town: Town):
    with as_owner():
        service = add_line(town, "Dienst", many=True)
    begin(town, service)
    begin(town, service, "cm2")
    assert reachable(town) == ["Dienst"]
    assert reachable(town, language=rules.UNKNOWN) == ["Dienst"]


@pytest.mark.parametrize(
    ("about", "now"),
    [
        ({"languages": "tig,ar"}, NOW),
        ({"phone": False}, NOW),
        ({"bound_on": None}, NOW),
        ({"bound_on": date(2026, 3, 10)}, NOW),
        ({"bound_until": date(2026, 3, 8), "bound_on": date(2025, 1, 1)}, NOW),
        ({"active": False}, NOW),
        ({"days": "6,7"}, NOW),
        ({"opens": time(9, 11)}, NOW),
        ({"closes": time(9, 10)}, NOW),
        ({}, datetime(2026, 3, 8, 9, 10, tzinfo=NOW.tzinfo)),
        ({}, datetime(2026, 4, 6, 9, 10, tzinfo=NOW.tzinfo)),  # Easter Monday
    ],
)
def test_nobody_is_offered_who_does_not_answer(town: Town, about, now):
    with as_owner():
        add_line(town, "SM-B", **about)
    assert reachable(town, now=now) == []


def test_whoever_interprets_at_an_appointment_is_not_called(town: Town, line):
    times = {"at": NOW - timedelta(minutes=5), "until": NOW + timedelta(minutes=5)}
    with as_owner():
        case = town.files["protected"]
        appointment = Appointment.objects.create(case=case, user=case.lead, **times)
        Booking.objects.create(case=case, appointment=appointment, interpreter=line.interpreter, language="ti", **times)
    assert reachable(town) == []
    assert reachable(town, now=NOW + timedelta(minutes=5)) == ["SM-A"]


def test_a_wish_for_a_woman_or_a_man(town: Town, line):
    assert reachable(town, gender="f") == ["SM-A"]
    assert reachable(town, gender="m") == []


def test_who_is_excluded_in_a_case_is_not_available_there_and_why_is_not_said(town: Town, line):
    case = town.files["normal"]
    with as_owner():
        InterpreterConflict.objects.create(case=case, interpreter=line.interpreter, kind="relative")
    assert reachable(town, case_id=case.pk) == []
    assert reachable(town) == ["SM-A"]
    with pytest.raises(NotAllowed) as refusal:
        begin(town, line, case=case)
    assert refusal.value.sentence == NOT_AVAILABLE


def test_a_call_for_a_case_stands_in_it_and_nowhere_else(town: Town, line):
    case = town.files["normal"]
    call = begin(town, line, case=case)
    with acting_as(town["cm1"].pk):
        assert queries.case_of(call, town["cm1"]) == case.pk
    for person in ("cm2", "coordinator", "assistant"):
        with acting_as(town[person].pk):
            assert InterpreterCall.objects.visible_to(town[person]).count() == 1
            assert queries.case_of(call, town[person]) is None
            assert not CallForCase.objects.exists()
    with as_owner():
        assert Event.objects.get(verb="interpreter.called").case_id == case.pk


@pytest.mark.parametrize("person", ["cm2", "coordinator", "assistant", "other_city_cm"])
def test_nobody_calls_for_a_case_they_do_not_read(town: Town, line, person):
    with acting_as(town[person].pk), pytest.raises(ProgrammingError), transaction.atomic():
        queries.open_lines(town[person], "ti", NOW, town.files["protected" if person != "cm2" else "normal"].pk)


@pytest.mark.parametrize("person", ["head", "officer", "admin", "steering", "provider", "foreigners_office"])
def test_nobody_else_sees_a_line_or_a_call(town: Town, line, person):
    begin(town, line)
    assert reachable(town, person) == []
    with acting_as(town[person].pk):
        assert not InterpreterCall.objects.exists()
        assert not queries.lines(town[person]).exists()


def test_another_town_has_its_own_lines(town: Town, line):
    begin(town, line)
    assert reachable(town, "other_city_cm") == []
    with acting_as(town["other_city_cm"].pk):
        assert not InterpreterCall.objects.exists()
        assert queries.accounts(town["other_city_cm"], date(2026, 3, 1)) == []


def test_a_colleague_ends_only_what_was_forgotten(town: Town, line):
    call = begin(town, line)
    with pytest.raises(NotAllowed, match="schon beendet"):
        end(town, call, "cm2")
    later = NOW + rules.FORGOTTEN_AFTER
    with acting_as(town["cm2"].pk):
        assert queries.forgotten(town["cm2"], later) == [call]
    assert end(town, call, "cm2", later, minutes=12).minutes == 12
    with pytest.raises(NotAllowed, match="schon beendet"):
        end(town, call, "cm1", later)


def test_a_cost_unit_that_is_not_in_the_list(town: Town, line):
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed, match="nicht gebucht"):
        actions.begin(line=line, language="ti", cost_unit="nobody", by=town["cm1"], now=NOW)


def test_the_month_is_summed_by_cost_unit_and_language(town: Town):
    with as_owner():
        service = add_line(town, "Dienst", languages="ti,ar", many=True)
    for person, language, minutes in (("cm1", "ti", 10), ("cm2", "ti", 5), ("assistant", "ar", 20)):
        end(town, begin(town, service, person, language=language), person, minutes=minutes)
    begin(town, service)  # runs: not in the sum
    with acting_as(town["assistant"].pk):
        (account,) = queries.accounts(town["assistant"], date(2026, 3, 1))
        assert queries.accounts(town["assistant"], date(2026, 2, 1)) == []
    assert [(row.language, row.calls, row.minutes) for row in account.rows] == [("ar", 1, 20), ("ti", 2, 15)]
    assert (account.label, account.calls, account.minutes) == ("Integrationsmanagement der Kommune", 3, 35)


def test_hours_are_checked_when_a_number_is_written_down(town: Town, line):
    fields = {"name": "x", "number": "1", "days": "1", "many": False, "active": True}
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed, match="Mitternacht"):
        actions.add_line(by=town["cm1"], interpreter=line.interpreter, opens=time(17), closes=time(8), **fields)


def test_the_function_names_no_interpreter_of_another_house(town: Town, line):
    with acting_as(town["other_city_cm"].pk), connection.cursor() as cursor:
        cursor.execute("SELECT line FROM fw.phone_lines(NULL, 'ti', %s, 1)", [NOW])
        assert cursor.fetchall() == []
