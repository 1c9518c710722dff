"""Reading imports: what a set of tables says, what of it is wrong, and who may be known already."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import house_of, same_house
from fahrwasser.accounts.rules import Permission
from fahrwasser.cases.models import Case
from fahrwasser.cases.rules import Level
from fahrwasser.clients import names
from fahrwasser.clients.births import Birth
from fahrwasser.clients.queries import reason_words
from fahrwasser.imports import checking, columns
from fahrwasser.imports.checking import Known, Line, Mapped
from fahrwasser.imports.models import Import, SavedMapping
from fahrwasser.imports.tables import Table


@dataclass(frozen=True)
class Alike:
    """A file that may be about the same person, and why, as far as the asking person may know it.

    ``is_named``: whether they may be told which file it is; on level 1 only whoever reads it.
    """

    case: Case
    is_named: bool
    reasons: tuple[str, ...]


def newest(user: User) -> QuerySet[Import]:
    return Import.objects.visible_to(user).select_related("by", "ended_by").defer("content").order_by("-at")


def is_held(run: Import, user: User) -> bool:
    """Whether a worker has the import in hand now: a killed one lets go of it by itself."""
    free = Import.objects.visible_to(user).select_for_update(of=("self",), skip_locked=True).filter(pk=run.pk)
    return not free.values_list("pk", flat=True).first()


def uploaded_before(user: User, run: Import) -> Import | None:
    """The newest other import of the very same tables that was not thrown away or taken back."""
    same = newest(user).filter(digest=run.digest).exclude(pk=run.pk)
    return same.filter(state__in=(Import.State.OPEN, Import.State.CARRIED_OUT)).first()


def leaders(user: User) -> QuerySet[User]:
    """Who may lead an imported case."""
    return same_house(user, Permission.CASE_WORK)


def known(user: User, today: date, tables: Mapping[str, Table]) -> Known:
    """What rows are compared with. Two people of one name are known by e-mail alone."""
    words: dict[str, str] = {}
    doubled = set()
    for person in leaders(user):
        name = person.name.casefold()
        doubled |= {name} & words.keys()
        words |= {person.email.casefold(): str(person.pk), name: str(person.pk)}
    for name in doubled:
        del words[name]
    return Known(today, words, _old_numbers() if tables else frozenset())


def _old_numbers() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.imported_numbers()")
        return frozenset(row[0] for row in cursor.fetchall())


def mapped(run: Import, user: User) -> dict[str, Mapped]:
    """The tables of an import with what their columns mean: as chosen last time, otherwise as proposed."""
    return {name: mapping_of(user, name, table) for name, table in run.tables.items()}


def mapping_of(user: User, name: str, table: Table) -> Mapped:
    saved = SavedMapping.objects.visible_to(user).filter(
        controller=house_of(user), table=name, fingerprint=columns.fingerprint(table.header)
    )
    found = saved.first()
    if found is None:
        return Mapped(table, columns.proposed(name, table.header), {})
    places = {column: table.header.index(header) for column, header in found.places.items()}
    return Mapped(table, places, found.words)


def lines(run: Import, user: User, today: date) -> dict[str, list[Line]]:
    """Every row of an open import with its problems."""
    tables = mapped(run, user)
    return checking.check(tables, known(user, today, run.tables), frozenset(run.skipped))


def alike(user: User, rows: Iterable[Line]) -> dict[int, list[Alike]]:
    """Files the person oversees that may be about the people in these rows of the cases, by number of the row."""
    asked = [_asked(line) for line in rows if line.is_good and line.values.get("first_name")]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, case_id, reasons FROM fw.known_to_import(%s::jsonb)", [json.dumps(asked)])
        hits: list[tuple[int, UUID, list[str]]] = cursor.fetchall()
    cases = Case.objects.visible_to(user).in_bulk({case for _, case, _ in hits})
    named = set(Case.objects.readable_by(user).filter(pk__in=cases).values_list("pk", flat=True))
    named |= {case.pk for case in cases.values() if case.level == Level.NORMAL}
    found: dict[int, list[Alike]] = {}
    for number, case, reasons in hits:
        if case in cases:
            found.setdefault(number, []).append(Alike(cases[case], case in named, reason_words(reasons)))
    return found


def _asked(line: Line) -> dict[str, object]:
    first, last = line.values["first_name"], line.values.get("last_name", "")
    birth: Birth = line.values.get("birth", Birth())
    return {
        "number": line.number,
        "search": names.search_key(first, names.without_remarks(last)),
        "latin": names.latin_words(first, last),
        "keys": names.name_keys([first], [last], birth.exact),
        "born": birth.day.isoformat() if birth.day else None,
        "born_as": birth.precision,
        "phone": names.phone_key(line.values.get("phone", "")),
    }


def worked_on(run: Import) -> bool:
    """Whether a file of this import is in use since; which one and for what, nobody learns here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.worked_on_since_import(%s)", [run.pk])
        found: tuple[bool] = cursor.fetchone()
    return found[0]
