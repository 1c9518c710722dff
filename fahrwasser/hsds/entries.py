"""Rows of the directory as entries of HSDS 3.1: everything public, and nothing else.

Names of people never go out: neither who confirmed nor who wrote something down. Of a shelter only name, words, a
phone line and conditions that tell nothing about its place go out.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fahrwasser.accounts.models import Organisation
from fahrwasser.hsds.queries import Batch, is_hidden, is_public
from fahrwasser.offers.criteria.vocabulary import language_name
from fahrwasser.offers.hsds import columns, profile
from fahrwasser.offers.hsds.schema import child, fitted, identifier, properties
from fahrwasser.offers.models import OWN, Capacity, Criterion, Offer, OfferPlace, OfferText, Place, Sourced
from fahrwasser.offers.rules import unlocated, where

Raw = dict[str, Any]
HIDDEN_DETAILS: Final = {"district", "address", "latitude", "longitude", "schedule"}
UNIT: Final = {"id": identifier("place", "unit"), "name": "Platz"}
NO_COLUMNS: Final[Raw] = {"summary": "", "email": "", "website": "", "phone": ""}


def service(batch: Batch, offer: Offer, *, organization: bool = True) -> Raw:
    """An offer with everything of its own, and with its organisation unless it stands inside it."""
    shelter = is_hidden(offer)
    raw = _given(columns.OFFER, offer, "service", shelter)
    raw |= {"id": str(offer.pk), "last_modified": moment(offer.modified_at)}
    _ages(raw, batch.criteria.get(offer.pk, []))
    _put(raw, "languages", _languages(offer, raw.get("languages")))
    _put(raw, "attributes", [*(raw.get("attributes") or []), *_attributes(batch, offer)])
    if not shelter:
        _put(raw, "schedules", _children(columns.SCHEDULE, batch.schedules.get(offer.pk, []), "schedule"))
        _put(raw, "service_at_locations", [at_location(batch, row) for row in batch.at_places.get(offer.pk, [])])
    costs, papers = batch.costs.get(offer.pk, []), batch.documents.get(offer.pk, [])
    _put(raw, "cost_options", _children(columns.COST, costs, "cost_option", shelter))
    _put(raw, "required_documents", _children(columns.DOCUMENT, papers, "required_document", shelter))
    _put(raw, "capacities", _capacities(batch.capacities.get(offer.pk, []), raw.get("capacities")))
    raw.pop("organization_id", None)
    raw.pop("organization", None)
    if organization:
        raw["organization"] = _organization(batch, batch.organisations[offer.provider_id])
    return _fitted("service", raw, OWN if shelter else offer.source)


def organization(batch: Batch, body: Organisation, *, full_service: bool = False) -> Raw:
    """An organisation with its places and its offers, each of these no more than its number and name unless asked."""
    mine = [offer for offer in batch.offers.values() if offer.provider_id == body.pk]
    told = [service(batch, offer, organization=False) for offer in mine]
    brief = [{name: entry[name] for name in ("id", "name", "status")} for entry in told]
    return {**_organization(batch, body), "services": told if full_service else brief}


def _organization(batch: Batch, body: Organisation) -> Raw:
    public = getattr(body, "public", None)
    shelter = body.pk in batch.with_shelter
    said = vars(public) if public else {}
    values = {**NO_COLUMNS, **(unlocated(said) if shelter else said), "name": body.name}
    more = public.more if public and not shelter else {}
    raw = columns.give(columns.PROVIDER, values, more, "organization")
    raw["id"] = organisation_number(body)
    _put(raw, "locations", [location(batch, place) for place in batch.places.get(body.pk, [])])
    return _fitted("organization", raw, public.source if public else OWN)


def organisation_number(body: Organisation) -> str:
    """Of what is public about it, which keeps the number of its source; its own where nothing is."""
    public = getattr(body, "public", None)
    return str(public.pk if public else body.pk)


def at_location(batch: Batch, row: OfferPlace) -> Raw:
    """An offer at one of its places, with the place."""
    raw = columns.give(columns.AT_PLACE, vars(row), row.more, "service_at_location")
    raw["id"] = str(row.pk)
    _put(raw, "schedules", _children(columns.SCHEDULE, batch.schedules.get(row.pk, []), "schedule"))
    raw["location"] = location(batch, row.place)
    return _fitted("service_at_location", raw, row.source)


def owned_at_location(batch: Batch, row: OfferPlace) -> Raw:
    """The same as an entry of its own, which says whose it is."""
    ours = {"service_id": str(row.offer_id), "location_id": str(row.place_id)}
    told = {**at_location(batch, row), **ours}
    return {name: told[name] for name in properties("service_at_location") if name in told}


def location(batch: Batch, place: Place) -> Raw:
    raw = columns.give(columns.PLACE, vars(place), place.more, "location")
    raw["id"] = str(place.pk)
    if place.latitude is None:  # a pair that is nowhere on earth stays as it came, one half too
        raw |= {name: place.more[name] for name in ("latitude", "longitude") if name in place.more}
    for address in (raw.get("addresses") or [])[:1]:
        address.setdefault("address_type", place.kind)
        address.setdefault("country", "DE")
    _put(raw, "schedules", _children(columns.SCHEDULE, batch.schedules.get(place.pk, []), "schedule"))
    return _fitted("location", raw, place.source)


def brief(entity: str, entry: Raw) -> Raw:
    """Only what an entry has once, as lists of the interface show it."""
    found = {name: value for name, value in entry.items() if not isinstance(value, list)}
    return {
        name: brief(child(entity, name), value) if isinstance(value, dict) else value for name, value in found.items()
    }


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _fitted(entity: str, raw: Raw, source: str) -> Raw:
    found = fitted(entity, raw, source)
    if found is None:  # our own columns always have what is required
        raise ValueError(f"an entry of {entity} lacks what HSDS requires")
    return found


def _put(raw: Raw, name: str, entries: list[Any]) -> None:
    if entries:
        raw[name] = entries
    else:
        raw.pop(name, None)


def number(row: Sourced) -> str:
    """Of something inside an entry: the number its source gave, or ours."""
    return row.external_id or str(row.pk)


def _given(table: tuple[columns.Column, ...], row: Sourced, entity: str, shelter: bool) -> Raw:
    """What stands in the columns and beside them; of a shelter only the columns, and no street in them."""
    values, more = (unlocated(vars(row)), {}) if shelter else (vars(row), row.more)
    return columns.give(table, values, more, entity)


def _children(
    table: tuple[columns.Column, ...], rows: Iterable[Sourced], entity: str, shelter: bool = False
) -> list[Raw]:
    return [{**_given(table, row, entity, shelter), "id": number(row)} for row in rows]


def _ages(raw: Raw, criteria: list[Criterion]) -> None:
    """HSDS has two fields for the age of the person itself; the first condition about it fills them."""
    found = [row.values for row in criteria if row.kind == "age" and row.values.get("who") == "person"]
    for name, end in (("minimum_age", "from"), ("maximum_age", "to")):
        if found and end in found[0]:
            raw[name] = found[0][end]


def _languages(offer: Offer, entries: Any) -> list[Any]:
    """The source's entries while the language still is one of the offer's, then the others by their German name."""
    kept = [
        entry
        for entry in entries or ()
        if isinstance(entry, Mapping) and (not entry.get("code") or entry["code"] in offer.languages)
    ]
    told = {entry.get("code") for entry in kept}
    added = [code for code in offer.languages if code not in told]
    return [*kept, *({"id": code, "name": language_name(code), "code": code} for code in added)]


def _attributes(batch: Batch, offer: Offer) -> list[Raw]:
    """What the profile says about the offer."""
    left_out = HIDDEN_DETAILS if is_hidden(offer) else _derived(batch, offer)
    details = {name: value for name, value in profile.details(vars(offer)).items() if name not in left_out}
    said = [profile.attribute(profile.DETAILS, "offer", offer.pk, details)] if details else []
    said += [profile.attribute(profile.NEEDS, code, offer.pk) for code in offer.needs if profile.is_need(code)]
    conditions = [row for row in batch.criteria.get(offer.pk, []) if is_public(row, offer)]
    said += [_criterion(row) for row in conditions if not profile.is_age_field(vars(row), offer.more)]
    said += [_capacity(row) for row in batch.capacities.get(offer.pk, [])[:1] if not _is_in(row, offer)]
    said += [_text(row, is_hidden(offer)) for row in batch.texts.get(offer.pk, [])]
    return said


def _derived(batch: Batch, offer: Offer) -> set[str]:
    """Columns that repeat what the first place of the offer says, or its times."""
    here = batch.at_places.get(offer.pk, [])
    timed = [offer.pk, *(row.pk for row in here), *(row.place_id for row in here[:1])]
    found = {"schedule"} if any(batch.schedules.get(owner) for owner in timed) else set()
    if here:
        said = where(vars(here[0].place))
        found |= {name for name, value in said.items() if getattr(offer, name) == value}
    return found


def _criterion(row: Criterion) -> Raw:
    return profile.criterion_attribute(vars(row), row.offer_id)


def _capacity(row: Capacity) -> Raw:
    return profile.attribute(profile.DETAILS, "capacity", row.offer_id, {n: getattr(row, n) for n in profile.CAPACITY})


def _text(row: OfferText, shelter: bool) -> Raw:
    told = {name: getattr(row, name) for name in profile.TEXT}
    return profile.attribute(profile.DETAILS, "text", row.offer_id, unlocated(told) if shelter else told)


def _is_in(row: Capacity, offer: Offer) -> bool:
    """Whether the row came from an entry of the source, which goes out as it came."""
    return any(_is_same(row, entry) for entry in offer.more.get("capacities") or ())


def _is_same(row: Capacity, entry: Any) -> bool:
    try:
        told = profile.capacity(entry)
    except ValueError:
        return False
    empty = {"maximum": None, "expected_wait_days": None, "free_from": None}
    return all(getattr(row, name) == value for name, value in {**empty, **told}.items())


def _capacities(rows: list[Capacity], entries: Any) -> list[Any]:
    """The source's entries until somebody has said something newer; then the newest of ours, where it has a number."""
    newest = rows[0] if rows else None
    kept = entries if isinstance(entries, list) else []
    if newest is None or any(_is_same(newest, entry) for entry in kept):
        return kept
    if newest.available is None:
        return []
    told = {"available": newest.available, "maximum": newest.maximum}
    at = f"{newest.confirmed_on.isoformat()}T00:00:00Z"
    said = {name: value for name, value in told.items() if value is not None}
    return [{"id": str(newest.pk), "unit": UNIT, **said, "updated": at}]


def minimal(offer: Mapping[str, Any]) -> Raw:
    """Number and day of change alone."""
    return {"id": str(offer["pk"]), "modified_date": moment(offer["modified_at"])}
