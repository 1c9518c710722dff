"""AC-05, Priya N.: two plannable needs, no risk, and nothing collected just in case."""

from datetime import date

from fahrwasser.assessment import actions, queries
from fahrwasser.core.acting import acting_as
from tests.acceptance.needs import noon, recognise, told
from tests.town import Town

DAY = date(2026, 9, 10)
NEEDS = ("LA11.1", "LA09.1")


def test_two_plannable_needs_leave_complexity_open_and_are_no_risk(town: Town):
    """The course can wait: its urgency departs from the usual one."""
    case, by = town.files["normal"], town["cm1"]
    recognise(case, by, NEEDS, DAY, {"LA09.1": "P"})
    assert told(case, by) == ("P", False, "unclear")


def test_german_a2_by_her_own_word_is_all_that_is_kept(town: Town):
    """Trap 1: no household income, no religion, no health; no assessment is begun for short advice."""
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        actions.note_language(
            case=case, language="de", skill="overall", level="A2", kind="self", seen_on=DAY, source="eigene Angabe",
            by=by, now=noon(DAY),
        )  # fmt: skip
        assert {name: fact.value for name, fact in queries.newest_facts(case, by).items()} == {
            "german": {"level": "A2", "certified": False}
        }
        assert queries.latest_assessment(case, by) is None
        assert queries.risk_screens(case, by) == []
