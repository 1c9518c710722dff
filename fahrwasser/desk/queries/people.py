"""Ways to reach people, beside files. A list of files never joins them: a hidden row would take the file with it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import colleagues
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.queries import deputies
from fahrwasser.clients.models import ProtectedChannel, SafeChannel


def phones(user: User, case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """How to call, by case, from both stores; nothing where the contact data may not be read."""
    ids = set(case_ids)
    open_ones = SafeChannel.objects.visible_to(user).filter(case__in=ids)
    protected = ProtectedChannel.objects.visible_to(user).filter(case__in=ids)
    found = [*open_ones.values_list("case_id", "phone"), *protected.values_list("case_id", "phone")]
    return dict(found)


def watchers(case_id: UUID) -> list[User]:
    """Coordinators and data protection officers, who are told of an emergency access to the file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.watchers(%s)", [case_id])
        ids = [row[0] for row in cursor.fetchall()]
    return list(User.objects.filter(pk__in=ids, is_active=True))


def team(user: User, permission: Permission) -> list[tuple[User, User | None]]:
    """Colleagues who do the same, by name, each with the standing deputy."""
    known = deputies()
    return [(person, known.get(person.pk)) for person in colleagues(user, permission)]
