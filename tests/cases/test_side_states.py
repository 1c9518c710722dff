"""A case rests, moves with a note, and knows its deputies."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.cases import actions, queries, rules
from fahrwasser.cases.models import HandOver, Pause
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work import actions as work
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.mark.parametrize(
    ("days", "is_open", "sentence"),
    [(1, True, ""), (92, True, ""), (93, True, "drei Monate"), (0, True, "noch kommt"), (9, False, "ruht schon")],
)
def test_a_pause_lies_ahead_and_is_short(days, is_open, sentence):
    if not sentence:
        rules.check_pause(is_open=is_open, until=TODAY + timedelta(days), today=TODAY)
        return
    with pytest.raises(NotAllowed, match=sentence):
        rules.check_pause(is_open=is_open, until=TODAY + timedelta(days), today=TODAY)


@pytest.mark.parametrize(
    ("until", "ended", "met", "lasts", "is_over"),
    [
        (30, None, None, True, False),  # rests
        (0, None, None, False, True),  # wakes by itself
        (30, -1, None, False, False),  # somebody said that it goes on
        (30, None, -1, False, True),  # somebody was met: facts decide
        (30, None, -10, True, False),  # met on the day the pause began
    ],
)
def test_facts_decide_whether_a_case_rests(until, ended, met, lasts, is_over):
    def day(offset):
        return None if offset is None else TODAY + timedelta(offset)

    rest = rules.Rest(TODAY - timedelta(10), day(until), day(ended), day(met))
    assert (rest.lasts(TODAY), rest.is_over(TODAY)) == (lasts, is_over)


@pytest.mark.parametrize(("days", "same"), [(0, True), (183, True), (184, False)])
def test_six_months_decide_between_the_same_case_and_a_new_one(days, same):
    closed = TODAY - timedelta(days)
    assert rules.may_reopen(closed, TODAY) == same
    with pytest.raises(NotAllowed):
        (rules.check_anew if same else rules.check_reopen)(closed, TODAY)


def test_a_second_pause_ends_the_first_and_going_on_ends_both(town: Town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        for days in (10, 20):
            actions.pause(case=case, until=TODAY + timedelta(days), reason="Kur", by=by, now=NOW)
        assert [pause.until for pause in queries.running_pauses(by)] == [TODAY + timedelta(20)]
        actions.wake(case=case, by=by, now=NOW)
        assert not queries.running_pauses(by).exists()


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator", "other_city_cm"])
def test_nobody_else_lets_a_case_rest(client, town: Town, person):
    client.force_login(town[person])
    for view in ("desk:pause", "desk:wake", "desk:begin_anew"):
        address = reverse(view, args=[town.files["normal"].pk])
        assert client.post(address, {"until": "20.03.2026", "reason": "x"}).status_code == 404
    with as_owner():
        assert not Pause.objects.exists()


def test_the_note_goes_to_whoever_leads_from_now_on(client, town: Town):
    case = town.files["normal"]
    client.force_login(town["cm1"])
    data = {"to": town["cm3"].pk, "words": "Bitte zuerst den Widerspruch ansehen."}
    assert client.post(reverse("desk:hand_over", args=[case.pk]), data).status_code == 302
    with acting_as(town["cm1"].pk):
        assert not HandOver.objects.exists()
    client.force_login(town["cm3"])
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "Bitte zuerst den Widerspruch ansehen." in page


def test_what_is_open_stands_beside_the_hand_over(client, town: Town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        work.add_task(case=case, what="Antrag prüfen", due_on=TODAY, by=by, now=NOW)
        work.follow_up(case=case, on=TODAY + timedelta(1), why="Bescheid da?", by=by, now=NOW)
    client.force_login(by)
    page = client.get(reverse("desk:hand_over", args=[case.pk])).content.decode()
    assert "09.03.2026: Antrag prüfen" in page
    assert "10.03.2026: Bescheid da?" in page


def test_a_deputy_is_proposed_wherever_a_second_name_is_needed(client, town: Town):
    client.force_login(town["cm1"])
    client.post(reverse("desk:deputies"), {"deputy": town["cm3"].pk})
    chosen = f'value="{town["cm3"].pk}" selected'
    for view in ("desk:hand_over", "desk:change_level", "desk:substitute"):
        assert chosen in client.get(reverse(view, args=[town.files["normal"].pk])).content.decode(), view
    assert town["cm3"].name in client.get(reverse("desk:deputies")).content.decode()
    client.post(reverse("desk:deputies"), {"deputy": ""})
    assert queries.deputy_of(town["cm1"]) is None
