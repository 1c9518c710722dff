"""The coordination reads a neighbouring town's offers in: two languages, bad entries named, a second time nothing."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.harvest.models import ImportRun
from fahrwasser.offers.models import Offer, OfferText
from tests.conftest import as_owner
from tests.journeys.steps import Journey
from tests.worker import work_once

GOOD, BAD = 60, 2


def test_the_offers_of_a_neighbouring_town(journey: Journey, settings: Any, tmp_path: Path) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    files = _two_languages(tmp_path)
    journey.log_in(f"koordination@{DOMAIN}", PASSWORD)
    _files_are_read(journey, files)
    _what_would_change_is_looked_at(journey)
    assert _in_directory() == (0, 0)
    _it_is_carried_out(journey)
    assert _in_directory() == (GOOD, GOOD)
    _a_second_time_changes_nothing(journey, files)
    _one_is_cancelled(journey, files)
    assert _in_directory() == (GOOD, GOOD)


def _two_languages(folder: Path) -> list[Path]:
    paths = []
    for language, other, step in (("de", "en", 1), ("en", "de", 2)):
        entries = [
            {"id": number * 2 + step, "path": f"/nachbar/{language}/locations/{number}/",
             "title": f"Treffpunkt {number}" if language == "de" else f"Meeting point {number}",
             "available_languages": {other: {"id": number * 2 + 3 - step}},
             "location": {"id": number, "address": f"Weg {number}", "postcode": "01234", "town": "Nachbarstadt"}}
            for number in range(GOOD)
        ]  # fmt: skip
        bad = [{"id": None, "title": "Ohne Nummer"}, "kein Eintrag"] if language == "de" else []
        path = folder / f"locations_{language}.json"
        path.write_text(json.dumps([*entries, *bad], indent=1, ensure_ascii=False))
        paths.append(path)
    return paths


def _in_directory() -> tuple[int, int]:
    with as_owner():
        texts = OfferText.objects.filter(offer__source="nachbarstadt", field="name")
        return Offer.objects.filter(source="nachbarstadt").count(), texts.count()


def _upload(journey: Journey, files: list[Path]) -> None:
    journey.page.goto(f"{journey.address}/angebote/einlesen/")
    journey.page.locator("input[type=file]").set_input_files(files)
    journey.fill(source="nachbarstadt")
    journey.press("Dateien prüfen")


def _files_are_read(journey: Journey, files: list[Path]) -> None:
    journey.go("/angebote/einlesen/", "einlesen")
    _upload(journey, files)
    journey.look("wird-geprueft")
    expect(journey.page.get_by_role("button", name="Abbrechen")).to_be_visible()
    work_once()
    journey.page.reload()


def _what_would_change_is_looked_at(journey: Journey) -> None:
    expect(journey.page.get_by_role("heading", level=1)).to_have_text("Was sich ändern würde")
    journey.look("zurueckgewiesen")
    expect(journey.page.locator("tbody").first.locator("tr")).to_have_count(BAD)
    with journey.page.expect_download() as download:
        journey.page.get_by_role("link", name="Liste als CSV-Datei").click()
    assert "locations_de.json" in download.value.path().read_text("utf-8-sig")
    journey.page.get_by_role("link", name=f"Neu ({GOOD})").click()
    journey.look("neu")
    journey.page.get_by_role("link", name="Nächste Seite").click()
    journey.look("neu-zweite-seite")


def _it_is_carried_out(journey: Journey) -> None:
    journey.press("Übernehmen")
    journey.look("wird-uebernommen")
    work_once()
    journey.page.reload()
    journey.look("uebernommen")
    expect(journey.page.get_by_text(f"{GOOD} neu, 0 geändert")).to_be_visible()


def _a_second_time_changes_nothing(journey: Journey, files: list[Path]) -> None:
    _upload(journey, files)
    work_once()
    journey.page.reload()
    journey.look("schon-auf-diesem-stand")
    expect(journey.page.get_by_text("Das Verzeichnis ist schon auf diesem Stand.")).to_be_visible()


def _one_is_cancelled(journey: Journey, files: list[Path]) -> None:
    _upload(journey, files)
    journey.press("Abbrechen")
    journey.look("abgebrochen")
    work_once()
    with as_owner():
        assert ImportRun.objects.filter(state=ImportRun.State.CANCELLED).count() == 1
