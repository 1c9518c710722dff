"""A colleague is ill: one act opens her cases to others, nobody outside hears of it, and back again she sees it all."""

from typing import Any

from fahrwasser.audit.models import Event
from fahrwasser.cases.actions import COVERED
from fahrwasser.cases.models import Case, Grant
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey

ILL = f"cm2@{DOMAIN}"
MOST_ASKED = 2  # inputs: who, and until when
WORDS = "Termin beim Kinderarzt abgesagt und neu vereinbart."


def test_a_colleague_is_ill_and_comes_back(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    _one_act(journey)
    case, deputy = _covered()
    _in_again_as(journey, deputy)
    _the_deputy_works(journey, case)
    settings.FAHRWASSER_TODAY = "2026-03-10T08:00"
    _in_again_as(journey, ILL)
    _she_is_back(journey, case)
    _in_again_as(journey, deputy)
    journey.page.goto(f"{journey.address}/faelle/{case.pk}/kontakte/")
    assert journey.page.get_by_text(WORDS).count() == 0


def _in_again_as(journey: Journey, email: str) -> None:
    journey.page.context.clear_cookies()
    journey.log_in(email, PASSWORD)


def _one_act(journey: Journey) -> None:
    journey.log_in(f"koordination@{DOMAIN}", PASSWORD)
    journey.go("/ausfall/", "ausfall")
    assert journey.page.locator("main input:not([type=hidden]), main select").count() <= MOST_ASKED
    journey.choose(user="Nour Haddad (Demo)")
    journey.fill(until="13.03.2026")
    journey.press("Zeigen, was ansteht")
    journey.look("ausfall-faelle")
    journey.press("Vertretung öffnen")
    journey.look("ausfall-geoeffnet")
    journey.told("Nach außen geht nichts.")


def _covered() -> tuple[Case, str]:
    with as_owner():
        grants = Grant.objects.filter(case__lead__email=ILL, reason=COVERED).select_related("case", "user")
        assert not grants.filter(case__level=2).exists()
        grant = grants.order_by("case__number")[0]
        return grant.case, grant.user.email


def _the_deputy_works(journey: Journey, case: Case) -> None:
    journey.go("/", "mein-tag-vertretung")
    journey.told("Sie vertreten")
    journey.go(f"/kontakte/neu/?fall={case.pk}", "kontakt")
    journey.fill(facts=WORDS)
    journey.press("Speichern")
    journey.look("kontakt-gespeichert")


def _she_is_back(journey: Journey, case: Case) -> None:
    journey.look("mein-tag-wieder-da")
    journey.told("Während Sie nicht da waren")
    journey.go("/ausfall/waehrenddessen/", "waehrenddessen")
    journey.told(case.number)
    with as_owner():
        assert Event.objects.filter(case_id=case.pk, verb="contact.recorded", by__email__endswith=DOMAIN).exists()
    journey.press("Ich bin wieder da")
    journey.look("wieder-da")
