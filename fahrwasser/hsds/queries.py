"""What of the directory is public, page by page, with everything that hangs on it in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Avg, Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ACos, Coalesce, Cos, Greatest, Least, Radians, Sin

from fahrwasser.accounts.models import Organisation
from fahrwasser.hsds.rules import Asked
from fahrwasser.offers import queries as directory
from fahrwasser.offers import rules
from fahrwasser.offers.codes import areas, needs
from fahrwasser.offers.criteria import KINDS
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.models import (
    Capacity,
    CostOption,
    Criterion,
    Offer,
    OfferPlace,
    OfferText,
    Place,
    Provider,
    RequiredDocument,
    Schedule,
)

EARTH: Final = 6_371_000
"""Mean radius in metres."""
DEGREE: Final = 111_000
"""Metres of a degree of latitude, a little too few, so that a box around a circle is never too small."""
CHUNK: Final = 200
NUMBER: Final = Coalesce("public__pk", "pk")
R = TypeVar("R", bound=Any)


def offers(asked: Asked) -> QuerySet[Offer]:
    """Offers that answer the question. Ended ones only where somebody asks what has changed since a moment."""
    found = Offer.objects.all()
    if asked.modified_after:
        found = found.filter(modified_at__gte=asked.modified_after)
    else:
        found = found.exclude(status=Offer.Status.ENDED)
    if asked.search:
        found = found.filter(pk__in=directory.search(asked.search).order_by().values("pk"))
        found = found.exclude(directory.hidden() & ~_named(asked.search))
    if asked.organization_id:
        found = found.filter(provider__in=bodies().filter(number=asked.organization_id))
    return found.filter(_about(asked))


def _named(words: str) -> Q:
    """Offers with every word in the name: nobody learns by asking what else stands in the texts of a shelter."""
    return reduce(and_, (Q(name__icontains=word) for word in words.split()), Q())


def bodies() -> QuerySet[Any]:
    """Organisations with their number in the directory: that of what is public about them, else their own."""
    return Organisation.objects.alias(number=NUMBER)


def is_hidden(offer: Offer) -> bool:
    """Whether the place of the offer is told to nobody."""
    return rules.is_hidden(offer.recipient_type, offer.name)


def organisations(asked: Asked) -> QuerySet[Any]:
    """Organisations that make offers or are described in the directory; others of the house are nobody's business."""
    theirs = offers(Asked(taxonomy_id=asked.taxonomy_id, taxonomy_term_id=asked.taxonomy_term_id))
    makes_offers = Exists(theirs.filter(provider=OuterRef("pk")))
    described = Exists(Provider.objects.filter(organisation=OuterRef("pk")))
    narrowed = asked.taxonomy_id or asked.taxonomy_term_id
    found = bodies().filter(makes_offers if narrowed else makes_offers | described)
    return found.filter(name__icontains=asked.search) if asked.search else found


def shown_at_places() -> QuerySet[OfferPlace]:
    """Offers at their places, but for those whose place is told to nobody."""
    return OfferPlace.objects.exclude(directory.hidden("offer__"))


def at_places(asked: Asked) -> QuerySet[OfferPlace]:
    found = shown_at_places().filter(offer__in=offers(asked).values("pk"))
    if asked.proximity is not None:
        return found.filter(place__in=_around(asked.postcode, asked.proximity))
    return found.filter(place__postcode=asked.postcode) if asked.postcode else found


def _around(postcode: str, metres: int) -> QuerySet[Any]:
    """Places so near to the middle of the places of a postcode that are shown: distances would tell a hidden one."""
    shown = shown_at_places().values("place")
    known = Place.objects.filter(pk__in=shown, postcode=postcode, latitude__isnull=False)
    middle = known.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return Place.objects.none().values("pk")
    here = {name: Radians(Value(degrees, output_field=FloatField())) for name, degrees in middle.items()}
    there = {name: Radians(F(name)) for name in middle}
    cosine = Sin(here["latitude"]) * Sin(there["latitude"]) + Cos(here["latitude"]) * Cos(there["latitude"]) * Cos(
        there["longitude"] - here["longitude"]
    )
    reach = metres / DEGREE
    box = Place.objects.filter(latitude__range=(middle["latitude"] - reach, middle["latitude"] + reach))
    apart = ACos(Least(Greatest(cosine, Value(-1.0)), Value(1.0))) * EARTH
    return box.annotate(apart=apart).filter(apart__lte=metres).values("pk")


def _about(asked: Asked) -> Q:
    """Offers with that term, or with any term of that taxonomy: ours, or one of the source."""
    found = Q()
    if asked.taxonomy_term_id:
        term = profile.terms().get(asked.taxonomy_term_id)
        theirs = [{"taxonomy_term": {"id": asked.taxonomy_term_id}}]
        found &= _with_term(term) if term else Q(more__attributes__contains=theirs)
    if asked.taxonomy_id:
        ours = next((one for one in profile.TAXONOMIES if one.id == asked.taxonomy_id), None)
        found &= TAXONOMY[ours.code] if ours else _of_their_taxonomy(asked.taxonomy_id)
    return found


def _of_their_taxonomy(number: str) -> Q:
    said: list[dict[str, Any]] = [{"taxonomy_detail": {"id": number}}, {"taxonomy_id": number}]
    ways = [Q(more__attributes__contains=[{"taxonomy_term": way}]) for way in said]
    return ways[0] | ways[1]


def _with_term(term: profile.Term) -> Q:
    if term.taxonomy.code == profile.CRITERIA:
        return Q(Exists(Criterion.objects.filter(offer=OuterRef("pk"), kind__in=PUBLIC_KINDS & {term.code})))
    if term.taxonomy.code == profile.NEEDS:
        within = [code for code in needs() if code.startswith(f"{term.code}.")] if term.code in areas() else []
        return Q(needs__overlap=[term.code, *within])
    return DETAIL[term.code]


PUBLIC_KINDS: Final = frozenset(name for name, kind in KINDS.items() if not kind.stays_inside)
DETAIL: Final = {
    "offer": Q(),
    "capacity": Q(Exists(Capacity.objects.filter(offer=OuterRef("pk")))),
    "text": Q(Exists(OfferText.objects.filter(offer=OuterRef("pk")))),
}
TAXONOMY: Final = {
    profile.CRITERIA: Q(Exists(Criterion.objects.filter(offer=OuterRef("pk"), kind__in=PUBLIC_KINDS))),
    profile.DETAILS: Q(),
    profile.NEEDS: ~Q(needs=[]),
}


def is_public(row: Criterion, offer: Offer) -> bool:
    """Whether a condition may go out: of a known kind, not about whom one meets, and not where a shelter is."""
    return row.kind in PUBLIC_KINDS and not (is_hidden(offer) and KINDS[row.kind].says_where)


def numbers(found: QuerySet[Any], asked: Asked) -> list[UUID]:
    """Numbers of one page, read from the index alone."""
    first = (asked.page - 1) * asked.per_page
    return list(found.order_by("pk").values_list("pk", flat=True)[first : first + asked.per_page])


def chunks(found: QuerySet[Any]) -> Iterator[list[UUID]]:
    """All numbers in pieces, each beginning where the last one ended: as much memory for a Land as for a town."""
    ordered = found.order_by("pk").values_list("pk", flat=True)
    piece = list(ordered[:CHUNK])
    while piece:
        yield piece
        piece = list(ordered.filter(pk__gt=piece[-1])[:CHUNK])


@dataclass(frozen=True, slots=True)
class Batch:
    """Some offers, places and organisations with what belongs to them, by the number of the owner."""

    offers: dict[UUID, Offer]
    organisations: dict[UUID, Organisation]
    at_places: dict[UUID, list[OfferPlace]]
    places: dict[UUID, list[Place]]
    schedules: dict[UUID, list[Schedule]]
    costs: dict[UUID, list[CostOption]]
    documents: dict[UUID, list[RequiredDocument]]
    criteria: dict[UUID, list[Criterion]]
    capacities: dict[UUID, list[Capacity]]
    texts: dict[UUID, list[OfferText]]
    with_shelter: frozenset[UUID] = field(default_factory=frozenset)
    """Organisations that lead a shelter: what their source says beside our columns might tell where it is."""


def batch(offer_ids: Sequence[UUID], organisation_ids: Iterable[UUID] = ()) -> Batch:
    """Everything about the offers, their organisations and these ones besides; eleven queries for any number."""
    mine = {row.pk: row for row in Offer.objects.filter(pk__in=offer_ids)}
    ordered = {number: mine[number] for number in offer_ids if number in mine}
    bodies = {row.provider_id for row in ordered.values()} | set(organisation_ids)
    organisations = Organisation.objects.filter(pk__in=bodies).select_related("public")
    here = list(_at_places(ordered))
    places = _public_places(bodies)
    owners = [*ordered, *(row.pk for row in here), *(row.place_id for row in here), *(row.pk for row in places)]
    of_offers = {"offer__in": list(ordered)}
    return Batch(
        offers=ordered,
        organisations={row.pk: row for row in organisations},
        at_places=_by(here, lambda row: row.offer_id),
        places=_by(places, lambda row: row.organisation_id),
        schedules=_schedules(owners),
        costs=_by(CostOption.objects.filter(**of_offers).order_by("position", "pk"), _offer),
        documents=_by(RequiredDocument.objects.filter(**of_offers).order_by("position", "pk"), _offer),
        criteria=_by(Criterion.objects.filter(**of_offers).order_by("pk"), _offer),
        capacities=_by(Capacity.objects.filter(**of_offers).order_by("-confirmed_on", "-pk"), _offer),
        texts=_by(OfferText.objects.filter(**of_offers).order_by("language", "field"), _offer),
        with_shelter=frozenset(_leading_shelters().filter(pk__in=bodies).values_list("pk", flat=True)),
    )


def _offer(row: Any) -> UUID:
    number: UUID = row.offer_id
    return number


def _at_places(offers: Iterable[UUID]) -> QuerySet[OfferPlace]:
    rows = shown_at_places().filter(offer__in=list(offers))
    return rows.select_related("place").order_by("offer", "position", "pk")


def _public_places(organisations: Iterable[UUID]) -> list[Place]:
    """Places of organisations; of one that leads a shelter only those at which something else takes place."""
    others = shown_at_places().filter(place=OuterRef("pk"))
    bodies = list(organisations)
    shelters = _leading_shelters().filter(pk__in=bodies).values("pk")
    found = Place.objects.filter(~Q(organisation__in=shelters) | Exists(others), organisation__in=bodies)
    return list(found.exclude(directory.sounds_hidden()).order_by("pk"))


def _leading_shelters() -> QuerySet[Organisation]:
    """Organisations with a shelter among their offers, and those that are called like one."""
    theirs = Offer.objects.filter(directory.hidden(), provider=OuterRef("pk"))
    return Organisation.objects.filter(directory.sounds_hidden() | Exists(theirs))


def _schedules(owners: Iterable[UUID]) -> dict[UUID, list[Schedule]]:
    ids = list(owners)
    rows = Schedule.objects.filter(Q(offer__in=ids) | Q(place__in=ids) | Q(at_place__in=ids)).order_by("position", "pk")
    return _by(rows, lambda row: row.offer_id or row.place_id or row.at_place_id)


def _by(rows: Iterable[R], owner: Callable[[R], Hashable]) -> dict[Any, list[R]]:
    found: dict[Any, list[R]] = defaultdict(list)
    for row in rows:
        found[owner(row)].append(row)
    return found
