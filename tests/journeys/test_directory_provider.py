"""A provider without time: confirms, says its capacity, corrects one thing."""

import re
from datetime import date
from typing import Any

from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.offers.models import Capacity, Offer
from tests.conftest import as_owner
from tests.journeys.steps import Journey

COURSE = "Alphabetisierungskurs"


def test_a_provider_keeps_its_offers(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    with as_owner():
        Offer.objects.filter(name=COURSE).update(verified_on=date(2025, 6, 1))
    journey.log_in(f"sprachschule@{DOMAIN}", PASSWORD)
    journey.go("/angebote/pflege/meine/", "meine-angebote")
    journey.told("Bitte kurz ansehen")
    journey.told("überfällig")
    _confirms(journey)
    _says_capacity(journey)
    _corrects(journey)


def _confirms(journey: Journey) -> None:
    journey.press("Angaben stimmen")
    journey.look("bestaetigt")
    journey.told("gilt heute als bestätigt")
    journey.told("Alles ist bestätigt")
    with as_owner():
        assert Offer.objects.get(name=COURSE).verified_on == date(2026, 3, 9)


def _says_capacity(journey: Journey) -> None:
    journey.press(f"voll: {COURSE}")
    journey.look("kapazitaet")
    journey.told("ist festgehalten")
    with as_owner():
        newest = Capacity.objects.filter(offer__name=COURSE).order_by("-confirmed_on", "-pk")[0]
        assert (newest.state, newest.confirmed_on) == ("voll", date(2026, 3, 9))


def _corrects(journey: Journey) -> None:
    journey.click(journey.page.get_by_role("link", name=re.compile(f"Etwas ändern.*{COURSE}")))
    journey.look("bearbeiten")
    journey.fill(phone="02133 4711 55", schedule="Mo–Do 9:00–12:15 Uhr")
    journey.press("Speichern")
    journey.look("angebot")
    journey.told("02133 4711 55")
