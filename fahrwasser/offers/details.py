"""What a page shows of an offer beyond its own columns: places, times, prices, papers, contacts, languages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from fahrwasser.offers.codes import right_to_left
from fahrwasser.offers.criteria.vocabulary import language_name
from fahrwasser.offers.models import (
    CostOption,
    Offer,
    OfferPlace,
    OfferText,
    Place,
    Provider,
    RequiredDocument,
    Schedule,
)
from fahrwasser.offers.rules import is_hidden, unlocated, without_streets
from fahrwasser.offers.timetable import times_in_words

Row = TypeVar("Row", bound=Model)
GERMAN: Final = "de"
READ: Final = ("name", "summary", "eligibility", "application")
"""Texts of an offer that can be in several languages."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of an offer with its times."""

    place: Place
    summary: str
    times: tuple[str, ...]
    schedules: tuple[Schedule, ...] = ()

    @property
    def address(self) -> str:
        town = f"{self.place.postcode} {self.place.town}".strip()
        return ", ".join(filter(None, (self.place.street, town, self.place.district)))


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom or what to call, as the source gave it: every part may be empty."""

    name: str
    role: str
    phones: tuple[str, ...]
    email: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One text in the language that was asked for; ``is_missing``: there is none, the German one stands here."""

    field: str
    text: str
    language: str
    is_missing: bool

    @property
    def label(self) -> str:
        return str(Offer._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]

    @property
    def is_rtl(self) -> bool:
        return self.language in right_to_left()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Details:
    """Everything that hangs on one offer, loaded before."""

    offer: Offer
    at_places: Sequence[OfferPlace]
    costs: Sequence[CostOption]
    documents: Sequence[RequiredDocument]
    provider: Provider | None

    @cached_property
    def places(self) -> list[PlaceLine]:
        return [
            PlaceLine(at.place, at.summary, tuple(times_in_words(schedules)), tuple(schedules))
            for at in self.at_places
            for schedules in [[*at.schedules.all(), *at.place.schedules.all()]]
        ]

    @cached_property
    def times(self) -> list[str]:
        return times_in_words(self.schedules)

    @property
    def schedules(self) -> list[Schedule]:
        """The offer's own schedules, as a page may show them."""
        return [as_shown(row, self.offer) for row in self.offer.schedules.all()]

    @cached_property
    def prices(self) -> list[str]:
        return [words for cost in self.costs if (words := price_in_words(cost))]

    @cached_property
    def contacts(self) -> list[ContactLine]:
        """Every contact once, the offer's own first; none where one might tell the place of a shelter."""
        if is_hidden(self.offer.recipient_type, self.offer.name):
            return []
        holders: list[Mapping[str, Any]] = [self.offer.more, *(at.more for at in self.at_places)]
        holders += [at.place.more for at in self.at_places]
        holders += [self.provider.more] if self.provider else []
        return list(dict.fromkeys(line for holder in holders for line in _contacts(holder)))


def as_shown(row: Row, offer: Offer) -> Row:
    """The offer, or something that belongs to it, as a page shows it: of a hidden one no text says where it is."""
    shown = copy(row)
    if is_hidden(offer.recipient_type, offer.name):
        vars(shown).update(unlocated(vars(row)))
    return shown


def price_in_words(cost: CostOption) -> str:
    """``Familien mit Ausweis: 12,50 EUR, je Monat``"""
    amount = "" if cost.amount is None else f"{cost.amount:.2f}".replace(".", ",")
    money = " ".join(filter(None, (amount, cost.currency if amount else "")))
    words = ", ".join(filter(None, (money, cost.description)))
    return ": ".join(filter(None, (cost.option, words)))


def _contacts(more: Mapping[str, Any]) -> Iterator[ContactLine]:
    for phone in _objects(more.get("phones")):
        yield ContactLine(_text(phone, "description"), "", tuple(_numbers([phone])), "")
    for contact in _objects(more.get("contacts")):
        role = ", ".join(filter(None, (_text(contact, "title"), _text(contact, "department"))))
        phones = tuple(_numbers(_objects(contact.get("phones"))))
        yield ContactLine(_text(contact, "name"), role, phones, _text(contact, "email"))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""


def _numbers(phones: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for phone in phones:
        number, extension = _text(phone, "number").strip('"'), str(phone.get("extension") or "")
        if number and extension:
            yield _("%(number)s, Durchwahl %(extension)s") % {"number": number, "extension": extension}
        elif number:
            yield number


def languages_of(texts: Iterable[OfferText], asked: str) -> list[LanguageLink]:
    """German and every language the offer has a text in; empty when German is the only one."""
    codes = sorted({text.language for text in texts} - {GERMAN}, key=language_name)
    current = asked if asked in codes else GERMAN
    return [LanguageLink(code, language_name(code), code == current) for code in (GERMAN, *codes)] if codes else []


def in_language(offer: Offer, texts: Iterable[OfferText], asked: str) -> list[Shown]:
    """The offer's texts in one language; a missing translation shows the German text and says so."""
    known = {text.field: text.text for text in texts if text.language == asked}
    language = asked if known else GERMAN
    german = {name: getattr(offer, name) for name in READ}
    if is_hidden(offer.recipient_type, offer.name):
        known = {name: without_streets(words) for name, words in known.items()}
    return [
        Shown(name, known[name], language, False) if name in known
        else Shown(name, words, GERMAN, language != GERMAN)
        for name, words in german.items()
        if words or name in known
    ]  # fmt: skip
