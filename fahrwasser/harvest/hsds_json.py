"""Reads JSON of HSDS 2 and 3: one entry, a list, a page of an API or several tables in one file, nested or not."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from fahrwasser.harvest import jsontext
from fahrwasser.harvest.found import Found, Told
from fahrwasser.harvest.hsds_entries import LONGEST_NUMBER, Entries, Entry, assemble
from fahrwasser.offers.hsds.schema import properties

Path = tuple[str | int, ...]
TABLES: Final = {
    "services": "service",
    "organizations": "organization",
    "organisations": "organization",
    "locations": "location",
    "service_at_locations": "service_at_location",
}
"""Names of lists in a file that holds several tables."""
BESIDES: Final = {
    "organization": {"services", "url", "identifiers"},
    "location": {"physical_addresses", "postal_addresses", "accessibility_for_disabilities"},
    "service": {"eligibility", "regular_schedules", "service_taxonomys", "organization_id", "eligibilitys"},
    "service_at_location": {"service", "regular_schedules"},
}
"""Properties of older versions and relatives, which also betray what an entry is."""
SAMPLE: Final = 20
"""Entries by which a file is known."""
NO_OBJECT: Final = "Erwartet wird ein Eintrag mit geschweiften Klammern."
NO_NUMBER: Final = "Der Eintrag hat keine Nummer (id)."
LONG_NUMBER: Final = f"Die Nummer (id) ist länger als {LONGEST_NUMBER} Zeichen."
NO_HSDS: Final = "Das ist kein Eintrag nach HSDS: kein Angebot, kein Träger, kein Ort."
TWICE: Final = "Diese Nummer gibt es mehrmals mit verschiedenen Angaben; die erste gilt."
DOUBLED: Final = "Diese Angabe steht zweimal; die letzte gilt."


def read(documents: Sequence[jsontext.Document]) -> Found:
    """Everything in the files together: a dump may come in many."""
    reading = Reading()
    for document in documents:
        reading.file(document)
    return assemble(reading.entries, reading.found)


def looks_like(value: Any) -> bool:
    """Whether JSON holds entries of HSDS."""
    return any(isinstance(entry, Mapping) and (entity or _entity(entry)) for _, entry, entity in _tops(value)[:SAMPLE])


def _tops(value: Any) -> list[tuple[Path, Any, str]]:
    """The entries of the file with the way to each; the entity where a name says it, else empty."""
    if isinstance(value, list):
        return [((place,), entry, "") for place, entry in enumerate(value)]
    if not isinstance(value, Mapping):
        return [((), value, "")]
    if isinstance(value.get("contents") or value.get("content"), list):
        name = "contents" if "contents" in value else "content"
        return [((name, place), entry, "") for place, entry in enumerate(value[name])]
    if "id" in value or not any(isinstance(value.get(name), list) for name in TABLES):
        return [] if value.get("empty") is True else [((), value, "")]
    return [
        ((name, place), entry, entity)
        for name, entity in TABLES.items()
        if isinstance(value.get(name), list)
        for place, entry in enumerate(value[name])
    ]


def _entity(entry: Mapping[str, Any]) -> str:
    """What an entry is, by the properties only one entity has; empty when nothing tells."""
    if "name" not in entry and ("location_id" in entry or "location" in entry or "service_id" in entry):
        return "service_at_location"
    weights = {
        entity: len(entry.keys() & (set(properties(entity)) | besides) - _shared(entity))
        for entity, besides in BESIDES.items()
    }
    best = max(weights, key=lambda entity: weights[entity])
    if weights[best]:
        return best
    return "organization" if "name" in entry and "description" in entry else ""


def _shared(entity: str) -> set[str]:
    others = [set(properties(name)) for name in BESIDES if name != entity]
    return {name for name in properties(entity) if any(name in other for other in others)}


class Reading:
    """Takes nested entries apart, so that each organisation and each place stands once."""

    def __init__(self) -> None:
        self.entries = Entries()
        self.found = Found()
        self.document: jsontext.Document

    def file(self, document: jsontext.Document) -> None:
        self.document = document
        self.found.warnings += document.warnings
        self.found.warnings += [Told(document.spot(path), DOUBLED) for path in document.doubled]
        for path, value, entity in _tops(document.value):
            self.top(path, value, entity)

    def top(self, path: Path, value: Any, entity: str) -> None:
        if not isinstance(value, Mapping):
            self._reject(path, NO_OBJECT)
        elif entity or _entity(value):
            self._take(entity or _entity(value), path, value)
        else:
            self._reject(path, NO_HSDS, value)

    def _take(self, entity: str, path: Path, value: Any) -> str:
        """The number of the entry; empty when it was rejected."""
        takes = {
            "service": self._service,
            "organization": self._organization,
            "location": self._location,
            "service_at_location": self._at_location,
        }
        return takes[entity](path, dict(value)) if isinstance(value, Mapping) else ""

    def _service(self, path: Path, raw: dict[str, Any]) -> str:
        number = self._number(path, raw)
        if not number:
            return ""
        provider = self._take("organization", (*path, "organization"), raw.pop("organization", None))
        if provider:
            raw["organization_id"] = provider
        places = raw.pop("service_at_locations", None) or []
        bare = [{"location": place} for place in raw.pop("locations", None) or []]
        self._add(self.entries.services, number, path, raw)
        for name, entries in (("service_at_locations", places), ("locations", bare)):
            for place, entry in enumerate(entries if isinstance(entries, list) else []):
                if isinstance(entry, Mapping):
                    self._at_location((*path, name, place), {**entry, "service_id": number})
        return number

    def _organization(self, path: Path, raw: dict[str, Any]) -> str:
        number = self._number(path, raw)
        if not number:
            return ""
        nested = {name: raw.pop(name, None) or [] for name in ("locations", "services")}
        self._add(self.entries.organizations, number, path, raw)
        for name, entries in nested.items():
            for place, entry in enumerate(entries if isinstance(entries, list) else []):
                if isinstance(entry, Mapping) and _says_more(entry):
                    owned = {**entry, "organization_id": entry.get("organization_id") or number}
                    self._take(TABLES[name], (*path, name, place), owned)
        return number

    def _location(self, path: Path, raw: dict[str, Any]) -> str:
        number = self._number(path, raw)
        if number:
            self._add(self.entries.locations, number, path, raw)
        return number

    def _at_location(self, path: Path, raw: dict[str, Any]) -> str:
        place = raw.pop("location", None)
        raw["location_id"] = self._take("location", (*path, "location"), place) or raw.get("location_id")
        service = raw.pop("service", None)
        raw["service_id"] = self._take("service", (*path, "service"), service) or raw.get("service_id")
        own = str(raw.get("id") or f"{raw['service_id']}/{raw['location_id']}")
        key = own if _has(self.entries.at_locations, own, raw) else f"{own}/{raw['location_id']}"
        self._add(self.entries.at_locations, key, path, raw)
        return own

    def _add(self, table: dict[str, Entry], number: str, path: Path, raw: dict[str, Any]) -> None:
        """Once each; nested again it may say more, but not something else."""
        known = table.get(number)
        if known is None:
            self.found.read += table is not self.entries.at_locations
            table[number] = Entry(number, raw, partial(_spot, self.document, path))
            return
        if any(known.raw[name] != raw[name] for name in known.raw.keys() & raw.keys()):
            self.found.warnings.append(Told(self.document.spot((*path, "id")), TWICE))
        for name, value in raw.items():
            known.raw.setdefault(name, value)

    def _number(self, path: Path, raw: Mapping[str, Any]) -> str:
        number = raw.get("id")
        if isinstance(number, bool) or not isinstance(number, str | int) or not str(number).strip():
            self._reject(path, NO_NUMBER)
            return ""
        if len(str(number)) > LONGEST_NUMBER:
            self._reject((*path, "id"), LONG_NUMBER)
            return ""
        return str(number)

    def _reject(self, path: Path, reason: str, value: Mapping[str, Any] | None = None) -> None:
        self.found.read += 1
        self.found.rejected.append(Told(self.document.spot(path), reason))
        if value and isinstance(value.get("id"), str | int):
            self.found.rejected_ids.add(str(value["id"]))


def _spot(document: jsontext.Document, around: Path, path: Path) -> Any:
    return document.spot((*around, *path))


def _says_more(entry: Mapping[str, Any]) -> bool:
    """A service of an organisation may be no more than its number and name."""
    return bool(entry.keys() - {"id", "name"})


def _has(table: Mapping[str, Entry], number: str, raw: Mapping[str, Any]) -> bool:
    known = table.get(number)
    return known is None or known.raw.get("location_id") == raw.get("location_id")
