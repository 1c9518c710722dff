"""Every pair of states: the rule and the database's trigger say the same."""

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from fahrwasser.core.errors import DomainError
from fahrwasser.referrals import rules
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import Mover, State
from tests.conftest import as_owner
from tools.reference import PAGE, referral_states


def moves_in_database(referral, start, end):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE referrals_referral DISABLE TRIGGER USER")
        cursor.execute("UPDATE referrals_referral SET state = %s WHERE id = %s", [start, referral.pk])
        cursor.execute("ALTER TABLE referrals_referral ENABLE TRIGGER USER")
        try:
            with transaction.atomic():
                cursor.execute("UPDATE referrals_referral SET state = %s WHERE id = %s", [end, referral.pk])
        except DatabaseError:
            return False
    return True


def test_rule_and_database_agree_on_every_pair(scene):
    referral = scene.send()
    with as_owner():
        Referral.objects.filter(pk=referral.pk).update(reason_code="no_place")
        with connection.cursor() as cursor:  # what is deferred until commit would hinder ALTER TABLE
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    wrong = [
        f"{start} -> {end}"
        for start, end in product(State, State)
        if start != end and moves_in_database(referral, start, end) != rules.can_move(start, end)
    ]
    assert wrong == []


@pytest.mark.parametrize(("start", "end"), list(product(State, State)))
def test_the_rule_refuses_in_german_what_the_table_does_not_know(start, end):
    allowed = rules.can_move(start, end) and Mover.CASE_MANAGER in rules.movers(end, told=True)
    if allowed:
        rules.check_move(start, end, Mover.CASE_MANAGER, told=True)
        return
    with pytest.raises(DomainError) as refusal:
        rules.check_move(start, end, Mover.CASE_MANAGER, told=True)
    assert rules.LABELS[start] in str(refusal.value) or rules.LABELS[end] in str(refusal.value)


@pytest.mark.parametrize("state", rules.ANSWERS)
def test_a_provider_state_needs_the_provider_or_its_words(state):
    with pytest.raises(DomainError, match="trägt der Träger ein"):
        rules.check_move(State.SENT, state, Mover.CASE_MANAGER)
    rules.check_move(State.SENT, state, Mover.CASE_MANAGER, told=True)
    rules.check_move(State.SENT, state, Mover.PROVIDER)


@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN, State.ENTERED_IN_ERROR, State.NO_ANSWER])
def test_a_provider_cannot_set_what_is_not_its_business(state):
    assert not any(rules.may_move(start, state, Mover.PROVIDER) for start in State)


def test_only_the_system_says_that_nobody_answered():
    assert rules.may_move(State.SENT, State.NO_ANSWER, Mover.SYSTEM)
    assert not rules.may_move(State.SENT, State.NO_ANSWER, Mover.CASE_MANAGER, told=True)


def test_labels_of_rule_and_model_are_the_same():
    assert {state: str(label) for state, label in Referral.State.choices} == {s.value: rules.LABELS[s] for s in State}


def test_the_reference_page_is_current():
    assert PAGE.read_text() == referral_states()
