"""Plans for the tests: the five goals of the acceptance case AC-01."""

from datetime import date

from fahrwasser.plan import actions
from fahrwasser.plan.rules import GoalText, MeasureText, PlanText
from tests.town import NOW

ANCHORS = (
    "keine Hebamme bis Woche 36",
    "Hebamme zugesagt, kein Besuch",
    "Hebamme besucht, Klinik angemeldet",
    "zusätzlich Familienhebamme",
    "zusätzlich Elternkurs",
)
MIDWIFE = GoalText("Ich bekomme mein Baby gut begleitet.", ANCHORS, weight=2, until=date(2026, 4, 13))
MONEY = GoalText("Ich habe eigenes Geld.", ("", "", "eigener Bescheid", "", ""), weight=1)
CALL = MeasureText("Hebamme anrufen", "Fallführung", date(2026, 3, 12), "Krankenkasse", goal=1)
TEXT = PlanText(date(2026, 4, 27), (MIDWIFE, MONEY), (CALL, MeasureText("Konto eröffnen", "Klientin")))


def saved(case, by, text=TEXT, now=NOW):
    return actions.save_plan(case=case, text=text, revision=0, by=by, now=now)


def accepted(case, by, text=TEXT):
    return actions.accept(version=saved(case, by, text), accepted_on=NOW.date(), by=by, now=NOW)
