"""The risk screen: what follows from an answer, who sees it, and that lists learn nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions, queries, risks
from fahrwasser.assessment.models import Need, RiskScreen
from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work.models import Task
from tests.town import NOW, Town

TODAY = NOW.date()
NOTHING = {risk.name: risks.NOT_ASKED for risk in risks.RISKS}


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["normal"]


def ask(case, me, now=NOW, words="", **answers):
    return actions.record_risks(case=case, answers={**NOTHING, **answers}, words=words, by=me, now=now)


def tasks(case):
    return {task.what: task for task in Task.objects.filter(case=case, done_on=None)}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, "not_asked"),
        ({"child": "no"}, "none"),
        ({"child": "no", "crisis": "unclear"}, "clarify"),
        ({"crisis": "unclear", "housing": "yes"}, "act"),
    ],
)
def test_the_strongest_answer_says_what_is_asked_of_us(answers, outcome):
    assert risks.outcome({**NOTHING, **answers}) == outcome


@pytest.mark.parametrize(
    ("level", "needs", "violence", "proposed"),
    [
        (0, (), "yes", True),
        (1, (), "yes", True),
        (2, (), "yes", False),
        (0, (), "unclear", False),
        *((0, (code,), "not_asked", True) for code in ("LA01.1", "LA01.2", "LA01.3", "LA01.4")),
        (0, ("LA01.5", "LA03.1"), "no", False),
        (2, ("LA01.1",), "no", False),
    ],
)
def test_level_2_is_proposed_by_violence_or_a_need_of_protection(level, needs, violence, proposed):
    assert risks.proposes_protection(level, needs, violence) is proposed


@pytest.mark.parametrize(
    ("name", "code"), [("violence", "LA01.1"), ("child", "LA07.3"), ("crisis", "LA05.6"), ("housing", "LA03.1")]
)
def test_a_yes_makes_its_need_and_a_task_for_today(case, me, name, code):
    ask(case, me, **{name: "yes"})
    need = Need.objects.get(case=case, code=code)
    assert (need.urgency, need.recognised_on) == ("S", TODAY)
    task = tasks(case)[risks.TASK_NOW]
    assert (task.due_on, task.kind) == (TODAY, Task.Kind.AT_ONCE)
    assert Event.objects.filter(case_id=case.pk, verb="risks.asked").count() == 1


def test_a_deadline_makes_a_task_and_no_need(case, me):
    ask(case, me, deadlines="yes")
    assert not Need.objects.filter(case=case).exists()
    assert set(tasks(case)) == {risks.TASK_NOW}


def test_an_unclear_answer_is_asked_again_in_a_week_and_a_no_asks_nothing(case, me):
    ask(case, me, crisis="unclear", child="no")
    assert {what: task.due_on for what, task in tasks(case).items()} == {risks.TASK_AGAIN: TODAY + timedelta(days=7)}
    assert not Need.objects.filter(case=case).exists()


def test_violence_proposes_the_level_and_decides_nothing(case, me):
    ask(case, me, violence="yes")
    case.refresh_from_db()
    assert case.level == 0
    assert risks.TASK_LEVEL in tasks(case)
    assert queries.proposes_protection(case, me)


def test_asking_again_doubles_no_task_and_keeps_what_was_said_before(case, me):
    ask(case, me, housing="yes")
    ask(case, me, now=NOW + timedelta(days=3), housing="no")
    assert [screen.housing for screen in queries.risk_screens(case, me)] == ["no", "yes"]
    ask(case, me, now=NOW + timedelta(days=4), housing="yes")
    assert Task.objects.filter(case=case, what=risks.TASK_NOW).count() == 1
    assert Need.objects.filter(case=case, code="LA03.1").count() == 1


def test_the_words_of_a_task_say_nothing_of_the_answer(case, me):
    ask(case, me, violence="yes", crisis="yes", child="unclear", words="Er hat sie geschlagen")
    said = " ".join(f"{task.what} {task.why}" for task in Task.objects.filter(case=case))
    for word in ("Gewalt", "Krise", "Kind", "geschlagen"):
        assert word not in said


@pytest.mark.parametrize("answers", [NOTHING, {"violence": "yes"}, {**NOTHING, "violence": "perhaps"}])
def test_answers_outside_the_list_are_refused(case, me, answers):
    with pytest.raises(NotAllowed):
        actions.record_risks(case=case, answers=answers, words="", by=me, now=NOW)
    assert not RiskScreen.objects.exists()


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_city_cm", "foreigners_office"])
def test_strangers_see_no_answer(town, case, me, person):
    ask(case, me, violence="yes")
    with acting_as(town[person].pk):
        assert queries.risk_screens(case, town[person]) == []
        assert RiskScreen.objects.count() == 0


def test_without_the_permission_nothing_is_read_even_in_a_file_of_ones_own(case, me, monkeypatch):
    ask(case, me, violence="yes")
    monkeypatch.setattr(queries, "may", lambda *_: False)
    assert queries.risk_screens(case, me) == []


def url(page, case):
    return reverse(f"assessment:{page}", kwargs={"case_id": case.pk})


TYPED = {**NOTHING, "violence": "yes", "crisis": "unclear", "words": "Sie möchte mit niemandem darüber sprechen."}


def test_the_page_says_what_to_do_now(town, case, client, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    assert "Noch nicht gefragt" in client.get(url("risks", case)).content.decode()
    assert client.post(url("risks_ask", case), TYPED).status_code == 302
    with django_assert_max_num_queries(20):
        page = client.get(url("risks", case)).content.decode()
    for words in (
        "sofort handeln",
        "Schutzstufe 2 wird vorgeschlagen",
        "Sicherheitsplan",
        "In einer Woche",
    ):
        assert words in page
    assert "sofort handeln" in client.get(url("assessment", case)).content.decode()


@pytest.mark.parametrize("bad", [{"violence": "maybe"}, {"words": "x" * 100_000}, dict(NOTHING)])
def test_what_cannot_be_saved_is_kept(town, case, client, bad):
    client.force_login(town["cm1"])
    answer = client.post(url("risks_ask", case), {**TYPED, **bad})
    assert answer.status_code == 200
    assert (bad.get("words") or TYPED["words"]) in answer.content.decode()


def test_a_colleague_finds_no_such_page(town, case, client):
    client.force_login(town["cm3"])
    assert client.get(url("risks", case)).status_code == 404
    assert client.post(url("risks_ask", case), TYPED).status_code == 404
