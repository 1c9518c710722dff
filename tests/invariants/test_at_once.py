"""Two people at the same moment, with two real connections: one act is carried out, the other refused in words."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from fahrwasser.accounts.models import User
from fahrwasser.assessment import actions as assessment
from fahrwasser.audit.models import Event
from fahrwasser.cases import actions as cases
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import DomainError
from fahrwasser.deadlines import actions as deadlines
from fahrwasser.network import closing
from fahrwasser.offers.models import Offer
from fahrwasser.plan import actions as plan
from fahrwasser.plan.rules import GoalText, PlanText
from fahrwasser.referrals import actions as referrals
from fahrwasser.referrals.models import Packet
from fahrwasser.referrals.rules import Said, State
from fahrwasser.reporting import actions as reporting
from fahrwasser.reporting.models import Programme
from fahrwasser.work import actions as work
from tests.conftest import as_owner, fresh_database
from tests.invariants.cast import build_cast
from tests.town import NOW, Town

Act = Callable[[User], object]
DONE = "done"


@pytest.fixture
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town in a database of its own, where what is written stays, so that two connections see it."""
    with django_db_blocker.unblock(), fresh_database(connection.settings_dict["NAME"] + "_two"):
        with transaction.atomic():
            built = build_cast()
        yield built


def at_once(act: Act, *users: User) -> list[str]:
    """What each of them is told when they do it at the same moment; any other error ends the test."""
    start, told, broken = threading.Barrier(len(users)), [], []

    def do(user: User) -> None:
        try:
            with transaction.atomic(), acting_as(user.pk):
                start.wait(timeout=10)
                act(user)
            told.append(DONE)
        except DomainError as refusal:
            told.append(refusal.sentence)
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not broken
    return sorted(told, key=lambda words: words != DONE)


def prepared(town: Town, make: Callable[[User], Any]) -> Any:
    """Something that is there before the two begin."""
    me = town["cm1"]
    with transaction.atomic(), acting_as(me.pk):
        return make(me)


def two_of(town: Town) -> tuple[User, User]:
    """The two named on the protected file."""
    return town["cm1"], town["cm2"]


def test_a_plan_is_accepted_once(town: Town) -> None:
    text = PlanText(None, (GoalText("Ich will arbeiten", ("a", "b", "c", "d", "e")),))
    case = town.files["protected"]
    version = prepared(town, lambda me: plan.save_plan(case=case, text=text, revision=0, by=me, now=NOW))
    told = at_once(lambda user: plan.accept(version=version, accepted_on=NOW.date(), by=user, now=NOW), *two_of(town))
    assert told[0] == DONE
    assert "angenommen" in told[1]


def test_a_case_is_closed_once(town: Town) -> None:
    case = town.files["protected"]
    told = at_once(lambda user: closing.close_case(case=case, reason="ziele_erreicht", by=user, now=NOW), *two_of(town))
    assert told == [DONE, "Diese Akte ist schon abgeschlossen."]


def test_a_case_is_taken_up_again_once(town: Town) -> None:
    case = town.files["protected"]
    prepared(town, lambda me: cases.close(case=case, reason="ziele_erreicht", by=me, now=NOW))
    assert at_once(lambda user: cases.reopen(case=case, by=user, now=NOW), *two_of(town)) == [
        DONE, "Diese Akte ist nicht abgeschlossen.",
    ]  # fmt: skip


def test_a_task_is_done_once(town: Town) -> None:
    """Pressing it a second time is no mistake, so both are told that it is done; it is written down once."""
    case = town.files["protected"]
    task = prepared(town, lambda me: work.add_task(
        case=case, what="Anrufen", due_on=NOW.date(), by=me, now=NOW))  # fmt: skip
    assert at_once(lambda user: work.finish_task(task=task, by=user, now=NOW), *two_of(town)) == [DONE, DONE]
    with as_owner():
        assert Event.objects.filter(case_id=case.pk, verb="task.done").count() == 1


def test_a_deadline_is_confirmed_once(town: Town) -> None:
    (first, *_) = prepared(town, lambda me: deadlines.record_trigger(
        case=town.files["protected"], anchor="end_of_job", day=NOW.date(), source="paper", by=me, now=NOW))  # fmt: skip
    told = at_once(lambda user: deadlines.confirm(deadline=first, by=user, now=NOW), *two_of(town))
    assert told == [DONE, "Diese Frist ist schon bestätigt oder erledigt."]


def test_two_rows_are_merged_once(town: Town) -> None:
    case = town.files["protected"]

    def pair(me: User) -> Any:
        known = Client.objects.get(case=case)
        again = clients.add_person(case=case, by=me, now=NOW, first_name="Probe", role=Client.Role.OTHER)
        return known, again, clients.propose(person=known, other=again, by=me, now=NOW)

    kept, absorbed, found = prepared(town, pair)
    told = at_once(
        lambda user: clients.merge(pair=found, kept=kept, absorbed=absorbed, from_absorbed=(), by=user, now=NOW),
        *two_of(town),
    )
    assert told[0] == DONE
    assert "schon" in told[1]


@pytest.mark.parametrize("answers", [(State.ACCEPTED, State.ACCEPTED), (State.ACCEPTED, State.QUESTION)])
def test_a_referral_is_answered_once(town: Town, answers: tuple[State, State]) -> None:
    def sent(me: User) -> Any:
        need = assessment.add_need(case=town.files["normal"], code="LA06.1", urgency="D", by=me, now=NOW)
        ground = referrals.Ground(new_consent=referrals.NewConsent("paper"))
        offer = Offer.objects.get(recipient_type="midwife")
        return referrals.send(need=need, offer=offer, categories=("first_name",), ground=ground, by=me, now=NOW)

    prepared(town, sent)
    with as_owner():
        packet = Packet.objects.get()
    waiting = list(answers)

    def answer(user: User) -> None:
        state = waiting.pop()
        said = Said(state, starts_on=NOW.date()) if state == State.ACCEPTED else Said(state, words="Wann?")
        referrals.answer(packet=packet, said=said, was="sent", by=user, now=NOW)

    told = at_once(answer, town["provider"], town["provider"])
    assert told[0] == DONE
    assert "beantwortet" in told[1]


def test_a_report_is_frozen_once(town: Town) -> None:
    programme = Programme.objects.get()
    told = at_once(
        lambda user: reporting.freeze(programme=programme, key_date=NOW.date(), by=user, now=NOW),
        town["coordinator"], town["cm1"],
    )  # fmt: skip
    assert told == [DONE, "Für diesen Stichtag gibt es schon eine Fassung. Sie bleibt, wie sie ist."]
