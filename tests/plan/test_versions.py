"""Ratings over versions, reviews, order and end of measures, acceptance and paper in other languages."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from fahrwasser.blocks import actions as block_actions
from fahrwasser.blocks import queries as blocks
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.plan import actions, documents, queries
from fahrwasser.plan.forms import moved
from fahrwasser.plan.models import Goal, Measure, PlanVersion
from fahrwasser.plan.rules import PlanText
from tests.plan.plans import MIDWIFE, MONEY, TEXT, accepted, saved
from tests.town import NOW, Town

TODAY = NOW.date()
LATER = NOW + timedelta(days=60)


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["protected"]


def rated(case, me):
    version = accepted(case, me)
    goal = Goal.objects.get(version=version, position=1)
    actions.rate(goal=goal, rater="client", value=-1, rated_on=TODAY, by=me, now=NOW)
    return actions.start_version(case=case, by=me, now=LATER)


def save(case, me, version, change):
    text = queries.text_of(version, me)
    text = replace(text, goals=(replace(text.goals[0], **change), *text.goals[1:]))
    version.refresh_from_db()
    actions.save_plan(case=case, text=text, revision=version.revision, by=me, now=LATER)
    return queries.cards(version, me)[0][0]


@pytest.mark.parametrize("change", [{}, {"weight": 3}, {"until": date(2026, 8, 1)}])
def test_a_goal_that_goes_on_keeps_its_ratings(case, me, change):
    card = save(case, me, rated(case, me), change)
    assert (card.client.value, card.is_new_wording) == (-1, False)


@pytest.mark.parametrize("change", [{"client_words": "anders"}, {"anchors": ("a", "b", "c", "d", "e")}])
def test_other_words_after_a_rating_are_a_new_goal_until_they_are_taken_back(case, me, change):
    version = rated(case, me)
    card = save(case, me, version, change)
    assert (card.client, card.is_new_wording) == (None, True)
    back = save(case, me, version, {"client_words": MIDWIFE.client_words, "anchors": MIDWIFE.anchors})
    assert (back.client.value, back.is_new_wording) == (-1, False)


def test_a_goal_nobody_rated_may_be_worded_anew(case, me):
    accepted(case, me)
    card = save(case, me, actions.start_version(case=case, by=me, now=LATER), {"client_words": "anders"})
    assert not card.is_new_wording


def test_the_changes_are_told_row_by_row(case, me):
    version = rated(case, me)
    save(case, me, version, {"weight": 3})
    assert [(one.label, one.saved, one.typed) for one in queries.changes(version, me)] == [
        ("Nächste Überprüfung", "27.04.2026", ""),
        ("Ziel 1, Gewicht", "2", "3"),
    ]  # fmt: skip


def test_a_review_moves_the_day_and_counts_on_time(case, me):
    version = accepted(case, me)
    due = date(2026, 4, 27)
    assert [(one.version, one.due_on) for one in queries.reviews_due(me, due)] == [(version, due)]
    day = NOW + timedelta(days=60)
    with pytest.raises(NotAllowed, match="nach dieser"):
        actions.review(version=version, done_on=day.date(), next_on=day.date(), by=me, now=day)
    actions.review(version=version, done_on=day.date(), next_on=date(2026, 7, 13), by=me, now=day)
    assert queries.reviews_due(me, date(2026, 7, 12)) == []
    assert queries.review_due(version) == date(2026, 7, 13)
    assert queries.review_tally(me, due, due) == (1, 1)


def test_a_new_version_is_the_review_of_the_one_before(case, me):
    version = rated(case, me)
    actions.accept(version=version, accepted_on=LATER.date(), by=me, now=LATER)
    (done,) = queries.reviews_of(case, me)
    assert (done.due_on, done.done_on, done.next_on) == (date(2026, 4, 27), LATER.date(), None)
    assert queries.reviews_due(me, date(2027, 1, 1)) == []


def test_a_measure_falls_away_with_a_reason_and_not_into_the_next_version(case, me):
    measure = Measure.objects.filter(version=accepted(case, me)).earliest("position")
    with pytest.raises(NotAllowed, match="warum"):
        actions.drop_measure(measure=measure, dropped_on=TODAY, reason=" ", by=me, now=NOW)
    actions.drop_measure(measure=measure, dropped_on=TODAY, reason="anders gelöst", by=me, now=NOW)
    with pytest.raises(NotAllowed, match="schon beendet"):
        actions.finish_measure(measure=measure, done_on=TODAY, by=me, now=NOW)
    after = actions.start_version(case=case, by=me, now=NOW)
    assert Measure.objects.filter(version=after).count() == len(TEXT.measures) - 1


def test_measures_keep_the_order_they_were_given(case, me):
    version = saved(case, me)
    text = queries.text_of(version, me)
    actions.save_plan(case=case, text=replace(text, measures=text.measures[::-1]), revision=1, by=me, now=NOW)
    assert [step.id for step in queries.text_of(version, me).measures] == [step.id for step in text.measures[::-1]]


@pytest.mark.parametrize(
    ("wish", "order"),
    [("up-1", "bac"), ("down-1", "acb"), ("up-0", "abc"), ("down-2", "abc"), ("up-9", "abc"), ("up-x", "abc")],
)
def test_a_row_moves_one_place(wish, order):
    assert "".join(row["what"] for row in moved([{"what": name} for name in "abc"], wish)) == order


def test_the_database_refuses_an_accepted_plan_without_goal(case, me):
    version = saved(case, me, PlanText())
    with pytest.raises(IntegrityError, match="has a goal"), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(accepted_on=TODAY)


def test_an_unchecked_language_needs_an_interpreter_with_a_name(town, case, me):
    version = saved(case, me)
    act = {"version": version, "accepted_on": TODAY, "by": me, "now": NOW, "language": "ar"}
    with pytest.raises(NotAllowed, match="gedolmetscht"):
        actions.accept(**act)
    accepted_one = actions.accept(**act, interpreter="SM-1")
    assert (accepted_one.language, accepted_one.interpreter) == ("ar", "SM-1")


def test_a_checked_language_carries_the_acceptance(town, case, me):
    for code in actions.CARRY:
        text = blocks.texts("tr", town.city)[code].text
        block_actions.check(
            controller=town.city, code=code, language="tr", text=text, checker="Ayşe Probe", checked_on=TODAY, by=me,
            now=NOW,
        )  # fmt: skip
    assert actions.accept(version=saved(case, me), accepted_on=TODAY, language="tr", by=me, now=NOW).language == "tr"
    page = read(PlanVersion.objects.get(case=case), me, "tr")[1]
    assert "geprüft von Ayşe Probe am 09.03.2026" in page
    assert "nicht geprüft" in page


def read(version, me, language):
    reader = PdfReader(BytesIO(documents.plan_pdf(version, me, language)))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize("language", ["de", *blocks.languages()])
def test_the_plan_on_paper_in_two_languages(case, me, language):
    reader, text = read(accepted(case, me), me, language)
    assert "pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for words in (MIDWIFE.client_words, MONEY.client_words, "Hilfeplan", "Keine Rechtsberatung"):
        assert words in text
    assert ("nicht geprüft" in text) == (language != "de")
    if language not in ("ar", "fa"):  # shaped letters are stored as they are drawn
        assert blocks.texts(language, case.controller)["plan.title"].text in text
    assert "Fahrwasser" not in text
