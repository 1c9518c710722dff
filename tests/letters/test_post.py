"""Letters in and out through the browser: files, dates, answers, authorities, and who never sees any of it."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from fahrwasser.audit.models import Event
from fahrwasser.clients.models import ProtectedChannel
from fahrwasser.contacts.models import Appointment
from fahrwasser.core import documents as core_documents
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines.models import Deadline
from fahrwasser.letters import actions, papers, queries
from fahrwasser.letters.models import IncomingLetter, LetterDate, LetterFile, OutgoingLetter, PowerOfAttorney
from tests.conftest import as_owner
from tests.letters.test_papers import SCRIPTED, photo
from tests.town import NOW, Town

TYPED = {"sender": "Jobcenter", "received_on": "05.03.2026", "wants": "documents", "note": ""}
SOURCE = """#set document(title: [x])
#set text(lang: "de")
Bitte antworten Sie bis zum 20.03.2026. Termin am 17.03.2026 um 10:00 Uhr."""


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def written(tmp_path):
    source = tmp_path / "letter.typ"
    source.write_text(SOURCE)
    return core_documents.pdf(source, {})


def take(client, town, *contents, file="normal", **change):
    address = reverse("letters:letter_new", args=[town.files[file].pk])
    scans = [SimpleUploadedFile("Brief von Mama.pdf", content) for content in contents]
    return client.post(address, {**TYPED, **change, "scans": scans}, follow=True)


def rows(model):
    with as_owner():
        return list(model.objects.order_by("pk"))


def test_a_photo_lies_encrypted_and_is_seen_and_saved(client, town: Town):
    client.force_login(town["cm1"])
    page = take(client, town, photo(), photo()).content.decode()
    first, second = rows(LetterFile)
    assert (first.place, second.place, first.media_type) == (1, 2, papers.JPEG)
    picture = client.get(reverse("letters:picture", args=[first.pk]))
    assert reverse("letters:picture", args=[first.pk]) in page
    assert picture.content == first.content
    saved = client.get(reverse("letters:file", args=[first.pk]))
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert "Mama" not in saved["Content-Disposition"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM letters_letterfile WHERE id = %s", [first.pk])
        assert not bytes(cursor.fetchone()[0]).startswith(b"\xff\xd8")


def test_dates_become_something_only_by_a_person(client, town: Town, written):
    client.force_login(town["cm1"])
    page = take(client, town, written).content.decode()
    end, meeting = rows(LetterDate)
    assert "<mark>20.03.2026</mark>" in page
    assert not rows(Deadline)
    form = client.get(reverse("letters:date_confirm", args=[end.pk])).content.decode()
    assert 'value="20.03.2026"' in form
    typed = {"kind": "deadline", "label": "Unterlagen schicken", "day": "20.03.2026", "at": ""}
    client.post(reverse("letters:date_confirm", args=[end.pk]), typed)
    (deadline,) = rows(Deadline)
    assert (deadline.label, deadline.statutory_end, deadline.note) == (
        "Unterlagen schicken", date(2026, 3, 20), "„20.03.2026“",
    )  # fmt: skip
    typed = {"kind": "appointment", "label": "Jobcenter", "day": "17.03.2026", "at": ""}
    page = client.post(reverse("letters:date_confirm", args=[meeting.pk]), typed).content.decode()
    assert "Um wie viel Uhr ist der Termin?" in page
    before = len(rows(Appointment))
    client.post(reverse("letters:date_confirm", args=[meeting.pk]), {**typed, "at": "10:00"})
    assert len(rows(Appointment)) == before + 1
    again = client.post(reverse("letters:date_confirm", args=[end.pk]), {**typed, "kind": "deadline"}).content.decode()
    assert "schon entschieden" in again


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([photo(), SCRIPTED], papers.ACTIVE),
        ([b"GIF89a"], papers.UNKNOWN),
        ([b""], papers.UNKNOWN),
        ([photo()] * 13, "höchstens 12 Dateien"),
    ],
)
def test_one_bad_file_and_nothing_is_kept(client, town: Town, contents, sentence):
    client.force_login(town["cm1"])
    page = take(client, town, *contents).content.decode()
    assert sentence in page
    assert 'value="Jobcenter"' in page
    assert not rows(IncomingLetter)


def test_a_photo_of_40_mb_is_refused_with_a_sentence(client, town: Town):
    client.force_login(town["cm1"])
    assert papers.too_large(15_000_000) in take(client, town, b"\xff\xd8" * 20_000_000).content.decode()
    assert not rows(IncomingLetter)


def test_a_configured_scanner_that_is_silent_keeps_everything_out(client, town: Town, settings):
    settings.FAHRWASSER_CLAMD = "127.0.0.1:1"
    client.force_login(town["cm1"])
    assert "Der Virenscanner antwortet nicht." in take(client, town, photo()).content.decode()
    assert not rows(LetterFile)


def test_it_waits_until_it_is_answered(client, town: Town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    take(client, town)
    take(client, town, sender="Stadtwerke", wants="nothing")
    with django_assert_max_num_queries(30):
        page = client.get(reverse("letters:unanswered")).content.decode()
    assert "Jobcenter" in page
    assert "Stadtwerke" not in page
    letter = next(one for one in rows(IncomingLetter) if one.wants == "documents")
    address = reverse("letters:answered", args=[letter.pk])
    assert "vor dem Eingang" in client.post(address, {"on": "01.03.2026"}).content.decode()
    client.post(address, {"on": "09.03.2026"})
    assert "Kein Brief wartet auf Antwort." in client.get(reverse("letters:unanswered")).content.decode()


@pytest.mark.parametrize("language", ["de", "ar", "ti", "uk"])
def test_the_explanation_says_what_the_letter_wants(client, town: Town, language):
    client.force_login(town["cm1"])
    take(client, town)
    address = reverse("letters:explanation", args=[rows(IncomingLetter)[0].pk])
    answer = client.get(address, {"sprache": language})
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Der Brief möchte Unterlagen" in text
    assert ("nicht geprüft" in text) == (language != "de")
    assert client.get(address, {"sprache": "xx"}).status_code == 404


LETTER = {"recipient": "Jobcenter\nAmtsweg 1", "subject": "Unterlagen", "text": "für die Person", "language": "de"}


@pytest.mark.parametrize("art", ["cover", "extension", "appointment", "request", "nonsense"])
def test_a_letter_goes_out_from_its_template(client, town: Town, art):
    client.force_login(town["cm1"])
    take(client, town)
    letter = rows(IncomingLetter)[0]
    address = reverse("letters:outgoing_new", args=[town.files["normal"].pk]) + f"?art={art}&auf={letter.pk}"
    assert "05.03.2026" in client.get(address).content.decode()
    client.post(address, LETTER)
    (sent,) = rows(OutgoingLetter)
    assert (sent.sent_on, sent.answers_id) == (date(2026, 3, 9), letter.pk)
    assert rows(IncomingLetter)[0].state == "answered"
    answer = client.get(reverse("letters:outgoing_pdf", args=[sent.pk]))
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Amtsweg 1" in text
    assert "Sehr geehrte Damen und Herren" in text


def send(town, file, safe=False, to_client=True, text="Guten Tag"):
    with acting_as(town["cm1"].pk):
        return actions.send(
            case=town.files[file], template="appointment", recipient="Frau T.", subject="Termin", text=text,
            to_client=to_client, language="de", safe=safe, by=town["cm1"], now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("text", ["am [Tag] um 10 Uhr", "[Frage]"])
def test_no_letter_goes_out_with_a_gap_of_its_template(town: Town, text):
    with pytest.raises(NotAllowed, match="Hier fehlt noch etwas") as refused:
        send(town, "normal", text=text)
    assert refused.value.field == "text"
    with as_owner():
        assert not OutgoingLetter.objects.exists()


def test_a_letter_is_seen_before_it_is_kept(client, town: Town):
    client.force_login(town["cm1"])
    address = reverse("letters:outgoing_new", args=[town.files["normal"].pk])
    typed = {"recipient": "Amt\nAmtsweg 1", "subject": "Anfrage", "text": "wir fragen [etwas]", "ansehen": "1"}
    answer = client.post(address, typed)
    assert answer["Content-Type"] == "application/pdf"
    assert "wir fragen [etwas]" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    wrong = client.post(address, typed | {"recipient": ""}).content.decode()
    assert "Bitte füllen Sie dieses Feld aus." in wrong
    with as_owner():
        assert not OutgoingLetter.objects.exists()
        assert not Event.objects.filter(verb="letter.sent").exists()


def test_on_level_2_a_letter_to_the_person_needs_a_confirmed_channel_and_a_second_yes(town: Town):
    case = town.files["protected"]
    with as_owner():
        ProtectedChannel.objects.filter(case=case).delete()
        channel = ProtectedChannel.objects.create(case=case, address="Stiller Weg 7, 12345 Ort")
    with pytest.raises(NotAllowed, match="bestätigt ist"):
        send(town, "protected", safe=True)
    with as_owner():
        channel.confirmed_on = date(2026, 3, 1)
        channel.save()
    with pytest.raises(NotAllowed, match="sicher ist"):
        send(town, "protected")
    for to_client in (True, False):
        with pytest.raises(NotAllowed, match="geschützte Anschrift"):
            send(town, "protected", safe=True, to_client=to_client, text="Sie wohnt: stiller  Weg 7")
    letter = send(town, "protected", safe=True)
    assert "Stiller" not in letter.recipient


def test_an_authority_to_act_is_printed_and_withdrawn(client, town: Town):
    client.force_login(town["cm1"])
    typed = {
        "holder": "A. Berger",
        "office": "Jobcenter",
        "scope": "Bescheide",
        "since": "09.03.2026",
        "until": "08.03.2026",
    }
    address = reverse("letters:power_new", args=[town.files["normal"].pk])
    assert "Das Ende liegt vor dem Beginn." in client.post(address, {**typed, "until": "08.03.2026"}).content.decode()
    client.post(address, {**typed, "until": "08.03.2027"})
    (power,) = rows(PowerOfAttorney)
    pdf_address = reverse("letters:power_pdf", args=[power.pk])
    text = PdfReader(BytesIO(client.get(pdf_address, {"sprache": "tr"}).content)).pages[0].extract_text()
    assert "Vekâletname" in text
    client.post(reverse("letters:power_withdraw", args=[power.pk]), {"on": "09.03.2026"})
    assert "widerrufen am 09.03.2026" in client.get(reverse("letters:post", args=[power.case_id])).content.decode()
    assert not rows(PowerOfAttorney)[0].holds(date(2026, 3, 10))


def test_the_receipt_states_day_and_minute(client, town: Town):
    with acting_as(town["cm1"].pk):
        receipt = actions.receive(
            case=town.files["normal"], what="Antrag", body="Jobcenter", received_at=NOW.replace(hour=11, minute=7),
            by=town["cm1"], now=NOW.replace(hour=16),
        )  # fmt: skip
    client.force_login(town["cm1"])
    answer = client.get(reverse("letters:receipt_pdf", args=[receipt.pk]))
    local = f"{receipt.received_at.astimezone():%H:%M}"
    assert "am 09.03.2026 um " in (text := PdfReader(BytesIO(answer.content)).pages[0].extract_text())
    assert local[-3:] in text


@pytest.mark.parametrize("person", ["cm3", "assistant", "coordinator", "officer", "provider"])
def test_nobody_else_finds_a_protected_letter(client, town: Town, person):
    client.force_login(town["cm1"])
    take(client, town, photo(), file="protected")
    file = rows(LetterFile)[0]
    client.force_login(town[person])
    for name, key in (("file", file.pk), ("picture", file.pk), ("letter", file.letter_id)):
        assert client.get(reverse(f"letters:{name}", args=[key])).status_code == 404
    with acting_as(town[person].pk):
        assert not LetterFile.objects.exists()
        assert not queries.unanswered(town[person], date(2026, 3, 9))
