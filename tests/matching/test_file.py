"""What the file itself says counts without being asked again, and nobody reads more of it than they may."""

import json
from datetime import date

import pytest
from django.db import connection

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.risks import NO, RISKS
from fahrwasser.assessment.rules import SENSITIVE_FACTS
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.matching.queries import compare
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()


def note(case, by, name, value):
    assessment.set_fact(case=case, name=name, value=value, source="eigene Angabe", as_of=TODAY, by=by, now=NOW)


@pytest.fixture
def file(town):
    case = town.files["normal"]
    with as_owner():
        Client.objects.filter(case=case, role="client").update(
            languages="ar,fa", literacy="none", district="horrem", birth_date=date(1990, 5, 1), birth_precision="day"
        )
    with acting_as(town["cm1"].pk):
        assessment.add_need(case=case, code="LA09.1", urgency="P", by=town["cm1"], now=NOW)
        note(case, town["cm1"], "due_date", "2026-06-01")
        assessment.record_risks(
            case=case, answers=dict.fromkeys((risk.name for risk in RISKS), NO), words="", by=town["cm1"], now=NOW
        )
    return case


def facts_of(case, user):
    with acting_as(user.pk):
        return compare(case.needs.first(), user, TODAY).facts


def read_as(user, case, closed=()):
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.file_to_match(%s, %s, %s), fw.helping_in(%s)", [case.pk, TODAY, list(closed), case.pk]
        )
        said, helping = cursor.fetchone()
        return said and json.loads(said), helping


def test_what_the_file_says_is_known(town, file):
    facts = facts_of(file, town["cm1"])
    assert (facts.languages.value, facts.languages.source) == ({"ar", "fa"}, "Akte")
    assert (facts.literate.value, facts.district.value, facts.birth_date.value) == (False, "horrem", date(1990, 5, 1))
    assert facts.dangerous_places.value == frozenset()


@pytest.mark.parametrize(("noted", "expected"), [("fluent", True), ("none", False), ("learning", None), ("", None)])
def test_who_is_learning_to_read_is_asked(town, file, noted, expected):
    with as_owner():
        Client.objects.filter(case=file).update(literacy=noted)
    literate = facts_of(file, town["cm1"]).literate
    assert (literate.value if literate else None) is expected


def test_what_was_noted_goes_before_the_file(town, file):
    with acting_as(town["cm1"].pk):
        note(file, town["cm1"], "languages", ["so"])
    assert facts_of(file, town["cm1"]).languages.value == {"so"}


@pytest.mark.parametrize("person", ["cm3", "assistant", "head", "officer", "admin", "provider", "other_team_cm"])
def test_the_function_shows_nobody_more_than_the_policies_do(town, file, person):
    said, helping = read_as(town[person], file)
    assert not helping
    assert said is None or not (said["facts"] or said["unafraid_on"])


def test_closed_facts_do_not_leave_the_database(town, file):
    everything, _ = read_as(town["cm1"], file)
    assert (everything["facts"].keys(), everything["unafraid_on"]) == ({"due_date"}, TODAY.isoformat())
    said, _ = read_as(town["cm1"], file, SENSITIVE_FACTS)
    assert (said["facts"], said["unafraid_on"]) == (None, None)
