"""AC-01, Rana D.: contacts, the calendar that betrays nothing, and the interpreter who must not come."""

from datetime import timedelta

import pytest

from fahrwasser.clients import actions as clients
from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.models import Appointment, Booking
from fahrwasser.contacts.rules import NOT_AVAILABLE
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.acceptance.meeting import figures, moment, open_case, record
from tests.town import Town

CONTACTS = [
    ("2026-03-09 09:10", "NETZ", "Kita-Leitung Horrem"),
    ("2026-03-09 11:00", "AUFS", "In der Kita, mit SM-1"),
    ("2026-03-09 12:30", "NETZ", "OF-01 gefragt"),
    ("2026-03-09 14:15", "TEL", "Sicherheitsplan, mit SM-1"),
    ("2026-03-09 15:40", "NETZ", "OF-01 sagt zu"),
    ("2026-03-10 10:00", "BEGL", "Umzug"),
    ("2026-03-11 10:00", "BEGL", "OF-20"),
    ("2026-03-13 09:30", "NETZ", "Jobcenter"),
    ("2026-03-16 11:00", "AUFS", "Einwilligungen, mit SM-1"),
    ("2026-03-18 10:00", "VIDEO", "Klinik", "not_met"),
    ("2026-03-19 10:00", "VIDEO", "Einschätzung, mit SM-1"),
    ("2026-03-23 11:00", "AUFS", "Hilfeplan, mit SM-1"),
    ("2026-03-25 09:00", "NETZ", "OF-90"),
]


@pytest.fixture
def case(town: Town):
    return open_case(town["cm2"], "2026-03-09 09:10", second=town["cm1"], level=2)


def plan(town: Town, case, when="2026-03-16 11:00"):
    at = moment(when)
    with acting_as(town["cm2"].pk):
        return actions.plan(
            by=town["cm2"],
            now=moment("2026-03-09 12:00"),
            case=case,
            user=town["cm2"],
            at=at,
            until=at + timedelta(hours=1),
        )


def pool(town: Town):
    bound = {"languages": "ar", "bound_on": moment("2026-01-05 08:00").date(), "gender": "f"}
    with acting_as(town["cm2"].pk):
        first = actions.add_interpreter(by=town["cm2"], name="SM-1", pool="Stadt Neuss", **bound)
        second = actions.add_interpreter(by=town["cm2"], name="SM-2", place="horrem", **{**bound, "gender": "m"})
    return first, second


def book(town: Town, appointment, interpreter):
    with acting_as(town["cm2"].pk):
        return actions.book(
            appointment=appointment, interpreter=interpreter, language="ar", way="on_site", by=town["cm2"],
            now=moment("2026-03-09 12:00"),
        )  # fmt: skip


def test_the_contacts_count_as_the_case_expects(town: Town, case):
    record(town["cm2"], case, CONTACTS)
    assert figures(town["cm2"], case) == {"client": 7, "network": 5, "missed": 1}


def test_the_relative_of_the_husband_is_not_available(town: Town, case):
    _, relative = pool(town)
    appointment = plan(town, case)
    with acting_as(town["cm2"].pk):
        actions.name_conflict(
            case=case, interpreter=relative, kind="relative", by=town["cm2"], now=moment("2026-03-09 12:00")
        )
        assert [one.name for one in queries.bookable(town["cm2"], appointment)] == ["SM-1"]
    with pytest.raises(NotAllowed, match=NOT_AVAILABLE):
        book(town, appointment, relative)


def test_the_same_town_is_reason_enough_on_level_two_and_reads_the_same(town: Town, case):
    bound, neighbour = pool(town)
    appointment = plan(town, case)
    with acting_as(town["cm2"].pk):
        clients.add_person(
            case=case, by=town["cm2"], now=moment("2026-03-09 12:00"), first_name="Rana", last_name="D.",
            role="client", district="horrem",
        )  # fmt: skip
    with pytest.raises(NotAllowed) as neighbours:
        book(town, appointment, neighbour)
    with acting_as(town["cm2"].pk):
        actions.change_interpreter(interpreter=bound, active=False)
    with pytest.raises(NotAllowed) as stopped:
        book(town, appointment, bound)
    assert neighbours.value.sentence == stopped.value.sentence == NOT_AVAILABLE


def test_the_bound_interpreter_without_ties_is_booked(town: Town, case):
    bound, _ = pool(town)
    assert book(town, plan(town, case), bound).state == Booking.State.BOOKED


def test_the_calendar_of_the_case_manager_reads_occupied_like_every_other(town: Town, case):
    protected, normal = plan(town, case), plan(town, None, "2026-03-16 14:00")
    with acting_as(town["cm3"].pk):
        assert not Appointment.objects.exists()
        monday = queries.week(town["cm3"], moment("2026-03-16 00:00").date())[0]
    assert [(e.at, e.own, e.name) for e in monday.entries] == [
        (protected.at, None, "Cm2"),
        (normal.at, None, "Cm2"),
    ]
