"""A message: the same for every name, delivered out of sight, handled by one."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fahrwasser.calls import actions, queries, tasks
from fahrwasser.calls.models import Delivery, Message, OutsideQuery
from fahrwasser.calls.rules import ANSWER, speaking_cards
from fahrwasser.cases.models import Deputy
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as, as_role
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

KNOWN, PROTECTED, UNKNOWN = "Probe Normal", "Probe Protected", "Ganz Unbekannt"
CALL = {"caller_kind": "school", "caller": "Frau Berg, Grundschule", "call_back": "0221 4711", "concern": "Rückruf."}


def take(town: Town, about: str, by: str = "assistant", **more) -> Message:
    """Somebody takes a message, and the worker delivers it."""
    with acting_as(town[by].pk):
        actions.take(by=town[by], now=NOW, about=about, **{**CALL, **more})
    with as_owner():
        message = Message.objects.latest("taken_at", "pk")
    with as_role("fw_worker"):
        tasks.deliver(str(message.pk))
    return message


def readers(town: Town, message: Message) -> set[str]:
    names = {user.pk: name for name, user in town.people.items()}
    with as_owner():
        return {names[key] for key in Delivery.objects.filter(message=message).values_list("user", flat=True)}


@pytest.mark.parametrize(
    ("about", "who"),
    [
        (KNOWN, {"cm1"}),
        ("Normal, Probe", {"cm1"}),
        (PROTECTED, {"cm1", "cm2"}),
        (UNKNOWN, {"coordinator"}),
        ("Probe", {"coordinator"}),
        ("", {"coordinator"}),
    ],
)
def test_the_message_reaches_whom_it_concerns(town: Town, about, who):
    assert readers(town, take(town, about)) == who


def test_deputies_hear_of_it_too_but_never_of_a_protected_file(town: Town):
    with as_owner():
        Deputy.objects.create(user=town["cm1"], deputy=town["cm3"])
    assert readers(town, take(town, KNOWN)) == {"cm1", "cm3"}
    assert readers(town, take(town, PROTECTED)) == {"cm1", "cm2"}


def test_who_was_asked_for_gets_it_as_well(town: Town):
    with as_owner():
        Deputy.objects.create(user=town["cm2"], deputy=town["cm3"])
    assert readers(town, take(town, KNOWN, asked_for=town["cm2"])) == {"cm1", "cm2", "cm3"}
    assert readers(town, take(town, UNKNOWN, asked_for=town["cm2"])) == {"cm2", "cm3", "coordinator"}


def test_two_people_of_one_name_are_nobody_for_sure(town: Town):
    with as_owner():
        other = Client.objects.get(case=town.files["other_team"])
        mine = Client.objects.get(case=town.files["normal"])
        for key in ("first_name", "last_name", "search_key", "name_words", "name_keys", "sound_keys"):
            setattr(other, key, getattr(mine, key))
        other.save()
    assert readers(town, take(town, KNOWN)) == {"coordinator"}


def test_a_house_without_coordination_loses_no_message(town: Town):
    with as_owner():
        town["coordinator"].memberships.all().delete()
    assert readers(town, take(town, UNKNOWN)) == {"cm1", "cm2", "cm3", "other_team_cm"}


def test_the_number_of_a_school_is_nobodys_number(town: Town):
    """A Kita that passes messages on for one family calls about another."""
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        clients.set_channel(case=case, by=town["cm1"], now=NOW, how="über die Kita", phone="0221 4711 777")
    same = {"call_back": "0221 4711777"}
    assert readers(town, take(town, UNKNOWN, **same)) == {"coordinator"}
    assert readers(town, take(town, UNKNOWN, caller_kind="person", **same)) == {"cm1"}


@pytest.mark.parametrize("reader", ["assistant", "cm3", "coordinator", "head", "admin", "officer", "other_city_cm"])
def test_nobody_else_sees_it_neither_who_took_it(town: Town, reader):
    message = take(town, PROTECTED)
    with acting_as(town[reader].pk):
        assert queries.message(town[reader], message.pk) is None
        assert not Message.objects.filter(pk=message.pk).exists()
        assert not Delivery.objects.exists()


def test_a_second_run_of_the_job_delivers_nothing_twice(town: Town):
    message = take(town, KNOWN)
    with as_role("fw_worker"):
        tasks.deliver(str(message.pk))
    assert readers(town, message) == {"cm1"}


def test_the_application_cannot_ask_where_a_message_would_go(town: Town):
    message = take(town, KNOWN)
    for call in ("fw.deliver_message(%s, '{}', now())", "fw.to_tell(%s, NULL, NULL)"):
        with pytest.raises(DatabaseError), acting_as(town["cm3"].pk), connection.cursor() as cursor:
            cursor.execute(f"SELECT {call}", [str(message.pk)])


def test_nobody_delivers_to_themselves_what_is_not_theirs(town: Town):
    message = take(town, PROTECTED)
    with pytest.raises(DatabaseError), acting_as(town["cm3"].pk):
        Delivery(message_id=message.pk, user=town["cm3"], at=NOW).save(force_insert=True)


def _statements(client, town: Town, about: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(reverse("calls:new"), {**CALL, "about": about}, follow=True)
    assert ANSWER in answer.content.decode()
    return [query["sql"].split(" ")[0] + query["sql"].split("FROM")[-1][:30] for query in captured]


def test_the_same_statements_and_the_same_answer_for_everybody(town: Town, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["assistant"])
    told = {about: len(_statements(client, town, about)) for about in (KNOWN, PROTECTED, UNKNOWN)}
    assert len(set(told.values())) == 1


def test_one_goes_on_with_it_and_the_other_is_told_who(town: Town):
    message = take(town, PROTECTED)
    with acting_as(town["cm2"].pk):
        actions.handle(message=message, by=town["cm2"])
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed, match="Cm2 hat die Nachricht schon übernommen"):
        actions.handle(message=message, by=town["cm1"])
    with acting_as(town["cm2"].pk):
        actions.close(message=message, words="Zurückgerufen.", by=town["cm2"], now=NOW)
        assert queries.open_messages(town["cm2"]) == []
        assert queries.closed_messages(town["cm2"])[0].message.outcome == "Zurückgerufen."


def test_passed_on_it_is_open_again_for_somebody_else(town: Town):
    message = take(town, UNKNOWN)
    with acting_as(town["coordinator"].pk):
        actions.handle(message=message, by=town["coordinator"])
        actions.pass_on(message=message, to=town["cm3"], by=town["coordinator"], now=NOW)
    with acting_as(town["cm3"].pk):
        assert [line.message for line in queries.open_messages(town["cm3"])] == [message]
        with pytest.raises(NotAllowed, match="aus der Liste"):
            actions.pass_on(message=message, to=town["other_city_cm"], by=town["cm3"], now=NOW)


def test_the_file_is_offered_only_where_the_match_was_one_and_is_readable(town: Town):
    take(town, KNOWN, asked_for=town["cm2"])
    with acting_as(town["cm1"].pk):
        assert queries.open_messages(town["cm1"])[0].case == town.files["normal"]
    with acting_as(town["cm2"].pk):
        assert queries.open_messages(town["cm2"])[0].case is None


def test_what_outsiders_want_to_know_is_logged_without_any_name(town: Town):
    take(town, PROTECTED, caller_kind="employer", wants_information=True)
    with acting_as(town["officer"].pk):
        assert [row.caller_kind for row in queries.outside_queries()] == ["employer"]
    with acting_as(town["coordinator"].pk):
        assert not OutsideQuery.objects.exists()


@pytest.mark.parametrize(("missing", "field"), [({"caller": "", "call_back": ""}, "call_back")])
def test_somebody_has_to_be_reachable(town: Town, missing, field):
    with acting_as(town["assistant"].pk), pytest.raises(NotAllowed) as refusal, transaction.atomic():
        actions.take(by=town["assistant"], now=NOW, about=KNOWN, **{**CALL, **missing})
    assert refusal.value.field == field


def test_there_is_a_card_for_every_kind_of_caller():
    assert [card.kind for card in speaking_cards()] == [
        "person", "family", "school", "landlord", "employer", "authority", "police", "provider", "press", "other",
    ]  # fmt: skip
    assert all(card.say and card.never for card in speaking_cards())


@pytest.mark.parametrize(("who", "status"), [("assistant", 200), ("cm1", 200), ("coordinator", 200), ("steering", 404)])
def test_who_takes_messages(town: Town, client, settings, who, status):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town[who])
    assert client.get(reverse("calls:new")).status_code == status
    assert client.get(reverse("calls:inbox")).status_code == status
