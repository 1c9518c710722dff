"""AC-03, Samir R.: six needs, level 1 stays, a certificate that counts, a waiting list that is an unmet need."""

from datetime import date

from fahrwasser.assessment import actions, network_map, queries, risks
from fahrwasser.core.acting import acting_as
from fahrwasser.work.models import Task
from tests.acceptance.needs import clocks, move, noon, recognise, told
from tests.town import Town

DAY = date(2026, 3, 16)
NEEDS = ("LA11.2", "LA02.1", "LA02.3", "LA05.3", "LA09.4", "LA03.2")


def test_six_needs_urgent_without_a_risk_and_without_a_higher_level(town: Town):
    case, by = town.files["sensitive"], town["cm1"]
    recognise(case, by, NEEDS, DAY)
    assert told(case, by) == ("D", False, "yes")
    with acting_as(by.pk):
        assert not queries.proposes_protection(case, by)


def test_an_unclear_crisis_is_asked_again_in_words_that_say_nothing(town: Town):
    """Trap 1: what he carries must not reach anybody by a task."""
    case, by = town.files["sensitive"], town["cm1"]
    answers = {risk.name: risks.NOT_ASKED for risk in risks.RISKS} | {"crisis": "unclear"}
    with acting_as(by.pk):
        actions.record_risks(case=case, answers=answers, words="Schläft nicht.", by=by, now=noon(DAY))
        task = Task.objects.get(case=case)
    assert (task.what, task.due_on) == (risks.TASK_AGAIN, date(2026, 3, 23))


def test_b1_counts_because_it_is_certified_whatever_is_said_later(town: Town):
    case, by = town.files["sensitive"], town["cm1"]
    with acting_as(by.pk):
        for level, kind, day in (("B1", "certified", date(2025, 11, 3)), ("A2", "self", DAY)):
            actions.note_language(
                case=case, language="de", skill="overall", level=level, kind=kind, seen_on=day, source="DTZ",
                by=by, now=noon(DAY),
            )  # fmt: skip
        assert queries.newest_facts(case, by)["german"].value == {"level": "B1", "certified": True}


def test_mother_and_sisters_stand_on_the_map_by_first_name_only(town: Town):
    case, by = town.files["sensitive"], town["cm1"]
    with acting_as(by.pk):
        for label in ("Mutter", "Laila", "Zahra"):
            actions.add_to_map(case=case, label=label, sector="family", ring=1, quality="strong", by=by, now=noon(DAY))
        found = network_map.map_on(case, by, DAY)
    assert [tie.node.label for tie in found.to_client] == ["Laila", "Mutter", "Zahra"]


def test_the_trauma_need_without_a_place_runs_until_somebody_helps(town: Town):
    case, by = town.files["sensitive"], town["cm1"]
    need = recognise(case, by, NEEDS, DAY)["LA05.3"]
    move(need, by, "no_offer", date(2026, 3, 23))
    move(need, by, "in_progress", date(2026, 4, 2))
    assert clocks(need) == [("no_offer", date(2026, 3, 23), None)]
    move(need, by, "covered", date(2026, 9, 30))
    assert clocks(need) == [("no_offer", date(2026, 3, 23), date(2026, 9, 30))]
