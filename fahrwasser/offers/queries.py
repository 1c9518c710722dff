"""Reading the directory: search, facets, one offer with everything that hangs on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Greatest

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.accounts.rules import Permission
from fahrwasser.offers.codes import KINDS
from fahrwasser.offers.models import Capacity, Criterion, Offer, OfferText
from fahrwasser.offers.quality import Described
from fahrwasser.offers.rules import PERSON

ALIKE = 0.5
"""How similar a word must be to a part of name or description to count as a typing error (0 to 1)."""
MIN_LETTERS = 3
MAX_WORDS = 8


def directory() -> QuerySet[Offer]:
    """Every offer that has not ended, with its provider."""
    return Offer.objects.exclude(status=Offer.Status.ENDED).select_related("provider")


def search(words: str) -> QuerySet[Offer]:
    """Offers that contain every word, typing errors forgiven; best first. No word: all of them by name."""
    terms = [word for word in words.split() if len(word) >= MIN_LETTERS][:MAX_WORDS]
    if not terms:
        return directory().order_by("name", "pk")
    more = _joined(_kind_words(), "summary", "provider__name")
    vector = SearchVector("name", weight="A", config="german") + SearchVector(more, weight="B", config="german")
    found = directory().annotate(vector=vector, letters=_joined("name", more))
    alike = {f"alike_{place}": TrigramWordSimilarity(term, "letters") for place, term in enumerate(terms)}
    hits = reduce(and_, (_hit(term, name) for term, name in zip(terms, alike, strict=True)))
    together = reduce(lambda one, other: one | other, map(_query, terms))
    best = F("alike_0") if len(alike) == 1 else Greatest(*alike)
    ordered = found.annotate(**alike).filter(hits).annotate(rank=SearchRank(F("vector"), together), best=best)
    return ordered.order_by("-rank", "-best", "name", "pk")


def _kind_words() -> Case:
    """The German name of the kind, for every kind there is."""
    return Case(*(When(kind=code, then=Value(name)) for code, name in KINDS.items()), default=Value(""))


def _joined(*parts: str | Combinable) -> Concat:
    spaced = [piece for part in parts for piece in (part, Value(" "))]
    return Concat(*spaced, output_field=TextField())


def _query(term: str) -> SearchQuery:
    return SearchQuery(term, config="german", search_type="plain")


def _hit(term: str, alike: str) -> Q:
    return Q(vector=_query(term)) | Q(**{f"{alike}__gte": ALIKE})


def with_capacity_state(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Adds ``capacity_state`` and ``capacity_on`` of the newest capacity."""
    newest = Capacity.objects.filter(offer=OuterRef("pk")).order_by("-confirmed_on", "-pk")
    return offers.annotate(
        capacity_state=Subquery(newest.values("state")[:1]), capacity_on=Subquery(newest.values("confirmed_on")[:1])
    )


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


def _label(field: str) -> str:
    return str(getattr(Offer._meta.get_field(field), "verbose_name", field))


def may_edit(user: User, offer: Offer) -> bool:
    """The coordination every offer, a provider its own."""
    reach = standing(user)
    if not reach.may(Permission.OFFER_EDIT):
        return False
    return reach.may(Permission.OFFER_IMPORT) or offer.provider_id in reach.organisations
