"""AC-01, the newspaper's own case, played through at the browser: from the first call to the report.

Rana D. (34), from Syria, heavily pregnant, separated after violence; case manager CM2, second CM5.
"""

from typing import Any

from playwright.sync_api import Page

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def take_the_enquiry(at: Journey) -> None:
    at.go("/", "mein-tag")
    at.go("/anfragen/neu/", "anfrage-neu")
    at.fill(received_at="09.03.2026 09:10", referrer="Leitung der Kita Horrem (Demo)")
    at.choose(channel="school", referrer_agreed="yes", language="ar")
    at.fill(first_name="Rana", last_name="D. (Demo)", birth_date="02.02.1992")
    at.page.get_by_label("Sprachmittlung nötig").check()
    at.fill(concern="Hochschwanger, mit Kind, nach Gewalt getrennt; sucht Schutz.")
    at.choose(can_speak="yes", danger="yes", immediate="LA01.1")
    at.fill(safe_way="Über die Kita, nie das private Telefon", phone="0221 4710 134")
    at.press("Aufnehmen")
    at.look("anfrage-zwei-benannte")
    at.told("zweite")
    at.choose(second="Almaz Berger (Demo)")
    at.press("Aufnehmen")
    at.look("anfrage-aufgenommen")


def decide(at: Journey) -> None:
    at.follow("Entscheid")
    at.choose(complexity="yes", actors="yes", regular_way_fails="yes", overload="yes", wish="yes")
    at.press("Vorschlag zeigen")
    at.look("entscheidung-vorschlag")
    at.choose(decision="case_management", agreement="oral")
    at.fill(witness="Sprachmittlerin SM-1")
    at.press("Entscheiden")
    at.look("fall")


def test_the_main_job_on_one_line(journey: Journey, settings: Any, page: Page) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T16:30"
    journey.log_in("cm2@demo.example", PASSWORD)
    take_the_enquiry(journey)
    decide(journey)
