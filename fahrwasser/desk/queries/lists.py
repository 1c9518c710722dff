"""Lists of files: one's own, the team's, the closed ones, and what a search finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, SafeChannel
from fahrwasser.clients.queries import names_of
from fahrwasser.clients.queries import search as search_people
from fahrwasser.contacts.models import Contact
from fahrwasser.desk import rules
from fahrwasser.desk.queries.household import full_name
from fahrwasser.desk.queries.people import phones
from fahrwasser.work.queries import open_tasks

PER_PAGE = 25
FOUND_AT_MOST = 50
LISTS = {"eigene": _("Eigene"), "team": _("Team"), "abgeschlossen": _("Abgeschlossen")}


@dataclass(frozen=True)
class FileRow:
    """One file in a list; ``name`` and the dates are empty where only the file's existence may be known."""

    case: Case
    name: str = ""
    next_due: date | None = None
    last_contact: date | None = None


def lists_of(user: User) -> dict[str, Any]:
    """The lists a person has, the first one first; whoever leads no cases has none of their own."""
    return {key: label for key, label in LISTS.items() if key != "eigene" or may(user, Permission.CASE_WORK)}


def files(user: User, which: str) -> QuerySet[Case]:
    """The files of one of ``LISTS`` that the person may know of."""
    own, known = Case.objects.readable_by(user), Case.objects.visible_to(user)
    if which == "abgeschlossen":
        found = known.filter(state=Case.State.CLOSED)
    elif which == "team":
        found = known.filter(state=Case.State.OPEN).exclude(pk__in=own.values("pk"))
    else:
        found = own.filter(state=Case.State.OPEN)
    chosen: QuerySet[Case] = found.select_related("lead").order_by("-opened_on", "-number")
    return chosen


def file_page(user: User, which: str, number: str | None) -> tuple[Page[Case], list[FileRow]]:
    """One page of a list, and its rows with what may be read about each."""
    page = Paginator(files(user, which), PER_PAGE).get_page(number)
    return page, file_rows(user, list(page.object_list))


def file_rows(user: User, cases: Sequence[Case]) -> list[FileRow]:
    ids = [case.pk for case in cases]
    called, due, seen = names_of(cases, user), _next_due(user, ids), _last_contacts(user, ids)
    return [FileRow(case, called.get(case.pk, ""), due.get(case.pk), seen.get(case.pk)) for case in cases]


def _next_due(user: User, ids: list[UUID]) -> dict[UUID, date]:
    tasks = open_tasks(user).filter(case__in=ids).order_by().values("case").annotate(day=Min("due_on"))
    return dict(tasks.values_list("case", "day"))


def _last_contacts(user: User, ids: list[UUID]) -> dict[UUID, date]:
    contacts = Contact.objects.visible_to(user).filter(case__in=ids)
    return dict(contacts.values("case").annotate(last=Max("at__date")).values_list("case", "last"))


@dataclass(frozen=True)
class Hit:
    """One finding of a search. ``name`` and ``phone`` only where the contact data may be read."""

    case: Case
    name: str = ""
    born_on: date | None = None
    phone: str = ""


def search(user: User, words: str) -> list[Hit]:
    """Files by number, name, birth date or telephone among those the person may know; nobody learns of others."""
    kind = rules.sought(words)
    if kind == rules.Sought.NUMBER:
        return _by_number(user, words)
    if kind == rules.Sought.PHONE:
        pattern = rules.phone_pattern(words)
        channels = SafeChannel.objects.visible_to(user).filter(phone__regex=pattern)
        return _hits(user, _clients_of(user, channels.values_list("case", flat=True)[:FOUND_AT_MOST]))
    if kind == rules.Sought.BIRTH_DATE:
        born = Client.objects.visible_to(user).filter(birth_date=rules.day_in(words))
        return _hits(user, list(born[:FOUND_AT_MOST]))
    return _hits(user, search_people(user, words))


def _clients_of(user: User, case_ids: Iterable[UUID]) -> list[Client]:
    people = Client.objects.visible_to(user)
    return list(people.filter(case__in=case_ids, role=Client.Role.CLIENT))


def _by_number(user: User, words: str) -> list[Hit]:
    digits = words.strip().upper().replace("-", "")
    number = f"F-{digits[1:5]}-{digits[5:].zfill(5)}"
    known = Case.objects.visible_to(user).filter(number=number).select_related("lead")
    cases = list(known)
    called, numbers = names_of(cases, user), phones(user, [case.pk for case in cases])
    return [Hit(case, called.get(case.pk, ""), phone=numbers.get(case.pk, "")) for case in cases]


def _hits(user: User, people: list[Client]) -> list[Hit]:
    ids = {person.case_id for person in people}
    known = Case.objects.visible_to(user).filter(pk__in=ids).select_related("lead")
    cases = {case.pk: case for case in known}
    numbers = phones(user, ids)
    return [
        Hit(
            cases[person.case_id],
            full_name(person),
            person.birth_date,
            numbers.get(person.case_id, ""),
        )
        for person in people
        if person.case_id in cases
    ]
