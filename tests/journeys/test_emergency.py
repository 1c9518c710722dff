"""The emergency path: help within a minute, without plan or written consent (rule CM-EMG)."""

from typing import Any

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def test_shelter_does_not_wait_for_a_form(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/anfragen/notfall/", "notfallweg")
    journey.press("Akte öffnen und helfen")
    journey.look("notfall-leer")
    assert journey.missing() == ["first_name", "immediate", "danger", "safe_way"]
    journey.fill(first_name="Rana (Demo)", safe_way="Über die Kita")
    journey.page.get_by_label("Schutz", exact=True).check()
    journey.choose(danger="yes")
    journey.press("Akte öffnen und helfen")
    journey.look("notfall-aufgenommen")
    assert "/faelle/" in journey.page.url  # from one page straight into the file: nothing else was asked
    journey.told("Schutzstufe 2")
