"""A school calls for a colleague who is away: the right person hears of it, and nobody learns who is a client."""

from typing import Any

from fahrwasser.calls.models import Delivery
from fahrwasser.cases.actions import COVERED
from fahrwasser.cases.models import Grant
from fahrwasser.clients.models import Client
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey
from tests.worker import work_once

CONCERN = "Das Kind wurde heute nicht abgeholt."
MOST_REQUIRED = 3  # inputs of a message
AWAY, UNINVOLVED = f"cm2@{DOMAIN}", f"cm6@{DOMAIN}"


def test_a_call_for_a_colleague_who_is_away(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    _somebody_is_away(journey)
    name, covering = _client_who_is_covered()
    _the_assistant_takes_it(journey, name)
    work_once()
    _in_again_as(journey, UNINVOLVED)
    journey.go("/telefon/", "telefon-andere")
    assert journey.page.get_by_text(CONCERN).count() == 0
    _in_again_as(journey, covering)
    journey.go("/telefon/", "telefon-vertretung")
    row = journey.page.locator(".fw-row", has_text=CONCERN)
    journey.click(row.get_by_role("button", name="Ich übernehme"))
    journey.told("Die Nachricht liegt jetzt bei Ihnen.")
    journey.click(journey.page.locator(".fw-row", has_text=CONCERN).get_by_role("link", name="Erledigt"))
    journey.look("erledigen")
    journey.fill(words="Schule zurückgerufen, die Großmutter holt ab.")
    journey.press("Erledigt")
    journey.look("telefon-erledigt")
    journey.told("Schule zurückgerufen")


def _client_who_is_covered() -> tuple[str, str]:
    """A client of the colleague, and the mailbox of whoever stands in."""
    with as_owner():
        grant = Grant.objects.filter(case__lead__email=AWAY, case__level=0, reason=COVERED).order_by("case__number")[0]
        return Client.objects.get(case=grant.case, role="client").name, grant.user.email


def _somebody_is_away(journey: Journey) -> None:
    journey.log_in(f"koordination@{DOMAIN}", PASSWORD)
    journey.go("/ausfall/", "ausfall")
    journey.choose(user="Nour Haddad (Demo)")
    journey.fill(until="13.03.2026")
    journey.press("Zeigen, was ansteht")
    journey.look("ausfall-faelle")
    journey.press("Vertretung öffnen")
    journey.look("ausfall-geoeffnet")
    journey.told("Nach außen geht nichts.")


def _in_again_as(journey: Journey, email: str) -> None:
    journey.page.context.clear_cookies()
    journey.log_in(email, PASSWORD)


def _the_assistant_takes_it(journey: Journey, name: str) -> None:
    _in_again_as(journey, f"assistenz@{DOMAIN}")
    journey.go("/telefon/aufnehmen/", "nachricht")
    journey.press("Weiterleiten")
    journey.look("nachricht-leer")
    assert len(journey.missing()) <= MOST_REQUIRED
    journey.choose(caller_kind="school", asked_for="Nour Haddad (Demo)")
    journey.fill(caller="Frau Berg (Demo)", call_back="02133 900 210", about=name, concern=CONCERN)
    journey.press("Weiterleiten")
    journey.look("weitergeleitet")
    journey.told("Wird weitergeleitet.")
    with as_owner():
        before = Delivery.objects.count()
    journey.go("/telefon/", "telefon-assistenz")
    assert journey.page.get_by_text(CONCERN).count() == 0
    with as_owner():
        assert Delivery.objects.count() == before
