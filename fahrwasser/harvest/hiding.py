"""Where a shelter is, a source may say in many places; all of them are left out before anything is compared."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from fahrwasser.harvest.found import Found, FoundOffer, FoundProvider, Part, Told
from fahrwasser.offers import codes, rules

SHELTER_PLACE: Final = "Die Anschrift einer Schutzunterkunft wird hier nie gespeichert; sie wurde weggelassen."
NOWHERE: Final[Mapping[str, Any]] = {"address": "", "latitude": None, "longitude": None}


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers of the source: offers whose place is told to nobody, their providers, and places that are secret."""

    offers: frozenset[str]
    providers: frozenset[str]
    places: frozenset[str]
    streets: frozenset[str]


def hidden(found: Found, known: Collection[str]) -> Hidden:
    """What is hidden in a reading; ``known``: numbers of offers that this house hides already."""
    bodies = {one.external_id for one in found.providers if rules.is_hidden("", _name(one.values))}
    offers = {one.external_id for one in found.offers if _is_hidden(one) or one.provider in bodies} | set(known)
    providers = bodies | {one.provider for one in found.offers if one.external_id in offers and one.provider}
    used = [(at.place, one.external_id in offers) for one in found.offers for at in one.places]
    theirs = {place for place, is_hidden in used if is_hidden}
    lonely = {one.external_id for one in found.places if one.provider in providers}
    named = {one.external_id for one in found.places if rules.is_hidden("", _name(one.values))}
    secret = named | ((theirs | lonely) - {place for place, is_hidden in used if not is_hidden})
    streets = {str(one.values.get("street") or "") for one in found.places if one.external_id in theirs | secret}
    return Hidden(frozenset(offers), frozenset(providers), frozenset(secret), frozenset(filter(None, streets)))


def _name(values: Mapping[str, Any]) -> str:
    return str(values.get("name") or "")


def _is_hidden(one: FoundOffer) -> bool:
    told = str(one.values.get("recipient_type") or ""), codes.recipient_type(str(one.values.get("kind") or ""))
    others = [text for (field, _language), text in one.texts.items() if field == "name"]
    alternate = str(one.more.get("alternate_name") or "")
    return rules.SHELTER in told or rules.is_hidden("", _name(one.values), alternate, *others)


def veiled(found: Found, what: Hidden) -> Found:
    """The same reading without it; what was left out is said."""
    offers = [_offer(one, what) for one in found.offers]
    bodies = [_provider(one, what.streets) if one.external_id in what.providers else one for one in found.providers]
    told = [Told(one.spot, SHELTER_PLACE) for one, shown in zip(found.offers, offers, strict=True) if _says(one, shown)]
    return replace(found, offers=offers, providers=bodies, warnings=[*found.warnings, *told])


def _says(one: FoundOffer, shown: FoundOffer) -> bool:
    """Whether the offer said where it is."""
    lost = any(value and shown.values[name] != value for name, value in one.values.items())
    return lost or len(shown.places) < len(one.places)


def _offer(one: FoundOffer, what: Hidden) -> FoundOffer:
    if one.external_id not in what.offers:
        return replace(one, places=tuple(at for at in one.places if at.place not in what.places))
    streets = what.streets
    values = {**rules.unlocated(one.values, streets), **NOWHERE}
    if values.get("district"):
        values["district"] = rules.HIDDEN_DISTRICT
    texts = {key: rules.without_streets(text, streets) for key, text in one.texts.items()}
    times, costs, papers = (_parts(parts, streets) for parts in (one.schedules, one.costs, one.documents))
    return replace(
        one, values=values, more={}, places=(), texts=texts, schedules=times, costs=costs, documents=papers
    )  # fmt: skip


def _provider(one: FoundProvider, streets: Collection[str]) -> FoundProvider:
    return replace(one, values={**rules.unlocated(one.values, streets), "name": one.values.get("name")}, more={})


def _parts(parts: Iterable[Part], streets: Collection[str]) -> tuple[Part, ...]:
    return tuple(Part(rules.unlocated(part.values, streets), part.external_id) for part in parts)
