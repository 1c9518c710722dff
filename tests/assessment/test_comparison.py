"""Two assessments side by side, and the way from one life area to the next."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions, comparison, rules
from fahrwasser.core.acting import acting_as
from fahrwasser.work.models import Draft
from tests.town import NOW, Town

LATER = NOW + timedelta(days=90)


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


@pytest.fixture
def twice(case, me):
    """Housing twice, money only before, language only afterwards; one need covered between, one new."""
    first = actions.start_assessment(case=case, by=me, now=NOW)
    rate(first, me, "LA03", 0, client_view="Wir haben nichts.", needs={"LA03.1": "S"})
    rate(first, me, "LA04", 2, situation="Bescheid da")
    actions.complete(assessment=first, completed_on=NOW.date(), by=me, now=NOW)
    need = case.needs.get(code="LA03.1")
    actions.set_need_state(need=need, state="covered", by=me, now=NOW + timedelta(days=40))
    second = actions.start_assessment(case=case, by=me, now=LATER)
    rate(second, me, "LA03", 3, now=LATER, client_view="Die Wohnung ist klein.", needs={"LA03.3": "Z"})
    rate(second, me, "LA09", 1, now=LATER)
    return first, second


def rate(assessment, me, area, rating, now=NOW, needs=(), **words):
    texts = {"situation": "", "resource": "", "client_view": "", "own_view": "", **words}
    actions.record_area(case=assessment.case, area=area, needs=dict(needs), by=me, now=now, rating=rating, **texts)


def compared(case, me, twice):
    found = comparison.compare(case, me, twice[0], twice[1], LATER.date())
    return found, {row.area.code: row for row in found.areas}


@pytest.mark.parametrize(
    ("before", "after", "sign", "words"),
    [
        (0, 3, "↑", "besser gesichert"),
        (3, 1, "↓", "weniger gesichert"),
        (2, 2, "=", "wie zuvor"),
        (None, 2, "•", "jetzt zum ersten Mal eingestuft"),
        (2, None, "–", "diesmal offen"),
        (None, None, "–", "offen"),
    ],
)
def test_a_change_has_a_sign_and_words(before, after, sign, words):
    assert rules.change(before, after) == rules.Change(sign, words)


def test_each_area_stands_beside_itself(case, me, twice):
    found, areas = compared(case, me, twice)
    assert {code: areas[code].change.words for code in ("LA03", "LA04", "LA09")} == {
        "LA03": "besser gesichert", "LA04": "diesmal offen", "LA09": "jetzt zum ersten Mal eingestuft",
    }  # fmt: skip
    assert areas["LA03"].texts == [("Sicht der Person", "Wir haben nichts.", "Die Wohnung ist klein.")]
    assert len(found.discussed) + len(found.left_open) == 14


def test_needs_are_those_of_the_day(case, me, twice):
    _, areas = compared(case, me, twice)
    sides = areas["LA03"].before, areas["LA03"].after
    assert [[need.code for need in side.needs] for side in sides] == [["LA03.1"], ["LA03.3"]]


def test_nothing_adds_up_to_a_figure_of_the_person(case, me, twice):
    found, _ = compared(case, me, twice)
    told = {name: getattr(found, name) for name in dir(found) if not name.startswith("_")}
    assert not any(isinstance(value, int | float) for value in told.values())


def url(page, case, **more):
    return reverse(f"assessment:{page}", kwargs={"case_id": case.pk, **more})


def test_the_page_compares_the_last_two_and_any_two(town, case, client, django_assert_max_num_queries, request):
    client.force_login(town["cm1"])
    assert "nur eine Einschätzung" in client.get(url("compare", case)).content.decode()
    request.getfixturevalue("twice")
    with django_assert_max_num_queries(20):
        page = client.get(url("compare", case)).content.decode()
    for words in (
        "↑",
        "besser gesichert",
        "Wir haben nichts.",
        "Die Wohnung ist klein.",
        "bleiben offen, ohne",
    ):
        assert words in page
    for wrong in ("?frueher=2&spaeter=1", "?frueher=7&spaeter=9", "?frueher=x"):
        assert client.get(url("compare", case) + wrong).status_code == 200
    assert "besser gesichert" in client.get(url("compare", case) + "?frueher=1&spaeter=2").content.decode()


def test_a_colleague_finds_no_comparison(town, case, client):
    client.force_login(town["cm3"])
    assert client.get(url("compare", case)).status_code == 404


@pytest.mark.parametrize(
    ("code", "around"), [("LA01", (None, "LA02")), ("LA07", ("LA06", "LA08")), ("LA14", ("LA13", None))]
)
def test_every_area_knows_its_neighbours(code, around):
    assert tuple(area and area.code for area in rules.neighbours(code)) == around


def test_one_goes_from_area_to_area_by_link_and_key_and_by_saving(town, case, client):
    client.force_login(town["cm1"])
    page = client.get(url("area", case, area="LA03")).content.decode()
    for code, key in (("LA02", ","), ("LA04", ".")):
        assert f'href="{url("area", case, area=code)}" data-hotkey="{key}"' in page
    for code, target in (("LA03", url("area", case, area="LA04")), ("LA14", url("assessment", case))):
        usual = {f"urgency-{need.code}": need.urgency for need in rules.areas()[code].needs}
        answer = client.post(url("area", case, area=code), {**usual, "situation": "Zimmer", "weiter": "1"})
        assert answer["Location"] == target


def test_a_draft_keeps_texts_and_ticked_needs(town, case, client):
    address = url("area", case, area="LA03")
    with acting_as(town["cm1"].pk):
        Draft(
            user=town["cm1"], form=address, saved_at=NOW,
            content="situation=Zimmer+gek%C3%BCndigt&rating=1&need-LA03.1=on&urgency-LA03.1=D",
        ).save(force_insert=True)  # fmt: skip
    client.force_login(town["cm1"])
    form = client.get(address).context["form"]
    kept = {
        "situation": "Zimmer gekündigt", "rating": "1", "need-LA03.1": True, "urgency-LA03.1": "D",
        "need-LA03.2": False,
    }  # fmt: skip
    assert {name: form[name].value() for name in kept} == kept
