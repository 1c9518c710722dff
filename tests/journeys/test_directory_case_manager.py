"""A case manager looks something up: with a typing error, by filters, in another language, and for a whole case."""

from datetime import time
from typing import Any

from playwright.sync_api import expect

from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.offers.models import Offer, OfferPlace, OfferText, Place, Schedule
from tests.conftest import as_owner
from tests.journeys.steps import Journey


def test_an_offer_is_found_and_read(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    _the_midwife_has_hours_and_texts()
    journey.log_in(f"cm1@{DOMAIN}", PASSWORD)
    _looks_for_it(journey)
    _narrows_the_list(journey)
    _reads_it_in_another_language(journey)
    _opens_the_whole_case(journey)


def _the_midwife_has_hours_and_texts() -> None:
    with as_owner():
        offer = Offer.objects.get(code="OF-21")
        place = Place.objects.create(name="Bürgerhaus", street="Marktstraße 3", postcode="41539", town="Dormagen")
        at = OfferPlace.objects.create(offer=offer, place=place)
        Schedule.objects.create(at_place=at, freq="WEEKLY", byday="MO,WE", opens_at=time(9), closes_at=time(12))
        OfferText.objects.create(offer=offer, field="summary", language="ar", text="القابلة تأتي إلى المنزل")


def _looks_for_it(journey: Journey) -> None:
    journey.go("/angebote/", "verzeichnis")
    journey.fill(suche="Hebame")
    journey.press("Suchen")
    journey.look("gesucht")
    journey.told("Hebamme mit Hausbesuch")


def _narrows_the_list(journey: Journey) -> None:
    journey.page.goto(f"{journey.address}/angebote/")
    journey.click(journey.page.locator("#filter a.fw-facet").filter(has_text="Sprache").first)
    journey.look("gefiltert")
    expect(journey.page.locator(".fw-chips .fw-chip")).to_have_count(1)
    journey.follow("Alle entfernen")
    expect(journey.page.locator(".fw-chips .fw-chip")).to_have_count(0)


def _reads_it_in_another_language(journey: Journey) -> None:
    journey.go("/angebote/?suche=Hebamme", "hebamme")
    journey.follow("Hebamme mit Hausbesuch")
    journey.look("angebot")
    journey.told("Mo und Mi 09:00-12:00 Uhr")
    journey.follow("Arabisch")
    journey.look("angebot-arabisch")
    expect(journey.page.locator("[lang=ar][dir=rtl]").first).to_contain_text("القابلة")
    journey.told("noch nicht übersetzt, hier auf Deutsch")


def _opens_the_whole_case(journey: Journey) -> None:
    journey.page.goto(f"{journey.address}/faelle/")
    cases = journey.page.locator("a[href^='/faelle/']").evaluate_all("all => all.map(one => one.pathname)")
    journey.go(f"{next(path for path in cases if len(path) > 40)}passung/", "ganzer-fall")
    expect(journey.page.get_by_role("heading", level=1)).to_have_text("Passung für den ganzen Fall")
