"""The public form: one answer to everybody, nothing looked up, spam on a pile of its own, a clock from day one."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.accounts.models import Membership
from fahrwasser.core.acting import acting_as, set_actor
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import public_actions, public_queries, public_rules
from fahrwasser.intake.models import Enquiry, PublicEnquiry
from fahrwasser.intake.public_forms import WITHOUT_AGREEMENT, PublicForm
from fahrwasser.intake.public_rules import Marks
from tests.conftest import as_owner
from tests.town import NOW, Town

KNOWN, PROTECTED, UNKNOWN = ("Probe", "Normal"), ("Probe", "Protected"), ("Ganz", "Unbekannt")
CONCERN = "Die Familie braucht Hilfe bei Wohnung und Kita."
TYPED = {
    "channel": "school", "sender": "Frau Berg, Grundschule", "call_back": "0221 4711, vormittags",
    "first_name": "Ganz", "last_name": "Unbekannt", "language": "ar", "danger": "no", "concern": CONCERN,
    "manager_wish": "f", "safe_way": "über die Schule", "agreed": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _slowly(settings, monkeypatch):
    settings.FAHRWASSER_MFA_REQUIRED = False
    monkeypatch.setattr("fahrwasser.intake.public_forms.time", lambda: 10**10)  # whoever typed took their time
    cache.clear()


def address(town: Town) -> str:
    return reverse("intake:public", args=[town.city.pk])


def send(client, town: Town, **typed):
    """Open the page, type, send."""
    return client.post(address(town), {**PublicForm.start(uuid4()), **TYPED, **typed})


def all_sent() -> list[PublicEnquiry]:
    with as_owner():
        return list(PublicEnquiry.objects.order_by("received_at", "pk"))


def lists(town: Town, person: str) -> tuple[int, int]:
    """How many wait in the person's list, and on the pile."""
    with acting_as(town[person].pk):
        waiting = public_queries.arrived(town[person], NOW.date())
        return len(waiting), public_queries.suspected_count(town[person])


def test_a_school_sends_and_learns_only_that_it_came(client, town: Town):
    page = client.get(address(town))
    assert page.status_code == 200
    assert set(page.cookies) <= {"csrftoken"}
    response = send(client, town)
    assert response.status_code == 302
    answer = client.get(response.url)
    assert "Eingegangen" in answer.content.decode()
    assert set(answer.cookies) | set(response.cookies) <= {"csrftoken"}
    (sent,) = all_sent()
    assert (sent.name, sent.suspicion, sent.kept_close) == ("Ganz Unbekannt", "", False)
    assert sent.number in response.url


def _what_happens(client, town: Town, name: tuple[str, str]) -> tuple[int, list[str], str]:
    """Status, the statements without their values, and the page without the number."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        response = send(client, town, first_name=name[0], last_name=name[1])
    statements = [re.sub(r"'[^']*'|s\d+_x\d+|\b\d+\b|\S+::\w+", "?", query["sql"]) for query in asked.captured_queries]
    page = client.get(response.url).content.decode()
    return response.status_code, statements, re.sub(r"[A-Z2-7]{4}-[A-Z2-7]{4}|[A-Za-z0-9]{64}", "", page)


def test_nothing_tells_whether_a_person_is_known(client, town: Town):
    first, second, third = (_what_happens(client, town, name) for name in (KNOWN, PROTECTED, UNKNOWN))
    assert first == second == third
    read = " ".join(first[1])
    for table in ("clients_client", "cases_case", "clients_safechannel", "intake_enquiry ", "fw.people_like"):
        assert table not in read


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM intake_publicenquiry",
        "UPDATE intake_publicenquiry SET concern = 'anders'",
        "DELETE FROM intake_publicenquiry",
    ],
)
def test_without_a_log_in_one_may_only_add(client, town: Town, nobody, statement):
    send(client, town)
    set_actor(None)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)
    assert all_sent()[0].concern == CONCERN


def test_nobody_adds_one_that_is_already_closed(town: Town, nobody):
    row = PublicEnquiry(
        controller=town.city, number="AAAA-AAAA", received_at=NOW, channel="school", sender="S", call_back="0",
        first_name="A", danger="no", concern="B", closed_at=NOW, closed_by=town["cm1"], outcome="weg",
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("person", "waiting"),
    [("cm1", 1), ("cm3", 1), ("coordinator", 1), ("assistant", 0), ("head", 0), ("provider", 0), ("other_city_cm", 0),
     ("foreigners_office", 0), ("officer", 0), ("admin", 0)],
)  # fmt: skip
def test_who_finds_it(client, town: Town, person, waiting):
    send(client, town)
    assert lists(town, person) == (waiting, 0)
    with acting_as(town[person].pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_publicenquiry")
        assert cursor.fetchone()[0] == waiting


def test_where_danger_is_feared_only_the_coordination_reads(client, town: Town):
    send(client, town, danger="yes")
    assert lists(town, "cm1") == (0, 0)
    assert lists(town, "coordinator") == (1, 0)


def test_a_house_without_coordination_loses_nothing(client, town: Town):
    with as_owner():
        Membership.objects.filter(user=town["coordinator"]).delete()
    send(client, town, danger="yes")
    assert lists(town, "cm1") == (1, 0)


def test_without_agreement_nothing_is_taken_in_and_the_way_is_explained(client, town: Town):
    response = send(client, town, agreed="")
    assert response.status_code == 200
    assert str(WITHOUT_AGREEMENT) in response.content.decode()
    assert CONCERN in response.content.decode()
    assert all_sent() == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"website": "https://x.example"}, "unsichtbares Feld"),
        ({"begun": "forged"}, "schneller"),
        ({"concern": "https://a.example und www.b.example"}, "Webseiten"),
        ({"concern": "???", "sender": "!", "safe_way": ""}, "Wort"),
    ],
)
def test_what_looks_like_a_machine_gets_the_same_answer_and_lies_on_the_pile(client, town: Town, typed, why):
    assert send(client, town, **typed).status_code == 302
    assert why in all_sent()[0].suspicion
    assert lists(town, "cm1") == (0, 1)


def test_typed_in_a_second(client, town: Town, monkeypatch):
    monkeypatch.setattr("fahrwasser.intake.public_forms.time", __import__("time").time)
    send(client, town)
    assert "schneller" in all_sent()[0].suspicion


@pytest.mark.parametrize(
    ("marks", "words", "suspicious"),
    [
        (Marks("", 60), "Bitte um Hilfe", False),
        (Marks("", 60), "مرحبا، نحتاج مساعدة", False),
        (Marks("", 60), "Siehe https://schule.example", False),
        (Marks("", 4), "Bitte um Hilfe", True),
        (Marks("", None), "Bitte um Hilfe", True),
        (Marks("x", 60), "Bitte um Hilfe", True),
        (Marks("", 60, crowd=True), "Bitte um Hilfe", True),
        (Marks("", 60), "12345", True),
    ],
)
def test_what_speaks_for_a_machine(marks, words, suspicious):
    assert bool(public_rules.suspicions(marks, words)) is suspicious


def test_a_flood_from_one_connection_is_asked_to_call(client, town: Town):
    answers = [send(client, town, concern=f"{CONCERN} Nummer {n}") for n in range(8)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [200] * 2
    assert public_rules.TOO_OFTEN in answers[-1].content.decode()
    assert len(all_sent()) == 6
    assert (
        client.post(address(town), {**TYPED, **PublicForm.start(uuid4())}, REMOTE_ADDR="192.0.2.7").status_code == 302
    )


def test_a_flood_from_many_connections_lies_on_the_pile(client, town: Town):
    for n in range(42):
        client.post(address(town), {**TYPED, **PublicForm.start(uuid4())}, REMOTE_ADDR=f"192.0.2.{n}")
    assert lists(town, "cm1") == (40, 2)


def test_no_address_lies_readable_anywhere(client, town: Town):
    client.post(address(town), {**TYPED, **PublicForm.start(uuid4())}, REMOTE_ADDR="203.0.113.77")
    with connections["cache"].cursor() as cursor:
        cursor.execute("SELECT cache_key || value FROM core_cache")
        kept = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT max(expires) - now() < interval '25 hours' FROM core_cache")
        assert cursor.fetchone()[0]
    assert "per_connection" in kept
    assert "203.0.113" not in kept


def test_the_same_words_sent_twice_are_one_enquiry_and_others_are_not_lost(client, town: Town):
    form = {**TYPED, **PublicForm.start(uuid4())}
    first, again = client.post(address(town), form), client.post(address(town), form)
    assert first.url == again.url
    assert len(all_sent()) == 1
    assert client.post(address(town), {**form, "concern": "Noch etwas anderes."}).url != first.url
    assert len(all_sent()) == 2


@pytest.mark.parametrize("concern", ["x" * 100_000, "", "   "])
def test_too_much_or_nothing_is_refused_with_a_sentence(client, town: Town, concern):
    response = send(client, town, concern=concern)
    assert response.status_code == 200
    assert "data-error-summary" in response.content.decode()
    assert all_sent() == []


@pytest.mark.parametrize("concern", ["<script>alert(1)</script> Hilfe", "\u202eمرحبا", "👩‍👧 Hilfe"])
def test_whatever_was_written_is_shown_as_words(client, town: Town, concern):
    send(client, town, concern=concern)
    client.force_login(town["cm1"])
    page = client.get(reverse("intake:sent_enquiry", args=[all_sent()[0].pk])).content.decode()
    assert "<script>alert" not in page


def test_it_waits_with_its_clock_and_becomes_a_file(client, town: Town):
    send(client, town)
    sent = all_sent()[0]
    client.force_login(town["cm1"])
    page = client.get(reverse("intake:enquiries")).content.decode()
    assert "Ganz Unbekannt" in page
    assert "noch 3 Arbeitstage" in page
    take_up = reverse("intake:take_up", args=[sent.pk])
    begun = client.get(take_up).context["form"]
    values = {name: begun[name].value() for name in begun.fields}
    typed = {name: value for name, value in values.items() if value not in (None, False, "")}
    typed |= {"received_at": "09.03.2026 12:00", "lead": town["cm1"].pk, "can_speak": "not_asked",
              "danger": "not_asked"}  # fmt: skip
    assert client.post(take_up, typed).status_code == 302
    assert all_sent() == []
    with as_owner():
        enquiry = Enquiry.objects.get()
    assert (enquiry.channel, enquiry.referrer_agreed, enquiry.concern) == ("school", True, CONCERN)
    assert public_queries.UNCHECKED in enquiry.referrer
    assert enquiry.manager_wish == "f"


@pytest.mark.parametrize(("person", "status"), [("cm1", 200), ("cm3", 200), ("assistant", 404), ("other_city_cm", 404)])
def test_three_people_open_it(client, town: Town, person, status, django_assert_max_num_queries):
    send(client, town)
    client.force_login(town[person])
    page = reverse("intake:sent_enquiry", args=[all_sent()[0].pk])
    with django_assert_max_num_queries(25):
        assert client.get(page).status_code == status


def test_closed_without_a_file_wants_a_sentence(client, town: Town):
    send(client, town)
    client.force_login(town["cm1"])
    page = reverse("intake:sent_enquiry", args=[all_sent()[0].pk])
    assert client.post(page, {"words": " "}).status_code == 200
    assert client.post(page, {"words": "Angerufen, an die MBE verwiesen."}).status_code == 302
    assert client.get(page).status_code == 404
    assert all_sent()[0].closed_by == town["cm1"]


def test_spam_is_put_away_rescued_and_thrown_away(client, town: Town):
    send(client, town)
    key = all_sent()[0].pk
    client.force_login(town["cm1"])
    assert client.post(reverse("intake:throw_away", args=[key])).status_code == 302
    assert len(all_sent()) == 1
    client.post(reverse("intake:suspect", args=[key]))
    assert lists(town, "cm1") == (0, 1)
    assert "von Hand" in client.get(reverse("intake:suspected")).content.decode()
    client.post(reverse("intake:rescue", args=[key]))
    assert lists(town, "cm1") == (1, 0)
    client.post(reverse("intake:suspect", args=[key]))
    client.post(reverse("intake:throw_away", args=[key]))
    assert all_sent() == []


def test_a_stranger_takes_nothing(client, town: Town):
    send(client, town)
    sent = all_sent()[0]
    with acting_as(town["other_city_cm"].pk), pytest.raises(NotAllowed):
        public_actions.close(sent=sent, words="weg", by=town["other_city_cm"], now=NOW)


def test_two_towns_are_offered_one_is_opened(client, town: Town):
    page = client.get(reverse("intake:towns")).content.decode()
    assert "Stadt Probe" in page
    assert "Stadt Nachbar" in page
    assert client.get(reverse("intake:public", args=[town.provider.pk])).status_code == 404
    assert client.get(reverse("intake:public_sent", args=["x-y"])).status_code == 404
