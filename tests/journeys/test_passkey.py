"""A phone logs in with one touch; at the browser, with a device in software."""

from typing import Any

import pytest
from playwright.sync_api import expect

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


@pytest.fixture
def phone(journey: Journey) -> None:
    """A device with finger or PIN, built into this browser."""
    device = journey.page.context.new_cdp_session(journey.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def refused(journey: Journey) -> list[str]:
    """What the Content-Security-Policy refused; the console says it."""
    heard: list[str] = []
    journey.page.on("console", lambda message: heard.append(message.text) if "Security" in message.text else None)
    return heard


def leave(journey: Journey) -> None:
    journey.page.context.clear_cookies()
    journey.page.goto(f"{journey.address}/konto/login/")


def test_one_touch(journey: Journey, phone: None, refused: list[str], settings: Any) -> None:
    settings.FAHRWASSER_MFA_REQUIRED = True
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.look("zweiter-faktor")
    journey.follow("Passkey einrichten")
    journey.fill(password=PASSWORD)
    journey.press("Bestätigen")
    journey.look("passkey-einrichten")
    journey.fill(name="Diensttelefon")
    journey.press("Einrichten")
    journey.look("wiederherstellungscodes")
    journey.go("/konto/2fa/", "faktoren")

    leave(journey)
    journey.press("Mit Passkey anmelden")
    assert journey.page.url == f"{journey.address}/"
    journey.look("mein-tag")

    settings.FAHRWASSER_IDLE_MINUTES = -1
    journey.go("/faelle/", "pause")
    settings.FAHRWASSER_IDLE_MINUTES = 30
    journey.press("Weiter mit Passkey")
    expect(journey.page).to_have_url(f"{journey.address}/faelle/")

    journey.go("/konto/2fa/webauthn/", "passkeys")
    journey.told("Diensttelefon")
    journey.follow("Umbenennen")
    journey.look("bestaetigen")
    journey.press("Mit Passkey bestätigen")
    journey.look("umbenennen")
    journey.fill(name="Privattelefon")
    journey.press("Speichern")
    journey.told("Privattelefon")
    journey.follow("Entfernen")
    journey.look("entfernen")
    journey.press("Passkey entfernen")
    journey.told("Der Passkey ist entfernt.")

    leave(journey)
    journey.press("Mit Passkey anmelden")
    journey.look("passkey-unbekannt")
    journey.told("Mit diesem Passkey hat es nicht geklappt")
    assert refused == []


def test_a_device_without_the_passkey_is_answered_in_words(journey: Journey, phone: None) -> None:
    journey.go("/konto/login/", "anmelden")
    journey.page.get_by_role("button", name="Mit Passkey anmelden").click()
    journey.told("Abgebrochen oder kein Passkey gefunden.")
    journey.look("kein-passkey")
