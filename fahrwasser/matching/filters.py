"""Filters of a result as plain links: no verdict changes, and what is hidden is always said. No queries here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fahrwasser.matching.lines import GROUPS, Group, Line, group_of
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.facets import NOT_STATED, Choice, Filter, turned

RESULT: Final = "ergebnis"
RESULT_CODES: Final[Mapping[str, str]] = {"fits": "passt", "unclear": "klaeren", "near": "fast", "not": "nicht"}
"""What stands in the address for each group of answers, in the order of the page."""
BEGINS: Final = (
    ("sofort", 0, gettext_lazy("sofort")),
    ("vier_wochen", 28, gettext_lazy("binnen 4 Wochen")),
    ("drei_monate", 92, gettext_lazy("binnen 3 Monaten")),
    ("spaeter", inf, gettext_lazy("später")),
)
WAYS: Final = (
    ("15", 15, gettext_lazy("bis 15 Minuten")),
    ("30", 30, gettext_lazy("bis 30 Minuten")),
    ("60", 60, gettext_lazy("bis 1 Stunde")),
    ("weiter", inf, gettext_lazy("über 1 Stunde")),
)
CHILDCARE: Final = {True: ("ja", gettext_lazy("vorhanden")), False: ("nein", gettext_lazy("keine")),
                    None: (NOT_STATED, gettext_lazy("nicht angegeben"))}  # fmt: skip
PLACES: Final = {"frei": gettext_lazy("frei"), "warteliste": gettext_lazy("Warteliste"), "voll": gettext_lazy("voll"),
                 NOT_STATED: gettext_lazy("klären")}  # fmt: skip

Words = dict[str, str]
Wanted = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: name in the address, German label, and the codes of a line with their words."""

    name: str
    label: str
    of: Callable[[Line], Words]


@dataclass(frozen=True, slots=True)
class Coded:
    """A line with its codes by the name of the filter."""

    line: Line
    words: Mapping[str, Words]

    def passes(self, wanted: Wanted) -> bool:
        return all(self.words[name].keys() & values for name, values in wanted.items())


@dataclass(frozen=True, slots=True)
class Way:
    """A sentence about offers that are not shown, and the address that brings them back."""

    sentence: str
    query: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is shown of a result. ``hidden``: what is not; ``looser``: the filter to take away first, if none is left.

    ``in_vain``: the address asks for something that none of the offers has; it was left out of account.
    """

    groups: Sequence[Group]
    filters: Sequence[Filter]
    chips: Sequence[Choice]
    shown: int
    hidden: Way | None
    looser: Way | None
    in_vain: bool


def narrow(groups: Iterable[Group], asked: QueryDict) -> Narrowed:
    """Values within one filter widen, filters together narrow; shown and hidden together are always all."""
    found = list(groups)
    coded = [Coded(line, {one.name: one.of(line) for one in facets()}) for group in found for line in group.lines]
    known = {one.name: {code for line in coded for code in line.words[one.name]} for one in facets()}
    wanted = {name: frozenset(asked.getlist(name)) & codes for name, codes in known.items()}
    wanted = {name: codes for name, codes in wanted.items() if codes}
    shown = {line.line.offer.pk for line in coded if line.passes(wanted)}
    telling = [one for one in facets() if one.name in wanted or _differs(one, coded)]
    filters = tuple(_filter(one, coded, wanted, asked) for one in telling)
    return Narrowed(
        groups=[kept for group in found if (kept := _only(group, shown)).lines],
        filters=filters,
        chips=[choice for one in filters for choice in one.choices if choice.is_set],
        shown=len(shown),
        hidden=_hidden([line for line in coded if not line.passes(wanted)], asked),
        looser=None if shown else _looser(coded, wanted, asked),
        in_vain=any(not codes.issuperset(asked.getlist(name)) for name, codes in known.items()),
    )


def facets() -> tuple[Facet, ...]:
    """All filters, in the order of the page."""
    return (
        Facet(RESULT, _("Ergebnis"), _result),
        Facet("sprache", _("Sprache"), lambda line: {code: language_name(code) for code in line.offer.languages}),
        Facet("betreuung", _("Kinderbetreuung"), lambda line: _one(*CHILDCARE[line.offer.childcare])),
        Facet("beginn", _("Beginn"), _begin),
        Facet("platz", _("Platz"), _place),
        Facet("ort", _("Ort"), lambda line: _one(line.offer.district, place_name(line.offer.district))),
        Facet("weg", _("Weg"), _way),
        Facet("form", _("Form"), lambda line: _one(line.offer.format, line.offer.get_format_display())),
        Facet("traeger", _("Träger"), lambda line: _one(line.offer.provider_id, line.offer.provider.name)),
    )


def _one(code: object, word: object) -> Words:
    return {str(code): str(word)} if code else {}


def _result(line: Line) -> Words:
    group = group_of(line.match)
    return {RESULT_CODES[group]: next(str(title) for key, _shape, title, _note in GROUPS if key == group)}


def _begin(line: Line) -> Words:
    return _steps(BEGINS, (line.begin_day - line.on).days if line.begin_day else 0)


def _way(line: Line) -> Words:
    minutes = line.match.standing.minutes
    if minutes is None:
        return _one(NOT_STATED, _("nicht bekannt"))
    none = _one("kein", _("kein Weg nötig")) if line.match.offer.remote else {}
    return none | _steps(WAYS, minutes)


def _steps(steps: Sequence[tuple[str, float, object]], number: int) -> Words:
    """Every step that reaches so far; the last one only for what no other reaches."""
    *bounded, (beyond, _most, word) = steps
    reached = {code: str(said) for code, most, said in bounded if number <= most}
    return reached or {beyond: str(word)}


def _place(line: Line) -> Words:
    """What was said last about free places, while it still counts."""
    told = line.match.offer.capacity
    state = str(told.get("state", NOT_STATED))
    if state == NOT_STATED or _is_stale(told, line.on):
        state = NOT_STATED
    return _one(state, PLACES[state])


def _is_stale(told: Mapping[str, object], on: date) -> bool:
    confirmed, days = date.fromisoformat(str(told["confirmed_on"])), int(str(told["stale_after_days"]))
    return confirmed + timedelta(days=days) < on


def _differs(facet: Facet, coded: Iterable[Coded]) -> bool:
    return len({frozenset(line.words[facet.name]) for line in coded}) > 1


def _filter(facet: Facet, coded: Sequence[Coded], wanted: Wanted, asked: QueryDict) -> Filter:
    """The choices of one filter, each with how many offers it would show beside the other filters."""
    others = {name: codes for name, codes in wanted.items() if name != facet.name}
    words = {code: word for line in coded for code, word in line.words[facet.name].items()}
    counts = Counter(code for line in coded if line.passes(others) for code in line.words[facet.name])
    chosen = wanted.get(facet.name, frozenset())
    choices = (
        Choice(word, counts[code], code in chosen, turned(asked, facet.name, code) + "#ergebnis")
        for code, word in sorted(words.items(), key=lambda entry: _order(facet.name, *entry))
    )
    return Filter(facet.label, tuple(choices))


def _order(name: str, code: str, word: str) -> tuple[int, str]:
    """Steps of time, way and result in their own order, names by the alphabet."""
    steps = {
        RESULT: tuple(RESULT_CODES.values()), "beginn": [row[0] for row in BEGINS], "weg": [row[0] for row in WAYS]
    }.get(name, ())  # fmt: skip
    return (steps.index(code) if code in steps else len(steps), word)


def _only(group: Group, shown: set[UUID]) -> Group:
    return replace(group, lines=[line for line in group.lines if line.offer.pk in shown])


def _hidden(lines: Sequence[Coded], asked: QueryDict) -> Way | None:
    if not lines:
        return None
    n = len(lines)
    said = ngettext("%(n)s Angebot ausgeblendet", "%(n)s Angebote ausgeblendet", n) % {"n": n}
    return Way(f"{said}, {best_words(line.line for line in lines)}.", without(asked, *(one.name for one in facets())))


def best_words(lines: Iterable[Line]) -> str:
    """How many of the offers have the best answer among them."""
    counts = Counter(group_of(line.match) for line in lines)
    best = next(key for key in RESULT_CODES if counts[key])
    n = counts[best]
    words = {
        "fits": ngettext("davon passt %(n)s", "davon passen %(n)s", n),
        "unclear": ngettext("davon ist %(n)s zu klären", "davon sind %(n)s zu klären", n),
        "near": ngettext("davon passt %(n)s bis auf eine Bedingung", "davon passen %(n)s bis auf eine Bedingung", n),
        "not": ngettext("es passt nicht", "keines davon passt", n),
    }
    return words[best] % {"n": n}


def _looser(coded: Sequence[Coded], wanted: Wanted, asked: QueryDict) -> Way | None:
    """Which single filter to take away first: the one that brings back the best answers, then the most offers."""
    left = {
        facet: [line.line for line in coded if line.passes({k: v for k, v in wanted.items() if k != facet.name})]
        for facet in facets()
        if facet.name in wanted
    }
    helping = [facet for facet, lines in left.items() if lines]
    if not helping:
        return None
    first = min(helping, key=lambda facet: (_best(left[facet]), -len(left[facet])))
    n = len(left[first])
    found = ngettext("dann bleibt %(n)s Angebot", "dann bleiben %(n)s Angebote", n) % {"n": n}
    sentence = _("Am meisten hilft es, den Filter „%(name)s“ wegzunehmen: %(found)s, %(best)s.")
    words = {"name": first.label, "found": found, "best": best_words(left[first])}
    return Way(sentence % words, without(asked, first.name))


def _best(lines: Iterable[Line]) -> int:
    order = list(RESULT_CODES)
    return min(order.index(group_of(line.match)) for line in lines)


def without(asked: QueryDict, *names: str) -> str:
    """The address of the same page without these filters."""
    query = asked.copy()
    for name in names:
        query.pop(name, None)
    return f"?{query.urlencode()}#ergebnis"


def with_value(asked: QueryDict, name: str, code: str) -> str:
    """The address of the same page with one value set."""
    query = asked.copy()
    query[name] = code
    return f"?{query.urlencode()}"
