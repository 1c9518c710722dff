"""Somebody walks in, and nobody knows the language: pointing, a call, an enquiry, an application with its minute."""

import io
from typing import Any

from playwright.sync_api import expect
from pypdf import PdfReader

from fahrwasser.counter.models import InterpreterCall
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey

LARGE = 72  # pixels; WCAG asks for 24, a finger at a counter for more
MOST_TYPED = 6  # inputs of an enquiry whose language is known
APPLICATION = "Antrag auf Bürgergeld"


def test_a_walk_in_from_pointing_to_the_receipt(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in(f"cm5@{DOMAIN}", PASSWORD)
    _points(journey)
    _is_interpreted(journey)
    _is_asked(journey)
    _applies(journey)


def test_none_of_these_and_the_sentence_as_large_as_the_screen(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in(f"assistenz@{DOMAIN}", PASSWORD)
    journey.go("/schalter/", "karte")
    assert len(PdfReader(io.BytesIO(journey.page.pdf(format="A4", prefer_css_page_size=True))).pages) == 1
    journey.follow("Keine davon, oder kann nicht lesen")
    journey.look("andere-sprache")
    journey.fill(name="suaheli")
    journey.press("Sprache suchen")
    journey.look("gefunden")
    journey.follow("Kiswahili")
    journey.look("ohne-uebersetzung")
    journey.told("noch keine übersetzten Sätze")
    journey.follow("Sind Sie in Gefahr?")
    journey.look("satz")
    journey.go("/schalter/sprache/ar/satz/danger/", "satz-von-rechts")
    expect(journey.page.locator(".fw-large")).to_have_attribute("dir", "rtl")
    journey.go("/schalter/sprache/und/anrufen/", "dienst")
    journey.told("Telefonpool (Demo)")


def _points(journey: Journey) -> None:
    """By keyboard alone; every touch target is large, and nothing is asked."""
    journey.go("/schalter/", "karte")
    target = journey.page.get_by_role("link", name="ትግርኛ")
    box = target.bounding_box()
    assert box
    assert box["height"] >= LARGE
    assert journey.page.locator("main form[method=post]").count() == 0
    target.focus()
    with journey.page.expect_navigation(wait_until="load"):
        journey.page.keyboard.press("Enter")
    journey.look("saetze")
    journey.told("ሰላም።")
    journey.told("nicht geprüft")


def _is_interpreted(journey: Journey) -> None:
    journey.follow("Sprachmittlung anrufen")
    journey.look("anrufen")
    journey.press("Gespräch beginnen")
    journey.look("gespraech")
    journey.told("Dolmetschdienst rund um die Uhr (Demo)")
    journey.fill(minutes="14")
    journey.press("Gespräch beendet")
    journey.look("beendet")
    journey.told("die Minuten sind gebucht")
    with as_owner():
        newest = InterpreterCall.objects.order_by("-pk")[0]
        assert (newest.language, newest.minutes, newest.by) == ("ti", 14, None)


def _is_asked(journey: Journey) -> None:
    journey.follow("Anfrage aufnehmen")
    journey.look("anfrage")
    expect(journey.page.locator("select[name=language]")).to_have_value("ti")
    expect(journey.page.locator("input[name=interpreter_needed]")).to_be_checked()
    journey.press("Aufnehmen")
    journey.look("anfrage-leer")
    assert len(journey.missing()) <= MOST_TYPED
    journey.fill(first_name="Rahel", concern="Hat kein Geld mehr, will einen Antrag stellen.")
    journey.choose(can_speak="yes", danger="no")
    journey.press("Aufnehmen")
    journey.look("aufgenommen")
    journey.told("Sprachmittlung nötig")


def _applies(journey: Journey) -> None:
    journey.follow("Antrag annehmen")
    journey.look("antrag")
    journey.fill(what=APPLICATION, body="Jobcenter", received_at="09.03.2026 10:47")
    journey.press("Eingang festhalten")
    journey.look("eingang")
    address = journey.page.locator("a[href$='/bestaetigung/']").get_attribute("href")
    answer = journey.page.request.get(f"{journey.address}{address}")
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages).split())
    assert "am 09.03.2026 um 10:47 Uhr" in text
    assert APPLICATION in text
