"""What the counter reads: languages to point at, sentences, lines that are open, calls and their sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from fahrwasser import catalogue, policy
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import house_of
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.rules import GERMAN, Block
from fahrwasser.contacts.models import Interpreter
from fahrwasser.contacts.queries import pool
from fahrwasser.counter import rules
from fahrwasser.counter.models import CallForCase, InterpreterCall, PhoneLine

MOST_FOUND = 12  # languages of a search
# The sentences of the counter in the order in which one needs them, by what they are for.
SITUATIONS = {
    "welcome": ("hello", "wait", "fetching", "phone", "confidential", "choice", "no_papers"),
    "today": ("danger", "doctor", "sleep", "food", "children", "alone", "woman"),
    "paper": ("letter", "read", "write_name", "application", "come_back"),
}
ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Language:
    """A language as somebody finds it: BCP 47 code, German name, own name, direction, and the question in it."""

    code: str
    label: str
    own_name: str
    rtl: bool
    ask: str = ""

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"


@cache
def languages() -> dict[str, Language]:
    """Every language of the house but German, by code, in the order of the list."""
    rows: list[dict[str, Any]] = catalogue.read("languages")["languages"]
    asks = {row["code"]: row.get("ask", "") for row in policy.read("pointing")["languages"]}
    return {
        row["code"]: Language(row["code"], row["label"], row["own_name"], row["rtl"], asks.get(row["code"], ""))
        for row in rows
        if row["code"] != GERMAN
    }


@cache
def to_point_at() -> tuple[Language, ...]:
    """The languages of the card, in the order of ``policy/pointing.yaml``."""
    return tuple(languages()[row["code"]] for row in policy.read("pointing")["languages"])


def found(words: str) -> list[Language]:
    """Languages whose German or own name has ``words`` in it, also those that are not on the card."""
    asked = words.strip().casefold()
    if not asked:
        return []
    names = ((one, f"{one.label} {one.own_name}".casefold()) for one in languages().values())
    return [one for one, name in names if asked in name][:MOST_FOUND]


def label_of(code: str) -> str:
    """The German name of a language; one that left the list keeps its code."""
    one = languages().get(code)
    return one.label if one else {rules.UNKNOWN: "Sprache unbekannt"}.get(code, code)


def cost_units() -> list[rules.CostUnit]:
    return [rules.CostUnit(**row) for row in policy.read("cost_units")["cost_units"]]


@dataclass(frozen=True)
class Sentences:
    """The counter's sentences of one language, by situation and short code; ``answers`` are for pointing at."""

    language: str
    situations: dict[str, dict[str, Block]]
    answers: list[Block]

    @property
    def translated(self) -> bool:
        return self.language != GERMAN

    @property
    def unchecked(self) -> int:
        shown = [block for part in self.situations.values() for block in part.values()] + self.answers
        return sum(not block.is_checked for block in shown) if self.translated else 0


def sentences(language: str, house: Organisation) -> Sentences:
    """In ``language``, or in German alone where nobody has translated them."""
    texts = blocks.texts(language if language in blocks.languages() else GERMAN, house)
    situations = {name: {code: texts[f"counter.{code}"] for code in codes} for name, codes in SITUATIONS.items()}
    return Sentences(texts.language, situations, texts.of(f"counter.{code}" for code in ANSWERS))


def house(user: User) -> Organisation:
    """The body at whose counter the person stands."""
    return Organisation.objects.get(pk=house_of(user))


def lines(user: User) -> QuerySet[PhoneLine]:
    """Every line of the house, those in use first."""
    rows: QuerySet[PhoneLine] = PhoneLine.objects.visible_to(user)
    return rows.order_by("-active", "name", "opens", "pk")


def line(user: User, line_id: UUID) -> PhoneLine | None:
    return lines(user).filter(pk=line_id).first()


def phone_pool(user: User) -> QuerySet[Interpreter]:
    """Interpreters who work by telephone and can get a line."""
    return pool(user).filter(phone=True, active=True)


def open_lines(
    user: User, language: str, now: datetime, case_id: UUID | None = None, gender: str = ""
) -> list[PhoneLine]:
    """Whom one can call now for ``language``; for a case without those excluded there. Why others lack is never said.

    With ``gender`` only women (f) or only men (m). People come before services.
    """
    with connection.cursor() as cursor:
        weekday = rules.weekday(timezone.localdate(now))
        cursor.execute("SELECT line, gender FROM fw.phone_lines(%s, %s, %s, %s)", [case_id, language, now, weekday])
        able = {row[0] for row in cursor.fetchall() if gender in ("", row[1])}
    return list(lines(user).filter(pk__in=able).order_by("many", "name", "pk"))


def running(user: User) -> list[InterpreterCall]:
    """One's own calls that run, the newest first."""
    return list(_calls(user).filter(by=user, ended_at=None).order_by("-started_at"))


def forgotten(user: User, now: datetime) -> list[InterpreterCall]:
    """Calls of colleagues that nobody has ended for a long time."""
    since = now - rules.FORGOTTEN_AFTER
    rows = _calls(user).filter(ended_at=None, started_at__lte=since).exclude(by=user)
    return list(rows.order_by("started_at"))


def call(user: User, call_id: UUID, now: datetime) -> InterpreterCall | None:
    """A running call that the person may end: their own, or a forgotten one."""
    own = Q(by=user) | Q(started_at__lte=now - rules.FORGOTTEN_AFTER)
    return _calls(user).filter(own, pk=call_id, ended_at=None).first()


def _calls(user: User) -> QuerySet[InterpreterCall]:
    rows: QuerySet[InterpreterCall] = InterpreterCall.objects.visible_to(user)
    return rows.select_related("line")


def case_of(call: InterpreterCall, user: User) -> UUID | None:
    """The case a call was made for, for whoever reads it."""
    rows = CallForCase.objects.visible_to(user).filter(call=call)
    found: UUID | None = rows.values_list("case", flat=True).first()
    return found


@dataclass(frozen=True)
class Total:
    """Calls and minutes of one language at one cost unit."""

    cost_unit: str
    language: str
    calls: int
    minutes: int


@dataclass(frozen=True)
class Account:
    """What one cost unit owes for a month."""

    label: str
    rows: list[Total]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def calls(self) -> int:
        return sum(row.calls for row in self.rows)


def accounts(user: User, first: date) -> list[Account]:
    """Minutes of the month that begins on ``first``, by cost unit and language."""
    ended = InterpreterCall.objects.visible_to(user).filter(
        ended_at__isnull=False, started_at__date__gte=first, started_at__date__lt=rules.next_month(first)
    )
    rows = ended.values("cost_unit", "language").annotate(calls=Count("pk"), minutes=Sum("minutes"))
    totals = [Total(**row) for row in rows.order_by("cost_unit", "-minutes", "language")]
    return list(_by_cost_unit(totals))


def _by_cost_unit(totals: list[Total]) -> Iterable[Account]:
    labels = {unit.code: unit.label for unit in cost_units()}
    for code in dict.fromkeys(total.cost_unit for total in totals):
        yield Account(labels.get(code, code), [total for total in totals if total.cost_unit == code])
