"""What an import would change: new offers, differences per field, and what people wrote and keeps its place.

No queries here. A field that a person edited is shown with both texts and stays, unless somebody takes the other one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fahrwasser.harvest.importing import ImportRefused, read_json
from fahrwasser.harvest.integreat import DayHours, PlaceProposal, read_places
from fahrwasser.offers.models import Offer
from fahrwasser.offers.rules import PERSON

WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
KIND_BY_CATEGORY: Final[Mapping[str, str]] = {
    "Treffpunkt": "meeting_place",
    "Freizeit": "leisure",
    "Dienstleistung": "service",
    "Behörde/Amt": "public_office",
}
LABELS: Final[Mapping[str, str]] = {
    "name": "Name",
    "summary": "Beschreibung",
    "kind": "Art",
    "status": "Stand",
    "district": "Ort",
    "address": "Anschrift",
    "latitude": "Breitengrad",
    "longitude": "Längengrad",
    "phone": "Telefon",
    "email": "E-Mail",
    "website": "Internetseite",
    "schedule": "Zeiten",
}
"""The fields an import fills, with their German names."""
KEY_IN_FILE: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("title",),
    "district": ("location", "town"),
    "address": ("location", "address"),
    "phone": ("phone_number",),
    "email": ("email",),
    "website": ("website",),
    "schedule": ("opening_hours",),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one offer: what stands here, what the source says, and whether a person wrote what stands here."""

    field: str
    ours: Any
    theirs: Any
    by_person: bool

    @property
    def label(self) -> str:
        return LABELS[self.field]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place of the file against the directory; ``offer`` is ``None`` for a new one."""

    place: PlaceProposal
    values: Mapping[str, Any]
    offer: Offer | None
    differences: tuple[Difference, ...]

    @property
    def changes(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if not difference.by_person)

    @property
    def kept(self) -> tuple[Difference, ...]:
        """Differences where the words of a person stay."""
        return tuple(difference for difference in self.differences if difference.by_person)


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a file would do to the directory."""

    proposals: tuple[Proposal, ...]

    @property
    def new(self) -> list[Proposal]:
        return [one for one in self.proposals if one.offer is None]

    @property
    def changed(self) -> list[Proposal]:
        return [one for one in self.proposals if one.offer is not None and one.changes]

    @property
    def kept(self) -> list[Proposal]:
        return [one for one in self.proposals if one.kept]

    @property
    def unchanged(self) -> list[Proposal]:
        return [one for one in self.proposals if one.offer is not None and not one.differences]


def read(raw: bytes, file_name: str) -> list[PlaceProposal]:
    """The places of the file, all of which fit into the directory. Raises ``ImportRefused`` with every problem."""
    places = read_places(raw, file_name)
    found = [(number, *told) for number, place in enumerate(places) for told in too_long(values_of(place))]
    if found:
        document = read_json(raw, file_name)
        raise ImportRefused(
            [
                document.problem((number, *KEY_IN_FILE[field]), f"Der Text ist länger als {limit} Zeichen.")
                for number, field, limit in found
            ]
        )
    return places


def too_long(values: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Fields whose text the directory cannot hold, with the number of characters that fit."""
    limits = {name: Offer._meta.get_field(name).max_length for name in KEY_IN_FILE}  # type: ignore[union-attr]
    return [(name, limit) for name, limit in limits.items() if limit and len(values[name]) > limit]


def values_of(place: PlaceProposal) -> dict[str, Any]:
    """The fields of an offer as the place gives them."""
    street = ", ".join(part for part in (place.address, f"{place.postcode} {place.town}".strip()) if part)
    return {
        "name": place.name,
        "summary": place.text,
        "kind": KIND_BY_CATEGORY.get(place.category, "other"),
        "status": Offer.Status.PAUSED if place.temporarily_closed else Offer.Status.ACTIVE,
        "district": place.town,
        "address": street if place.address else "",
        "latitude": place.latitude,
        "longitude": place.longitude,
        "phone": place.phone,
        "email": place.email,
        "website": place.website or place.url,
        "schedule": schedule_words(place.opening_hours),
    }


def schedule_words(days: Iterable[DayHours]) -> str:
    """Opening hours in a line: ``Di 10:30-17:30 Uhr, Mi nach Vereinbarung``."""
    return ", ".join(f"{WEEKDAYS[day.weekday]} {words}" for day in days if (words := day_words(day)))


def day_words(day: DayHours) -> str:
    if day.closed:
        return ""
    if day.all_day:
        return "ganztägig"
    hours = " und ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in day.slots)
    return f"{hours} Uhr" if hours else "nach Vereinbarung" if day.by_appointment else ""


def preview(places: Sequence[PlaceProposal], known: Mapping[str, Offer]) -> Preview:
    """Hold the places against the offers of the same source, by their number there."""
    return Preview(tuple(proposal(place, known.get(place.external_id)) for place in places))


def proposal(place: PlaceProposal, offer: Offer | None) -> Proposal:
    values = values_of(place)
    if offer is None:
        return Proposal(place, values, None, ())
    found = tuple(
        Difference(name, getattr(offer, name), theirs, is_by_person(offer, name))
        for name, theirs in values.items()
        if getattr(offer, name) != theirs
    )
    return Proposal(place, values, offer, found)


def is_by_person(offer: Offer, field: str) -> bool:
    return bool(offer.provenance.get(field, {}).get("source") == PERSON)
