"""AC-02, Family I.: seven needs without a risk; interpreting is a means; a sign of exploitation proposes level 2."""

from datetime import date

from fahrwasser.assessment import actions, queries
from fahrwasser.core.acting import acting_as
from fahrwasser.plan.queries import needs_without_goal
from tests.acceptance.needs import clocks, move, noon, recognise, told
from tests.town import Town

DAY = date(2026, 5, 11)
NEEDS = ("LA10.3", "LA04.2", "LA05.2", "LA08.2", "LA03.3", "LA14.2", "LA09.5")
SCHOOL = date(2026, 6, 8)


def test_seven_needs_urgent_and_no_risk(town: Town):
    case, by = town.files["normal"], town["cm1"]
    recognise(case, by, NEEDS, DAY)
    assert told(case, by) == ("D", False, "yes")
    with acting_as(by.pk):
        assert not queries.proposes_protection(case, by)


def test_no_goal_is_proposed_for_interpreting(town: Town):
    case, by = town.files["normal"], town["cm1"]
    recognise(case, by, NEEDS, DAY)
    with acting_as(by.pk):
        assert {need.code for need in needs_without_goal(case, by, None)} == set(NEEDS) - {"LA09.5"}


def test_a_sign_of_exploitation_proposes_level_2_and_sets_nothing(town: Town):
    """Trap 4; the Amendments name LA01.1 to LA01.4."""
    case, by = town.files["normal"], town["cm1"]
    recognise(case, by, [*NEEDS, "LA01.4"], DAY)
    with acting_as(by.pk):
        case.refresh_from_db()
        assert (queries.proposes_protection(case, by), case.level) == (True, 0)


def test_school_is_covered_on_8_june_and_the_flat_stays_open(town: Town):
    case, by = town.files["normal"], town["cm1"]
    needs = recognise(case, by, NEEDS, DAY)
    move(needs["LA08.2"], by, "covered", SCHOOL)
    with acting_as(by.pk):
        still = {need.code for need in queries.needs_of(case, by) if need.closed_on is None}
    assert still == set(NEEDS) - {"LA08.2"}
    assert needs["LA08.2"].closed_on == SCHOOL
    assert clocks(needs["LA08.2"]) == []


def test_what_the_dismissal_made_urgent_is_seen_beside_the_second_assessment(town: Town):
    """Re-opened in September: the same needs are not written down twice."""
    case, by = town.files["normal"], town["cm1"]
    first = recognise(case, by, NEEDS, DAY)
    again = recognise(case, by, NEEDS, date(2026, 9, 21))
    assert {code: need.pk for code, need in again.items()} == {code: need.pk for code, need in first.items()}
    with acting_as(by.pk):
        for day in (date(2026, 6, 2), date(2026, 9, 21)):
            look = actions.start_assessment(case=case, by=by, now=noon(day))
            actions.complete(assessment=look, completed_on=day, by=by, now=noon(day))
        assert look.number == 2
