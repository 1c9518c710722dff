"""What a town has, and what is missing before the first case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import holidays
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import Membership, Organisation, Unit, User
from fahrwasser.accounts.queries import current_memberships, house_of
from fahrwasser.accounts.rules import Permission, roles
from fahrwasser.catalogue.calendar import STATE


@dataclass(frozen=True)
class Point:
    """One thing to do before the first case. ``view``: where, "" for what is done outside of the program."""

    label: str
    done: bool
    how: str
    view: str = ""


def house(user: User) -> Organisation:
    """The municipality that this person sets up."""
    return Organisation.objects.get(pk=house_of(user))


def units(user: User) -> QuerySet[Unit]:
    members = Prefetch("memberships", current_memberships().select_related("user").order_by("user__name"), "now_here")
    return Unit.objects.filter(controller=house(user)).order_by("name").prefetch_related(members)


def people(user: User) -> QuerySet[User]:
    """Everybody with an account of this municipality, those who left too."""
    return User.objects.filter(memberships__unit__controller=house(user)).distinct().order_by("name")


def memberships(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("unit").order_by("-valid_from")


def holidays_of(year: int) -> list[tuple[date, str]]:
    """Public holidays of the Land, in their order."""
    return sorted(holidays.country_holidays("DE", subdiv=STATE, years=year, language="de").items())


def points(user: User) -> Iterator[Point]:
    """From the empty database to the first enquiry."""
    held = current_memberships().filter(unit__controller=house(user), user__is_active=True)
    kinds = set(Unit.objects.filter(controller=house(user)).values_list("kind", flat=True))
    able = {name for role in held.values_list("role", flat=True) for name in roles()[role].permissions}
    yield Point(
        _("Ein Team für das Case Management"), Unit.Kind.CASE_MANAGEMENT in kinds,
        _("Die Einheit, deren Fälle das Team kennt."), "setup:unit_new",
    )  # fmt: skip
    yield Point(
        _("Mindestens eine Fallführung"), Permission.CASE_WORK in able,
        _("Rolle Fallmanagement. Für Schutzstufe 2 braucht es zwei."), "setup:person_new",
    )  # fmt: skip
    yield Point(
        _("Eine Koordination"), Permission.CASE_ALLOCATE in able,
        _("Sie teilt Fälle zu und führt die Strukturthemen."), "setup:person_new",
    )  # fmt: skip
    yield Point(
        _("Datenschutz"), Permission.LOG_READ in able,
        _("Wer die Protokolle liest. Diese Rolle sieht keinen Fall."), "setup:person_new",
    )  # fmt: skip
    yield Point(
        _("Die Ausländerbehörde als Einheit"), Unit.Kind.FOREIGNERS_OFFICE in kinds,
        _("Damit ihren Mitarbeitenden alles verschlossen bleibt, welche Rolle sie auch erhalten."), "setup:unit_new",
    )  # fmt: skip
    yield Point(
        _("Jedes Konto ist benutzt"), not held.filter(user__last_login=None).exists(),
        _("Wer sich noch nie angemeldet hat, braucht die Adresse für das erste Passwort."), "",
    )  # fmt: skip
