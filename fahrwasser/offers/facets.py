"""Filters of the directory as plain links: values within one facet widen, facets together narrow. No queries here."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from fahrwasser.offers import codes
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.models import Offer

SHOWN = 8
"""Values of a facet that stand open; the others fold."""
NOT_STATED = "unbekannt"
FREE_WORDS = ("kostenlos", "kostenfrei", "0 euro")


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: name of the parameter, German label, the codes an offer has in it, and their German names."""

    name: str
    label: str
    codes_of: Callable[[Offer], Collection[str]]
    word: Callable[[str], str]


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
    """The offers that remain, the filters to draw, and what is set."""

    offers: list[Offer]
    filters: tuple[Filter, ...]
    chips: tuple[Choice, ...]


def _areas(offer: Offer) -> set[str]:
    return {code.partition(".")[0] for code in offer.needs}


def _childcare(offer: Offer) -> list[str]:
    return [NOT_STATED if offer.childcare is None else "ja" if offer.childcare else "nein"]


def _cost(offer: Offer) -> list[str]:
    words = offer.cost.lower()
    return [NOT_STATED if not words else "frei" if words.startswith(FREE_WORDS) else "kostet"]


def _capacity(on: date) -> Callable[[Offer], list[str]]:
    def codes_of(offer: Offer) -> list[str]:
        state, told = getattr(offer, "capacity_state", None), getattr(offer, "capacity_on", None)
        fresh = told is not None and (on - told).days <= offer.capacity_valid_days
        return [state if state and fresh else NOT_STATED]

    return codes_of


def _named(words: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda code: str(words.get(code, code))


def facets(on: date) -> tuple[Facet, ...]:
    """All filters, in the order of the page."""
    capacity = {"frei": _("frei"), "warteliste": _("Warteliste"), "voll": _("voll"), NOT_STATED: _("klären")}
    childcare = {"ja": _("vorhanden"), "nein": _("keine"), NOT_STATED: _("nicht angegeben")}
    forms = {choice.value: choice.label for choice in Offer.Format}
    cost = {"frei": _("kostenlos"), "kostet": _("mit Kosten"), NOT_STATED: _("nicht angegeben")}
    return (
        Facet("bereich", _("Lebensbereich"), _areas, codes.need_name),
        Facet("bedarf", _("Bedarf"), lambda offer: offer.needs, codes.need_name),
        Facet("betreuung", _("Kinderbetreuung"), _childcare, _named(childcare)),
        Facet("sprache", _("Sprache des Angebots"), lambda offer: offer.languages, language_name),
        Facet("kapazitaet", _("Kapazität"), _capacity(on), _named(capacity)),
        Facet("ort", _("Ort"), lambda offer: [offer.district] if offer.district else [], place_name),
        Facet("kosten", _("Kosten"), _cost, _named(cost)),
        Facet("form", _("Form"), lambda offer: [offer.format], _named(forms)),
    )


def select(offers: Sequence[Offer], asked: QueryDict, on: date) -> Selection:
    """Narrow the offers by the parameters; codes nobody has are left out of the question."""
    all_facets = facets(on)
    having = {facet.name: [frozenset(facet.codes_of(offer)) for offer in offers] for facet in all_facets}
    wanted = {
        facet.name: frozenset(asked.getlist(facet.name)) & frozenset().union(*having[facet.name])
        for facet in all_facets
    }
    fits = {
        name: [not wanted[name] or bool(codes & wanted[name]) for codes in columns] for name, columns in having.items()
    }
    remaining = [offer for place, offer in enumerate(offers) if all(column[place] for column in fits.values())]
    filters = tuple(_filter(facet, having[facet.name], wanted[facet.name], fits, asked) for facet in all_facets)
    chips = tuple(choice for one in filters for choice in one.choices if choice.is_set)
    return Selection(remaining, tuple(one for one in filters if one.choices), chips)


def _filter(
    facet: Facet,
    having: Sequence[frozenset[str]],
    wanted: frozenset[str],
    fits: Mapping[str, Sequence[bool]],
    asked: QueryDict,
) -> Filter:
    others = [column for name, column in fits.items() if name != facet.name]
    counts = Counter(
        code for place, found in enumerate(having) if all(column[place] for column in others) for code in found
    )
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
