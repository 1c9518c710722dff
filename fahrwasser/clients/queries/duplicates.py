"""Reading who may be the same person. Only what the asking person may know; nobody learns of anybody else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import Case
from fahrwasser.clients import names
from fahrwasser.clients.births import Precision
from fahrwasser.clients.models import Client, DuplicatePair, Merge
from fahrwasser.clients.queries.people import MIN_LETTERS

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the person described, and why, in words."""

    person: Client
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PairLine:
    """A pair in the work list. A name the person may not know is empty: then the file's number stands alone."""

    pair: DuplicatePair
    first: str
    second: str
    reasons: tuple[str, ...]
    may_decide: bool


def reason_words(codes: Iterable[str]) -> tuple[str, ...]:
    labels = dict(DuplicatePair.Reason.choices)
    return tuple(str(labels.get(code, code)) for code in codes)


def candidates(
    user: User, name: str, birth_date: date | None = None, phone: str = "", precision: str = Precision.DAY
) -> list[Candidate]:
    """ "Vielleicht schon bekannt": at most ten people ``user`` may know, the likeliest first.

    ``name``: everything known of it, in any order and script. An empty list says nothing: nobody like that, or nobody
    the asking person may know.
    """
    name = " ".join(names.without_remarks(name).replace("\x00", " ").split()[: names.LONGEST])
    search = names.search_key(name)
    if len(search) < MIN_LETTERS and not names.phone_key(phone):
        return []
    keys = names.name_keys([name], [], birth_date if precision == Precision.DAY else None)
    asked = [search, names.latin_words(name), keys, birth_date, precision, names.phone_key(phone)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, reasons FROM fw.client_candidates(%s, %s, %s, %s, %s, %s)", asked)
        found: dict[UUID, list[str]] = dict(cursor.fetchall())
    known = Client.objects.visible_to(user).filter(pk__in=found).select_related("case").in_bulk()
    return [Candidate(known[key], reason_words(codes)) for key, codes in found.items() if key in known]


def open_pairs(user: User) -> list[PairLine]:
    """Pairs nobody has decided yet, in files the person knows of, the best founded first."""
    pairs = DuplicatePair.objects.visible_to(user).filter(state=DuplicatePair.State.OPEN)
    rows = list(pairs.select_related("first_case", "second_case").order_by("-found_on", "pk")[:SHOWN_AT_MOST])
    return sorted(_lines(rows, user), key=lambda line: -len(line.reasons))


def pairs_waiting(user: User) -> int:
    """How many pairs nobody has decided yet."""
    return int(DuplicatePair.objects.visible_to(user).filter(state=DuplicatePair.State.OPEN).count())


def decided_pairs(user: User) -> list[PairLine]:
    """Pairs somebody decided, newest first."""
    pairs = DuplicatePair.objects.visible_to(user).exclude(state=DuplicatePair.State.OPEN)
    rows = pairs.select_related("first_case", "second_case", "decided_by").order_by("-decided_on", "pk")
    return _lines(list(rows[:SHOWN_AT_MOST]), user)


def _lines(pairs: list[DuplicatePair], user: User) -> list[PairLine]:
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    known = {one.pk: one.name for one in Client.objects.filter(pk__in=keys)}
    ids = [pair.pk for pair in pairs]
    decidable = set(DuplicatePair.objects.decidable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        PairLine(
            pair, known.get(pair.first_id, ""), known.get(pair.second_id, ""), reason_words(pair.reasons),
            pair.pk in decidable,
        )
        for pair in pairs
    ]  # fmt: skip


def pairs_of(person: Client, user: User) -> QuerySet[DuplicatePair]:
    """Open pairs with this person that the person asking may decide."""
    mine = DuplicatePair.objects.decidable_by(user).filter(state=DuplicatePair.State.OPEN)
    return (mine.filter(first=person) | mine.filter(second=person)).select_related("first", "second")


def merges_of(user: User) -> QuerySet[Merge]:
    """Merges in files the person reads, newest first."""
    return Merge.objects.visible_to(user).select_related("kept", "absorbed", "case", "by", "pair").order_by("-at")


def other_files_of(person: Client, user: User) -> list[Case]:
    """Files of the same person that the asking person reads as well."""
    same = DuplicatePair.objects.decidable_by(user).filter(state=DuplicatePair.State.SAME)
    cases = [pair.second_case for pair in same.filter(first=person).select_related("second_case")]
    cases += [pair.first_case for pair in same.filter(second=person).select_related("first_case")]
    return [case for case in cases if case.pk != person.case_id]


def distinct_persons(clients: Collection[UUID]) -> int:
    """How many people stand behind these rows: merged and linked ones count once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.distinct_persons(%s)", [list(clients)])
        return int(cursor.fetchone()[0])
