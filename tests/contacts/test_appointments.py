"""Appointments: possible times only, Belegt for everybody else, and a feed that says nothing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from icalendar import Calendar

from fahrwasser.contacts import actions, queries, rules
from fahrwasser.contacts.models import Appointment, Booking, CalendarKey, Interpreter
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def plan(town: Town, who="cm1", name: str | None = "normal", at=TUESDAY, **fields):
    case = town.files[name] if name else None
    until = fields.pop("until", at + timedelta(hours=1))
    with acting_as(town[who].pk):
        return actions.plan(by=town[who], now=NOW, case=case, user=town[who], at=at, until=until, **fields)


def interpreter(town: Town, **fields):
    values = {"name": "SM", "languages": "ar,fa", "bound_on": date(2026, 1, 5), **fields}
    with acting_as(town["cm1"].pk):
        return actions.add_interpreter(by=town["cm1"], **values)


def book(town: Town, appointment, who, language="ar", way="on_site"):
    with acting_as(town["cm1"].pk):
        return actions.book(
            appointment=appointment, interpreter=who, language=language, way=way, by=town["cm1"], now=NOW
        )


@pytest.mark.parametrize(
    ("at", "minutes", "field"),
    [
        (datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN), 30, "at"),
        (datetime(2026, 3, 8, 10, 0, tzinfo=BERLIN), 30, "at"),
        (datetime(2029, 3, 8, 10, 0, tzinfo=BERLIN), 30, "at"),
        (TUESDAY, 0, "minutes"),
        (TUESDAY, 721, "minutes"),
    ],
)
def test_a_time_that_cannot_be(at, minutes, field):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_slot(at, at + timedelta(minutes=minutes), NOW)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2026, 3, 15), "Sonntag"),
        (date(2026, 6, 4), "Fronleichnam"),
        (date(2026, 4, 6), "Ostermontag"),
        (date(2026, 11, 1), "Allerheiligen"),
    ],
)
def test_a_day_of_rest_wants_a_reason(day, word):
    with pytest.raises(NotAllowed, match=word):
        rules.check_day(day, " ")
    rules.check_day(day, "Notaufnahme")


@pytest.mark.parametrize("day", [date(2026, 3, 14), date(2026, 3, 10), date(2026, 8, 15)])
def test_saturdays_and_holidays_of_other_states_are_days_like_others(day):
    rules.check_day(day, "")


def test_two_at_once_only_on_purpose(town: Town):
    plan(town)
    with pytest.raises(NotAllowed) as refusal:
        plan(town, name="protected", at=TUESDAY + timedelta(minutes=30))
    assert refusal.value.field == "despite"
    plan(town, name="protected", at=TUESDAY + timedelta(minutes=30), despite=True)
    plan(town, at=TUESDAY + timedelta(minutes=90))


def test_every_appointment_of_a_colleague_reads_the_same(town: Town):
    for hour, name in enumerate(("normal", "sensitive", "protected", None)):
        plan(town, name=name, at=TUESDAY + timedelta(hours=2 * hour), place="Geheim", with_whom="Frau D.")
    with acting_as(town["cm3"].pk):
        assert not Appointment.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM fw.busy_slots(%s, %s)", [TUESDAY, TUESDAY + timedelta(days=1)])
            rows = cursor.fetchall()
            assert [column.name for column in cursor.description] == ["user_id", "at", "until"]
    assert {(who, until - at) for who, at, until in rows} == {(town["cm1"].pk, timedelta(hours=1))}
    assert len(rows) == 4


@pytest.mark.parametrize("person", ["foreigners_office", "head", "provider", "other_city_cm", "steering", "admin"])
def test_nobody_outside_learns_when_the_team_is_busy(town: Town, person):
    plan(town)
    with acting_as(town[person].pk):
        assert queries.busy_slots(TUESDAY, TUESDAY + timedelta(days=1)) == []


def test_the_calendar_page(client, town: Town, django_assert_max_num_queries):
    for hour, name in enumerate(("normal", "protected")):
        plan(town, name=name, at=TUESDAY + timedelta(hours=2 * hour), place="Geheimer Ort")
    url = f"{reverse('contacts:calendar')}?woche=2026-03-10"
    client.force_login(town["cm3"])
    with django_assert_max_num_queries(25):
        page = client.get(url).content.decode()
    assert page.count("Belegt</span>") == 2
    assert "Geheim" not in page
    assert "Probe" not in page
    client.force_login(town["assistant"])
    assert client.get(url).content.decode().count("Belegt</span>") == 2
    client.force_login(town["cm1"])
    page = client.get(url).content.decode()
    assert "Belegt</span>" not in page
    assert "Probe Protected" in page


@pytest.mark.parametrize(("name", "sees"), [("normal", True), ("sensitive", False), ("protected", False)])
def test_the_office_reads_appointments_of_level_nought_alone(town: Town, name, sees):
    plan(town, name=name)
    with acting_as(town["assistant"].pk):
        assert Appointment.objects.exists() is sees
        assert bool(queries.for_the_office(town["assistant"], TUESDAY.date())) is sees


def test_an_appointment_by_the_page(client, town: Town):
    client.force_login(town["cm1"])
    url = f"{reverse('contacts:appointment_new')}?fall={town.files['normal'].pk}"
    values = {"at": "29.03.2026 02:30", "minutes": "45", "type": "BUERO"}
    assert "Die Uhr wird umgestellt" in client.post(url, values).content.decode()
    assert "Sonntag" in client.post(url, {**values, "at": "15.03.2026 10:00"}).content.decode()
    assert client.post(url, {**values, "at": "10.03.2026 10:00"}).status_code == 302
    again = client.post(url, {**values, "at": "10.03.2026 10:15"}).content.decode()
    assert 'name="despite"' in again
    with acting_as(town["cm1"].pk):
        assert Appointment.objects.get().user == town["cm1"]


def test_what_is_over_waits_and_becomes_a_contact(client, town: Town):
    before = NOW.replace(minute=0) - timedelta(days=3)
    with acting_as(town["cm1"].pk):
        over = actions.plan(
            by=town["cm1"], now=before, case=town.files["normal"], user=town["cm1"], at=before + timedelta(hours=1),
            until=before + timedelta(hours=2), type="HAUS", with_whom="Mutter",
        )  # fmt: skip
        assert [row.pk for row in queries.past_appointments(town["cm1"], NOW)] == [over.pk]
    client.force_login(town["cm1"])
    url = f"{reverse('contacts:new')}?termin={over.pk}"
    page = client.get(url).content.decode()
    assert "06.03.2026 10:00" in page
    assert 'value="60"' in page
    values = {
        "type": "HAUS",
        "direction": "out",
        "outcome": "not_met",
        "at": "06.03.2026 10:00",
        "interpreting": "none",
    }
    assert client.post(url, values).status_code == 302
    with acting_as(town["cm1"].pk):
        over.refresh_from_db()
        assert (over.state, over.contact.type) == ("missed", "HAUS")
        assert not queries.past_appointments(town["cm1"], NOW)
    assert "schon festgehalten" in client.post(url, values).content.decode()
    client.force_login(town["cm3"])
    assert client.get(url).status_code == 404


def test_calling_off_gives_the_interpreter_back(client, town: Town):
    appointment = plan(town)
    book(town, appointment, interpreter(town))
    client.force_login(town["cm1"])
    client.post(reverse("contacts:appointment_cancel", args=[appointment.pk]))
    with acting_as(town["cm1"].pk):
        assert Booking.objects.get().state == "cancelled"
        assert not queries.busy_times(town["cm1"], TUESDAY, TUESDAY + timedelta(hours=1))


@pytest.mark.parametrize(
    ("fields", "language", "way"),
    [
        ({"bound_on": None}, "ar", "on_site"),
        ({"bound_on": date(2026, 3, 11)}, "ar", "on_site"),
        ({"bound_until": date(2026, 3, 9)}, "ar", "on_site"),
        ({"active": False}, "ar", "on_site"),
        ({}, "ti", "on_site"),
        ({}, "ar", "video"),
    ],
)
def test_who_is_not_available_and_never_why(town: Town, fields, language, way):
    with pytest.raises(NotAllowed) as refusal:
        book(town, plan(town), interpreter(town, **fields), language, way)
    assert refusal.value.sentence == rules.NOT_AVAILABLE


def test_one_interpreter_at_one_time(town: Town):
    who = interpreter(town)
    book(town, plan(town), who)
    later = plan(town, name="protected", at=TUESDAY + timedelta(minutes=30), despite=True)
    with pytest.raises(NotAllowed, match="nicht verfügbar"):
        book(town, later, who)
    book(town, plan(town, at=TUESDAY + timedelta(hours=1), despite=True), who)


def test_the_wish_for_a_woman(town: Town):
    interpreter(town, name="SM-2", gender="m")
    woman = interpreter(town, name="SM-1", gender="f")
    appointment = plan(town)
    with acting_as(town["cm1"].pk):
        assert queries.bookable(town["cm1"], appointment, "f") == [woman]
        assert len(queries.bookable(town["cm1"], appointment)) == 2


def test_booking_by_the_page_and_the_slip(client, town: Town):
    who, appointment = interpreter(town), plan(town, place="Rathaus, Zimmer 4")
    client.force_login(town["cm1"])
    url = reverse("contacts:booking_new", args=[appointment.pk])
    hidden = {"language": "ar", "way": "on_site", "interpreter": "01890000-0000-7000-8000-000000000000"}
    assert "nicht verfügbar" in client.post(url, hidden).content.decode()
    assert client.post(url, {**hidden, "interpreter": str(who.pk)}).status_code == 302
    with acting_as(town["cm1"].pk):
        booking = Booking.objects.get()
    slip = client.get(reverse("contacts:slip", args=[booking.pk])).content.decode()
    assert "Rathaus, Zimmer 4" in slip
    assert "Arabisch" in slip
    assert "Probe" not in slip


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "foreigners_office"])
def test_conflicts_are_content(town: Town, person):
    who = interpreter(town)
    with acting_as(town["cm1"].pk):
        actions.name_conflict(case=town.files["normal"], interpreter=who, kind="relative", by=town["cm1"], now=NOW)
    with acting_as(town[person].pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_interpreterconflict")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("person", ["foreigners_office", "provider", "head", "other_city_cm", "officer"])
def test_the_pool_is_closed_to_others(town: Town, person):
    interpreter(town)
    with acting_as(town[person].pk):
        assert not Interpreter.objects.exists()


def test_asking_for_a_strange_file_is_refused(town: Town):
    appointment = plan(town)
    with acting_as(town["cm3"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        queries.free_interpreters(appointment)


def feed(client, town: Town, person="cm1"):
    client.force_login(town[person])
    page = client.post(reverse("contacts:calendar_key"), {"act": "open"}).content.decode()
    client.logout()
    return page.split("<code>")[1].split("</code>")[0].replace("http://testserver", "")


def test_the_feed_says_when_and_nothing_else(client, town: Town):
    for hour, name in enumerate(("normal", "protected")):
        plan(town, name=name, at=TUESDAY + timedelta(hours=2 * hour), place="Geheim", with_whom="Frau D.")
    plan(town, who="cm3", name=None)
    address = feed(client, town)
    answer = client.get(address)
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [event.decoded("dtstart") for event in events] == [TUESDAY, TUESDAY + timedelta(hours=2)]
    assert {str(event["summary"]) for event in events} == {"Termin"}
    assert {key for event in events for key in event} == {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CLASS",
        "SEQUENCE",
    }
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    with as_owner():
        assert CalendarKey.objects.get().hash not in address


def test_a_new_or_withdrawn_address_ends_the_old_one(client, town: Town):
    first = feed(client, town)
    second = feed(client, town)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    client.force_login(town["cm1"])
    client.post(reverse("contacts:calendar_key"), {"act": "close"})
    client.logout()
    assert client.get(second).status_code == 404


def test_the_feed_has_a_limit(client, town: Town, monkeypatch):
    monkeypatch.setattr("fahrwasser.contacts.views.appointments.MOST_FETCHES", 2)
    address = feed(client, town)
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]
