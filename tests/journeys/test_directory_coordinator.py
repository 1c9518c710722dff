"""The coordination keeps the directory: work list, a new offer with a condition, a suggestion, twins and back."""

from typing import Any

from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from fahrwasser.offers.models import Criterion, Offer
from fahrwasser.upkeep import tasks
from tests.conftest import as_owner
from tests.journeys.steps import Journey

NEW = "Nähtreff am Fluss"
TWIN = "Nähtreff am Fluß"


def test_the_directory_is_kept(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    journey.log_in(f"koordination@{DOMAIN}", PASSWORD)
    _reads_the_list(journey)
    _writes_an_offer(journey)
    _states_a_condition(journey)
    _takes_a_suggestion(journey)
    _translates(journey)
    _merges_and_undoes(journey)


def _reads_the_list(journey: Journey) -> None:
    journey.go("/angebote/pflege/?liste=duerftig", "arbeitsliste")
    journey.told("Es fehlt")
    journey.follow("Am Telefon bestätigt")
    journey.look("telefon")
    journey.fill(told_by="Frau Probst, Büro", told_on="09.03.2026")
    journey.press("Bestätigung festhalten")
    journey.told("Bestätigt:")


def _writes_an_offer(journey: Journey) -> None:
    journey.go("/angebote/neu/", "neu")
    journey.press("Ins Verzeichnis aufnehmen")
    journey.look("neu-leer")
    assert journey.missing() == ["provider", "name", "kind"]
    journey.fill(provider="Nachbarschaft Fluss e. V.", name=NEW, phone="02133 4711 77")
    journey.fill(summary="Wir nähen zusammen. Der Treff ist nur für Frauen. Bitte um Voranmeldung.")
    journey.page.locator("input[name=is_new_provider]").check()
    journey.choose(kind="meeting_place", district="horrem")
    journey.press("Ins Verzeichnis aufnehmen")
    journey.look("welche-bedingung")


def _states_a_condition(journey: Journey) -> None:
    journey.click(journey.page.get_by_role("link", name="Alter", exact=True))
    journey.look("bedingung")
    journey.choose(value_who="person")
    journey.fill(value_from="16")
    journey.press("Satz ansehen")
    journey.look("satz")
    journey.told("Für Menschen ab 16 Jahren.")
    journey.press("Speichern")
    journey.told("Die Bedingung ist festgehalten.")


def _takes_a_suggestion(journey: Journey) -> None:
    journey.told("Vorschläge aus dem Text")
    journey.look("angebot-mit-vorschlaegen")
    journey.press("Übernehmen: Geschlecht")
    journey.look("uebernommen")
    with as_owner():
        assert Criterion.objects.get(offer__name=NEW, kind="gender").values == {"genders": ["f"]}


def _translates(journey: Journey) -> None:
    journey.follow("Texte in anderen Sprachen")
    journey.look("sprachen")
    journey.follow("Arabisch")
    journey.look("arabisch")
    journey.fill(name="لقاء الخياطة")
    journey.press("Speichern")
    journey.told("Die Texte sind gespeichert.")


def _merges_and_undoes(journey: Journey) -> None:
    with as_owner():
        first = Offer.objects.get(name=NEW)
        Offer.objects.create(
            provider=first.provider, name=TWIN, kind="meeting_place", district="horrem", phone="02133 471177",
            cost="kostenlos", modified_at=first.modified_at,
        )  # fmt: skip
        tasks.find_twins()
    journey.go("/angebote/pflege/doppelt/", "doppelte")
    journey.follow(f"{NEW} (")
    journey.look("paar")
    journey.told("gleiche Telefonnummer")
    journey.press("Zusammenführen")
    journey.look("zusammengefuehrt")
    with as_owner():
        assert Offer.objects.get(name=NEW).cost == "kostenlos"
    journey.press("Rückgängig machen")
    journey.look("rueckgaengig")
    with as_owner():
        assert Offer.objects.get(name=NEW).cost == ""
        assert Offer.objects.get(name=TWIN).status == Offer.Status.ACTIVE
