"""Reading who is in a file."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients import names
from fahrwasser.clients.models import Client, HouseholdStay, ProtectedChannel, SafeChannel

MIN_LETTERS = 2


def search(user: User, words: str) -> list[Client]:
    """People whose name contains ``words`` or is the same in another script or spelling, the literal ones first.

    Among those the person may know; the same empty list for all others.
    """
    key = names.search_key(words).replace("\\", "").replace("%", "").replace("_", "").replace("\x00", "")
    if len(key) < MIN_LETTERS:
        return []
    latin = names.latin_words(words)
    keys = [f"s:{found}" for found in names.skeletons(latin)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.search_clients(%s, %s, %s)", [key, latin, keys])
        ids = [row[0] for row in cursor.fetchall()]
    found = Client.objects.visible_to(user).filter(pk__in=ids).select_related("case")
    return sorted(found, key=lambda person: (key not in person.search_key, person.search_key))


def channel_of(case: Case, user: User) -> SafeChannel | ProtectedChannel | None:
    """The safe channel, from the store that fits the file's level."""
    if case.is_protected:
        return ProtectedChannel.objects.visible_to(user).filter(case=case).first()
    return SafeChannel.objects.visible_to(user).filter(case=case).first()


def people_of(case: Case, user: User) -> list[Client]:
    """Everybody of the file with their time in the household: the client first, people outside the household last."""
    people = Client.objects.visible_to(user).filter(case=case).order_by("birth_date", "pk").prefetch_related("stays")
    return sorted(people, key=lambda person: (person.role != Client.Role.CLIENT, person.is_third_party))


def household_on(case: Case, user: User, on: date) -> list[Client]:
    """Who lives together on a day; an expected child and people outside the household are not counted."""
    return [person for person in people_of(case, user) if person.lives_here(on)]


def stays_of(case: Case, user: User) -> list[HouseholdStay]:
    """The household over time, oldest first; without a day at the beginning."""
    stays = HouseholdStay.objects.visible_to(user).filter(case=case, person__merged_into=None)
    return sorted(
        stays.select_related("person"), key=lambda stay: (stay.joined_on or date.min, stay.left_on or date.max)
    )


def main_person(case: Case, user: User) -> Client | None:
    """The client of the file."""
    return next(iter(people_of(case, user)), None)


def names_of(cases: Collection[Case], user: User) -> dict[object, str]:
    """The client's name by key of the case, for lists; a case whose names the person may not know is missing."""
    clients = Client.objects.visible_to(user).filter(case__in=cases, role=Client.Role.CLIENT).order_by("-pk")
    return {client.case_id: client.name for client in clients}
