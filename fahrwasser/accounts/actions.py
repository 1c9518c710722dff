"""What changes people, units and roles."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import Membership, Organisation, Role, Unit, User
from fahrwasser.accounts.rules import roles
from fahrwasser.core.errors import NotAllowed


@transaction.atomic
def load_roles() -> None:
    """Bring the table the policies read in line with ``policy/roles.yaml``."""
    for role in roles().values():
        Role.objects.update_or_create(
            name=role.name,
            defaults={
                "file_reach": role.file_reach.value,
                "contact_data_reach": role.contact_data_reach.value,
                "reads_log": role.reads_log,
                "opens_files": role.opens_files,
            },
        )
    Role.objects.exclude(name__in=roles()).delete()


def add_organisation(*, name: str, kind: Organisation.Kind) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind)


def add_unit(*, controller: Organisation, name: str, kind: Unit.Kind) -> Unit:
    return Unit.objects.create(controller=controller, name=name, kind=kind)


@transaction.atomic
def add_user(*, email: str, name: str, password: str | None, unit: Unit, role: str, **fields: str) -> User:
    """A person with one membership, from now on; without a password nobody logs in yet."""
    user = User.objects.create_user(email=email, password=password, name=name, **fields)
    join(user=user, unit=unit, role=role)
    return user


def join(*, user: User, unit: Unit, role: str, since: datetime | None = None) -> Membership:
    if role not in roles():
        raise NotAllowed(f"Die Rolle „{role}“ gibt es nicht.")
    if unit.kind == Unit.Kind.FOREIGNERS_OFFICE and roles()[role].permissions:
        raise NotAllowed("Die Ausländerbehörde kann keine Rolle mit Rechten erhalten.")
    return Membership.objects.create(user=user, unit=unit, role=role, valid_from=since or timezone.now())


@transaction.atomic
def leave(*, user: User, now: datetime) -> None:
    """The person leaves: memberships end, sessions end, the name stays as author of what was written."""
    user.memberships.filter(valid_until=None).update(valid_until=now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user.id)


def _end_sessions(user_id: UUID) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
