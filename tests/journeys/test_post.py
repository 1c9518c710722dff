"""A letter of an office: from the photo to a confirmed deadline, an explained sheet and an answer on paper."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

from fahrwasser.cases.models import Case
from fahrwasser.core import documents
from fahrwasser.deadlines.models import Deadline
from fahrwasser.demo.post import SOURCE
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.letters.models import IncomingLetter, OutgoingLetter
from tests.conftest import as_owner
from tests.journeys.steps import Journey

SENDER = "Jobcenter (erfunden)"
MOST_REQUIRED = 3  # inputs of a letter: sender, what it wants, the day that is prefilled
WORDS = (
    "Sehr geehrte Damen und Herren, für Ihren Antrag fehlen noch Unterlagen.",
    "Bitte reichen Sie den Mietvertrag spätestens bis zum 22.03.2026 ein.",
)


def test_a_letter_from_photo_to_deadline_sheet_and_answer(journey: Journey, settings: Any, tmp_path: Path) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    case = _case()
    journey.log_in(f"cm1@{DOMAIN}", PASSWORD)
    journey.go(f"/faelle/{case.pk}/post/", "post")
    journey.follow("Brief eintragen")
    _it_is_taken_in(journey, _papers(tmp_path))
    _its_date_becomes_a_deadline(journey, case)
    _it_is_explained(journey)
    _it_is_answered(journey, case)


def _case() -> Case:
    with as_owner():
        running = Case.objects.filter(lead__email=f"cm1@{DOMAIN}", level=0, state="open", kind="case_management")
        return running.order_by("number")[4]


def _papers(folder: Path) -> list[Path]:
    """A photo, and the PDF of the same office with a text layer."""
    photo, scan = folder / "IMG_0001.jpg", folder / "scan.pdf"
    Image.new("RGB", (1200, 1700), "white").save(photo, "JPEG")
    scan.write_bytes(documents.pdf(SOURCE, {"sender": SENDER, "text": list(WORDS)}))
    return [photo, scan]


def _it_is_taken_in(journey: Journey, papers: list[Path]) -> None:
    journey.look("brief-neu")
    journey.press("Brief eintragen")
    journey.look("brief-leer")
    assert len(journey.missing()) <= MOST_REQUIRED
    journey.page.locator("input[type=file]").set_input_files(papers)
    journey.fill(sender=SENDER, received_on="06.03.2026")
    journey.choose(wants="documents")
    journey.press("Brief eintragen")
    journey.look("brief")
    journey.told("Der Brief ist eingetragen.")
    journey.told("spätestens bis zum")


def _its_date_becomes_a_deadline(journey: Journey, case: Case) -> None:
    journey.follow("Prüfen und eintragen")
    journey.look("datum")
    journey.fill(label="Mietvertrag beim Jobcenter")
    journey.press("Bestätigen und eintragen")
    journey.look("brief-mit-frist")
    journey.told("Das Datum ist bestätigt und eingetragen.")
    with as_owner():
        deadline = Deadline.objects.get(case=case, label="Mietvertrag beim Jobcenter")
    assert f"{deadline.statutory_end:%d.%m.%Y}" == "22.03.2026"
    assert f"{deadline.working_day:%d.%m.%Y}" == "20.03.2026"


def _it_is_explained(journey: Journey) -> None:
    address = journey.page.get_by_role("link", name="Deutsch", exact=True).first.get_attribute("href")
    for language in ("de", "ar"):
        answer = journey.page.request.get(f"{journey.address}{address}?sprache={language}")
        assert answer.headers["content-type"] == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
        assert "22.03.2026" in text
        assert SENDER in text


def _it_is_answered(journey: Journey, case: Case) -> None:
    journey.choose(art="extension")
    journey.press("Brief schreiben")
    journey.look("antwort")
    journey.press("In die Akte legen")
    journey.look("antwort-mit-luecke")
    journey.told("Hier fehlt noch etwas: [Grund].")
    text = journey.page.locator("textarea[name=text]")
    text.fill(text.input_value().replace("[Grund]", "der Vermieter die Kopie erst schickt"))
    with journey.page.expect_popup() as opened:
        journey.page.get_by_role("button", name="Vorher ansehen").click()
    opened.value.close()
    with as_owner():
        assert not OutgoingLetter.objects.filter(case=case).exists()
    journey.press("In die Akte legen")
    journey.look("beantwortet")
    journey.told("Der Brief ist in der Akte.")
    with as_owner():
        assert IncomingLetter.objects.get(case=case, sender=SENDER).state == "answered"
