"""Needs, facts and assessments: outcome, trace, refusal."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fahrwasser.assessment import actions, queries
from fahrwasser.assessment.models import KnownFact, Need, Rating
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers.criteria import OWN_WORDS
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["normal"]


def verbs(case):
    return list(Event.objects.filter(case_id=case.pk).order_by("pk").values_list("verb", flat=True))


def add(case, me, code="LA03.1", urgency="S", **more):
    return actions.add_need(case=case, code=code, urgency=urgency, by=me, now=NOW, **more)


def fact(case, me, name="age", value=34, **more):
    values = {"source": OWN_WORDS, "as_of": TODAY, **more}
    return actions.set_fact(case=case, name=name, value=value, by=me, now=NOW, **values)


def test_a_need_is_written_down_with_its_trace(case, me):
    need = add(case, me, words="Räumung zum 1. April")
    assert Need.objects.get(pk=need.pk).recognised_on == TODAY
    assert verbs(case)[-1] == "need.added"


def test_an_open_need_is_not_doubled(case, me):
    first = add(case, me)
    assert add(case, me, urgency="P").pk == first.pk
    assert Need.objects.filter(case=case).count() == 1


def test_a_covered_need_may_come_back(case, me):
    first = add(case, me)
    actions.set_need_state(need=first, state="covered", by=me, now=NOW)
    second = add(case, me)
    assert second.pk != first.pk
    with pytest.raises(NotAllowed, match="schon wieder offen"):
        actions.set_need_state(need=first, state="open", by=me, now=NOW)


@pytest.mark.parametrize(("state", "closed_on"), [("in_progress", None), ("deferred", None), ("covered", TODAY)])
def test_only_a_covered_need_has_an_end(case, me, state, closed_on):
    need = actions.set_need_state(need=add(case, me), state=state, by=me, now=NOW)
    assert Need.objects.get(pk=need.pk).closed_on == closed_on
    assert verbs(case)[-1] == f"need.{state}"


def test_an_ended_need_opens_again(case, me):
    need = actions.set_need_state(need=add(case, me), state="covered", by=me, now=NOW)
    actions.set_need_state(need=need, state="open", by=me, now=NOW)
    assert Need.objects.get(pk=need.pk).closed_on is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "LA99.1"}, "code"),
        ({"urgency": "X"}, "urgency"),
        ({"recognised_on": TODAY + timedelta(days=1)}, "recognised_on"),
        ({"wanted_by": TODAY - timedelta(days=1)}, "wanted_by"),
    ],
)
def test_a_need_that_cannot_be_is_refused_at_its_field(case, me, values, field):
    with pytest.raises(NotAllowed) as refusal:
        add(case, me, **values)
    assert refusal.value.field == field
    assert not Need.objects.filter(case=case).exists()


def test_the_database_knows_no_end_before_the_start(case, me):
    need = add(case, me)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(closed_on=TODAY - timedelta(days=1))


def test_nothing_is_written_into_a_closed_file(case, me):
    closed = Case(id=case.id, state=Case.State.CLOSED)
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        add(closed, me)
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        actions.start_assessment(case=closed, by=me, now=NOW)


def test_needs_stand_open_first_and_urgent_first(case, me):
    for code, urgency in (("LA13.1", "P"), ("LA04.2", "D"), ("LA03.1", "S"), ("LA08.1", "Z")):
        add(case, me, code=code, urgency=urgency)
    done = Need.objects.get(case=case, code="LA03.1")
    actions.set_need_state(need=done, state="covered", by=me, now=NOW)
    assert [need.code for need in queries.needs_of(case, me)] == ["LA04.2", "LA08.1", "LA13.1", "LA03.1"]


def test_the_newest_fact_counts_and_the_earlier_ones_stay(case, me):
    fact(case, me, value=33, as_of=date(2025, 3, 1))
    fact(case, me, value=35)
    fact(case, me, value=34)
    assert queries.newest_facts(case, me)["age"].value == 34
    fact(case, me, value=30, as_of=date(2024, 3, 1))
    assert queries.newest_facts(case, me)["age"].value == 34
    assert KnownFact.objects.filter(case=case).count() == 4


def test_a_fact_from_tomorrow_is_refused(case, me):
    with pytest.raises(NotAllowed, match="Zukunft"):
        fact(case, me, as_of=TODAY + timedelta(days=1))


def test_pregnancy_is_read_with_permission_only(town, case, me):
    fact(case, me, name="due_date", value="2026-04-13")
    assert "due_date" in queries.newest_facts(case, me)
    assert "due_date" in queries.closed_facts(town["assistant"])
    with acting_as(town["assistant"].pk):
        assert queries.newest_facts(case, town["assistant"]) == {}


def test_an_assessment_is_done_without_all_areas(case, me):
    assessment = actions.start_assessment(case=case, by=me, now=NOW)
    actions.rate_area(assessment=assessment, area="LA03", by=me, now=NOW, rating=1, client_view="Ich habe Angst.")
    actions.rate_area(assessment=assessment, area="LA03", by=me, now=NOW, rating=0)
    rating = Rating.objects.get(assessment=assessment)
    assert (rating.rating, rating.client_view) == (0, "Ich habe Angst.")
    actions.complete(assessment=assessment, completed_on=TODAY, by=me, now=NOW)
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        actions.rate_area(assessment=assessment, area="LA04", by=me, now=NOW, rating=2)
    assert verbs(case)[-1] == "assessment.completed"


def test_a_second_assessment_copies_nothing(case, me):
    first = actions.start_assessment(case=case, by=me, now=NOW)
    with pytest.raises(NotAllowed, match="läuft noch"):
        actions.start_assessment(case=case, by=me, now=NOW)
    actions.rate_area(assessment=first, area="LA03", by=me, now=NOW, rating=1)
    actions.complete(assessment=first, completed_on=TODAY, by=me, now=NOW)
    second = actions.start_assessment(case=case, by=me, now=NOW + timedelta(days=90))
    assert second.number == 2
    assert not Rating.objects.filter(assessment=second).exists()


@pytest.mark.parametrize(("area", "rating"), [("LA99", 1), ("LA03", 5), ("LA03", -1)])
def test_unknown_areas_and_ratings_are_refused(case, me, area, rating):
    assessment = actions.start_assessment(case=case, by=me, now=NOW)
    with pytest.raises(NotAllowed):
        actions.rate_area(assessment=assessment, area=area, by=me, now=NOW, rating=rating)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_an_assessment_ends_after_its_start_and_not_tomorrow(case, me, day):
    assessment = actions.start_assessment(case=case, by=me, now=NOW)
    with pytest.raises(NotAllowed) as refusal:
        actions.complete(assessment=assessment, completed_on=day, by=me, now=NOW)
    assert refusal.value.field == "completed_on"


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_city_cm", "foreigners_office", "assistant"])
def test_strangers_see_nothing(town, case, me, person):
    add(case, me)
    fact(case, me)
    with acting_as(town[person].pk):
        assert queries.needs_of(case, town[person]) == []
        assert queries.newest_facts(case, town[person]) == {}
        assert Need.objects.count() == KnownFact.objects.count() == 0
    with as_owner():
        assert Need.objects.filter(case=case).count() == 1
