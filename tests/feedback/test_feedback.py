"""Slips without a name: one use, no trace, sums only; complaints that only the lead reads and answers."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.blocks.queries import languages, texts
from fahrwasser.core.acting import acting_as, set_actor
from fahrwasser.core.errors import NotAllowed
from fahrwasser.feedback import actions, documents, figures, queries, rules
from fahrwasser.feedback.figures import Marks
from fahrwasser.feedback.models import Answer, Remark, Slip
from fahrwasser.reporting.rules import satisfaction
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()
WORDS = "Ich habe drei Wochen auf einen Rückruf gewartet."


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    cache.clear()


def hand_out(town: Town, by: str = "assistant", count: int = 1) -> list[str]:
    with acting_as(town[by].pk):
        return actions.hand_out(count=count, by=town[by], today=TODAY)


def at(token: str, language: str = "") -> str:
    return reverse("feedback:slip", args=[token]) + (f"?sprache={language}" if language else "")


def rows(model):
    with as_owner():
        return list(model.objects.all())


def remarks(town: Town, person: str) -> list[str]:
    with acting_as(town[person].pk):
        return [line.words for line in queries.open_remarks(town[person])]


def complain(client, town: Town, words: str = WORDS, **more) -> str:
    (token,) = hand_out(town)
    assert (
        client.post(at(token), {"words": words, "is_complaint": "on", "wants_reply": "on", **more}).status_code == 302
    )
    return token


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-01-31", "2026-04-30"), ("2026-03-09", "2026-06-30"), ("2026-09-01", "2026-12-31"),
     ("2026-10-15", "2027-01-31"), ("2026-12-31", "2027-03-31"), ("2027-11-30", "2028-02-29")],
)  # fmt: skip
def test_a_slip_is_valid_until_the_end_of_the_third_month_after(day, last):
    assert rules.expires_on(rules.month_of(date.fromisoformat(day))) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("ABCD-EFGH-IJKL-MNOP-QRST-UVWX", True), (" abcd efgh ijkl mnop qrst uvwx ", True), ("ABCD", False),
     ("1BCDEFGHIJKLMNOPQRSTUVWX", False), ("x" * 100_000, False), ("\u202eمرحبا", False), ("", False)],
)  # fmt: skip
def test_what_is_a_token(typed, is_one):
    assert bool(rules.cleaned(typed)) is is_one


def test_a_slip_belongs_to_a_town_and_a_month_and_to_nothing_else(town: Town):
    (token,) = hand_out(town)
    (slip,) = rows(Slip)
    assert {field.name for field in Slip._meta.local_fields} == {
        "id", "controller", "month", "digest", "expires_on", "used",
    }  # fmt: skip
    assert (slip.controller, slip.month, slip.pk.version) == (town.city, date(2026, 3, 1), 4)
    assert token not in str(vars(slip))
    assert not any(field.is_relation for field in Answer._meta.local_fields if field.name != "controller")
    assert not any(field.is_relation for field in Remark._meta.local_fields if field.name != "controller")


def test_printing_writes_nothing_about_who_prints(client, town: Town):
    client.force_login(town["cm1"])
    with CaptureQueriesContext(connection) as asked:
        response = client.post(reverse("feedback:sheets"), {"language": "ar", "count": "2"})
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    written = [query["sql"].partition("INSERT INTO")[2] for query in asked.captured_queries]
    written = [statement for statement in written if statement]
    assert len(written) == 1
    assert written[0].startswith(' "feedback_slip"')
    assert str(town["cm1"].pk) not in written[0]


@pytest.mark.parametrize("language", ["de", *languages()])
def test_the_sheet_is_an_accessible_document_in_every_language(town: Town, language):
    links = [("https://stadt.example/rueckmeldung/ABCD/", "ABCD-EFGH")]
    made = documents.slips_pdf(links, texts(language, town.city), town.city, date(2026, 6, 30))
    assert made.startswith(b"%PDF")


def test_a_slip_is_answered_once(client, town: Town):
    (token,) = hand_out(town)
    page = client.get(at(token))
    assert page.status_code == 200
    assert set(page.cookies) <= {"csrftoken"}
    assert page["Referrer-Policy"] == "same-origin"  # stricter, and the browser would hide where the form comes from
    assert client.post(at(token), {"listened": "5", "helped": "2"}).status_code == 302
    client.post(at(token), {"listened": "1"})
    (answer,) = rows(Answer)
    assert (answer.listened, answer.next_steps, answer.helped, answer.month) == (5, None, 2, date(2026, 3, 1))
    assert rows(Remark) == []
    assert "eingegangen" in client.get(at(token)).content.decode()


def test_two_answers_at_the_same_moment_are_one(town: Town, nobody):
    (token,) = hand_out(town)
    said: dict[str, Any] = {
        "marks": dict.fromkeys(rules.QUESTIONS, 3),
        "words": "",
        "is_complaint": False,
        "wants_reply": False,
    }
    more: dict[str, Any] = {"digest": rules.digest_of(token), "today": TODAY, "empty": "leer", "gone": "weg"}
    set_actor(None)
    actions.answer(**said, **more)
    with pytest.raises(NotAllowed, match="weg"):
        actions.answer(**said, **more)
    assert len(rows(Answer)) == 1


def test_guessed_expired_and_broken_tokens_are_the_same_page(client, town: Town, settings):
    (token,) = hand_out(town)
    bodies = {client.get(at(wrong)).content for wrong in ("A" * 24, "x", "B" * 24)}
    settings.FAHRWASSER_TODAY = "2026-07-01"
    response = client.get(at(token))
    assert response.status_code == 404
    assert client.post(at(token), {"listened": "5"}).status_code == 404
    assert len({len(body) for body in (*bodies, response.content)}) == 1
    assert rows(Answer) == []


def test_a_right_slip_opens_after_any_number_of_wrong_ones_from_the_same_connection(client, town: Town):
    (token,) = hand_out(town)
    wrong = [client.get(at("A" * 24)) for _ in range(40)]
    assert {(page.status_code, len(page.content)) for page in wrong} == {(404, len(wrong[0].content))}
    assert client.get(at(token)).status_code == 200


@pytest.mark.parametrize("language", ["de", *languages()])
def test_the_page_speaks_the_readers_language_and_says_that_nobody_checked(client, town: Town, language):
    (token,) = hand_out(town)
    page = client.get(at(token, language)).content.decode()
    said = texts(language, town.city)
    assert f'lang="{language}"' in page
    assert said["feedback.helped"].text.replace("’", "’") in page.replace("&#x27;", "'")
    assert ('dir="rtl"' in page.split("<main")[1].split(">")[0]) is said.rtl
    assert ("Diese Übersetzung ist nicht geprüft." in page) is (language != "de")


@pytest.mark.parametrize(
    "typed",
    [{}, {"words": "   "}, {"words": "x" * 100_000}, {"listened": "9"}, {"listened": "-1"}, {"helped": "<script>"}],
)
def test_nothing_or_too_much_uses_no_slip(client, town: Town, typed):
    (token,) = hand_out(town)
    assert client.post(at(token), typed).status_code == 200
    assert client.post(at(token), {"listened": "4"}).status_code == 302


def test_an_unknown_language_is_german(client, town: Town):
    (token,) = hand_out(town)
    assert "Wie gut haben wir Ihnen zugehört?" in client.get(at(token, "xx")).content.decode()


@pytest.mark.parametrize("words", [WORDS, "<script>alert(1)</script> 👩‍👧", "انتظرت ثلاثة أسابيع", "\u202eabc"])
def test_only_the_lead_reads_a_complaint_and_it_lies_sealed(client, town: Town, words):
    complain(client, town, words)
    (remark,) = rows(Remark)
    assert words not in remark.sealed_words
    assert remarks(town, "coordinator") == [words]
    for person in ("cm1", "assistant", "head", "officer", "admin", "provider", "foreigners_office"):
        assert remarks(town, person) == []
    assert remarks(town, "other_city_coordinator") == []
    client.force_login(town["coordinator"])
    assert "<script>alert" not in client.get(reverse("feedback:remark", args=[remark.pk])).content.decode()


@pytest.mark.parametrize("table", ["feedback_slip", "feedback_answer", "feedback_remark"])
@pytest.mark.parametrize("person", ["cm1", "assistant", "head", "officer", "other_city_coordinator"])
def test_the_database_gives_nobody_else_a_row(client, town: Town, table, person):
    complain(client, town, listened="2")
    with acting_as(town[person].pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("table", ["feedback_slip", "feedback_answer"])
def test_not_even_the_lead_reads_slips_and_answers(client, town: Town, table):
    complain(client, town, listened="2")
    with acting_as(town["coordinator"].pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0


def test_nobody_writes_an_answer_or_a_slip_of_another_house(town: Town):
    slip = Slip(controller=town.other_city, month=TODAY, digest="x", expires_on=TODAY)
    answer = Answer(controller=town.city, month=TODAY, listened=1)
    for row in (slip, answer):
        with acting_as(town["cm1"].pk), pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)


def test_the_lead_answers_and_the_reply_stands_under_the_slip(client, town: Town):
    token = complain(client, town)
    assert "Eingegangen" in client.get(at(token)).content.decode()
    key = rows(Remark)[0].pk
    client.force_login(town["coordinator"])
    page = reverse("feedback:remark", args=[key])
    assert client.post(page, {"state": "done", "reply": " "}).status_code == 200
    assert client.post(page, {"state": "in_progress", "reply": "Entwurf der Antwort"}).status_code == 302
    client.logout()
    seen = client.get(at(token)).content.decode()
    assert "In Bearbeitung" in seen
    assert "Entwurf der Antwort" not in seen
    client.force_login(town["coordinator"])
    assert client.post(page, {"state": "done", "reply": "Wir rufen jetzt schneller zurück."}).status_code == 302
    client.logout()
    assert "Wir rufen jetzt schneller zurück." in client.get(at(token)).content.decode()


@pytest.mark.parametrize(
    ("state", "to", "reply", "wants", "allowed"),
    [
        ("received", "in_progress", "", True, True),
        ("received", "done", "", False, True),
        ("received", "done", "", True, False),
        ("received", "done", "Danke", True, True),
        ("in_progress", "done", "Danke", True, True),
        ("in_progress", "received", "", False, False),
        ("done", "in_progress", "", False, False),
    ],
)
def test_how_a_complaint_moves(state, to, reply, wants, allowed):
    if allowed:
        rules.check_turn(state, to, reply, wants_reply=wants)
    else:
        with pytest.raises(NotAllowed):
            rules.check_turn(state, to, reply, wants_reply=wants)


def test_a_complaint_that_was_heard_is_gone_from_whoever_wrote_it_down(client, town: Town):
    client.force_login(town["assistant"])
    typed = {"way": "phone", "is_complaint": "on", "words": WORDS}
    assert client.post(reverse("feedback:record"), typed).status_code == 302
    assert WORDS not in client.get(reverse("feedback:feedback")).content.decode()
    assert remarks(town, "coordinator") == [WORDS]
    (remark,) = rows(Remark)
    assert (remark.way, remark.digest) == ("phone", "")


@pytest.mark.parametrize(("person", "status"), [("coordinator", 200), ("cm1", 404), ("other_city_coordinator", 404)])
def test_three_people_open_a_complaint(client, town: Town, person, status, django_assert_max_num_queries):
    complain(client, town)
    client.force_login(town[person])
    with django_assert_max_num_queries(20):
        assert client.get(reverse("feedback:remark", args=[rows(Remark)[0].pk])).status_code == status


def test_the_three_questions_are_read_in_sums(client, town: Town):
    for mark in (5, 4, 4):
        (token,) = hand_out(town)
        client.post(at(token), {"listened": mark, "helped": 1})
    with acting_as(town["coordinator"].pk):
        found = figures.satisfaction(town.city.pk, date(2026, 1, 1), date(2026, 6, 30))
        assert figures.satisfaction(town.other_city.pk, date(2026, 1, 1), date(2026, 6, 30))["helped"] == Marks()
    assert found == {"listened": Marks(3, 13), "next_steps": Marks(), "helped": Marks(3, 3)}


@pytest.mark.parametrize(
    ("answers", "ended", "mean"), [(5, True, 4.0), (4, True, None), (0, True, None), (50, False, None)]
)
def test_under_five_answers_and_before_the_end_there_is_no_figure(answers, ended, mean):
    (cell,) = satisfaction({"Frage": (answers, answers * 4)}, has_ended=ended)
    assert (cell.mean, cell.answers) == (mean, answers if mean else 0)


def test_a_slip_may_be_typed(client, town: Town):
    (token,) = hand_out(town)
    found = client.get(reverse("feedback:find"), {"bogen": rules.in_groups(token).lower()})
    assert found.url == at(token)
    assert "So sieht kein Bogen aus" in client.get(reverse("feedback:find"), {"bogen": "abc"}).content.decode()
