"""A fact that was wrong is withdrawn: nothing is counted from it, everything stays readable."""

import pytest
from django.apps import apps
from django.urls import reverse

from fahrwasser.assessment.models import KnownFact
from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import actions, figures, queries
from fahrwasser.deadlines.models import Deadline, TriggerDay
from tests.conftest import as_owner
from tests.deadlines.acts import Desk, noon, on

TODAY, LATER = "2026-03-09", "2026-03-10"
WRONG = "Das war die Kündigung des Bruders."


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


def fact(desk: Desk, anchor: str) -> TriggerDay:
    with acting_as(desk.by.pk):
        return queries.triggers_of(desk.case, desk.by).filter(anchor=anchor).latest("pk")


def withdraw(desk: Desk, anchor: str, reason: str = WRONG, now: str = LATER) -> list[Deadline]:
    with acting_as(desk.by.pk):
        trigger = queries.trigger(desk.by, fact(desk, anchor).pk)
        assert trigger
        return actions.withdraw_trigger(trigger=trigger, reason=reason, by=desk.by, now=noon(now))


def test_its_dates_are_withdrawn_with_it_and_keep_their_history(desk):
    desk.fact("end_of_job", "2026-03-04", TODAY)
    desk.confirm_all(TODAY)
    gone = withdraw(desk, "end_of_job")
    assert {row.state for row in desk.rows().values()} == {"withdrawn"}
    assert {row.reason for row in gone} == {WRONG}
    with acting_as(desk.by.pk):
        assert queries.due_for(desk.by, on("2026-12-01")) == []
        assert queries.next_deadline([desk.case], desk.by) == {}
    with as_owner():
        events = apps.get_model("deadlines", "DeadlineEvent").objects.filter(pgh_obj_id=gone[0].pk)
        assert list(events.order_by("pgh_id").values_list("state", flat=True)) == ["proposed", "confirmed", "withdrawn"]
        assert Event.objects.filter(verb="deadline.fact_withdrawn", case_id=desk.case.pk).count() == 1
        assert (fact(desk, "end_of_job").withdrawn_because, fact(desk, "end_of_job").withdrawn_by) == (WRONG, desk.by)


def test_a_met_deadline_of_a_wrong_fact_is_counted_no_longer(desk):
    desk.fact("permit_expiry", "2026-03-20", TODAY)
    desk.confirm_all(TODAY)
    with acting_as(desk.by.pk):
        row = queries.deadline(desk.by, desk.rows()["permit_end"].pk)
        assert row
        actions.meet(deadline=row, on=on(TODAY), by=desk.by, now=noon(TODAY))
    withdraw(desk, "permit_expiry")
    with acting_as(desk.by.pk):
        tally = figures.residence(desk.case.controller_id, on("2026-03-01"), on("2026-03-31"))
    assert tally == figures.Tally(due=0, met=0)


def test_it_is_withdrawn_once_and_corrected_no_more(desk):
    desk.fact("end_of_job", "2026-03-04", TODAY)
    with pytest.raises(NotAllowed, match="in einem Satz"):
        withdraw(desk, "end_of_job", reason="  ")
    withdraw(desk, "end_of_job")
    with pytest.raises(NotAllowed, match="zurückgezogen"):
        withdraw(desk, "end_of_job")
    with pytest.raises(NotAllowed, match="zurückgezogen"):
        desk.correct("end_of_job", "2026-03-05", LATER)
    with acting_as(desk.by.pk):
        row = queries.deadline(desk.by, desk.rows()["insurance_end"].pk)
        assert row
        with pytest.raises(NotAllowed, match="zurückgezogen"):
            actions.reopen(deadline=row, by=desk.by, now=noon(LATER))


def test_the_right_fact_may_be_entered_again(desk):
    desk.fact("end_of_job", "2026-03-04", TODAY)
    withdraw(desk, "end_of_job")
    again = desk.fact("end_of_job", "2026-03-04", LATER)
    assert {row.state for row in again} == {"proposed"}


def test_a_withdrawn_birth_gives_the_dates_back_to_the_due_date(desk):
    desk.fact("due_date", "2026-04-13", TODAY)
    foretold = set(desk.rows())
    desk.fact("birth", "2026-03-08", TODAY)
    withdraw(desk, "birth")
    with acting_as(desk.by.pk):
        running = {row.step for row in queries.of_case(desk.case, desk.by) if row.is_open}
    assert running == foretold


def test_what_was_withdrawn_is_not_offered_again(desk):
    with acting_as(desk.by.pk):
        known = {"name": "due_date", "value": "2026-04-13", "source": "Mutterpass", "as_of": on(TODAY)}
        KnownFact(case=desk.case, **known).save(force_insert=True)
        (offer,) = queries.known_days(desk.case, desk.by)
        actions.adopt(case=desk.case, known=offer, by=desk.by, now=noon(TODAY))
    withdraw(desk, "due_date")
    with acting_as(desk.by.pk):
        assert queries.known_days(desk.case, desk.by) == []


def test_the_page_asks_why_and_shows_what_became_of_it(client, town, desk):
    client.force_login(town["cm1"])
    desk.fact("end_of_job", "2026-03-04", TODAY)
    page = reverse("deadlines:trigger", args=[fact(desk, "end_of_job").pk])
    address = reverse("deadlines:trigger_withdraw", args=[fact(desk, "end_of_job").pk])
    assert address in client.get(page).content.decode()
    refused = client.post(address, {"withdraw-reason": " "})
    assert refused.status_code in (200, 422)
    assert "data-error-summary" in refused.content.decode()
    shown = client.post(address, {"withdraw-reason": WRONG}, follow=True).content.decode()
    assert "Die Tatsache ist zurückgezogen" in shown
    later = client.get(page).content.decode()
    assert WRONG in later
    assert address not in later


@pytest.mark.parametrize("person", ["cm2", "assistant", "coordinator", "head", "foreigners_office"])
def test_nobody_else_withdraws_it(client, town, desk, person):
    desk.fact("end_of_job", "2026-03-04", TODAY)
    client.force_login(town[person])
    address = reverse("deadlines:trigger_withdraw", args=[fact(desk, "end_of_job").pk])
    assert client.post(address, {"withdraw-reason": WRONG}).status_code == 404
    assert fact(desk, "end_of_job").counts
