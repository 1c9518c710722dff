"""AC-01, Rana D.: twelve needs, the risk, the proposal of level 2, the danger on the map, the language she speaks."""

from datetime import date

from fahrwasser.assessment import actions, network_map, queries, risks
from fahrwasser.assessment.models import Need
from fahrwasser.core.acting import acting_as
from fahrwasser.network.models import UnmetNeed
from tests.acceptance.needs import clocks, move, noon, recognise, told
from tests.town import Town

DAY = date(2026, 3, 9)
PART_ONE, PART_TWO = date(2026, 3, 16), date(2026, 3, 19)
NEEDS = (
    "LA01.1", "LA01.2", "LA01.3", "LA06.1", "LA06.2", "LA06.4", "LA04.2", "LA02.1", "LA02.5", "LA09.3", "LA08.1",
    "LA03.2",
)  # fmt: skip
NOBODY_ASKED = {risk.name: risks.NOT_ASKED for risk in risks.RISKS}


def test_twelve_needs_in_seven_areas_the_first_at_once(town: Town):
    case, by = town.files["protected"], town["cm1"]
    needs = recognise(case, by, NEEDS, DAY)
    assert told(case, by) == ("S", True, "yes")
    assert {code for code, need in needs.items() if need.urgency == "S"} == {"LA01.1", "LA01.2"}
    assert {need.recognised_on for need in needs.values()} == {DAY}


def test_violence_proposes_level_2_in_a_file_below_it_and_nothing_more_on_level_2(town: Town):
    by = town["cm1"]
    for name, proposed in (("normal", True), ("protected", False)):
        case = town.files[name]
        with acting_as(by.pk):
            answers = {**NOBODY_ASKED, "violence": "yes"}
            actions.record_risks(case=case, answers=answers, words="", by=by, now=noon(DAY))
            case.refresh_from_db()
            assert queries.proposes_protection(case, by) is proposed
            assert Need.objects.get(case=case, code="LA01.1").urgency == "S"
        assert case.level == (2 if name == "protected" else 0)


def test_the_husband_is_a_danger_on_the_map(town: Town):
    """He stands on the map as a role, apart from the household, and the second case manager sees him too."""
    case, by = town.files["protected"], town["cm1"]
    with acting_as(by.pk):
        actions.add_to_map(
            case=case, label="Ehemann", sector="family", ring=3, quality="dangerous", by=by, now=noon(DAY)
        )
    for name in ("cm1", "cm2"):
        with acting_as(town[name].pk):
            qualities = [tie.quality for tie in network_map.standing_ties(case, town[name], DAY)]
            assert qualities.count("dangerous") == 1
    with acting_as(town["cm3"].pk):
        assert network_map.ties_on(case, town["cm3"], DAY) == []


def test_assessed_in_two_parts_without_a_reason_for_what_stays_open(town: Town):
    case, by = town.files["protected"], town["cm1"]
    with acting_as(by.pk):
        first = actions.start_assessment(case=case, by=by, now=noon(PART_ONE))
        actions.rate_area(assessment=first, area="LA01", by=by, now=noon(PART_ONE), rating=0, client_view="Angst")
        actions.rate_area(assessment=first, area="LA06", by=by, now=noon(PART_TWO), rating=1)
        actions.complete(assessment=first, completed_on=PART_TWO, by=by, now=noon(PART_TWO))
        assert (first.started_on, first.completed_on) == (PART_ONE, PART_TWO)
        assert [rating.area for rating in queries.ratings_of(case, by)] == ["LA01", "LA06"]


def test_german_is_spoken_a_little_and_nobody_certified_it(town: Town):
    """A0/A1 in speaking: a single skill is no level of the language, and no fact for offers."""
    case, by = town.files["protected"], town["cm1"]
    with acting_as(by.pk):
        actions.note_language(
            case=case, language="de", skill="speaking", level="A1", kind="assessed", seen_on=PART_ONE,
            source="Gespräch", by=by, now=noon(PART_ONE),
        )  # fmt: skip
        assert "german" not in queries.newest_facts(case, by)
        assert [row.level for row in queries.language_evidence(case, by)] == ["A1"]


def test_shelter_covers_the_first_need_and_leaves_no_clock(town: Town):
    case, by = town.files["protected"], town["cm1"]
    needs = recognise(case, by, NEEDS, DAY)
    move(needs["LA01.1"], by, "in_progress", DAY)
    move(needs["LA01.1"], by, "covered", date(2026, 3, 10))
    assert clocks(needs["LA01.1"]) == []
    assert needs["LA01.1"].closed_on == date(2026, 3, 10)


def test_no_course_with_childcare_is_an_unmet_need_that_other_case_managers_do_not_see(town: Town):
    case, by = town.files["protected"], town["cm1"]
    need = recognise(case, by, NEEDS, DAY)["LA09.3"]
    move(need, by, "no_offer", PART_TWO)
    assert clocks(need) == [("no_offer", PART_TWO, None)]
    for name in ("cm3", "coordinator", "other_city_cm"):
        with acting_as(town[name].pk):
            assert not UnmetNeed.objects.exists()
            assert not Need.objects.exists()
