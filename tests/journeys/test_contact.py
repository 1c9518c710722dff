"""A contact in under half a minute: at most three required inputs and eight interactions, axe at each step."""

from playwright.sync_api import expect

from tests.journeys.steps import Journey

MOST_INTERACTIONS, MOST_REQUIRED = 8, 3


def test_a_contact_takes_few_touches(journey: Journey):
    journey.log_in("cm1@demo.example", "fahrwasser-demo-2026")
    page, touches = journey.page, 0
    page.keyboard.press("n")
    page.wait_for_url("**/kontakte/neu/")
    touches += 1
    journey.look("kontakt-leer")
    page.locator("select[name=case]").select_option(index=1)
    touches += 1
    page.locator("input[name=type][value=TEL]").check()
    touches += 1
    page.locator("textarea[name=facts]").fill("Zusage der Spielgruppe mitgeteilt.")
    touches += 1
    journey.look("kontakt-gefuellt")
    journey.press("Speichern")
    touches += 1
    journey.told("Der Kontakt ist gespeichert.")
    assert touches <= MOST_INTERACTIONS


def test_a_contact_asks_for_three_things_at_most(journey: Journey):
    """Everything prefilled is emptied, and the form is saved: what it asks for then is what it requires."""
    journey.log_in("cm1@demo.example", "fahrwasser-demo-2026")
    journey.page.goto(f"{journey.address}/kontakte/neu/")
    for field in journey.page.locator("main form :is(input[type=text], input[type=number], textarea)").all():
        if field.is_visible():
            field.fill("")
    journey.press("Speichern")
    journey.look("kontakt-fehler")
    assert 1 <= len(journey.missing()) <= MOST_REQUIRED


def test_calendar_appointment_and_many(journey: Journey):
    journey.log_in("cm1@demo.example", "fahrwasser-demo-2026")
    journey.go("/kalender/", "kalender")
    journey.told("Belegt")
    journey.go("/termine/neu/", "termin-neu")
    journey.fill(at="29.03.2026 02:30")
    journey.press("Termin eintragen")
    journey.told("Die Uhr wird umgestellt")
    journey.look("termin-zeitumstellung")
    journey.go("/kontakte/mehrere/", "mehrere")
    journey.choose(**{"zeile-0-case": "ohne"})
    journey.press("Alle speichern")
    journey.look("mehrere-fehler")
    expect(journey.page.locator("[name=zeile-0-case]")).to_have_value("ohne")
    journey.go("/sprachmittlung/", "sprachmittlung")
    journey.go("/kalender/adresse/", "kalenderadresse")
