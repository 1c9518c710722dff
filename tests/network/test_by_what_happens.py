"""Unmet needs open by an answer and close with the need, whoever acts."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from fahrwasser.assessment import actions as assessment
from fahrwasser.core.acting import acting_as
from fahrwasser.network import actions
from fahrwasser.network.models import UnmetNeed
from fahrwasser.referrals import actions as referrals
from fahrwasser.referrals.rules import Said
from tests.conftest import as_owner
from tests.referrals.conftest import Scene, build_scene
from tests.town import NOW, Town

LATER = NOW + timedelta(days=5)
NO_PLACE = Said("declined", reason_code="no_place")
WAITING = Said("waiting", waiting_position=2)


@pytest.fixture
def scene(town: Town) -> Scene:
    return build_scene(town)


def answer(scene, said, now=LATER):
    """The provider of the midwife answers; it reads neither the need nor what follows from the answer."""
    packet = scene.fresh(scene.send(now=NOW)).packet
    provider = scene.town["provider"]
    with acting_as(provider.pk):
        referrals.answer(packet=packet, said=said, was="sent", by=provider, now=now)
        assert UnmetNeed.objects.count() == 0


def rows():
    with as_owner():
        return list(UnmetNeed.objects.values_list("reason", "reason_code", "since", "until"))


@pytest.mark.parametrize(
    ("said", "reason", "code"),
    [
        (NO_PLACE, "full", "no_place"),
        (Said("declined", reason_code="language_not_available"), "no_offer", "language_not_available"),
        (Said("declined", reason_code="residence_status"), "criterion", "residence_status"),
        (WAITING, "waiting", "UR-07"),
    ],
)
def test_an_answer_the_system_can_learn_from_starts_the_clock(scene, said, reason, code):
    answer(scene, said)
    assert rows() == [(reason, code, LATER.date(), None)]


@pytest.mark.parametrize("code", ["moved", "wrong_office"])
def test_a_refusal_that_lies_with_person_or_procedure_does_not(scene, code):
    answer(scene, Said("declined", reason_code=code, alternative="Praxis Süd", words="Zuständig ist eine andere."))
    assert rows() == []


def test_what_somebody_wrote_stays(scene):
    worker = scene.town["cm1"]
    with acting_as(worker.pk):
        actions.note_unmet(need=scene.needs["midwife"], reason="no_offer", reason_code="UR-17", by=worker, now=NOW)
    answer(scene, NO_PLACE)
    assert rows() == [("no_offer", "UR-17", NOW.date(), None)]


def test_a_waiting_that_ends_in_a_refusal_goes_on_under_the_refusal(scene):
    referral = scene.send(now=NOW)
    worker = scene.town["cm1"]
    for said, at in ((WAITING, NOW), (NO_PLACE, LATER)):
        with acting_as(worker.pk):
            told = referrals.Told(by="Praxis", how="phone", at=at)
            referrals.tell(referral=referral, said=said, told=told, by=worker, now=at)
    assert rows() == [("full", "no_place", NOW.date(), None)]


def test_a_covered_need_stops_the_clock_and_gets_no_new_one(scene):
    worker, need = scene.town["cm1"], scene.needs["midwife"]
    answer(scene, NO_PLACE)
    with acting_as(worker.pk):
        need.refresh_from_db()
        assessment.set_need_state(need=need, state="covered", by=worker, now=LATER + timedelta(days=2))
    assert [until for *_, until in rows()] == [(LATER + timedelta(days=2)).date()]
    answer(scene, NO_PLACE)
    assert len(rows()) == 1


def test_a_met_result_stops_the_clock(scene):
    worker = scene.town["cm1"]
    answer(scene, WAITING, now=NOW)
    with as_owner():
        referral = scene.needs["midwife"].referrals.get()
    told = referrals.Told(by="Praxis", how="phone", at=NOW)
    with acting_as(worker.pk):
        referrals.tell(referral=referral, said=Said("accepted", starts_on=NOW.date()), told=told, by=worker, now=NOW)
        referrals.start(referral=referral, started_on=NOW.date(), by=worker, now=NOW)
        referrals.finish(referral=referral, result="met", words="", by=worker, now=LATER)
    assert [until for *_, until in rows()] == [LATER.date()]


@pytest.mark.parametrize("person", ["cm1", "cm3", "provider", "coordinator"])
@pytest.mark.parametrize("name", ["unmet_by_answer", "unmet_by_need", "met_by_cover"])
def test_nobody_calls_these_functions(town, person, name):
    with acting_as(town[person].pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"SELECT fw.{name}()")


def say(scene, state, now):
    worker, need = scene.town["cm1"], scene.needs["midwife"]
    with acting_as(worker.pk):
        need.refresh_from_db()
        assessment.set_need_state(need=need, state=state, by=worker, now=now)


def test_a_need_without_offer_runs_until_it_is_covered(scene):
    say(scene, "no_offer", NOW)
    assert rows() == [("no_offer", "", NOW.date(), None)]
    say(scene, "in_progress", LATER)
    assert rows() == [("no_offer", "", NOW.date(), None)]
    say(scene, "covered", LATER + timedelta(days=3))
    assert rows() == [("no_offer", "", NOW.date(), (LATER + timedelta(days=3)).date())]


def test_no_offer_again_after_it_was_covered_is_a_clock_of_its_own(scene):
    for state, now in (("no_offer", NOW), ("covered", LATER), ("open", LATER), ("no_offer", LATER)):
        say(scene, state, now)
    assert sorted(rows(), key=lambda row: row[3] is None) == [
        ("no_offer", "", NOW.date(), LATER.date()),
        ("no_offer", "", LATER.date(), None),
    ]


def test_a_waiting_that_leads_nowhere_goes_on_as_no_offer(scene):
    answer(scene, WAITING, now=NOW)
    say(scene, "no_offer", LATER)
    assert rows() == [("no_offer", "", NOW.date(), None)]


def test_a_refusal_keeps_its_reason(scene):
    answer(scene, NO_PLACE, now=NOW)
    say(scene, "no_offer", LATER)
    assert rows() == [("full", "no_place", NOW.date(), None)]
