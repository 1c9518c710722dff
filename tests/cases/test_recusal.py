"""A colleague who knows somebody of a file: never proposed, never given it, and no refusal says why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from fahrwasser.absence import actions as absence
from fahrwasser.absence import queries as waiting
from fahrwasser.accounts.models import User
from fahrwasser.calls.models import Delivery
from fahrwasser.cases import actions
from fahrwasser.cases.models import Case, Deputy, Grant, Recusal
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

LATER = timezone.now() + timedelta(days=3)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def recuse(town: Town, file: str = "normal", user: str = "cm2", by: str = "cm1") -> None:
    with acting_as(town[by].pk):
        actions.recuse(case=town.files[file], user=town[user], kind="friend", by=town[by], now=NOW)


def opens(town: Town, file: str, user: str) -> bool:
    with acting_as(town[user].pk):
        fresh = User.objects.get(pk=town[user].pk)
        return Case.objects.readable_by(fresh).filter(pk=town.files[file].pk).exists()


def substitute(town: Town, file: str, user: str) -> Grant:
    case = town.files[file]
    with acting_as(town["cm1"].pk):
        return actions.name_substitute(
            case=case, user=town[user], until=LATER, reason="Urlaub", by=town["cm1"], now=NOW
        )


GIVEN = {
    "substitute": lambda town: substitute(town, "normal", "cm2"),
    "hand over": lambda town: actions.hand_over(
        case=town.files["normal"], to=town["cm2"], unit=town.team, by=town["cm1"], now=NOW
    ),
    "second": lambda town: actions.change_level(
        case=town.files["normal"], level=2, second=town["cm2"], by=town["cm1"], now=NOW
    ),
}


@pytest.mark.parametrize("act", GIVEN)
def test_no_act_of_the_lead_opens_the_file_to_them(town: Town, act):
    recuse(town)
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed) as refused:
        GIVEN[act](town)
    assert refused.value.sentence == actions.NOT_POSSIBLE
    assert not opens(town, "normal", "cm2")


OVERSEEN = {
    "allocate": lambda case, to, unit, me: actions.allocate(case=case, to=to, unit=unit, by=me, now=NOW),
    "supervise": lambda case, to, unit, me: actions.supervise(case=case, reason="Beschwerde", by=me, now=NOW),
    "break glass": lambda case, to, unit, me: actions.break_glass(number=case.number, reason="Gefahr", by=me, now=NOW),
}


@pytest.mark.parametrize("act", OVERSEEN)
def test_nor_does_the_coordination_or_an_emergency(town: Town, act):
    recuse(town, user="cm2")
    recuse(town, user="coordinator")
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed) as refused:
        OVERSEEN[act](town.files["normal"], town["cm2"], town.team, town["coordinator"])
    assert refused.value.sentence == actions.NOT_POSSIBLE


def test_an_emergency_is_refused_as_for_a_number_that_never_was(town: Town):
    recuse(town, "protected", user="coordinator")
    said = []
    for number in (town.files["protected"].number, "F-2026-00000"):
        with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed) as refused:
            actions.break_glass(number=number, reason="Gefahr", by=town["coordinator"], now=NOW)
        said.append(refused.value.sentence)
    assert said[0] == said[1]


def test_what_was_open_to_them_ends(town: Town):
    substitute(town, "normal", "cm2")
    assert opens(town, "normal", "cm2")
    recuse(town, by="cm2")  # whoever stands in says so of themself
    assert not opens(town, "normal", "cm2")


def test_they_are_never_proposed_and_the_refusal_names_nobody(town: Town):
    with as_owner():
        Deputy.objects.create(user=town["cm1"], deputy=town["cm2"])
    recuse(town)
    with acting_as(town["coordinator"].pk):
        files = waiting.waits_of(town["cm1"], NOW.date())
        proposed = waiting.proposed(town["cm1"], files, [town["cm2"], town["cm3"]])
        assert proposed == {town.files["normal"].pk: town["cm3"].pk, town.files["sensitive"].pk: town["cm2"].pk}
        with pytest.raises(NotAllowed) as refused:
            absence.cover(
                absent=town["cm1"], until=NOW.date(), covers={town.files["normal"].pk: town["cm2"]},
                by=town["coordinator"], now=NOW,
            )  # fmt: skip
    assert refused.value.sentence == absence.CHANGED


def test_a_message_for_the_file_goes_past_them(town: Town):
    case = town.files["normal"]
    with as_owner():
        Deputy.objects.create(user=town["cm1"], deputy=town["cm2"])
    recuse(town)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM fw.to_tell(%s, NULL, %s)", [case.pk, town.city.pk])
        assert {row[0] for row in cursor.fetchall()} == {town["cm1"].pk}
        assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("file", "user", "by", "allowed"),
    [
        ("normal", "cm2", "cm1", True),
        ("protected", "cm3", "cm2", True),
        ("normal", "cm3", "cm3", True),  # of themself, in a file one may know of
        ("sensitive", "coordinator", "coordinator", True),
        ("sensitive", "cm3", "cm3", False),
        ("protected", "cm3", "cm3", False),
        ("normal", "cm2", "cm3", False),  # nobody says it of somebody else
        ("normal", "cm2", "coordinator", False),
        ("normal", "other_city_cm", "other_city_cm", False),
        ("normal", "head", "head", False),
        ("normal", "cm1", "cm1", False),  # the lead hands the case over instead
    ],
)
def test_who_may_say_it(town: Town, file, user, by, allowed):
    if allowed:
        recuse(town, file, user, by)
        recuse(town, file, user, by)
    else:
        with pytest.raises(NotAllowed):
            recuse(town, file, user, by)
    with as_owner():
        assert Recusal.objects.filter(case=town.files[file], user=town[user]).count() == int(allowed)


@pytest.mark.parametrize(
    ("person", "reads"),
    [("cm1", True), ("cm2", False), ("cm3", False), ("coordinator", False), ("officer", False), ("assistant", False)],
)
def test_only_the_people_of_the_file_read_it(town: Town, person, reads):
    recuse(town)
    with acting_as(town[person].pk):
        assert Recusal.objects.exists() is reads
        assert Recusal.objects.visible_to(User.objects.get(pk=town[person].pk)).exists() is reads


def test_nobody_asks_the_database_who_is_kept_out(town: Town):
    with (
        acting_as(town["cm3"].pk),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT fw.recused(%s, %s)", [town.files["normal"].pk, town["cm2"].pk])


def test_the_database_refuses_a_bare_grant(town: Town):
    recuse(town)
    row = Grant(
        id=uuid4(), case=town.files["normal"], user=town["cm2"], kind="conference", reason="x", given_by=town["cm1"],
        valid_from=timezone.now(), valid_until=LATER,
    )  # fmt: skip
    with acting_as(town["cm1"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        row.save(force_insert=True)


def test_taken_back_the_file_may_be_given_again(client, town: Town):
    recuse(town)
    client.force_login(town["cm1"])
    with acting_as(town["cm1"].pk):
        one = Recusal.objects.get()
    assert client.post(reverse("desk:recusal_ended", args=[one.pk])).status_code == 302
    substitute(town, "normal", "cm2")
    assert opens(town, "normal", "cm2")


def test_the_pages(client, town: Town):
    page = reverse("desk:recusals", args=[town.files["normal"].pk])
    client.force_login(town["cm3"])
    assert page in client.get(reverse("desk:case", args=[town.files["normal"].pk])).content.decode()
    assert client.post(page, {"kind": "relative"}).status_code == 302
    assert town["cm3"].name not in client.get(page).content.decode().split("<main")[1]
    client.force_login(town["cm1"])
    shown = client.get(page).content.decode()
    assert f"<b>{town['cm3'].name}</b> verwandt" in shown
    assert client.post(page, {"user": town["cm2"].pk, "kind": "dispute"}).status_code == 302
    assert "im Streit" in client.get(page).content.decode()
