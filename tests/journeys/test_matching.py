"""From a need to a sheet in the client's hand: filters that say what they hide, and a choice by keyboard alone."""

from typing import Any

from playwright.sync_api import expect

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey
from tests.town import NOW


def open_need() -> Need:
    """A need of cm1 with many offers and other open needs beside it."""
    with as_owner():
        needs = Need.objects.filter(code="LA09.3", closed_on=None, case__lead__email=f"cm1@{DOMAIN}")
        return needs.exclude(case__level=2).select_related("case__lead").order_by("pk")[0]


def test_filters_and_the_sheet_by_keyboard(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09"
    need = open_need()
    with acting_as(need.case.lead_id):
        assessment.set_fact(
            case=need.case, name="budget", value=31, source="Bescheid", as_of=NOW.date(), by=need.case.lead, now=NOW
        )
    journey.log_in(f"cm1@{DOMAIN}", PASSWORD)
    journey.go(f"/bedarfe/{need.pk}/angebote/?frage=spaeter", "passung")
    _print(journey)
    _filters(journey)
    _sheet(journey)
    journey.go(f"/faelle/{need.case_id}/passung/", "ganzer-fall")
    journey.told("Passung für den ganzen Fall")


def _print(journey: Journey) -> None:
    """On paper stands what was compared with, and no link to change it."""
    folded = journey.page.locator(".fw-fold dd", has_text="31 Euro")
    link = journey.page.get_by_role("link", name="Angaben ändern")
    expect(folded).to_be_hidden()
    journey.page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(link).to_be_hidden()
    journey.page.emulate_media(media="screen")
    expect(link).to_be_visible()


def _enter(journey: Journey, target: Any) -> None:
    target.focus()
    with journey.page.expect_navigation(wait_until="load"):
        journey.page.keyboard.press("Enter")


def _filters(journey: Journey) -> None:
    summary = journey.page.locator(".fw-filter > summary")
    summary.focus()
    journey.page.keyboard.press("Enter")
    journey.look("filter-offen")
    _enter(journey, journey.page.locator(".fw-filter a.fw-facet", has_text="Arabisch"))
    journey.look("gefiltert")
    journey.told("ausgeblendet, ")
    with journey.page.expect_navigation(wait_until="load"):
        journey.page.keyboard.press("a")
    expect(journey.page.locator(".fw-hidden")).to_have_count(0)


def _sheet(journey: Journey) -> None:
    for box in journey.page.locator("input[name=angebot]").all()[:2]:
        box.focus()
        journey.page.keyboard.press("Space")
        expect(box).to_be_checked()
    _enter(journey, journey.page.get_by_role("button", name="Merkblatt zum Mitnehmen"))
    journey.choose(sprache="ar")
    journey.press("Anzeigen")
    journey.look("merkblatt")
    expect(journey.page.locator(".fw-handout [dir=rtl]").first).to_be_visible()
    expect(journey.page.locator(".fw-handout__offer")).to_have_count(2)
