"""AC-07, Selam T.: housing at once; no course with childcare, an unmet need until 14 September."""

from datetime import date

import pytest

from fahrwasser.assessment import actions, comparison, queries
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.network import actions as network
from fahrwasser.network.models import UnmetNeed
from fahrwasser.network.rules import UnmetReason
from tests.acceptance.needs import clocks, move, noon, recognise, told
from tests.town import Town

DAY, COURSE = date(2026, 5, 4), date(2026, 9, 14)
NEEDS = ("LA03.1", "LA12.3", "LA04.5", "LA08.1", "LA08.5", "LA09.3", "LA13.1")


def test_the_threatened_flat_is_a_risk_and_no_matter_of_protection(town: Town):
    case, by = town.files["normal"], town["cm1"]
    recognise(case, by, NEEDS, DAY)
    assert told(case, by) == ("S", True, "yes")
    with acting_as(by.pk):
        assert not queries.proposes_protection(case, by)


@pytest.mark.parametrize("code", ["LA09.3", "LA08.5"])
def test_no_course_with_childcare_runs_133_days_and_says_what_the_system_lacks(town: Town, code):
    case, by = town.files["normal"], town["cm1"]
    need = recognise(case, by, NEEDS, DAY)[code]
    move(need, by, "no_offer", DAY)
    with acting_as(by.pk):
        unmet = UnmetNeed.objects.get(need=need)
        assert network.TYPE_OF_REASON[UnmetReason(unmet.reason)] == "gap"
    move(need, by, "covered", COURSE)
    [(reason, since, until)] = clocks(need)
    assert (reason, (until - since).days) == ("no_offer", 133)


def test_covered_is_left_only_by_opening_again_and_begins_a_new_clock(town: Town):
    case, by = town.files["normal"], town["cm1"]
    need = recognise(case, by, NEEDS, DAY)["LA09.3"]
    move(need, by, "no_offer", DAY)
    move(need, by, "covered", COURSE)
    with pytest.raises(NotAllowed, match="Öffnen Sie ihn zuerst"):
        move(need, by, "no_offer", date(2026, 10, 1))
    move(need, by, "open", date(2026, 10, 1))
    move(need, by, "no_offer", date(2026, 10, 2))
    assert clocks(need) == [("no_offer", DAY, COURSE), ("no_offer", date(2026, 10, 2), None)]


def test_german_begins_at_a2_1_by_her_own_word_and_grows_by_a_certificate(town: Town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        for level, kind, day in (("A2.1", "self", DAY), ("A2", "certified", date(2026, 12, 11))):
            actions.note_language(
                case=case, language="de", skill="overall", level=level, kind=kind, seen_on=day, source="Kurs",
                by=by, now=noon(day),
            )  # fmt: skip
            fact = queries.newest_facts(case, by)["german"]
            assert fact.value == {"level": level, "certified": kind == "certified"}


def test_the_flat_is_better_secured_and_that_is_said_of_the_area(town: Town):
    case, by = town.files["normal"], town["cm1"]
    looks = []
    for day, rating in ((DAY, 0), (date(2026, 6, 8), 3)):
        with acting_as(by.pk):
            look = actions.start_assessment(case=case, by=by, now=noon(day))
            actions.rate_area(assessment=look, area="LA03", by=by, now=noon(day), rating=rating)
            looks.append(actions.complete(assessment=look, completed_on=day, by=by, now=noon(day)))
    with acting_as(by.pk):
        found = comparison.compare(case, by, looks[0], looks[1], date(2026, 6, 8))
    assert [(row.area.code, row.change.words) for row in found.discussed] == [("LA03", "besser gesichert")]
    assert len(found.left_open) == 13
