"""The pages of the plan: who gets them, rows that grow, two people at once, what is kept."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.urls import reverse

from fahrwasser.audit.models import Access
from fahrwasser.core.acting import acting_as
from fahrwasser.plan import actions
from fahrwasser.plan.models import Goal, GoalRating, Measure, PlanVersion
from tests.conftest import as_owner
from tests.plan.plans import CALL, MIDWIFE, TEXT, accepted, saved
from tests.town import NOW, Town


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def case(town: Town):
    return town.files["protected"]


@pytest.fixture
def worker(client, town):
    client.force_login(town["cm1"])
    return client


@pytest.fixture
def second(town):
    browser = Browser()
    browser.force_login(town["cm2"])
    return browser


def at(page, case):
    return reverse(f"plan:{page}", kwargs={"case_id": case.pk})


def typed(revision=0, goals=(), measures=(), **head):
    data = {"revision": str(revision), "review_on": "", **head}
    for prefix, rows in (("ziel", goals), ("schritt", measures)):
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


GOAL = {"client_words": "Ich will Ruhe. عندي أمل 🙂", "anchor_0": "eigenes Zimmer", "weight": "2"}
STEP = {"what": "Antrag stellen", "who": "Fallführung", "until": "20.03.2026", "goal": "1"}


@pytest.mark.parametrize(
    ("person", "status"),
    [("cm1", 200), ("cm2", 200), ("cm3", 404), ("assistant", 404), ("coordinator", 404), ("provider", 404)],
)
def test_who_gets_the_pages(town, case, client, person, status):
    with acting_as(town["cm1"].pk):
        version = saved(case, town["cm1"])
        goal = Goal.objects.filter(version=version).first()
        measure = Measure.objects.filter(version=version).first()
    client.force_login(town[person])
    pages = [at("plan", case), at("edit", case), reverse("plan:accept", args=[version.pk])]
    pages += [reverse("plan:pdf", args=[version.pk]), reverse("plan:evaluation", args=[version.pk])]
    pages += [reverse("plan:rate", args=[goal.pk]), reverse("plan:measure_done", args=[measure.pk])]
    assert {client.get(page).status_code for page in pages} == {status}


def test_the_plan_page_needs_few_queries(town, case, worker, django_assert_max_num_queries):
    with acting_as(town["cm1"].pk):
        accepted(case, town["cm1"])
    worker.get(at("plan", case))
    with django_assert_max_num_queries(24):
        page = worker.get(at("plan", case)).content.decode()
    for words in (*MIDWIFE.anchors, MIDWIFE.client_words, CALL.what, "Krankenkasse", "27.04.2026"):
        assert words in page


def test_an_empty_plan_offers_to_begin(case, worker):
    page = worker.get(at("plan", case)).content.decode()
    assert "Es gibt noch keinen Hilfeplan." in page
    assert at("edit", case) in page


def test_a_plan_is_typed_and_stored(case, worker):
    answer = worker.post(at("edit", case), typed(goals=[GOAL], measures=[STEP], review_on="27.04.2026"))
    assert answer.status_code == 302, re.findall(r"kern-error.*", answer.content.decode())
    with as_owner():
        goal, step = Goal.objects.get(case=case), Measure.objects.get(case=case)
    assert (goal.client_words, goal.weight, goal.anchor_plus_2) == (GOAL["client_words"], 2, "")
    assert (step.what, step.goal_id) == (STEP["what"], goal.pk)


@pytest.mark.parametrize(("kind", "prefix"), [("goals", "ziel"), ("measures", "schritt")])
def test_a_further_row_keeps_everything_and_saves_nothing(case, worker, kind, prefix):
    data = typed(goals=[GOAL], measures=[{**STEP, "until": "bald"}], more=kind, review_on="irgendwann")
    page = worker.post(at("edit", case), data).content.decode()
    assert f'name="{prefix}-1-id"' in page
    for words in (GOAL["client_words"], STEP["what"], 'value="bald"', 'value="irgendwann"'):
        assert words in page
    assert not PlanVersion.objects.exists()


def test_empty_rows_are_no_rows(case, worker):
    blank = {"client_words": "", "anchor_0": "", "weight": "1"}
    data = typed(goals=[blank, GOAL], measures=[{"what": "", "who": ""}, {**STEP, "goal": "2"}])
    assert worker.post(at("edit", case), data).status_code == 302
    with as_owner():
        goal = Goal.objects.get(case=case)
        assert Measure.objects.get(case=case).goal == goal


def test_a_row_is_removed(town, case, worker):
    with acting_as(town["cm1"].pk):
        version = saved(case, town["cm1"])
        goals = list(Goal.objects.filter(version=version).order_by("position"))
    rows = [{"id": str(goal.pk), "client_words": goal.client_words, "anchor_0": goal.anchor_0} for goal in goals]
    rows = [{**row, "weight": "1"} for row in rows]
    rows[0]["DELETE"] = "on"
    assert worker.post(at("edit", case), typed(revision=1, goals=rows)).status_code == 302
    with as_owner():
        assert Goal.objects.get(case=case).pk == goals[1].pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"goals": [{**GOAL, "anchor_0": ""}]}, "Was ist das erwartete Ergebnis?"),
        ({"goals": [{**GOAL, "client_words": ""}]}, "Bitte schreiben Sie das Ziel auf."),
        ({"goals": [{**GOAL, "until": "31.02.2026"}]}, "Dieses Datum gibt es nicht"),
        ({"goals": [{**GOAL, "until": "08.03.2026"}]}, "liegt vor dem Tag"),
        ({"goals": [{**GOAL, "weight": "7"}]}, "7"),
        ({"goals": [{**GOAL, "needs": ["kein-bedarf"]}]}, "kein-bedarf"),
        ({"goals": [GOAL], "measures": [{**STEP, "who": ""}]}, "Wer macht das?"),
        ({"goals": [GOAL], "measures": [{**STEP, "goal": "9"}]}, "9"),
        ({"goals": [GOAL], "review_on": "01.03.2026"}, "Überprüfung liegt vor"),
        ({"goals": [{**GOAL, "client_words": "ä" * 100_000}]}, "mit 100000 Zeichen zu lang; möglich sind 300"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(case, worker, change, words):
    answer = worker.post(at("edit", case), typed(**change))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert change["goals"][0]["client_words"] in page
    assert not PlanVersion.objects.exists()


def form_of(browser, case):
    """What a browser would send back for the page as it stands."""
    form = browser.get(at("edit", case)).context["form"]
    goals = [{name: row[name].value() for name in row.fields if row[name].value()} for row in form.goals]
    return typed(revision=form["revision"].value(), goals=goals, measures=[])


def test_two_people_save_the_same_plan_and_nothing_is_lost(town, case, worker, second):
    with acting_as(town["cm1"].pk):
        saved(case, town["cm1"])
    mine, theirs = form_of(worker, case), form_of(second, case)
    theirs["ziel-0-client_words"] = "Worte der Zweiten"
    assert second.post(at("edit", case), theirs).status_code == 302
    mine["ziel-0-client_words"] = "Worte der Ersten"
    answer = worker.post(at("edit", case), mine)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Inzwischen wurde der Plan gespeichert" in page
    assert "Cm2 hat ihn am 09.03.2026" in page
    table = page[page.index("Worin sich beide Texte unterscheiden") :]
    assert table.index("Worte der Zweiten") < table.index("Worte der Ersten")
    with as_owner():
        assert Goal.objects.filter(client_words="Worte der Zweiten").exists()
    again = {**mine, "revision": str(answer.context["form"]["revision"].value())}
    assert worker.post(at("edit", case), again).status_code == 302
    with as_owner():
        assert Goal.objects.filter(client_words="Worte der Ersten").exists()
        assert not Goal.objects.filter(client_words="Worte der Zweiten").exists()


def test_two_people_begin_the_same_plan(case, worker, second):
    assert second.post(at("edit", case), typed(goals=[GOAL])).status_code == 302
    page = worker.post(at("edit", case), typed(goals=[{**GOAL, "client_words": "Meins"}])).content.decode()
    assert "Inzwischen wurde der Plan gespeichert" in page
    assert "Meins" in page


def test_who_saved_is_not_named_when_they_are_not_on_the_case(town, case, worker):
    with acting_as(town["cm1"].pk):
        actions.save_plan(case=case, text=TEXT, revision=0, by=town["coordinator"], now=NOW)
    page = worker.post(at("edit", case), typed(goals=[GOAL])).content.decode()
    assert "Das war am 09.03.2026 09:10 Uhr." in page
    assert "Coordinator" not in page


def test_a_draft_is_shown_again_and_ends_with_the_save(case, worker):
    data = typed(goals=[{**GOAL, "client_words": "Noch nicht gesendet"}])
    address = worker.get(at("edit", case)).context["kept"].url
    kept = worker.post(address, urlencode(data), content_type="application/x-www-form-urlencoded")
    assert kept.status_code == 204
    assert "Noch nicht gesendet" in worker.get(at("edit", case)).content.decode()
    assert worker.post(at("edit", case), data).status_code == 302
    assert worker.get(at("edit", case)).context["kept"].draft is None


def test_accepting_and_after(town, case, worker):
    with acting_as(town["cm1"].pk):
        version = saved(case, town["cm1"])
    url = reverse("plan:accept", args=[version.pk])
    for day, words in (("10.03.2026", "Zukunft"), ("08.03.2026", "bevor er erstellt"), ("9. März", "gibt es nicht")):
        page = worker.post(
            url, {"accepted_on": day, "revision": "1", "how": "signed", "language": "de"}
        ).content.decode()
        assert words in page
        assert day in page
    assert (
        worker.post(url, {"accepted_on": "09.03.2026", "revision": "1", "how": "oral", "language": "de"}).status_code
        == 302
    )
    page = worker.post(at("edit", case), typed(revision=1, goals=[GOAL])).content.decode()
    assert "Diese Fassung ist angenommen und bleibt, wie sie ist." in page
    assert worker.post(at("version_new", case)).status_code == 302
    assert worker.get(at("edit", case)).status_code == 200
    page = worker.get(at("plan", case) + "?fassung=1").content.decode()
    assert "angenommen am 09.03.2026" in page
    page = worker.post(at("version_new", case), follow=True).content.decode()
    assert "noch nicht angenommen" in page


def test_a_plan_without_goal_is_not_accepted(town, case, worker):
    worker.post(at("edit", case), typed(review_on="27.04.2026"))
    with as_owner():
        version = PlanVersion.objects.get(case=case)
    page = worker.post(
        reverse("plan:accept", args=[version.pk]),
        {"accepted_on": "09.03.2026", "revision": "1", "how": "oral", "language": "de"},
    )
    assert "mindestens ein Ziel" in page.content.decode()


def test_rating_asks_for_missing_anchors_first(town, case, worker):
    with acting_as(town["cm1"].pk):
        version = accepted(case, town["cm1"])
        goal = Goal.objects.get(version=version, position=2)
    url = reverse("plan:rate", args=[goal.pk])
    page = worker.post(url, {"client": "1", "manager": "0", "rated_on": "09.03.2026"}).content.decode()
    assert page.count("Dieses Feld ist zwingend erforderlich") or page.count("Bitte")
    anchors = {f"anchor_{name}": name for name in ("minus_2", "minus_1", "plus_1", "plus_2")}
    assert worker.post(url, {"client": "1", "manager": "0", "rated_on": "09.03.2026", **anchors}).status_code == 302
    with as_owner():
        assert GoalRating.objects.filter(goal=goal).count() == 2
    page = worker.get(at("plan", case)).content.decode()
    assert "fw-gas__client" in page
    assert "fw-gas__manager" in page
    page = worker.get(reverse("plan:evaluation", args=[version.pk])).content.decode()
    assert "noch nicht alle Ziele eingeschätzt" in page
    assert "T-Wert" not in worker.get(at("plan", case)).content.decode()


def test_a_measure_is_done(town, case, worker):
    with acting_as(town["cm1"].pk):
        accepted(case, town["cm1"])
        step = Measure.objects.get(case=case, what=CALL.what)
    url = reverse("plan:measure_done", args=[step.pk])
    assert "zwischen dem Tag" in worker.post(url, {"done_on": "01.04.2026"}).content.decode()
    assert worker.post(url, {"done_on": "09.03.2026"}).status_code == 302
    assert "erledigt am 09.03.2026" in worker.get(at("plan", case)).content.decode()


def test_opening_the_pdf_is_noted_and_its_name_tells_nothing(town, case, worker):
    with acting_as(town["cm1"].pk):
        version = saved(case, town["cm1"])
    answer = worker.get(reverse("plan:pdf", args=[version.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="Hilfeplan-{case.number}-Fassung-1.pdf"'
    assert answer.content.startswith(b"%PDF")
    with as_owner():
        noted = Access.objects.get(page="plan:pdf")
    assert (noted.case_id, noted.outcome) == (case.pk, "opened")
