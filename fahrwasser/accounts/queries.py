"""What a person may do and how far it reaches, computed once per request from memberships."""

from dataclasses import dataclass, field
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from fahrwasser.accounts.models import Membership, Organisation, ProposedMembership, Unit, User
from fahrwasser.accounts.rules import FileReach, Permission, Role, roles
from fahrwasser.core.errors import NotAllowed


@dataclass(frozen=True)
class Standing:
    """Everything that follows from a person's memberships today.

    Units are ids: ``units`` for level-0 metadata, ``overseen`` for metadata below level 2,
    ``for_contact_data`` for name and channel at level 0, ``home`` for opening files, ``rounds`` for rounds of teams.
    """

    roles: tuple[Role, ...] = ()
    organisations: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    overseen: frozenset[UUID] = frozenset()
    for_contact_data: frozenset[UUID] = frozenset()
    home: frozenset[UUID] = frozenset()
    rounds: frozenset[UUID] = frozenset()
    home_unit: UUID | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


NOBODY = Standing()


def current_memberships() -> QuerySet[Membership]:
    now = timezone.now()
    running = Q(valid_from__lte=now) & (Q(valid_until=None) | Q(valid_until__gt=now))
    return Membership.objects.filter(running).select_related("unit")


def running_in(user: User, controller: Organisation) -> QuerySet[Membership]:
    """What a person holds in a house and has not lost yet."""
    return _not_ended(user).filter(unit__controller=controller).select_related("unit")


def has_membership(user: User) -> bool:
    """Whether anything is left for the person anywhere, now or later, or waits for a second person."""
    waiting = ProposedMembership.objects.filter(user=user, confirmed=None)
    return _not_ended(user).exists() or waiting.exists()


def _not_ended(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gt=timezone.now()), user=user)


def has_files(controller_id: UUID) -> bool:
    """Whether a house has any file yet, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.has_files(%s)", [controller_id])
        found: tuple[bool] = cursor.fetchone()
    return found[0]


def takes_two(unit: Unit, role: str) -> bool:
    """Whether a role in this unit begins only when a second person has confirmed it."""
    known = roles().get(role)
    return known is not None and known.reaches_people and has_files(unit.controller_id)


def of_foreigners_office() -> QuerySet[Membership]:
    """Memberships in a foreigners' office that have not ended."""
    ended = Q(valid_until__lte=timezone.now())
    return Membership.objects.filter(unit__kind=Unit.Kind.FOREIGNERS_OFFICE).exclude(ended)


def is_of_foreigners_office(user: User) -> bool:
    """Whether the person belongs, or will belong, to a foreigners' office: then nothing is open, whatever else."""
    return of_foreigners_office().filter(user=user).exists()


def standing(user: User | AnonymousUser) -> Standing:
    """The person's standing, kept on the object for the length of the request."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    known: Standing | None = getattr(user, "_standing", None)
    if known is None:
        known = NOBODY if is_of_foreigners_office(user) else _compute(user)
        user._standing = known  # type: ignore[attr-defined]
    return known


def _compute(user: User) -> Standing:
    memberships = list(current_memberships().filter(user=user).order_by("valid_from"))
    held = [(roles()[m.role], m.unit) for m in memberships]
    opening = {unit.controller_id for role, unit in held if role.opens_files}
    overseeing = {unit.controller_id for role, unit in held if role.file_reach == FileReach.ALL_BELOW_2}
    overseen = _units_of(overseeing)
    working = {unit.id for role, unit in held if role.file_reach == FileReach.UNIT and role.opens_files}
    return Standing(
        roles=tuple(role for role, _ in held),
        organisations=frozenset(unit.controller_id for role, unit in held if role.name == "provider"),
        units=frozenset(unit.id for role, unit in held if role.file_reach in (FileReach.UNIT, FileReach.ALL_BELOW_2)),
        overseen=overseen,
        rounds=overseen | working,
        for_contact_data=frozenset(unit.id for role, unit in held if role.contact_data_reach == FileReach.UNIT),
        home=_units_of(opening),
        home_unit=next((unit.id for role, unit in held if role.opens_files), None),
        permissions=frozenset().union(*(role.permissions for role, _ in held)),
    )


def _units_of(controllers: set[UUID]) -> frozenset[UUID]:
    if not controllers:
        return frozenset()
    return frozenset(Unit.objects.filter(controller__in=controllers).values_list("id", flat=True))


def home_unit(user: User) -> Unit:
    """The unit the person opens files in. Raises ``NotAllowed`` for somebody who opens none."""
    key = standing(user).home_unit
    unit = Unit.objects.filter(pk=key).first() if key else None
    if unit is None:
        raise NotAllowed("Ihr Konto gehört zu keiner Stelle, die Akten führt. Fragen Sie die Koordination.")
    return unit


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    return standing(user).may(permission)


def colleagues(user: User, permission: Permission = Permission.CASE_WORK) -> QuerySet[User]:
    """Active people of the same controllers whose role carries ``permission``, by name."""
    names = [role.name for role in roles().values() if permission in role.permissions]
    running = current_memberships().filter(role__in=names, unit__in=standing(user).home)
    known = User.objects.filter(is_active=True, id__in=running.values("user_id")).order_by("name")
    return known.exclude(id__in=of_foreigners_office().values("user_id"))


def same_house(user: User, permission: Permission) -> QuerySet[User]:
    """Active people of the person's own bodies whose role carries ``permission``, by name; whoever asks included."""
    names = [role.name for role in roles().values() if permission in role.permissions]
    bodies = current_memberships().filter(user=user).values("unit__controller")
    running = current_memberships().filter(role__in=names, unit__controller__in=bodies)
    return User.objects.filter(is_active=True, id__in=running.values("user_id")).order_by("name")


def house_of(user: User) -> UUID:
    """The body the person works for. Raises ``NotAllowed`` for somebody without any membership."""
    found = current_memberships().filter(user=user).order_by("valid_from").first()
    if found is None:
        raise NotAllowed("Ihr Konto gehört zu keiner Stelle. Fragen Sie die Koordination.")
    return found.unit.controller_id


def second_factor_missing(user: User) -> bool:
    """Whether the person has not yet set up a code generator or a passkey."""
    return not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
