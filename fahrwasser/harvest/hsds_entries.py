"""From entries of HSDS, wherever they were read, to what was found: each service with what belongs to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from fahrwasser.harvest.found import AtPlace, Found, FoundOffer, FoundPlace, FoundProvider, Part, Spot, Told
from fahrwasser.harvest.hsds_older import renamed
from fahrwasser.offers.hsds import columns, profile
from fahrwasser.offers.hsds.schema import identifier

Step = str | int
Spotted = Callable[[tuple[Step, ...]], Spot]
"""Where a value of an entry stands, by the way to it inside the entry."""

LONGEST_NUMBER: Final = 100
LONGEST_CODE: Final = 8
OWN_UNIT: Final = identifier("place", "unit")
STAYS: Final = "Die Angabe bleibt stehen, wie sie kam, und wird nicht ausgewertet."
NO_NAME: Final = "Der Eintrag hat keinen Namen."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with its number in the source; what belongs to it alone stands inside ``raw``."""

    id: str
    raw: dict[str, Any]
    spot: Spotted


@dataclass(slots=True)
class Entries:
    """Entries by number. ``at_locations``: by number too, with ``service_id`` and ``location_id`` in ``raw``."""

    organizations: dict[str, Entry] = field(default_factory=dict)
    locations: dict[str, Entry] = field(default_factory=dict)
    services: dict[str, Entry] = field(default_factory=dict)
    at_locations: dict[str, Entry] = field(default_factory=dict)


def assemble(entries: Entries, found: Found) -> Found:
    """Everything the entries say, added to ``found``; one bad entry keeps no other out."""
    here: dict[str, list[Entry]] = {}
    for entry in entries.at_locations.values():
        here.setdefault(str(entry.raw.get("service_id") or ""), []).append(entry)
    Assembly(entries, found, here).run()
    return found


@dataclass(slots=True)
class Assembly:
    entries: Entries
    found: Found
    at_locations: Mapping[str, list[Entry]]

    def run(self) -> None:
        for entries, make in (
            (self.entries.organizations, self._provider),
            (self.entries.locations, self._place),
            (self.entries.services, self._offer),
        ):
            for entry in entries.values():
                make(entry)
        for number, orphans in self.at_locations.items():
            if number not in self.entries.services:
                for entry in orphans:
                    self._orphan(entry, ("service_id",), "Angebot", number)

    def _provider(self, entry: Entry) -> None:
        taken = self._taken(columns.PROVIDER, renamed("organization", entry.raw), entry)
        if "name" not in taken.values:
            self._reject(entry, NO_NAME)
            return
        provider = FoundProvider(entry.id, taken.values, entry.spot(()), _beside(taken))
        self.found.providers.append(provider)

    def _place(self, entry: Entry) -> None:
        raw = renamed("location", entry.raw)
        taken = self._taken(columns.PLACE, raw, entry)
        provider = str(entry.raw.get("organization_id") or "")
        schedules = self._schedules(entry, taken, ())
        if not {"latitude", "longitude"} <= taken.values.keys():
            for name in {"latitude", "longitude"} & taken.values.keys():
                taken.more[name] = raw[name]
                del taken.values[name]
        place = FoundPlace(entry.id, taken.values, entry.spot(()), _beside(taken), provider, schedules)
        self.found.places.append(place)

    def _offer(self, entry: Entry) -> None:
        taken = self._taken(columns.OFFER, renamed("service", entry.raw), entry)
        if "name" not in taken.values:
            self._reject(entry, NO_NAME)
            return
        taken.values.setdefault("status", "active")
        said = self._profile(entry, taken)
        places = tuple(self._at_places(entry, taken))
        self._languages(taken)
        offer = FoundOffer(
            entry.id,
            taken.values,
            entry.spot(()),
            provider=str(entry.raw.get("organization_id") or ""),
            places=places,
            schedules=self._schedules(entry, taken, ()),
            costs=self._parts(columns.COST, entry, taken, "cost_options"),
            documents=self._documents(entry, taken),
            capacities=self._capacities(entry, taken, said),
            criteria=self._criteria(entry, taken, said),
            texts=said.texts,
        )
        self.found.offers.append(replace(offer, more=_beside(taken)))

    def _at_places(self, entry: Entry, taken: columns.Taken) -> Iterable[AtPlace]:
        """The offer at its places; where it names a place that is not there, its words stay with the offer as well."""
        lost = []
        for here in self.at_locations.get(entry.id, ()):
            number = str(here.raw.get("location_id") or "")
            if number not in self.entries.locations:
                lost.append(here.raw)
            own = self._taken(columns.AT_PLACE, renamed("service_at_location", here.raw), here)
            schedules = self._schedules(here, own, ())
            yield AtPlace(number, own.values, here.raw.get("id") or "", _beside(own), schedules)
        if lost:
            taken.more["service_at_locations"] = lost

    def _profile(self, entry: Entry, taken: columns.Taken) -> profile.Said:
        attributes = taken.more.pop("attributes", None)
        said = profile.read(attributes if isinstance(attributes, list) else [])
        for place, reason in said.problems:
            self._warn(entry, ("attributes", place), reason)
        if said.others:
            taken.more["attributes"] = said.others
        taken.values.update(said.details)
        if said.needs:
            taken.values["needs"] = list(dict.fromkeys(said.needs))
        return said

    def _languages(self, taken: columns.Taken) -> None:
        entries = taken.more.get("languages")
        named = [entry.get("code") for entry in entries or () if isinstance(entry, Mapping)]
        codes = [code for code in named if isinstance(code, str) and 0 < len(code) <= LONGEST_CODE]
        if codes:
            taken.values["languages"] = list(dict.fromkeys(codes))

    def _criteria(self, entry: Entry, taken: columns.Taken, said: profile.Said) -> tuple[Part, ...]:
        parts = [Part(values, number) for number, values in said.criteria]
        ages = self._ages(entry, taken)
        if any(values["kind"] == "age" and values["values"] == ages for _, values in said.criteria):
            for name, _ in profile.AGES:
                taken.more.pop(name, None)  # the condition says the same, and more
        elif ages:
            parts.insert(0, Part({"kind": "age", "values": ages, "strictness": "muss"}))
        return tuple(parts)

    def _ages(self, entry: Entry, taken: columns.Taken) -> dict[str, Any]:
        """The values of a condition about age, from the fields HSDS has for it; these also stay as they came."""
        try:
            return profile.ages(taken.more)
        except ValueError as error:
            name = "minimum_age" if "minimum_age" in taken.more else "maximum_age"
            self._warn(entry, (name,), f"{error} {STAYS}")
            return {}

    def _capacities(self, entry: Entry, taken: columns.Taken, said: profile.Said) -> tuple[Part, ...]:
        entries = taken.more.get("capacities")
        kept = [told for told in entries if not _is_own(told)] if isinstance(entries, list) else []
        taken.more.pop("capacities", None)
        if kept:
            taken.more["capacities"] = kept
        parts = [Part(values) for values in said.capacities]
        for place, told in enumerate(kept):
            try:
                parts.append(Part(profile.capacity(told), str(told.get("id") or "")))
            except ValueError as error:
                self._warn(entry, ("capacities", place), f"{error} {STAYS}")
        return tuple(sorted(parts, key=_day, reverse=True))

    def _documents(self, entry: Entry, taken: columns.Taken) -> tuple[Part, ...]:
        return tuple(
            part
            for part in self._parts(columns.DOCUMENT, entry, taken, "required_documents")
            if part.values.get("name")
        )

    def _schedules(self, entry: Entry, taken: columns.Taken, path: tuple[Step, ...]) -> tuple[Part, ...]:
        return self._parts(columns.SCHEDULE, entry, taken, "schedules")

    def _parts(
        self, table: tuple[columns.Column, ...], entry: Entry, taken: columns.Taken, name: str
    ) -> tuple[Part, ...]:
        """The entries of a list that become rows of ours; what is no object stays where it was, with a warning."""
        entries = taken.more.pop(name, None)
        if columns.is_empty(entries):
            return ()
        if not isinstance(entries, list):
            taken.more[name] = entries
            self._warn(entry, (name,), f"Erwartet wird eine Liste. {STAYS}")
            return ()
        parts = []
        for place, told in enumerate(entries):
            if isinstance(told, Mapping):
                parts.append(self._part(table, entry, (name, place), told))
            else:
                self._warn(entry, (name, place), "Erwartet wird ein Eintrag mit eigenen Angaben. Er fehlt.")
        return tuple(parts)

    def _part(
        self, table: tuple[columns.Column, ...], entry: Entry, path: tuple[Step, ...], told: Mapping[str, Any]
    ) -> Part:
        inside = Entry(str(told.get("id") or ""), dict(told), partial(_inside, entry.spot, path))
        taken = self._taken(table, renamed(str(path[0]), inside.raw, warn=partial(self._warn, inside)), inside)
        return Part(taken.values, inside.id, _beside(taken))

    def _taken(self, table: tuple[columns.Column, ...], raw: Mapping[str, Any], entry: Entry) -> columns.Taken:
        taken = columns.take(table, raw)
        for at, reason in taken.problems:
            outer, _, inner = at.partition(".")
            self._warn(entry, (outer, 0, inner) if inner else (outer,), f"{reason} {STAYS}")
        return taken

    def _orphan(self, entry: Entry, path: tuple[Step, ...], called: str, number: str) -> None:
        reason = f"{called} {number[:LONGEST_NUMBER]} ist nicht in der Quelle." if number else f"{called} fehlt."
        self.found.orphans.append(Told(entry.spot(path), reason))

    def _warn(self, entry: Entry, path: tuple[Step, ...], reason: str) -> None:
        self.found.warnings.append(Told(entry.spot(path), reason))

    def _reject(self, entry: Entry, reason: str) -> None:
        self.found.rejected.append(Told(entry.spot(()), reason))
        self.found.rejected_ids.add(entry.id)


REFERENCES: Final = ("id", "organization_id", "service_id", "location_id", "service_at_location_id")


def _inside(spot: Spotted, around: tuple[Step, ...], path: tuple[Step, ...]) -> Spot:
    return spot(around + path)


def _beside(taken: columns.Taken) -> dict[str, Any]:
    return {name: value for name, value in taken.more.items() if name not in REFERENCES}


def _day(part: Part) -> str:
    return str(part.values.get("confirmed_on") or "")


def _is_own(told: Any) -> bool:
    """Whether this is what this house wrote itself; its profile says the same with more."""
    unit = told.get("unit") if isinstance(told, Mapping) else None
    return isinstance(unit, Mapping) and unit.get("id") == OWN_UNIT
