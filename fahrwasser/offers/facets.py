"""Filters of the directory as plain links: values within one facet widen, facets together narrow."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _

from fahrwasser.offers import codes
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.models import Capacity, Offer
from fahrwasser.offers.queries import hidden
from fahrwasser.offers.rules import HIDDEN_DISTRICT

SHOWN = 8
"""Values of a facet that stand open; the others fold."""
NOT_STATED = "unbekannt"
FREE_WORDS = ("kostenlos", "kostenfrei", "0 euro")
CODES: Final = ArrayField(TextField())
ALL: Final = ""
"""Name under which the number of all remaining offers is counted; no facet is called so."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: name of the parameter, German label, the codes of an offer as an array, and their German names."""

    name: str
    label: str
    codes: Combinable
    word: Callable[[str], str]

    @property
    def column(self) -> str:
        return f"facet_{self.name}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to click: how many offers it would show, whether it is set, and the address that turns it round."""

    word: str
    count: int
    is_set: bool
    query: str


@dataclass(frozen=True, slots=True)
class Filter:
    label: str
    choices: tuple[Choice, ...]

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        return self.choices[:SHOWN]

    @property
    def folded_choices(self) -> tuple[Choice, ...]:
        return self.choices[SHOWN:]

    @property
    def is_set(self) -> bool:
        return any(choice.is_set for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Selection:
    """The offers that remain and how many, how many there were, the filters to draw, and what is set."""

    offers: QuerySet[Offer]
    remaining: int
    total: int
    filters: tuple[Filter, ...]
    chips: tuple[Choice, ...]


Counts = Mapping[str, Counter[str]]
Wanted = Mapping[str, frozenset[str]]


def _only(value: Combinable) -> Func:
    """A single code as an array, none for an empty one."""
    return Func(value, template="array_remove(ARRAY[(%(expressions)s)::varchar], '')", output_field=CODES)


def _areas() -> Func:
    template = "ARRAY(SELECT DISTINCT split_part(need, '.', 1) FROM unnest(%(expressions)s) AS need)"
    return Func(F("needs"), template=template, output_field=CODES)


def _place() -> Case:
    """Where an offer is; of a shelter only that it is nobody's business."""
    return Case(When(~Q(district="") & hidden(), then=Value(HIDDEN_DISTRICT)), default=F("district"))


def _childcare() -> Case:
    return Case(When(childcare=None, then=Value(NOT_STATED)), When(childcare=True, then=Value("ja")),
                default=Value("nein"))  # fmt: skip


def _cost() -> Case:
    free = reduce(lambda one, other: one | other, (Q(cost__istartswith=word) for word in FREE_WORDS))
    return Case(When(cost="", then=Value(NOT_STATED)), When(free, then=Value("frei")), default=Value("kostet"))


def _capacity(on: date) -> Coalesce:
    """What was said last, while it still counts."""
    newest = Capacity.objects.filter(offer=OuterRef("pk")).order_by("-confirmed_on", "-pk")
    oldest = ExpressionWrapper(Value(on, output_field=DateField()) - OuterRef("capacity_valid_days"), DateField())
    told = newest.annotate(code=Case(When(confirmed_on__gte=oldest, then=F("state")), default=Value(NOT_STATED)))
    return Coalesce(Subquery(told.values("code")[:1]), Value(NOT_STATED), output_field=CharField())


def _named(words: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda code: str(words.get(code, code))


def facets(on: date) -> tuple[Facet, ...]:
    """All filters, in the order of the page."""
    capacity = {"frei": _("frei"), "warteliste": _("Warteliste"), "voll": _("voll"), NOT_STATED: _("klären")}
    childcare = {"ja": _("vorhanden"), "nein": _("keine"), NOT_STATED: _("nicht angegeben")}
    forms = {choice.value: choice.label for choice in Offer.Format}
    cost = {"frei": _("kostenlos"), "kostet": _("mit Kosten"), NOT_STATED: _("nicht angegeben")}
    return (
        Facet("bereich", _("Lebensbereich"), _areas(), codes.need_name),
        Facet("bedarf", _("Bedarf"), F("needs"), codes.need_name),
        Facet("betreuung", _("Kinderbetreuung"), _only(_childcare()), _named(childcare)),
        Facet("sprache", _("Sprache des Angebots"), F("languages"), language_name),
        Facet("kapazitaet", _("Kapazität"), _only(_capacity(on)), _named(capacity)),
        Facet("ort", _("Ort"), _only(_place()), place_name),
        Facet("kosten", _("Kosten"), _only(_cost()), _named(cost)),
        Facet("form", _("Form"), _only(F("format")), _named(forms)),
    )


def select(offers: QuerySet[Offer], asked: QueryDict, on: date) -> Selection:
    """Narrow the offers by the parameters; codes nobody has are left out of the question. Two statements at most."""
    chosen = facets(on)
    found = offers.annotate(**{facet.column: Cast(facet.codes, CODES) for facet in chosen})
    everything = _counted(found, chosen, {})
    wanted = {facet.name: frozenset(asked.getlist(facet.name)) & everything[facet.name].keys() for facet in chosen}
    wanted = {name: values for name, values in wanted.items() if values}
    counts = _counted(found, chosen, wanted) if wanted else everything
    remaining = found.filter(**{f"facet_{name}__overlap": sorted(values) for name, values in wanted.items()})
    filters = tuple(_filter(facet, counts[facet.name], wanted.get(facet.name, frozenset()), asked) for facet in chosen)
    chips = tuple(choice for one in filters for choice in one.choices if choice.is_set)
    return Selection(
        remaining, counts[ALL][ALL], everything[ALL][ALL], tuple(one for one in filters if one.choices), chips
    )


def _counted(found: QuerySet[Offer], chosen: Sequence[Facet], wanted: Wanted) -> Counts:
    """How many offers have each code, where the other facets are narrowed; one statement for all facets."""
    rows, values = found.order_by().values_list(*(facet.column for facet in chosen)).query.sql_with_params()
    columns = ", ".join(facet.column for facet in chosen)
    parts = [f"SELECT '{ALL}', '{ALL}', count(*) FROM found{_narrowed(wanted)}"]  # noqa: S608
    parameters = _narrowing(wanted)
    for facet in chosen:
        others = {name: codes for name, codes in wanted.items() if name != facet.name}
        parts.append(
            f"SELECT '{facet.name}', code, count(*) FROM found, unnest({facet.column}) AS code"  # noqa: S608
            f"{_narrowed(others)} GROUP BY code"
        )
        parameters += _narrowing(others)
    statement = f"WITH found({columns}) AS MATERIALIZED ({rows}) {' UNION ALL '.join(parts)}"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *parameters])
        for name, code, number in cursor:
            counts[name][code] = number
    return counts


def _narrowed(wanted: Wanted) -> str:
    """The condition of the facets that are set; names are our own, codes are parameters."""
    return " WHERE " + " AND ".join(f"facet_{name} && %s::text[]" for name in wanted) if wanted else ""


def _narrowing(wanted: Wanted) -> list[list[str]]:
    return [sorted(codes) for codes in wanted.values()]


def _filter(facet: Facet, counts: Counter[str], wanted: frozenset[str], asked: QueryDict) -> Filter:
    shown = sorted(counts.keys() | wanted, key=lambda code: (code not in wanted, -counts[code], facet.word(code)))
    return Filter(
        facet.label,
        tuple(
            Choice(facet.word(code), counts[code], code in wanted, turned(asked, facet.name, code)) for code in shown
        ),
    )


def turned(asked: QueryDict, name: str, code: str) -> str:
    """The query string with this value set, or without it where it was set; back on the first page."""
    query = asked.copy()
    values = query.getlist(name)
    query.setlist(name, [value for value in values if value != code] if code in values else [*values, code])
    query.pop("seite", None)
    return f"?{query.urlencode()}"
