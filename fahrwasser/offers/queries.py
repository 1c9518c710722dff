"""Reading the directory: search, facets, one offer with everything that hangs on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Greatest

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.offers.codes import KINDS
from fahrwasser.offers.details import Details, as_shown
from fahrwasser.offers.models import (
    Capacity,
    CostOption,
    Criterion,
    Offer,
    OfferPlace,
    OfferText,
    RequiredDocument,
    SourceRights,
)
from fahrwasser.offers.quality import Described
from fahrwasser.offers.rules import HIDDEN_PLACES, PERSON, SHELTER

MIN_LETTERS = 3
MAX_WORDS = 8
ALIKE_NAMES = 0.4
ALIKE = 0.75
"""How similar a word must be to a word of a German kind to count as a typing error (0 to 1)."""


def directory() -> QuerySet[Offer]:
    """Every offer that has not ended, with its provider."""
    return Offer.objects.exclude(status=Offer.Status.ENDED).prefetch_related("provider")


def hidden(offer: str = "") -> Q:
    """Offers whose place is told to nobody, as ``rules.is_hidden`` says; ``offer`` leads from the row to the offer."""
    return Q(**{f"{offer}recipient_type": SHELTER}) | sounds_hidden(offer)


def sounds_hidden(row: str = "") -> Q:
    """Rows whose name sounds like a shelter."""
    return Q(**{f"{row}name__iregex": HIDDEN_PLACES.pattern})


def search(words: str) -> QuerySet[Offer]:
    """Offers that contain every word in any of their languages; best first. No word: all of them by name.

    Typing errors are forgiven in names of offers, kinds and providers, other word forms everywhere in German.
    """
    terms = [word for word in words.split() if len(word) >= MIN_LETTERS][:MAX_WORDS]
    if not terms:
        return directory().order_by("name", "pk")
    hits = reduce(and_, (Q(pk__in=_hits(term)) for term in terms))
    together = reduce(or_, map(_query, terms))
    alike = [TrigramWordSimilarity(term, "name") for term in terms]
    best = alike[0] if len(alike) == 1 else Greatest(*alike)
    return directory().filter(hits).order_by(SearchRank(F("words"), together).desc(), best.desc(), "name", "pk")


def _hits(term: str) -> QuerySet[Any]:
    """Ids of the offers with that word; each way of finding it has an index of its own."""
    by_provider = Organisation.objects.filter(name__trigram_word_similar=term)
    ways = [
        Offer.objects.filter(words=_query(term)),
        Offer.objects.filter(name__trigram_word_similar=term),
        Offer.objects.filter(kind__in=_kinds_like(term)),
        Offer.objects.filter(provider__in=by_provider),
    ]
    foreign = OfferText.objects.filter(words=SearchQuery(term, config="simple", search_type="plain"))
    return foreign.values_list("offer").union(*(way.order_by().values_list("pk") for way in ways))


def _kinds_like(term: str) -> list[str]:
    """Kinds whose German name has that word, or one that differs by a typing error."""
    sought = term.lower()
    return [
        code
        for code, name in KINDS.items()
        if sought in name.lower() or get_close_matches(sought, name.lower().split(), n=1, cutoff=ALIKE)
    ]


def _query(term: str) -> SearchQuery:
    return SearchQuery(term, config="german", search_type="plain")


def rights() -> list[SourceRights]:
    """What is known about the licences of the sources that something in the directory comes from."""
    used = Offer.objects.exclude(status=Offer.Status.ENDED).filter(source=OuterRef("source"))
    return list(SourceRights.objects.filter(Exists(used)).order_by("source"))


def rights_of(source: str) -> SourceRights:
    """What is known about one source; empty where nothing is."""
    return SourceRights.objects.filter(source=source).first() or SourceRights(source=source)


def newest_capacities(offer_ids: Iterable[UUID]) -> dict[UUID, Capacity]:
    rows = Capacity.objects.filter(offer__in=list(offer_ids)).order_by("offer", "-confirmed_on", "-pk")
    return {row.offer_id: row for row in rows.distinct("offer")}


def criteria_of(offer_ids: Iterable[UUID]) -> dict[UUID, list[Criterion]]:
    """Conditions by offer, in the order in which they were written down."""
    found: dict[UUID, list[Criterion]] = defaultdict(list)
    for row in Criterion.objects.filter(offer__in=list(offer_ids)).order_by("pk"):
        found[row.offer_id].append(row)
    return found


def described(offers: Sequence[Offer], on: date) -> list[Described]:
    """Offers with capacity and the kinds of their conditions; two queries for any number of offers."""
    ids = [offer.pk for offer in offers]
    capacities, criteria = newest_capacities(ids), criteria_of(ids)
    return [
        Described(offer, capacities.get(offer.pk), frozenset(row.kind for row in criteria.get(offer.pk, ())), on)
        for offer in offers
    ]


def capacity_history(offer: Offer) -> list[Capacity]:
    return list(Capacity.objects.filter(offer=offer).order_by("-confirmed_on", "-pk"))


def details_of(offer: Offer) -> Details:
    """Places, times, prices and papers of one offer."""
    prefetch_related_objects([offer], "schedules", "provider__public")
    told = OfferPlace.objects.filter(offer=offer).exclude(hidden("offer__"))
    at_places = told.select_related("place").order_by("position", "pk")
    return Details(
        offer=offer,
        at_places=list(at_places.prefetch_related("schedules", "place__schedules")),
        costs=[as_shown(row, offer) for row in CostOption.objects.filter(offer=offer).order_by("position", "pk")],
        documents=[
            as_shown(row, offer) for row in RequiredDocument.objects.filter(offer=offer).order_by("position", "pk")
        ],
        provider=getattr(offer.provider, "public", None),
    )


def texts_of(offer: Offer) -> list[OfferText]:
    return list(OfferText.objects.filter(offer=offer).order_by("language", "field"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where some fields of an offer come from."""

    fields: tuple[str, ...]
    by_person: bool
    source: str
    by: str
    on: date


def sources_of(offer: Offer) -> list[Origin]:
    """Provenance of the fields, those of one source, person and day together; the newest first."""
    together: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, entry in offer.provenance.items():
        together[entry["on"], entry["source"], entry["by"]].append(_label(name))
    return [
        Origin(tuple(fields), source == PERSON, source, by, date.fromisoformat(on))
        for (on, source, by), fields in sorted(together.items(), reverse=True)
    ]


PARTS: Mapping[str, str] = {"criteria": "Zugangsbedingungen", "texts": "Texte in anderen Sprachen"}
"""Parts of an offer that are rows of their own, as their provenance calls them."""


def _label(field: str) -> str:
    if field in PARTS:
        return PARTS[field]
    return str(getattr(Offer._meta.get_field(field), "verbose_name", field))


def may_edit(user: User, offer: Offer) -> bool:
    """The coordination every offer, a provider its own."""
    reach = standing(user)
    return may_edit_all(user) or (reach.may(Permission.OFFER_EDIT) and offer.provider_id in reach.organisations)


def may_edit_all(user: User) -> bool:
    """Whether the person keeps the whole directory: the coordination."""
    reach = standing(user)
    return reach.may(Permission.OFFER_EDIT) and reach.may(Permission.OFFER_IMPORT)


def providers_open_to(user: User) -> QuerySet[Organisation]:
    """Providers whose offers the person may write: all of them, or the ones they belong to."""
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    return providers if may_edit_all(user) else providers.filter(pk__in=standing(user).organisations)


def providers_like(name: str, user: User) -> list[str]:
    """Names that look like this one, the most similar first; three at most."""
    found = providers_open_to(user).annotate(alike=TrigramWordSimilarity(name, "name")).filter(alike__gte=ALIKE_NAMES)
    return list(found.order_by("-alike", "name").values_list("name", flat=True)[:3])


def texts_in(offer: Offer, language: str) -> dict[str, str]:
    """What the offer says in one language, by field."""
    return dict(OfferText.objects.filter(offer=offer, language=language).values_list("field", "text"))
