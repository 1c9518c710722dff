"""Ways around the second person, tried as the application's role in the database; none of them leads anywhere."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import AccountAct, Membership, Organisation, ProposedMembership, Role, Unit, User
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.setup import actions
from tests.conftest import as_owner
from tests.setup.test_setup import LONG_AGO, proposed
from tests.town import NOW, Town


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def decided(proposal: ProposedMembership, decides: User, **fields: object) -> int:
    mine = ProposedMembership.objects.filter(pk=proposal.pk)
    return mine.update(confirmed=True, decided_by=decides, decided_at=NOW, **fields)


@pytest.mark.parametrize("field", ["user", "role", "unit", "by"])
def test_what_is_confirmed_is_what_was_proposed(town: Town, field):
    _user, proposal = proposed(town)
    with as_owner():
        other = Unit.objects.exclude(pk=proposal.unit_id).filter(controller=town.city)[0]
    changed = {"user": town["steering"], "role": "data_protection_officer", "unit": other, "by": town["officer"]}
    with acting_as(town["coordinator"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        decided(proposal, town["coordinator"], **{field: changed[field]})


def test_a_refusal_is_not_turned_into_a_yes(town: Town):
    _user, proposal = proposed(town)
    with acting_as(town["coordinator"].pk):
        actions.refuse(proposal=proposal, by=town["coordinator"], now=NOW, reason="nein")
        with pytest.raises(ProgrammingError), transaction.atomic():
            decided(proposal, town["coordinator"])
    with acting_as(town["officer"].pk):
        assert not decided(proposal, town["officer"])


def test_nobody_brings_a_confirmed_proposal_along(town: Town):
    with acting_as(town["coordinator"].pk):
        for made in ({"begun": True}, {"confirmed": True, "decided_by": town["officer"], "decided_at": NOW}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                ProposedMembership.objects.create(
                    user=town["steering"], unit=town.team, role="case_manager", by=town["coordinator"], at=NOW, **made
                )


def test_of_two_who_confirm_at_once_the_second_hears_that_it_is_done(town: Town):
    user, proposal = proposed(town)
    with acting_as(town["coordinator"].pk):
        actions.confirm(proposal=proposal, by=town["coordinator"], now=NOW)
    with acting_as(town["officer"].pk), pytest.raises(NotAllowed, match="schon entschieden"):
        actions.confirm(proposal=proposal, by=town["officer"], now=NOW)
    assert Membership.objects.filter(user=user).count() == 1


def test_whose_own_role_has_ended_confirms_nothing(client, town: Town):
    _user, proposal = proposed(town)
    with as_owner():
        Membership.objects.filter(user=town["coordinator"]).update(valid_until=timezone.now() - timedelta(days=1))
    client.force_login(town["coordinator"])
    assert client.post(reverse("setup:confirm", args=[proposal.pk])).status_code == 404
    with acting_as(town["coordinator"].pk):
        assert not decided(proposal, town["coordinator"])


def test_whose_own_role_waits_confirms_nothing(client, town: Town):
    """Neither a second account of somebody, nor one they have made up."""
    _user, proposal = proposed(town)
    with acting_as(town["admin"].pk):
        second = actions.add_person(
            by=town["admin"], now=NOW, name="Zweites Konto", email="zwei@town.example", unit=town.team,
            role="coordinator",
        )  # fmt: skip
    own = ProposedMembership.objects.filter(user=second)
    client.force_login(second)
    for one in (proposal.pk, second.pk):
        assert client.post(reverse("setup:confirm", args=[one])).status_code == 404
    with acting_as(second.pk):
        assert not decided(proposal, second)
        assert not own.update(confirmed=True, decided_by=town["officer"], decided_at=NOW)


def test_whoever_has_confirmed_two_of_their_own_accounts_is_not_the_second_person(town: Town):
    """A coordinator proposes for a second account of their own, and cannot decide it."""
    with acting_as(town["coordinator"].pk):
        mine = User.objects.create_user(email="ich@town.example", name="Ich noch einmal")
        proposal = ProposedMembership(
            user=mine, unit=town.team, role="data_protection_officer", by=town["coordinator"], at=NOW
        )  # fmt: skip
        proposal.save(force_insert=True)
        with pytest.raises(NotAllowed, match="jemand anders"):
            accounts.confirm(proposal=proposal, by=town["coordinator"], now=NOW)
        assert not decided(proposal, town["coordinator"])


@pytest.mark.parametrize("role", ["fw_app", "fw_worker"])
def test_neither_the_application_nor_the_worker_changes_what_a_role_reaches(town: Town, role):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        for change in (
            lambda: Role.objects.filter(name="steering").update(file_reach="all_below_2"),
            lambda: Role.objects.filter(name="coordinator").delete(),
            lambda: Role.objects.create(name="new", file_reach="all_below_2", contact_data_reach="none"),
            lambda: Membership.objects.create(user=town["steering"], unit=town.team, role="coordinator"),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
        cursor.execute("RESET ROLE")


def test_a_unit_of_a_house_without_files_does_not_move_into_one_with_files(town: Town):
    with acting_as(town["admin"].pk):
        house = Organisation.objects.create(name="Stadt Leer", kind="municipality")
        unit = Unit.objects.create(controller=house, name="IT", kind="it")
        Membership.objects.create(user=town["steering"], unit=unit, role="coordinator", valid_from=LONG_AGO)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(controller=town.city)


def test_nobody_writes_the_log_in_the_name_of_another(town: Town):
    with acting_as(town["admin"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        AccountAct.objects.create(
            controller=town.city, at=NOW, by=town["coordinator"], user=town["steering"], verb="confirmed"
        )


def test_two_who_end_the_last_two_wait_for_each_other(town: Town):
    with acting_as(town["admin"].pk), CaptureQueriesContext(connection) as asked:
        actions.end(user=town["officer"], by=town["admin"], now=timezone.now())
    said = [one["sql"] for one in asked]
    held = [place for place, sql in enumerate(said) if "accounts_organisation" in sql and "FOR UPDATE" in sql]
    changed = [place for place, sql in enumerate(said) if 'UPDATE "accounts_' in sql]
    assert held[0] < changed[0]


def test_the_last_one_who_can_confirm_does_not_go_unnoticed(client, town: Town):
    with acting_as(town["admin"].pk):
        actions.end(user=town["officer"], by=town["admin"], now=timezone.now())
        with pytest.raises(NotAllowed, match="bestätigen"):
            actions.end(user=town["coordinator"], by=town["admin"], now=timezone.now())
    town["coordinator"].refresh_from_db()
    assert town["coordinator"].is_active
    client.force_login(town["admin"])
    page = client.post(reverse("setup:leave", args=[town["coordinator"].pk]), follow=True).text
    assert "Nachfolge" in page
