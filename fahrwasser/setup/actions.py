"""The only writers of the first Monday; what they write belongs to the accounts."""

from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import AccountAct, Organisation, ProposedMembership, Unit, User
from fahrwasser.accounts.rules import roles
from fahrwasser.core.errors import NotAllowed
from fahrwasser.setup import queries
from fahrwasser.work import actions as work

IT = "IT-Betrieb"
FIRST_ROLE = "system_administrator"
LAST_TO_CONFIRM = (
    "Nach dieser Person könnte niemand mehr neue Konten bestätigen. Legen Sie zuerst die Nachfolge an, und lassen Sie"
    " sie bestätigen."
)


@transaction.atomic
def found(*, town: dict[str, Any], name: str, email: str, now: datetime) -> User:
    """The municipality with its first account, in an empty database. Raises ``NotAllowed`` in any other."""
    if Organisation.objects.exists() or User.objects.exists():
        raise NotAllowed("Hier ist schon eine Stadt eingerichtet. Melden Sie sich an und gehen Sie auf „Einrichtung“.")
    city = accounts.add_organisation(name=town["municipality"]["label"], kind=Organisation.Kind.MUNICIPALITY)
    unit = accounts.add_unit(controller=city, name=IT, kind=Unit.Kind.IT)
    return accounts.add_user(email=email, name=name, password=None, unit=unit, role=FIRST_ROLE, by=None, now=now)


@transaction.atomic
def add_unit(*, by: User, name: str, kind: str) -> Unit:
    house = queries.house(by)
    if house.units.filter(name__iexact=name).exists():
        raise NotAllowed("Eine Einheit mit diesem Namen gibt es schon.", field="name")
    return accounts.add_unit(controller=house, name=name, kind=Unit.Kind(kind))


@transaction.atomic
def add_person(*, by: User, now: datetime, name: str, email: str, unit: Unit, role: str, **fields: str) -> User:
    """A colleague without a password; only the one-time address of ``way_in`` lets them choose one.

    The coordination and data protection hear of every account, and one of them confirms what would reach people.
    """
    if unit.controller_id != queries.house(by).pk:
        raise NotAllowed("Diese Einheit gibt es nicht.", field="unit")
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed("Mit dieser E-Mail-Adresse gibt es schon ein Konto.", field="email")
    user = accounts.add_user(email=email, name=name, password=None, unit=unit, role=role, by=by, now=now, **fields)
    waits = queries.waiting(by).filter(user=user).exists()
    what = "Ein Konto wartet auf Bestätigung" if waits else "Neues Konto"
    _tell(by, f"{what}: {name}, {roles()[role].label}. Angelegt von {by.name}.", now)
    return user


@transaction.atomic
def confirm(*, proposal: ProposedMembership, by: User, now: datetime) -> None:
    """Say yes to a role that somebody else proposed; whoever proposed it hears of it."""
    accounts.confirm(proposal=proposal, by=by, now=now)
    work.notify(user=proposal.by, words=f"Bestätigt von {by.name}: das Konto von {proposal.user.name}."[:300], now=now)


@transaction.atomic
def refuse(*, proposal: ProposedMembership, by: User, now: datetime, reason: str) -> None:
    """Say no, with the reason; whoever proposed it reads it."""
    accounts.refuse(proposal=proposal, by=by, now=now, reason=reason)
    words = f"Abgelehnt von {by.name}: das Konto von {proposal.user.name}. {reason}"
    work.notify(user=proposal.by, words=words[:300], now=now)


@transaction.atomic
def invite(*, user: User, by: User, now: datetime) -> str:
    """The path of ``way_in`` for somebody to hand over; the others hear that it was shown."""
    path = way_in(user)
    for held in queries.held(user, by):
        accounts.note(about=user, unit=held.unit, role=held.role, verb=AccountAct.Verb.SHOWN, by=by, now=now)
    _tell(by, f"Zugang zum Konto von {user.name} gezeigt. Angefordert von {by.name}.", now)
    return path


def _tell(by: User, words: str, now: datetime) -> None:
    for person in queries.second_people(by).exclude(pk=by.pk):
        work.notify(user=person, words=words[:300], now=now)


def way_in(user: User) -> str:
    """Path of a page where this person chooses a password: once, and for three days.

    Only before the first log-in. Afterwards the person asks for it themself by mail: whoever manages accounts must not
    be able to open the account of somebody who works with cases.
    """
    if not user.is_active:
        raise NotAllowed("Dieses Konto ist beendet.")
    if user.last_login is not None:
        raise NotAllowed(
            "Dieses Konto ist in Gebrauch. Die Person holt sich ein neues Passwort bei der Anmeldung selbst."
        )

    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


@transaction.atomic
def end(*, user: User, by: User, now: datetime) -> None:
    """What the person has in the house of ``by`` ends, and the account with it unless another house holds it.

    Whoever ends it is somebody else, so that never the last one locks the door from outside; and somebody who can
    confirm roles is left, where confirming is needed.
    """
    if user.pk == by.pk:
        raise NotAllowed("Das eigene Konto beendet jemand anders.")
    Organisation.objects.select_for_update().get(pk=queries.house(by).pk)  # of two who end the last two, one is told
    if queries.confirms_alone(user, by):
        raise NotAllowed(LAST_TO_CONFIRM)
    accounts.leave(user=user, controller=queries.house(by), by=by, now=now)
    _tell(by, f"Konto beendet: {user.name}. Beendet von {by.name}.", now)
