"""The first Monday: seventy running cases come over from the old list, are looked at row by row, and go back."""

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.contacts.models import Contact
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey
from tests.worker import work_once

RUNNING, WRONG = 70, 3
HEAD = ("AZ", "Vorname", "Name", "geb.", "Tel.", "Sprache", "Fallbeginn", "Fallmanager", "Bemerkung")
CONTACTS = ("AZ", "Datum", "Art", "Notiz")
MOST_FILES = 1


def test_seventy_cases_come_over_and_go_back(journey: Journey, settings: Any, tmp_path: Path) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    before = _counted()
    journey.log_in(f"koordination@{DOMAIN}", PASSWORD)
    _the_list_is_read(journey, _the_old_list(tmp_path))
    _its_columns_are_told(journey)
    _its_rows_are_looked_at(journey)
    assert _counted() == before
    journey.page.locator("input[name=only_good]").check()
    journey.press("Jetzt übernehmen")
    journey.look("wird-uebernommen")
    work_once()
    journey.page.reload()
    journey.look("uebernommen")
    journey.told(f"{RUNNING - WRONG} Fälle, {RUNNING - WRONG} Personen")
    cases, people, contacts = (now - then for now, then in zip(_counted(), before, strict=True))
    assert (cases, people, contacts) == (RUNNING - WRONG, RUNNING - WRONG, RUNNING - WRONG)
    journey.press("Übernahme zurücknehmen")
    journey.look("zurueckgenommen")
    assert _counted() == before


def _counted() -> tuple[int, int, int]:
    with as_owner():
        return Case.objects.count(), Client.objects.count(), Contact.objects.count()


def _the_old_list(folder: Path) -> Path:
    """As an office keeps it: other words for the columns, years of birth, three rows that cannot be."""
    book = Workbook()
    cases, contacts = book.active, book.create_sheet("Kontakte")
    assert cases is not None
    cases.title = "Fälle"
    cases.append(HEAD)
    contacts.append(CONTACTS)
    for number in range(1, RUNNING + 1):
        begun = "31.02.2026" if number <= WRONG else "15.09.2025"
        lead = f"cm{number % 6 + 1}@{DOMAIN}"
        cases.append(
            (f"50-{number:03}", f"Übername{number}", f"Listenfall{number}", 1960 + number % 40, "02133 900 210",
             "Arabisch", begun, lead, "alt")
        )  # fmt: skip
        contacts.append((f"50-{number:03}", "20.01.2026", "Hausbesuch", "Aus der alten Liste"))
    kept = io.BytesIO()
    book.save(kept)
    path = folder / "Fallliste alt.xlsx"
    path.write_bytes(kept.getvalue())
    return path


def _the_list_is_read(journey: Journey, path: Path) -> None:
    journey.go("/uebernahme/", "uebernahme")
    journey.press("Tabellen prüfen")
    journey.look("uebernahme-leer")
    assert len(journey.missing()) <= MOST_FILES
    journey.page.locator("input[type=file]").first.set_input_files(path)
    journey.press("Tabellen prüfen")
    journey.look("spalten")


def _its_columns_are_told(journey: Journey) -> None:
    """Everything is proposed by the words of the header; the person only agrees."""
    chosen = {
        name: journey.page.locator(f"select[name={name}] option:checked").inner_text()
        for name in ("old_number", "last_name", "birth", "opened_on", "lead")
    }
    assert chosen == {
        "old_number": "AZ", "last_name": "Name", "birth": "geb.", "opened_on": "Fallbeginn", "lead": "Fallmanager",
    }  # fmt: skip
    journey.press("Speichern und Zeilen ansehen")
    journey.look("zeilen")


def _its_rows_are_looked_at(journey: Journey) -> None:
    journey.told("Übername1")
    journey.follow("Nur mit Problemen")
    journey.look("zeilen-mit-problemen")
    rows = journey.page.locator("main tbody tr")
    assert rows.count() == WRONG
    assert "Fallbeginn" in rows.first.inner_text() or "Eröffnet am" in rows.first.inner_text()
    with journey.page.expect_download() as got:
        journey.page.get_by_role("link", name="Zeilen mit Problemen als Excel-Datei").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    journey.press("Jetzt übernehmen")
    journey.look("noch-nicht-uebernommen")
