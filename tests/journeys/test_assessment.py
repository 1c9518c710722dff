"""The assessment in the browser: from area to area by key with the draft kept, and its pages for everybody."""

from typing import Any

from playwright.sync_api import expect

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def _case(journey: Journey, settings: Any) -> str:
    """The address of the first case of the list, for somebody whose case it is."""
    settings.FAHRWASSER_TODAY = "2026-03-09T09:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/", "mein-tag")
    return str(journey.page.locator(".fw-who").first.get_attribute("href"))


def test_one_walks_through_the_areas_by_key_and_finds_what_was_typed(journey: Journey, settings: Any) -> None:
    page, area = journey.page, f"{_case(journey, settings)}einschaetzung/bereich/"
    journey.go(f"{area}LA07/", "lebensbereich")
    page.get_by_label("Situation").fill("Angefangen und nicht gespeichert")
    need = page.get_by_role("checkbox").first
    need.check()
    need.blur()
    for key, code in ((".", "LA08"), (",", "LA07")):
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press(key)
        assert page.url.endswith(f"{area}{code}/")
    expect(page.get_by_label("Situation")).to_have_value("Angefangen und nicht gespeichert")
    expect(page.get_by_role("checkbox").first).to_be_checked()


def test_the_pages_of_the_assessment_are_accessible(journey: Journey, settings: Any) -> None:
    case = _case(journey, settings)
    for path, name in (
        ("einschaetzung/", "einschaetzung"), ("einschaetzung/vergleich/", "vergleich"),
        ("einschaetzung/risiken/", "risiken"), ("einschaetzung/risiken/fragen/", "risikofragen"),
        ("einschaetzung/sprachen/", "sprachen"), ("netzwerk/", "netzwerkkarte"), ("netzwerk/neu/", "netzwerk-neu"),
    ):  # fmt: skip
        journey.go(f"{case}{path}", name)
