"""Language evidence: kinds kept apart, German as a fact, nothing overwritten."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions, languages, queries
from fahrwasser.assessment.models import LanguageEvidence
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.town import NOW, Town

TODAY = NOW.date()
MAY = date(2025, 5, 4)


@dataclass(frozen=True)
class Row:
    level: str
    kind: str = "certified"
    seen_on: date = MAY
    skill: str = "overall"
    language: str = "de"
    source: str = "Probe"


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


def note(case, me, level, kind="certified", **more):
    values = {"language": "de", "skill": "overall", "seen_on": MAY, "source": "DTZ", **more}
    return actions.note_language(case=case, level=level, kind=kind, by=me, now=NOW, **values)


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([], None),
        ([Row("A2", "self")], "A2"),
        ([Row("B1", "self"), Row("A2", "assessed", MAY + timedelta(days=9))], "A2"),
        ([Row("C1", "self", TODAY), Row("A2")], "A2"),
        ([Row("B1"), Row("A2", seen_on=TODAY)], "B1"),
        ([Row("B2", skill="speaking")], None),
        ([Row("B2", language="en")], None),
    ],
)
def test_the_highest_certificate_counts_else_the_newest_word(rows, level):
    counts = languages.what_counts(rows, "de")
    assert (counts.level if counts else None) == level


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([Row("A2", "self")], None),
        ([Row("A1"), Row("B1", seen_on=TODAY), Row("C1", "self", TODAY)], ("A1", "B1", True)),
        ([Row("A2")], ("A2", "A2", False)),
    ],
)
def test_progress_is_told_by_certificates_alone(rows, told):
    found = languages.progress(rows, "de")
    assert (found and (found.first, found.now, found.has_grown)) == told


def test_german_becomes_the_fact_offers_compare_with(case, me):
    note(case, me, "A2", "self", source="eigene Angabe")
    assert queries.newest_facts(case, me)["german"].value == {"level": "A2", "certified": False}
    note(case, me, "A1", seen_on=TODAY)
    fact = queries.newest_facts(case, me)["german"]
    assert (fact.value, fact.source, fact.as_of) == ({"level": "A1", "certified": True}, "DTZ", TODAY)


@pytest.mark.parametrize("other", [{"skill": "speaking"}, {"language": "ar"}])
def test_a_single_skill_or_another_language_changes_no_fact(case, me, other):
    note(case, me, "A2", **other)
    assert "german" not in queries.newest_facts(case, me)
    assert LanguageEvidence.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"language": "xx"}, "language"),
        ({"level": "D1"}, "level"),
        ({"kind": "guessed"}, "level"),
        ({"skill": "singing"}, "level"),
        ({"seen_on": TODAY + timedelta(days=1)}, "seen_on"),
    ],
)
def test_what_is_no_evidence_is_refused(case, me, bad, field):
    with pytest.raises(NotAllowed) as refusal:
        note(case, me, **{"level": "A2", **bad})
    assert refusal.value.field == field


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_city_cm", "foreigners_office"])
def test_strangers_see_no_language(town, case, me, person):
    note(case, me, "A2")
    with acting_as(town[person].pk):
        assert LanguageEvidence.objects.count() == 0


def url(page, case):
    return reverse(f"assessment:{page}", kwargs={"case_id": case.pk})


TYPED = {
    "language": "de", "skill": "overall", "level": "B1", "kind": "certified", "source": "DTZ", "seen_on": "04.05.2025",
}  # fmt: skip


def test_a_level_is_noted_on_its_page(town, case, client, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    assert "Noch kein Sprachstand" in client.get(url("languages", case)).content.decode()
    assert client.post(url("language_new", case), {**TYPED, "level": "A1", "seen_on": "04.05.2024"}).status_code == 302
    client.post(url("language_new", case), TYPED)
    with django_assert_max_num_queries(20):
        page = client.get(url("languages", case)).content.decode()
    assert "von A1 zu B1" in page
    assert client.get(reverse("assessment:area", kwargs={"case_id": case.pk, "area": "LA09"})).status_code == 200


@pytest.mark.parametrize("bad", [{"level": "Z9"}, {"seen_on": "31.02.2025"}, {"source": "x" * 100_000}])
def test_what_cannot_be_noted_is_kept(town, case, client, bad):
    client.force_login(town["cm1"])
    answer = client.post(url("language_new", case), {**TYPED, **bad})
    assert answer.status_code == 200
    assert bad.get("source", TYPED["source"]) in answer.content.decode()
