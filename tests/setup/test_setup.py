"""The first Monday of a town: from the empty database to the first log-in; what the page of accounts never gives."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import AccountAct, Membership, Organisation, ProposedMembership, Unit, User
from fahrwasser.accounts.queries import current_memberships
from fahrwasser.accounts.rules import roles
from fahrwasser.cases.models import Case
from fahrwasser.catalogue import town as catalogue
from fahrwasser.catalogue.town import EVERYWHERE, WrongTownFile, check
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.setup import actions, queries
from fahrwasser.setup.management.commands.new_town import TEMPLATE
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW, Town

LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def own_town(tmp_path, monkeypatch):
    """An installation with a file of its own."""

    def use(text: str) -> None:
        file = tmp_path / "town.yaml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("FAHRWASSER_TOWN", str(file))
        catalogue.town.cache_clear()

    yield use
    monkeypatch.undo()
    catalogue.town.cache_clear()


def new_town(**options: Any) -> str:
    out = StringIO()
    call_command("new_town", stdout=out, **options)
    return out.getvalue()


def test_the_pattern_can_be_used_as_it_is(own_town):
    printed = new_town(template=True)
    own_town(printed)
    told = catalogue.town()
    assert told["municipality"]["label"] == "Musterstadt"
    assert {place["code"] for place in told["districts"]} >= {"mitte", *EVERYWHERE}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "NRW"}, "keins der Länder"),
        ({"municipality": {"label": " "}}, "fehlt der Name der Stadt"),
        ({"districts": []}, "nennt keinen Ort"),
        ({"districts": [{"code": "a", "label": "A", "kind": "village"}]}, "„kind“ ist eins von"),
        ({"districts": [{"code": "a", "kind": "district"}]}, "Ort 1 hat keinen Code"),
        ({"districts": ["Mitte"]}, "Ort 1 hat keinen Code"),
        ({"districts": [{"code": "a", "label": "A", "kind": "district"}] * 2}, "Ein Code steht bei zwei Orten."),
        (
            {"districts": [{"code": "a", "label": "A", "kind": "district", "counted_with": "b"}]},
            "nennt keinen Ort dieser Liste",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_said_at_once(change, sentence):
    with pytest.raises(WrongTownFile, match=sentence):
        check(yaml.safe_load(TEMPLATE) | change)


@pytest.mark.parametrize("text", ["", "- a", "municipality: [", "nur Text"])
def test_a_file_that_is_none_is_refused_in_words(own_town, text):
    own_town(text)
    with pytest.raises(CommandError, match="Datei"):
        new_town(name="Erste Person", email="erste@town.example")


def test_from_the_empty_database_to_the_first_log_in(client, db):
    with as_owner():
        printed = new_town(name="Erste Person", email="Erste@Town.example", site="https://fw.example/")
    address = re.search(r"https://fw\.example(/konto/\S+)", printed)
    assert address
    form = client.get(address[1], follow=True)
    assert "Neues Passwort festlegen" in form.content.decode()
    password = dict.fromkeys(("password1", "password2"), "drei wörter hintereinander")
    chosen = client.post(form.redirect_chain[-1][0], password)
    assert chosen.status_code == 302
    assert client.post(
        reverse("account_login"), {"login": "erste@town.example", "password": "drei wörter hintereinander"}
    ).status_code == 302  # fmt: skip
    page = client.get(reverse("setup:overview")).content.decode()
    assert "5 Punkte sind offen" in page
    assert "Dieser Link gilt nicht mehr" in client.get(address[1], follow=True).content.decode()


def test_a_town_is_founded_once(town: Town):
    with as_owner(), pytest.raises(CommandError, match="schon eine Stadt eingerichtet"):
        new_town(name="Noch jemand", email="noch@town.example")


@pytest.mark.parametrize("email", ["", "keine", "a@b@c"])
def test_without_an_address_nobody_is_made(db, email):
    with as_owner(), pytest.raises(CommandError):
        new_town(name="Erste Person", email=email)
    with as_owner():
        assert not Organisation.objects.exists()


def test_a_unit_and_a_colleague(client, town: Town):
    client.force_login(town["admin"])
    assert client.post(reverse("setup:unit_new"), {"name": "Team Nord", "kind": "case_management"}).status_code == 302
    unit = Unit.objects.get(name="Team Nord")
    values = {"name": "Neue Kollegin", "email": "neu@town.example", "unit": unit.pk, "role": "case_manager"}
    page = client.post(reverse("setup:person_new"), values, follow=True).content.decode()
    assert "Neue Kollegin" in page
    user = User.objects.get(email="neu@town.example")
    assert not user.has_usable_password()
    with as_owner():
        assert ProposedMembership.objects.get(user=user).role == "case_manager"
    assert "wartet auf Bestätigung" in page
    shown = client.post(reverse("setup:invite", args=[user.pk])).content.decode()
    assert "/konto/password/reset/key/" in shown
    assert "/konto/password/reset/key/" not in client.get(reverse("setup:person", args=[user.pk])).content.decode()


def test_the_coordination_and_data_protection_hear_of_it(client, town: Town):
    client.force_login(town["admin"])
    values = {"name": "Neu", "email": "neu@town.example", "unit": town.team.pk, "role": "case_manager"}
    client.post(reverse("setup:person_new"), values)
    user = User.objects.get(email="neu@town.example")
    client.post(reverse("setup:invite", args=[user.pk]))
    with as_owner():
        told = set(Notice.objects.filter(words__contains="Neu").values_list("user__email", "words"))
    assert {email for email, _words in told} == {town["coordinator"].email, town["officer"].email}
    assert len(told) == 4


# Two people


def proposed(town: Town, role: str = "case_manager") -> tuple[User, ProposedMembership]:
    with acting_as(town["admin"].pk):
        user = actions.add_person(
            by=town["admin"], now=NOW, name="Neu", email="neu@town.example", unit=town.team, role=role
        )  # fmt: skip
        return user, ProposedMembership.objects.get(user=user)


def counts(user: User) -> tuple[int, int]:
    """Files that somebody may know of: by the application, and by the database alone."""
    user.__dict__.pop("_standing", None)
    with acting_as(user.pk):
        return Case.objects.visible_to(user).count(), Case.objects.count()


@pytest.mark.parametrize("person", ["coordinator", "officer"])
def test_a_role_with_reach_begins_when_a_second_person_confirms_it(client, town: Town, person):
    user, proposal = proposed(town)
    assert counts(user) == (0, 0)
    newcomer = client.__class__()
    newcomer.force_login(user)
    assert "wartet es auf die Bestätigung" in newcomer.get("/").text
    client.force_login(town[person])
    shown = client.get(reverse("setup:accounts")).text
    assert "Neu" in shown
    client.post(reverse("setup:confirm", args=[proposal.pk]))
    with as_owner():  # a test is one transaction, and for the database it is still the moment it began
        Membership.objects.filter(user=user).update(valid_from=LONG_AGO)
    assert counts(user)[0] > 0
    assert counts(user)[0] == counts(user)[1]
    with as_owner():
        assert Notice.objects.filter(user=town["admin"], words__startswith="Bestätigt").exists()


def test_every_role_that_opens_files_contact_data_or_logs_takes_two():
    takes_two = {name for name, role in roles().items() if role.reaches_people}
    assert takes_two == {"case_manager", "coordinator", "assistant", "data_protection_officer"}


def test_a_role_without_reach_begins_at_once(town: Town):
    with acting_as(town["admin"].pk):
        user = actions.add_person(
            by=town["admin"], now=NOW, name="Neu", email="neu@town.example", unit=town.team, role="steering"
        )  # fmt: skip
    assert Membership.objects.filter(user=user).exists()


def test_before_the_first_file_whoever_sets_up_gives_roles_alone_and_the_page_says_so(client, town: Town):
    with as_owner():
        house = Organisation.objects.create(name="Stadt Leer", kind="municipality")
        unit = Unit.objects.create(controller=house, name="IT", kind="it")
        admin = User.objects.create_user(email="it@leer.example", name="It")
        Membership.objects.create(user=admin, unit=unit, role="system_administrator", valid_from=LONG_AGO)
    client.force_login(admin)
    assert "gelten alle Rollen sofort" in client.get(reverse("setup:overview")).text
    values = {"name": "Erste", "email": "erste@leer.example", "unit": unit.pk, "role": "coordinator"}
    client.post(reverse("setup:person_new"), values)
    assert Membership.objects.get(user__email="erste@leer.example").role == "coordinator"
    client.force_login(town["admin"])
    assert "gelten alle Rollen sofort" not in client.get(reverse("setup:overview")).text


@pytest.mark.parametrize("person", ["admin", "cm1", "head", "provider", "other_city_coordinator"])
def test_nobody_else_confirms(client, town: Town, person):
    user, proposal = proposed(town)
    client.force_login(town[person])
    for view in ("confirm", "refuse"):
        assert client.post(reverse(f"setup:{view}", args=[proposal.pk]), {"reason": "x"}).status_code == 404
    with acting_as(town[person].pk):
        with pytest.raises(NotAllowed):
            accounts.confirm(proposal=proposal, by=town[person], now=NOW)
        assert not ProposedMembership.objects.filter(pk=proposal.pk).update(
            confirmed=True, decided_by=town[person], decided_at=NOW
        )
    assert counts(user) == (0, 0)


def test_the_database_gives_no_role_that_nobody_confirmed(town: Town):
    user, _proposal = proposed(town)
    for person in ("admin", "coordinator"):
        with acting_as(town[person].pk):
            for role in ("case_manager", "data_protection_officer"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    Membership.objects.create(user=user, unit=town.team, role=role)
            with pytest.raises(ProgrammingError), transaction.atomic():
                town["steering"].memberships.update(role="coordinator")


def test_a_confirmation_is_good_for_one_membership(town: Town):
    user, proposal = proposed(town)
    with acting_as(town["officer"].pk):
        actions.confirm(proposal=proposal, by=town["officer"], now=NOW)
    mine = Membership.objects.get(user=user, role=proposal.role)
    with acting_as(town["officer"].pk):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Membership.objects.create(user=user, unit=mine.unit, role=mine.role, valid_from=LONG_AGO)
        with pytest.raises(ProgrammingError), transaction.atomic():
            ProposedMembership.objects.filter(pk=proposal.pk).update(begun=False)


def test_whoever_confirms_does_not_confirm_themself_or_what_they_made(town: Town):
    with as_owner():
        Membership.objects.create(
            user=town["coordinator"], unit=town.team, role="system_administrator", valid_from=LONG_AGO
        )
    with acting_as(town["coordinator"].pk):
        user = actions.add_person(
            by=town["coordinator"], now=NOW, name="Neu", email="neu@town.example", unit=town.team, role="case_manager"
        )  # fmt: skip
        with pytest.raises(NotAllowed, match="jemand anders"):
            actions.confirm(proposal=user.proposals.get(), by=town["coordinator"], now=NOW)


def test_a_refused_account_ends_and_its_maker_reads_why(client, town: Town):
    user, proposal = proposed(town)
    client.force_login(town["officer"])
    page = reverse("setup:refuse", args=[proposal.pk])
    assert "Bitte füllen Sie dieses Feld aus." in client.post(page, {"reason": ""}).text
    client.post(page, {"reason": "Niemand mit diesem Namen fängt an."})
    user.refresh_from_db()
    assert not user.is_active
    assert client.post(reverse("setup:confirm", args=[proposal.pk])).status_code == 404
    with as_owner():
        assert Notice.objects.filter(user=town["admin"], words__contains="fängt an").exists()
    client.force_login(town["admin"])
    assert "fängt an" in client.get(reverse("setup:person", args=[user.pk])).text


def test_data_protection_reads_what_was_done_with_accounts_and_nobody_changes_it(client, town: Town):
    user, proposal = proposed(town)
    with acting_as(town["coordinator"].pk):
        actions.confirm(proposal=proposal, by=town["coordinator"], now=NOW)
    with acting_as(town["admin"].pk):
        actions.end(user=user, by=town["admin"], now=timezone.now())
    with acting_as(town["officer"].pk):
        assert list(AccountAct.objects.filter(user=user).order_by("pk").values_list("verb", "by__name")) == [
            ("proposed", "Admin"), ("confirmed", "Coordinator"), ("ended", "Admin"),
        ]  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            AccountAct.objects.update(verb="made")
    client.force_login(town["officer"])
    assert "wartet auf Bestätigung" in client.get(reverse("setup:accounts")).text
    for person in ("admin", "coordinator", "other_city_coordinator"):
        with acting_as(town[person].pk):
            assert not AccountAct.objects.exists()


def test_data_protection_reads_its_notices(client, town: Town):
    proposed(town)
    client.force_login(town["officer"])
    page = reverse("privacy:accesses")
    assert "Ein Konto wartet auf Bestätigung: Neu" in client.get(page).text
    with as_owner():
        notice = Notice.objects.get(user=town["officer"])
    client.post(reverse("work:notice_read", args=[notice.pk]))
    assert "Ein Konto wartet auf Bestätigung: Neu" not in client.get(page).text


def test_whoever_leaves_a_house_stays_in_the_other(client, town: Town):
    with as_owner():
        unit = Unit.objects.get(controller=town.other_city)
        Membership.objects.create(user=town["cm3"], unit=unit, role="case_manager")
    client.force_login(town["admin"])
    client.post(reverse("setup:leave", args=[town["cm3"].pk]))
    town["cm3"].refresh_from_db()
    assert town["cm3"].is_active
    assert [one.unit for one in current_memberships().filter(user=town["cm3"])] == [unit]
    assert "Ein beendetes Konto" in client.get(reverse("setup:overview")).text


def test_whoever_manages_accounts_cannot_open_one_in_use(town: Town):
    with as_owner():
        User.objects.filter(pk=town["cm1"].pk).update(last_login=NOW)
        with pytest.raises(NotAllowed, match="in Gebrauch"):
            actions.way_in(User.objects.get(pk=town["cm1"].pk))


def test_an_account_ends_at_once_but_never_the_own(client, town: Town):
    other = client.__class__()
    other.force_login(town["cm3"])
    client.force_login(town["admin"])
    client.post(reverse("setup:leave", args=[town["cm3"].pk]))
    assert other.get("/").status_code == 302
    page = client.post(reverse("setup:leave", args=[town["admin"].pk]), follow=True).content.decode()
    assert "Das eigene Konto beendet jemand anders." in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "cm1@town.example"}, "schon ein Konto"),
        ({"email": "keine"}, "E-Mail"),
        ({"role": "koenigin"}, "keine gültige Auswahl"),
        ({"name": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_bad_input_is_answered_in_words_and_kept(client, town: Town, values, sentence):
    client.force_login(town["admin"])
    values = {"name": "Neu", "email": "neu@town.example", "unit": town.team.pk, "role": "case_manager"} | values
    values["email"] = values["email"].replace("cm1@town.example", town["cm1"].email)
    page = client.post(reverse("setup:person_new"), values | {"phone": "0221 77"}).content.decode()
    assert sentence in page
    assert "0221 77" in page


def test_a_unit_of_another_town_and_the_foreigners_office(client, town: Town):
    with acting_as(town["admin"].pk):
        foreign = Unit.objects.exclude(controller=queries.house(town["admin"])).first()
        office = Unit.objects.filter(controller=queries.house(town["admin"]), kind=Unit.Kind.FOREIGNERS_OFFICE).first()
    client.force_login(town["admin"])
    for unit in (foreign, office):
        assert unit
        values = {"name": "Neu", "email": "neu@town.example", "unit": unit.pk, "role": "case_manager"}
        assert client.post(reverse("setup:person_new"), values).status_code == 200
    with as_owner():
        assert not User.objects.filter(email="neu@town.example").exists()


@pytest.mark.parametrize("person", ["cm1", "coordinator", "head", "officer", "provider", "foreigners_office"])
@pytest.mark.parametrize("view", ["overview", "unit_new", "person_new"])
def test_nobody_else_finds_the_pages(client, town: Town, person, view):
    client.force_login(town[person])
    assert client.get(reverse(f"setup:{view}")).status_code == 404
