"""What changes people, units and roles."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts import queries
from fahrwasser.accounts.models import AccountAct, Membership, Organisation, ProposedMembership, Role, Unit, User
from fahrwasser.accounts.rules import check_second_person, roles
from fahrwasser.core.errors import NotAllowed

Verb = AccountAct.Verb


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
def add_user(
    *, email: str, name: str, password: str | None, unit: Unit, role: str, by: User | None, now: datetime, **fields: str
) -> User:
    """A person with one role; without a password nobody logs in yet. ``by`` is nobody for the first account.

    A role with reach waits for a second person, see ``confirm``; in a house without files there is none to protect.
    """
    user = User.objects.create_user(email=email, password=password, name=name, **fields)
    if by is not None and queries.takes_two(unit, role):
        check_role(unit, role)
        ProposedMembership(user=user, unit=unit, role=role, by=by, at=now).save(force_insert=True)
        note(about=user, unit=unit, role=role, verb=Verb.PROPOSED, by=by, now=now)
    else:
        join(user=user, unit=unit, role=role)
        note(about=user, unit=unit, role=role, verb=Verb.MADE, by=by, now=now)
    return user


def note(*, about: User, unit: Unit, role: str, verb: str, by: User | None, now: datetime, why: str = "") -> None:
    """Write down what was done with an account, for data protection."""
    words = f"{roles()[role].label}, {unit.name}" + (f". Grund: {why}" if why else "")
    AccountAct(controller_id=unit.controller_id, at=now, by=by, user=about, verb=verb, words=words[:300]).save(
        force_insert=True
    )


@transaction.atomic
def confirm(*, proposal: ProposedMembership, by: User, now: datetime) -> Membership:
    """The second person says yes: from now on the membership holds."""
    current = _decided(proposal, by, now, confirmed=True)
    if not current.user.is_active:
        raise NotAllowed("Dieses Konto ist beendet.")
    note(about=current.user, unit=current.unit, role=current.role, verb=Verb.CONFIRMED, by=by, now=now)
    return join(user=current.user, unit=current.unit, role=current.role)


@transaction.atomic
def refuse(*, proposal: ProposedMembership, by: User, now: datetime, reason: str) -> None:
    """The second person says no. An account that has nothing else ends."""
    current = _decided(proposal, by, now, confirmed=False, reason=reason)
    note(about=current.user, unit=current.unit, role=current.role, verb=Verb.REFUSED, by=by, now=now, why=reason)
    _end_account_without_role(current.user)


def _decided(proposal: ProposedMembership, by: User, now: datetime, **values: Any) -> ProposedMembership:
    check_second_person(decides=by.pk, proposed_by=proposal.by_id, about=proposal.user_id)
    waiting = ProposedMembership.objects.filter(pk=proposal.pk, confirmed=None)
    if not waiting.update(decided_by=by, decided_at=now, **values):
        raise NotAllowed("Darüber ist schon entschieden.")
    return ProposedMembership.objects.select_related("user", "unit").get(pk=proposal.pk)


def join(*, user: User, unit: Unit, role: str, since: datetime | None = None) -> Membership:
    check_role(unit, role)
    return Membership.objects.create(user=user, unit=unit, role=role, valid_from=since or timezone.now())


def check_role(unit: Unit, role: str) -> None:
    if role not in roles():
        raise NotAllowed(f"Die Rolle „{role}“ gibt es nicht.")
    if unit.kind == Unit.Kind.FOREIGNERS_OFFICE and roles()[role].permissions:
        raise NotAllowed("Die Ausländerbehörde kann keine Rolle mit Rechten erhalten.")


@transaction.atomic
def leave(*, user: User, controller: Organisation, by: User, now: datetime) -> None:
    """The person leaves a house: its memberships end, sessions end, the name stays as author of what was written.

    What they have in another house stays theirs.
    """
    ended = list(queries.running_in(user, controller))
    for membership in ended:
        note(about=user, unit=membership.unit, role=membership.role, verb=Verb.ENDED, by=by, now=now)
    queries.running_in(user, controller).update(valid_until=now)
    _end_account_without_role(user)
    _end_sessions(user.id)


def _end_account_without_role(user: User) -> None:
    if not queries.has_membership(user):
        user.is_active = False
        user.save(update_fields=["is_active"])


def _end_sessions(user_id: UUID) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
