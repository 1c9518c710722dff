"""The only writers of the first Monday; what they write belongs to the accounts."""

from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import same_house
from fahrwasser.accounts.rules import Permission, roles
from fahrwasser.core.errors import NotAllowed
from fahrwasser.setup import queries
from fahrwasser.work import actions as work

IT = "IT-Betrieb"
FIRST_ROLE = "system_administrator"


@transaction.atomic
def found(*, town: dict[str, Any], name: str, email: str) -> User:
    """The municipality with its first account, in an empty database. Raises ``NotAllowed`` in any other."""
    if Organisation.objects.exists() or User.objects.exists():
        raise NotAllowed("Hier ist schon eine Stadt eingerichtet. Melden Sie sich an und gehen Sie auf „Einrichtung“.")
    city = accounts.add_organisation(name=town["municipality"]["label"], kind=Organisation.Kind.MUNICIPALITY)
    unit = accounts.add_unit(controller=city, name=IT, kind=Unit.Kind.IT)
    return accounts.add_user(email=email, name=name, password=None, unit=unit, role=FIRST_ROLE)


@transaction.atomic
def add_unit(*, by: User, name: str, kind: str) -> Unit:
    house = queries.house(by)
    if house.units.filter(name__iexact=name).exists():
        raise NotAllowed("Eine Einheit mit diesem Namen gibt es schon.", field="name")
    return accounts.add_unit(controller=house, name=name, kind=Unit.Kind(kind))


@transaction.atomic
def add_person(*, by: User, now: datetime, name: str, email: str, unit: Unit, role: str, **fields: str) -> User:
    """A colleague without a password; only the one-time address of ``way_in`` lets them choose one.

    The coordination and data protection hear of every account that could see something: nobody makes one in silence.
    """
    if unit.controller_id != queries.house(by).pk:
        raise NotAllowed("Diese Einheit gibt es nicht.", field="unit")
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed("Mit dieser E-Mail-Adresse gibt es schon ein Konto.", field="email")
    user = accounts.add_user(email=email, name=name, password=None, unit=unit, role=role, **fields)
    _tell(by, f"Neues Konto: {name}, {roles()[role].label}. Angelegt von {by.name}.", now)
    return user


@transaction.atomic
def invite(*, user: User, by: User, now: datetime) -> str:
    """The path of ``way_in`` for somebody to hand over; the others hear that it was shown."""
    path = way_in(user)
    _tell(by, f"Zugang zum Konto von {user.name} gezeigt. Angefordert von {by.name}.", now)
    return path


def _tell(by: User, words: str, now: datetime) -> None:
    watching = same_house(by, Permission.CASE_ALLOCATE) | same_house(by, Permission.LOG_READ)
    for person in watching.exclude(pk=by.pk):
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


def end(*, user: User, by: User, now: datetime) -> None:
    """The account ends; whoever ends it is somebody else, so that never the last one locks the door from outside."""
    if user.pk == by.pk:
        raise NotAllowed("Das eigene Konto beendet jemand anders.")
    accounts.leave(user=user, now=now)
