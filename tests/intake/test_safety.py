"""The safety questions asked again, and files whose people must not meet."""

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import ProtectedChannel, SafeChannel
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.models import SafetyCheck
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.intake.acts import IN_DANGER, SAFE, notices, take
from tests.town import NOW, Town


def ask(town, case, safety, second=None):
    with acting_as(town["cm1"].pk):
        case.refresh_from_db()
        actions.ask_safety(
            case=case, by=town["cm1"], now=NOW, safety=safety, second=town[second] if second else None
        )  # fmt: skip


def test_asking_again_keeps_one_task_and_ends_it_with_the_answers(town: Town):
    case = take(town, safety=rules.Safety(can_speak="not_asked", danger="not_asked"))
    ask(town, case, rules.Safety(can_speak="no", danger="not_asked"))
    with acting_as(town["cm1"].pk):
        assert Task.objects.filter(case=case, done_on=None).count() == 1
    ask(town, case, SAFE)
    with acting_as(town["cm1"].pk):
        assert not Task.objects.filter(case=case, done_on=None).exists()
        assert SafetyCheck.objects.filter(case=case).count() == 3
        assert queries.safety_of(case, town["cm1"]).danger == "no"


def test_danger_said_later_protects_file_and_channel_at_once(town: Town):
    case = take(town)
    with pytest.raises(NotAllowed) as refusal:
        ask(town, case, IN_DANGER)
    assert refusal.value.field == "second"
    ask(town, case, IN_DANGER, "cm2")
    with acting_as(town["cm2"].pk):
        assert Case.objects.get(pk=case.pk).level == 2
        assert ProtectedChannel.objects.get(case=case).how == "SMS vormittags"
        assert not SafeChannel.objects.filter(case=case).exists()
    assert len(notices(town, "cm2")) == 1


def husband(town):
    return take(town, by="other_team_cm", person=rules.Person("Omar", "Demo"))


def test_crossing_files_are_told_to_the_coordinator_alone(town: Town):
    other = husband(town)
    safety = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS", feared_person="Omar Demo")
    case = take(town, second="cm2", safety=safety)
    told = notices(town, "coordinator")
    assert len(told) == 1
    assert told[0].startswith("Kollisionsprüfung: Zwei Akten betreffen vermutlich dieselben Personen.")
    assert case.number in told[0]
    assert other.number in told[0]
    assert "Demo" not in told[0]
    for person in ("cm1", "cm2", "cm3", "other_team_cm", "officer", "head", "other_city_coordinator"):
        assert notices(town, person) == []


def test_a_file_opened_later_crosses_too_and_is_told_once(town: Town):
    case = take(town, second="cm2", safety=IN_DANGER, person=rules.Person("Lina", "Demo", NOW.date()))
    with acting_as(town["other_team_cm"].pk):
        other = actions.take(
            by=town["other_team_cm"], now=NOW, call=rules.Call(NOW, "self"), safety=SAFE, lead=town["other_team_cm"],
            person=rules.Person("Omar", "Demo"),
        )  # fmt: skip
        clients.add_person(
            case=other, by=town["other_team_cm"], now=NOW, first_name="Lina", role="child", birth_date=NOW.date()
        )
        clients.check_collisions(other, now=NOW)
    assert len(notices(town, "coordinator")) == 1
    assert case.number in notices(town, "coordinator")[0]


def test_a_former_address_is_compared(town: Town):
    other = husband(town)
    with acting_as(town["other_team_cm"].pk):
        clients.set_channel(case=other, by=town["other_team_cm"], now=NOW, how="Post", address="Demoweg 4, Horrem")
    safety = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS", former_address="demoweg 4 Horrem")
    take(town, second="cm2", safety=safety)
    assert len(notices(town, "coordinator")) == 1


def test_without_level_two_nobody_is_told(town: Town):
    take(town, person=rules.Person("Omar", "Demo"))
    husband(town)
    assert notices(town, "coordinator") == []


@pytest.mark.parametrize("person", ["cm3", "coordinator", "head", "foreigners_office", "other_city_cm", "assistant"])
def test_nobody_asks_for_collisions_of_a_file_that_is_not_theirs(town: Town, person):
    case = take(town, second="cm2", safety=IN_DANGER)
    with as_owner():
        Case.objects.filter(pk=case.pk).update(opened_by=town["cm1"])
    with pytest.raises(ProgrammingError), acting_as(town[person].pk):
        clients.check_collisions(case, now=NOW, other_name="Omar Demo")


def test_the_comparison_itself_is_out_of_reach(town: Town):
    with pytest.raises(ProgrammingError), acting_as(town["cm1"].pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fw.alike(%s, 'omar demo', '')", [town.files["normal"].pk])
