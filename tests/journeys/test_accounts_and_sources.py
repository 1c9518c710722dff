"""A second person confirms an account; the coordination names a source and its licence; anybody reads the docs."""

from typing import Any

from playwright.sync_api import expect

from fahrwasser.accounts.models import Membership, ProposedMembership, Unit, User
from fahrwasser.core import clock
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey

LEAD = f"koordination@{DOMAIN}"


def test_a_second_person_decides_about_accounts(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    with as_owner():
        admin = User.objects.get(email=f"it@{DOMAIN}")
        unit = Unit.objects.get(memberships__user__email=LEAD)
        for name in ("Erste", "Zweite"):
            user = User.objects.create_user(email=f"{name.lower()}@{DOMAIN}", name=f"{name} Kollegin (Demo)")
            ProposedMembership.objects.create(user=user, unit=unit, role="case_manager", by=admin, at=clock.now())
    journey.log_in(LEAD, PASSWORD)
    journey.go("/konten/", "konten")
    journey.press("Bestätigen")
    journey.look("bestaetigt")
    journey.told("Bestätigt. Die Rolle gilt ab sofort.")
    journey.follow("Ablehnen")
    journey.look("ablehnen")
    journey.press("Ablehnen")
    journey.look("ablehnen-ohne-grund")
    journey.fill(reason="Diese Person gibt es bei uns nicht.")
    journey.press("Ablehnen")
    journey.look("abgelehnt")
    with as_owner():
        assert Membership.objects.filter(user__name__endswith="Kollegin (Demo)").count() == 1


def test_data_protection_reads_what_was_done_with_accounts(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in(f"datenschutz@{DOMAIN}", PASSWORD)
    journey.go("/konten/", "was-geschah")


def test_a_source_is_named_with_its_licence_and_anybody_reads_of_it(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in(LEAD, PASSWORD)
    journey.go("/angebote/quellen/neu/", "quelle")
    journey.press("Quelle speichern")
    journey.look("quelle-leer")
    journey.fill(
        name="nachbarstadt", addresses="https://example.org/angebote.json", attribution="Nachbarstadt",
        licence="dl-de/by-2-0",
    )  # fmt: skip
    journey.press("Quelle speichern")
    journey.look("gespeichert")
    journey.page.context.clear_cookies()
    journey.go("/hsds/docs/", "schnittstelle")
    journey.told("Stadt Nürnberg über Integreat, bearbeitet, CC BY 4.0")
    expect(journey.page.get_by_text("Nachbarstadt")).to_have_count(0)  # nothing in the directory comes from it yet
