"""Reading about people."""

from django.db import connection

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients import rules
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel

MIN_LETTERS = 2


def search(user: User, words: str) -> list[Client]:
    """People whose name contains ``words``, among those the person may know; the same empty list for all others."""
    key = rules.search_key(words).replace("\\", "").replace("%", "").replace("_", "")
    if len(key) < MIN_LETTERS:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.search_clients(%s)", [key])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Client.objects.visible_to(user).filter(pk__in=ids).select_related("case").order_by("search_key"))


def channel_of(case: Case, user: User) -> SafeChannel | ProtectedChannel | None:
    """The safe channel, from the store that fits the file's level."""
    if case.is_protected:
        return ProtectedChannel.objects.visible_to(user).filter(case=case).first()
    return SafeChannel.objects.visible_to(user).filter(case=case).first()


def people_of(case: Case, user: User) -> list[Client]:
    """Everybody of the file, the client first."""
    people = Client.objects.visible_to(user).filter(case=case).order_by("birth_date", "pk")
    return sorted(people, key=lambda person: person.role != Client.Role.CLIENT)
