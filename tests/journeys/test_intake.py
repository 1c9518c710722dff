"""From a call to the decision, and short advice to its end: the front desk at the browser."""

from typing import Any

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey

MOST_REQUIRED = 12  # inputs before the first save


def test_from_the_call_to_the_waiting_list_and_on_to_a_case(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/anfragen/", "anfragen")
    journey.follow("Anfrage aufnehmen")
    journey.look("anfrage-neu")
    _empty(journey)
    journey.press("Aufnehmen")
    journey.look("anfrage-leer")
    assert len(journey.missing()) <= MOST_REQUIRED
    journey.fill(received_at="06.03.2026 22:40", first_name="Nadia", last_name="Probe (Demo)")
    journey.fill(concern="Sucht Wohnung und Deutschkurs.")
    journey.choose(channel="school", can_speak="yes", danger="not_asked", manager_wish="f", lead="Nour Haddad (Demo)")
    journey.press("Aufnehmen")
    journey.look("anfrage-aufgenommen")
    journey.told("Sicherheitsfragen stellen")
    _ask_for_safety(journey)
    _decide(journey)


def _empty(journey: Journey) -> None:
    """Take back what was prefilled, so that every required input shows itself."""
    journey.fill(received_at="")
    journey.page.locator("select[name=lead]").select_option("")


def _ask_for_safety(journey: Journey) -> None:
    journey.follow("Noch einmal fragen")
    journey.look("sicherheit")
    journey.fill(safe_way="SMS vormittags")
    journey.choose(can_speak="yes", danger="no")
    journey.press("Speichern")
    journey.look("sicherheit-beantwortet")
    journey.told("Nichts zu tun.")


def _decide(journey: Journey) -> None:
    journey.follow("Entscheiden")
    journey.look("entscheidung")
    journey.choose(complexity="yes", actors="yes", regular_way_fails="yes", overload="no", wish="yes")
    journey.press("Vorschlag zeigen")
    journey.look("vorschlag")
    journey.told("3 der vier Kriterien C1 bis C4 sind erfüllt")
    journey.choose(decision="waiting_list")
    journey.fill(review_on="16.03.2026", reason="Alle Fallführungen sind voll.")
    journey.press("Entscheiden")
    journey.go("/anfragen/", "warteliste")
    journey.told("Alle Fallführungen sind voll.")
    journey.click(journey.page.locator("#warteliste .fw-row", has_text="Nadia").get_by_role("link", name="Aufnehmen"))
    journey.look("von-der-warteliste")
    journey.choose(decision="case_management", agreement="paper")
    journey.press("Entscheiden")
    journey.look("aufgenommen")
    journey.told("Die Entscheidung ist festgehalten.")


def test_short_advice_at_its_limit_is_referred_on(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/anfragen/", "anfragen")
    journey.click(journey.page.locator("#kurzberatungen").get_by_role("link", name="Entscheiden").first)
    journey.look("kurzberatung")
    journey.told("Die Kurzberatung ist an ihrer Grenze.")
    journey.choose(outcome="referred_on")
    journey.fill(body_name="Migrationsberatung (Demo)", told_on="09.03.2026")
    journey.press("Beenden")
    journey.look("weiterverwiesen")
    journey.told("Die Kurzberatung ist beendet.")
    journey.told("Vorgeschichte")


def test_brief_information_takes_three_inputs(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.go("/anfragen/kurzauskunft/", "kurzauskunft")
    assert journey.page.locator("main form fieldset, main form .fw-field > .kern-form-input").count() <= 3
    journey.choose(type="TEL", topic="LA04")
    journey.fill(facts="Wo der Antrag auf Kindergeld gestellt wird.")
    journey.press("Zählen")
    journey.told("Die Kurzauskunft ist gezählt.")
