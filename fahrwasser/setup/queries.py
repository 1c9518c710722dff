"""What a town has, and what is missing before the first case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import holidays
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from fahrwasser.accounts.models import AccountAct, Membership, Organisation, ProposedMembership, Unit, User
from fahrwasser.accounts.queries import current_memberships, has_files, house_of, same_house
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
    """Everybody who ever had an account of this municipality, or was to get one."""
    ours = Q(memberships__unit__controller=house(user)) | Q(proposals__unit__controller=house(user))
    return User.objects.filter(ours).distinct().order_by("name")


def left(user: User) -> QuerySet[User]:
    """Those of ``people`` who have nothing here any more."""
    here = current_memberships().filter(unit__controller=house(user)).values("user")
    return people(user).exclude(pk__in=here).exclude(pk__in=waiting(user).values("user"))


def held(person: User, user: User) -> QuerySet[Membership]:
    """What a person has in the municipality of ``user``, or had."""
    ours = person.memberships.filter(unit__controller=house(user))
    return ours.select_related("unit").order_by("-valid_from")


def proposed(person: User, user: User) -> QuerySet[ProposedMembership]:
    """What a person was to get here and did not: it waits, or was refused."""
    ours = person.proposals.filter(unit__controller=house(user)).exclude(confirmed=True)
    return ours.select_related("unit", "decided_by").order_by("-at")


def waiting(user: User) -> QuerySet[ProposedMembership]:
    """Roles in the municipality that wait for a second person, the oldest first."""
    found = ProposedMembership.objects.filter(confirmed=None, unit__controller=house(user), user__is_active=True)
    return found.select_related("user", "unit", "by").order_by("at", "pk")


def second_people(user: User) -> QuerySet[User]:
    """Who confirms roles in the house of ``user``."""
    return (same_house(user, Permission.CASE_ALLOCATE) | same_house(user, Permission.LOG_READ)).distinct()


def confirms_alone(person: User, user: User) -> bool:
    """Whether this person is the only one in the house of ``user`` who confirms roles, and confirming is needed."""
    second = second_people(user)
    needed = has_files(house(user).pk) and second.filter(pk=person.pk).exists()
    return needed and not second.exclude(pk=person.pk).exists()


def account_acts() -> QuerySet[AccountAct]:
    """What was done with accounts, the newest first; empty for everybody but data protection."""
    return AccountAct.objects.select_related("by", "user").order_by("-at", "-pk")


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
