"""A question goes into the round of the team, is agreed on, comes back next week, and opens no file to anybody."""

from typing import Any

from fahrwasser.cases.models import Case
from fahrwasser.demo.staff import DOMAIN
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey

BRINGS, TAKES_ON = f"cm2@{DOMAIN}", f"cm5@{DOMAIN}"
QUESTION = "Wer kennt einen Kurs mit Betreuung am Nachmittag?"
AGREED = "Wir fragen zuerst beim Bildungswerk."
STEP = "Beim Bildungswerk nach Plätzen fragen"


def test_a_question_in_the_round_of_the_team(journey: Journey, settings: Any) -> None:
    with as_owner():
        case = Case.objects.filter(lead__email=BRINGS, level=0, kind="case_management", state="open").earliest("number")
    journey.log_in(BRINGS, PASSWORD)
    _bring(journey, case)
    _agree(journey)
    journey.page.context.clear_cookies()
    journey.log_in(TAKES_ON, PASSWORD)
    _reads_the_question_and_no_file(journey, case)
    settings.FAHRWASSER_TODAY = "2026-03-16T09:00"
    journey.go("/teamrunde/", "naechste-woche")
    step = journey.page.locator("#offen .fw-list > li", has_text=STEP)
    journey.click(step.get_by_role("button", name="Erledigt"))
    journey.look("erledigt")
    journey.go("/teamrunde/", "runde-danach")
    assert journey.page.locator("#offen", has_text=STEP).count() == 0


def _bring(journey: Journey, case: Case) -> None:
    journey.go(f"/faelle/{case.pk}/teamrunde/", "einbringen")
    journey.fill(question=f"Was tun wir in {case.number}?")
    journey.press("Auf die Liste setzen")
    journey.look("mit-aktenzeichen")
    assert journey.missing() == ["question"]
    journey.fill(question=QUESTION)
    journey.press("Auf die Liste setzen")
    journey.look("fall-mit-teamrunde")
    journey.told("noch nicht besprochen")


def _agree(journey: Journey) -> None:
    journey.go("/teamrunde/", "runde")
    journey.click(journey.page.locator(".fw-row", has_text=QUESTION).get_by_role("link", name="Besprechen"))
    journey.look("punkt")
    journey.fill(agreed=AGREED, what=STEP, until="13.03.2026")
    journey.choose(who="Almaz Berger (Demo)")
    journey.press("Festhalten")
    journey.look("verabredet")
    journey.told("Festgehalten.")


def _reads_the_question_and_no_file(journey: Journey, case: Case) -> None:
    journey.go("/teamrunde/", "runde-der-kollegin")
    row = journey.page.locator(".fw-row", has_text=QUESTION)
    journey.click(row.get_by_role("link", name=case.number))
    journey.look("nur-dass-es-die-akte-gibt")
    journey.told("Mehr sehen nur die Menschen, die an diesem Fall arbeiten.")
