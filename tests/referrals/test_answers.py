"""The provider's side in the database: who may answer, what it moves, and who sees nothing."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import Conflict, NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.referrals import actions, queries
from fahrwasser.referrals.models import Answer, Packet, Referral
from fahrwasser.referrals.rules import Said
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW

YES = Said("accepted", starts_on=date(2026, 3, 12), first_contact="we_call_interpreted")
TABLES = ("referrals_referral", "referrals_referralevent", "referrals_answer", "referrals_packet")


def answer(scene, referral, said=YES, was="sent", person="provider"):
    packet = scene.fresh(referral).packet
    user = scene.people.get(person) or scene.town[person]
    with acting_as(user.pk):
        actions.answer(packet=packet, said=said, was=was, by=user, now=NOW)


def call(scene, referral, becomes="accepted", was="sent", person="provider", details=None):
    """The bare function, as somebody would call it past our Python."""
    user = scene.people.get(person) or scene.town[person]
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT fw.answer_packet(%s, %s, %s, %s, %s, %s)",
            [scene.fresh(referral).packet.pk, new_id(), was, becomes, json.dumps(details or {}), NOW],
        )


def rows_seen(user):
    with acting_as(user.pk), connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_a_yes_moves_the_referral_and_tells_both_named_people(scene):
    referral = scene.send()
    answer(scene, referral)
    moved = scene.fresh(referral)
    assert (moved.state, moved.starts_on, moved.answered_at, moved.told_by) == (
        "accepted", date(2026, 3, 12), NOW, "",
    )  # fmt: skip
    with as_owner():
        row = Answer.objects.get()
        notices = Notice.objects.filter(words="Ein Träger hat geantwortet.")
        told = set(notices.values_list("user_id", "about_case"))
    assert (row.by, row.told, row.details["first_contact"]) == (scene.town["provider"], False, "we_call_interpreted")
    assert told == {(scene.town["cm1"].pk, scene.case.pk), (scene.town["cm2"].pk, scene.case.pk)}


def test_the_waiting_list_gets_a_day_to_ask_again(scene):
    referral = scene.send()
    answer(scene, referral, Said("waiting", waiting_position=2))
    moved = scene.fresh(referral)
    assert (moved.state, moved.waiting_position, moved.review_on) == ("waiting", 2, date(2026, 4, 6))
    answer(scene, referral, YES, was="waiting")
    assert scene.fresh(referral).waiting_position is None


def test_a_no_ends_the_packet(scene):
    referral = scene.send()
    answer(scene, referral, Said("declined", reason_code="no_place", alternative="Praxis Süd"))
    ended = scene.fresh(referral)
    assert (ended.state, ended.reason_code, ended.ended_on) == ("declined", "no_place", date(2026, 3, 9))
    assert ended.packet.active is False
    assert rows_seen(scene.town["provider"]) == dict.fromkeys(TABLES, 0)


def test_a_no_without_reason_is_refused_by_rule_and_by_database(scene):
    referral = scene.send()
    with pytest.raises(NotAllowed, match="Grund"):
        answer(scene, referral, Said("declined"))
    with pytest.raises(DatabaseError, match="decline_has_reason"), transaction.atomic():
        call(scene, referral, becomes="declined")
    assert scene.fresh(referral).state == "sent"


def test_the_second_of_two_answers_is_told_so(scene):
    referral = scene.send()
    answer(scene, referral)
    with pytest.raises(Conflict, match="schon beantwortet"):
        answer(scene, referral)
    with as_owner():
        assert Answer.objects.count() == 1


@pytest.mark.parametrize("person", ["other_provider", "cm1", "cm3", "coordinator", "foreigners_office", "admin"])
def test_only_the_recipient_answers(scene, person):
    referral = scene.send()
    with pytest.raises(NotAllowed, match="gibt es nicht mehr"):
        answer(scene, referral, person=person)
    with pytest.raises(DatabaseError), transaction.atomic():
        call(scene, referral, person=person)
    assert scene.fresh(referral).state == "sent"


@pytest.mark.parametrize("becomes", ["withdrawn", "entered_in_error", "no_answer", "finished", "nonsense"])
def test_a_provider_cannot_set_other_states(scene, becomes):
    referral = scene.send()
    with pytest.raises(DatabaseError), transaction.atomic():
        call(scene, referral, becomes=becomes, details={"reason_code": "other"})


def test_nothing_can_be_answered_after_the_end(scene):
    referral = scene.send()
    with acting_as(scene.town["cm1"].pk):
        actions.enter_in_error(referral=referral, words="", by=scene.town["cm1"], now=NOW)
    with pytest.raises(NotAllowed, match="gibt es nicht mehr"):
        answer(scene, referral)


def test_the_recipient_reads_the_packet_and_nothing_else(scene):
    scene.send()
    assert rows_seen(scene.town["provider"]) == {**dict.fromkeys(TABLES, 0), "referrals_packet": 1}
    with acting_as(scene.town["provider"].pk):
        assert [row.state for row in queries.received(scene.town["provider"])] == ["sent"]
        assert not Referral.objects.visible_to(scene.town["provider"]).exists()


@pytest.mark.parametrize(
    "person",
    ["other_provider", "cm3", "coordinator", "head", "assistant", "officer", "admin", "steering", "foreigners_office",
     "other_city_cm"],
)  # fmt: skip
def test_others_see_nothing_even_by_bare_sql(scene, person):
    scene.send()
    user = scene.people.get(person) or scene.town[person]
    assert rows_seen(user) == dict.fromkeys(TABLES, 0)
    with acting_as(user.pk):
        assert queries.received(user) == []
        assert not queries.referrals_of(user).exists()
        assert not Packet.objects.received_by(user).exists()


@pytest.mark.parametrize("function", ["fw.silent_referrals()", "fw.tell_named(NULL, 'x', NULL)"])
def test_what_belongs_to_the_worker_is_closed_to_the_application(scene, function):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting_as(scene.town["cm1"].pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}")
