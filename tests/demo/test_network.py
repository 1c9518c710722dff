"""What the demo town has learned: three themes at three places of their way, each resting on files."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.catalogue.calendar import is_working_day
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import network, town
from fahrwasser.demo.data import read
from fahrwasser.demo.generator import populate
from fahrwasser.network import actions, queries
from fahrwasser.network.models import Decision, Evidence, Finding, SystemMeasure, Theme, UnmetNeed
from tests.conftest import as_owner
from tests.town import NOW

DEMO = date(2026, 3, 9)  # the day of the rig
CHILDCARE = "Sprachkurs mit Kinderbetreuung"


@pytest.fixture
def loaded(db: None):
    with as_owner():
        town.load()
        yield


def person(mailbox: str) -> User:
    return User.objects.get(email=f"{mailbox}@demo.example")


def backed() -> dict[str, tuple[str, int]]:
    """State and distinct cases of every theme by its title."""
    with acting_as(person("koordination").pk):
        pairs = queries.themes_for(person("koordination"))
    return {theme.title: (theme.state, backing.cases) for theme, backing in pairs}


def test_three_themes_stand_at_three_places(loaded: None):
    assert backed() == {
        "Bewerbungshilfe nach Feierabend": ("in_progress", 3),
        CHILDCARE: ("working_group", 3),
        "Treffpunkte am Wochenende": ("collected", 2),
    }


def test_the_steering_group_sees_the_two_with_three_cases(loaded: None):
    with acting_as(person("lenkungsgruppe").pk):
        shown = queries.themes_for(person("lenkungsgruppe"))
    assert {theme.title for theme, _ in shown} == {"Bewerbungshilfe nach Feierabend", CHILDCARE}


def test_the_decided_one_has_begun_and_will_be_checked(loaded: None):
    measure = SystemMeasure.objects.select_related("decision").get()
    assert (measure.days_to_start, measure.effect_check_on) == (42, date(2026, 7, 20))
    assert measure.decision == Decision.objects.get()


def test_every_hint_rests_on_a_running_clock_in_one_file(loaded: None):
    assert Finding.objects.count() == sum(len(entry["findings"]) for entry in read("network"))
    for evidence in Evidence.objects.select_related("unmet_need__need", "finding", "case"):
        unmet: Any = evidence.unmet_need
        assert (unmet.until, unmet.case, unmet.need.code) == (None, evidence.case, evidence.finding.need_code)
        assert unmet.since <= evidence.finding.made_on <= DEMO
        assert is_working_day(evidence.finding.made_on)
        assert evidence.case.level == 0
        assert unmet.reason != "no_offer" or unmet.need.state == "no_offer"


def test_one_hint_waits_for_the_coordinator(loaded: None):
    assert [finding.need_code for finding in Finding.objects.filter(state="new")] == ["LA09.4"]


def test_answers_of_the_demo_started_clocks_of_their_own(loaded: None):
    told = Evidence.objects.values("unmet_need")
    own = UnmetNeed.objects.exclude(pk__in=told).values_list("need__code", "reason")
    assert {("LA03.2", "full"), ("LA08.1", "waiting")} <= set(own)


def test_a_player_s_hint_joins_the_course_with_childcare(loaded: None):
    lead, coordinator = person("cm2"), person("koordination")
    need = Need(case=lead_file(lead), code="LA09.3", urgency="Z", recognised_on=DEMO)
    with acting_as(lead.pk):
        need.save(force_insert=True)
        unmet = actions.note_unmet(need=need, reason="no_offer", reason_code="UR-06", by=lead, now=NOW)
        finding = actions.give_finding(unmet=unmet, type="gap", words="Kein Kurs mit Betreuung.", by=lead, now=NOW)
    with acting_as(coordinator.pk):
        theme = queries.open_themes_for(coordinator).get(title=CHILDCARE)
        actions.add_to_theme(finding=finding, theme=theme, words=finding.words, proposal="", by=coordinator, now=NOW)
    assert backed()[CHILDCARE] == ("working_group", 4)


def lead_file(lead: User) -> Case:
    """A file of that case manager in which nobody looks for this course yet."""
    looking = Need.objects.filter(code="LA09.3").values("case")
    return Case.objects.filter(lead=lead, state="open", kind="case_management", level=0).exclude(pk__in=looking)[0]


def pictured(key_date: date) -> list[tuple[Any, ...]]:
    with transaction.atomic():
        populate(key_date=key_date)
        network.learn(key_date=key_date)
        rows = Evidence.objects.values_list("case__number", "finding__words", "finding__made_on", "finding__state")
        seen = [*sorted(rows), *sorted(Theme.objects.values_list("title", "state", "opened_on"))]
        transaction.set_rollback(True)
    return seen


def test_the_same_day_gives_the_same_themes(db: None):
    with as_owner():
        assert pictured(DEMO) == pictured(DEMO)
        assert pictured(date(2019, 9, 4))
