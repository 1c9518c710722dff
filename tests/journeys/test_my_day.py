"""My day by keyboard alone: walk through the rows, see one again on another day, and the help says how."""

from typing import Any

from playwright.sync_api import expect

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def test_a_row_is_seen_again_on_another_day(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T09:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/", "mein-tag")
    keys = journey.page.keyboard
    keys.press("?")
    journey.told("Zeile an einem anderen Tag wieder vorlegen")
    keys.press("Escape")
    keys.press("j")
    keys.press("j")
    assert journey.page.locator(".fw-row[data-current]").count() == 1
    keys.press("w")
    dialog = journey.page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Wiedervorlage")).to_be_visible()
    dialog.get_by_label("Warum?").fill("Bescheid da?")
    with journey.page.expect_navigation(wait_until="load"):
        keys.press("Control+Enter")
    journey.told("Die Wiedervorlage ist notiert.")
    assert journey.page.url == f"{journey.address}/"


def test_the_list_of_cases_and_a_case_know_the_same_key(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T09:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/faelle/", "faelle")
    keys = journey.page.keyboard
    keys.press("j")
    with journey.page.expect_navigation(wait_until="load"):
        keys.press("Enter")
    journey.look("fall")
    keys.press("w")
    expect(journey.page.locator("dialog[open]").get_by_label("Warum?")).to_be_visible()


def test_the_pages_around_a_case_are_accessible(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T09:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/", "mein-tag")
    case = journey.page.locator(".fw-who").first.get_attribute("href")
    for path, name in (
        (f"{case}uebergabe/", "uebergabe"), (f"{case}pause/", "pause"), (f"{case}abschliessen/", "abschluss"),
        (f"{case}wiedervorlage/", "wiedervorlage"), ("/vertretungen/", "vertretungen"), ("/entwuerfe/", "entwuerfe"),
    ):  # fmt: skip
        journey.go(path, name)
