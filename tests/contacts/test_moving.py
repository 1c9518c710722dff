"""An appointment gets another time: the interpreter, the history and other calendars follow."""

from datetime import date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from icalendar import Calendar

from fahrwasser.contacts import actions, queries
from fahrwasser.contacts.models import Appointment, Booking
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.contacts.test_appointments import BERLIN, TUESDAY, book, feed, interpreter, plan
from tests.town import NOW, Town

HOUR = timedelta(hours=1)
LATER = TUESDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def move(town: Town, appointment: Appointment, at=LATER, who="cm1", **fields) -> str:
    with acting_as(town[who].pk):
        return actions.move(appointment=appointment, by=town[who], now=NOW, at=at, until=at + HOUR, **fields)


@pytest.mark.parametrize(
    ("at", "field"),
    [
        (datetime(2026, 3, 8, 10, 0, tzinfo=BERLIN), "at"),
        (datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN), "at"),
        (datetime(2026, 3, 15, 10, 0, tzinfo=BERLIN), "reason"),
        (LATER + HOUR / 2, "despite"),
    ],
)
def test_a_new_time_is_refused_as_for_a_new_appointment(town: Town, at, field):
    plan(town, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        move(town, plan(town), at=at)
    assert refusal.value.field == field


def test_by_half_an_hour_it_is_not_in_its_own_way(town: Town):
    appointment = plan(town)
    assert move(town, appointment, at=TUESDAY + HOUR / 2) == ""
    with acting_as(town["cm1"].pk):
        assert queries.busy_times(town["cm1"], TUESDAY, LATER) == [(TUESDAY + HOUR / 2, TUESDAY + HOUR * 1.5)]


@pytest.mark.parametrize("what", ["called off", "written down"])
def test_what_is_over_stays_where_it_was(town: Town, what):
    appointment = plan(town)
    with acting_as(town["cm1"].pk):
        if what == "called off":
            actions.cancel(appointment=appointment, by=town["cm1"], now=NOW)
        else:
            actions.record(by=town["cm1"], now=NOW, case=appointment.case, type="TEL", at=NOW, appointment=appointment)
    with pytest.raises(NotAllowed, match="schon festgehalten oder abgesagt"):
        move(town, appointment)


@pytest.mark.parametrize(("free", "said", "state"), [(True, "moved", "booked"), (False, "cancelled", "cancelled")])
def test_the_interpreter_comes_along_or_is_called_off(town: Town, free, said, state):
    who = interpreter(town)
    appointment = plan(town)
    booking = book(town, appointment, who)
    if not free:
        book(town, plan(town, name="sensitive", at=LATER), who)
    assert move(town, appointment, despite=True) == said
    with acting_as(town["cm1"].pk):
        booking.refresh_from_db()
        assert (booking.state, booking.at) == (state, LATER if free else TUESDAY)


def test_nobody_interprets_beyond_the_obligation(town: Town):
    appointment = plan(town)
    book(town, appointment, interpreter(town, bound_until=date(2026, 3, 10)))
    assert move(town, appointment) == "cancelled"


def test_the_office_moves_and_calls_off_and_never_reads_who_interprets(client, town: Town):
    appointment = plan(town)
    book(town, appointment, interpreter(town))
    client.force_login(town["assistant"])
    url = reverse("contacts:appointment_move", args=[appointment.pk])
    assert "10.03.2026 10:00" in client.get(url).content.decode()
    page = client.post(url, {"at": "11.03.2026 10:00", "minutes": "60"}, follow=True).content.decode()
    assert "auf die neue Zeit gebucht" in page
    assert "Verschoben von" in page
    page = client.post(reverse("contacts:appointment_cancel", args=[appointment.pk]), follow=True).content.decode()
    assert "Auch die Sprachmittlung ist abgesagt." in page
    with as_owner():
        assert Booking.objects.get().state == "cancelled"


@pytest.mark.parametrize("act", ["interpreter_follows", "interpreter_is_free_again"])
@pytest.mark.parametrize(("person", "name"), [("cm3", "normal"), ("assistant", "sensitive"), ("head", "normal")])
def test_strangers_do_nothing_to_an_interpreter(town: Town, act, person, name):
    appointment = plan(town, name=name)
    with (
        acting_as(town[person].pk),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute(f"SELECT fw.{act}(%s)", [appointment.pk])


def test_the_history_keeps_the_time_before(town: Town):
    appointment = plan(town)
    move(town, appointment)
    with acting_as(town["cm1"].pk):
        found = queries.appointment(town["cm1"], appointment.pk)
        assert found is not None
        assert found.at == LATER
        assert queries.earlier_times(found) == [TUESDAY]


def test_other_calendars_take_the_newest_word_for_the_same_event(client, town: Town):
    appointment = plan(town)
    address = feed(client, town)

    def event():
        return Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]

    first = event()
    move(town, appointment)
    moved = event()
    with acting_as(town["cm1"].pk):
        actions.cancel(appointment=appointment, by=town["cm1"], now=NOW)
    gone = event()
    assert len({str(one["uid"]) for one in (first, moved, gone)}) == 1
    assert [int(one["sequence"]) for one in (first, moved, gone)] == [0, 1, 2]
    assert moved.decoded("dtstart") == LATER
    assert str(gone["status"]) == "CANCELLED"
