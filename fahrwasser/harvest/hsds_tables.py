"""Reads tabular packages of HSDS 1.1 to 3.x: CSV tables, with or without a ``datapackage.json`` that names them."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from fahrwasser.harvest import jsontext
from fahrwasser.harvest.found import Found, Told
from fahrwasser.harvest.hsds_entries import LONGEST_NUMBER, Entries, Entry, assemble
from fahrwasser.harvest.hsds_rows import Row, rows

Tables = dict[str, list[Row]]

PACKAGE: Final = "datapackage.json"
NAMES: Final[Mapping[str, str]] = {
    "organization": "organization", "organizations": "organization", "organisations": "organization",
    "program": "program", "programs": "program", "service": "service", "services": "service",
    "location": "location", "locations": "location", "service_at_location": "service_at_location",
    "services_at_location": "service_at_location", "service_at_locations": "service_at_location",
    "services_at_locations": "service_at_location", "phone": "phone", "phones": "phone", "contact": "contact",
    "contacts": "contact", "address": "address", "addresses": "address", "physical_address": "physical_address",
    "physical_addresses": "physical_address", "postal_address": "postal_address",
    "postal_addresses": "postal_address", "schedule": "schedule", "schedules": "schedule",
    "regular_schedule": "schedule", "regular_schedules": "schedule", "holiday_schedule": "holiday_schedule",
    "holiday_schedules": "holiday_schedule", "language": "language", "languages": "language",
    "accessibility_for_disabilities": "accessibility", "accessibility": "accessibility",
    "cost_option": "cost_option", "cost_options": "cost_option", "payment_accepted": "payment_accepted",
    "payments_accepted": "payment_accepted", "fees": "fee", "fee": "fee",
    "required_document": "required_document", "required_documents": "required_document",
    "service_area": "service_area", "service_areas": "service_area", "service_taxonomy": "service_taxonomy",
    "services_taxonomy": "service_taxonomy", "taxonomy": "taxonomy", "taxonomies": "taxonomy",
    "taxonomy_term": "taxonomy_term", "taxonomy_terms": "taxonomy_term", "attribute": "attribute",
    "attributes": "attribute", "service_attribute": "attribute", "other_attribute": "attribute",
    "metadata": "metadata", "meta_table_description": "meta_table_description",
    "meta_table_descriptions": "meta_table_description", "service_capacity": "service_capacity",
    "service_capacities": "service_capacity", "unit": "unit", "units": "unit", "funding": "funding", "url": "url",
    "urls": "url", "organization_identifier": "organization_identifier", "eligibility": "eligibility",
    "organization_identifiers": "organization_identifier",
}  # fmt: skip
"""Names of files and resources to the table they hold, over all versions."""
UNDER: Final[Mapping[str, str]] = {
    "program": "programs", "phone": "phones", "contact": "contacts", "address": "addresses",
    "physical_address": "physical_addresses", "postal_address": "postal_addresses", "schedule": "schedules",
    "holiday_schedule": "schedules", "language": "languages", "accessibility": "accessibility",
    "cost_option": "cost_options", "payment_accepted": "payments_accepted", "fee": "cost_options",
    "required_document": "required_documents", "service_area": "service_areas", "service_taxonomy": "attributes",
    "attribute": "attributes", "metadata": "metadata", "service_capacity": "capacities", "funding": "funding",
    "url": "additional_urls", "organization_identifier": "organization_identifiers", "eligibility": "eligibilitys",
}  # fmt: skip
"""The list of its owner in which an entry of a table stands; the order is that in which they are put there."""
INNERMOST: Final = ("language", "phone", "contact")
"""Tables whose entries own entries of the ones before, so they are put away in this order, before all others."""
OWNERS: Final = ("contact", "phone", "service_at_location", "service", "location", "organization", "program")
MAIN: Final = ("organization", "location", "service", "service_at_location")
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "holiday_schedule": {"start_date": "valid_from", "end_date": "valid_to"},
    "fee": {"fee": "option"},
    "service_taxonomy": {"taxonomy_detail": "value"},
}
UNKNOWN: Final = "Diese Tabelle kennt HSDS nicht; sie wurde nicht gelesen."
NO_OWNER: Final = "Der Eintrag gehört zu nichts, was in der Quelle steht: {}."
NOWHERE: Final = "Der Eintrag sagt nicht, wozu er gehört."
NO_NUMBER: Final = "Der Eintrag hat keine Nummer (id)."
LONG_NUMBER: Final = f"Die Nummer (id) ist länger als {LONGEST_NUMBER} Zeichen."
TWICE: Final = "Die Nummer {} steht zweimal in dieser Tabelle; die erste gilt."
MISSING: Final = "Die Datei {} steht im Verzeichnis des Pakets, aber nicht im Paket."
NOT_READ: Final = "Diese Tabelle beschreibt nur das Paket; sie gehört zu keinem Eintrag und wird nicht übernommen."


def looks_like(files: Mapping[str, bytes]) -> bool:
    """Whether there is a package, or at least a table of services or organisations by its name."""
    tables = {_named(file) for file in files if _is_table(file)}
    return bool(tables & {"service", "organization"}) or any(PurePosixPath(f).name == PACKAGE for f in files)


def read(files: Mapping[str, bytes]) -> Found:
    """Everything in the tables; bad rows are named, the others kept."""
    reading = Reading()
    reading.take(files)
    return assemble(reading.put_together(), reading.found)


def _is_table(file: str) -> bool:
    return PurePosixPath(file).suffix.lower() in (".csv", ".tsv", ".txt")


def _named(file: str) -> str:
    return NAMES.get(PurePosixPath(file).stem.strip().lower().replace("-", "_").replace(" ", "_"), "")


class Reading:
    """Tables read row by row, then each row put where it belongs."""

    def __init__(self) -> None:
        self.found = Found()
        self.tables: Tables = {}
        self.by_id: dict[str, dict[str, Row]] = {}

    def take(self, files: Mapping[str, bytes]) -> None:
        named = self._package(files)
        for file, raw in files.items():
            table = named.get(file) or _named(file)
            if not _is_table(file):
                continue
            if table and table != "meta_table_description":
                self.tables.setdefault(table, []).extend(rows(table, file, raw, self.found))
            else:
                self.found.warnings.append(Told(_spot(file), NOT_READ if table else UNKNOWN))
        for table in self.tables:
            self.by_id[table] = self._numbered(table)

    def _package(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """File to table, as the description of the package says it."""
        found: dict[str, str] = {}
        for file in files:
            if PurePosixPath(file).name != PACKAGE:
                continue
            try:
                resources = jsontext.read(files[file], file).value.get("resources")
            except (jsontext.Unreadable, AttributeError):
                continue
            for one in resources if isinstance(resources, list) else ():
                if isinstance(one, Mapping) and isinstance(one.get("path"), str):
                    found |= self._resource(file, one, files)
        return found

    def _resource(self, package: str, one: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, str]:
        path = str(PurePosixPath(package).parent / one["path"])
        if path not in files:
            self.found.warnings.append(Told(_spot(package), MISSING.format(path[:100])))
            return {}
        return {path: NAMES.get(str(one.get("name")).lower(), "") or _named(path)}

    def _numbered(self, table: str) -> dict[str, Row]:
        """Rows by their number. Entries of the main tables need one of their own."""
        known: dict[str, Row] = {}
        for row in self.tables[table]:
            self.found.read += table in MAIN[:3]
            number = str(row.values.get("id") or "")
            if table == "service_at_location" and not number:
                number = f"{row.values.get('service_id')}/{row.values.get('location_id')}"
            reason = _refused(number, known, table in MAIN)
            if reason and table in MAIN:
                self.found.rejected.append(Told(row.spot(("id",)), reason))
                self.found.rejected_ids |= {number} - known.keys()
            elif reason:
                self.found.warnings.append(Told(row.spot(("id",)), reason))
            elif number:
                known[number] = row
        return known

    def put_together(self) -> Entries:
        self._terms()
        for name in [*INNERMOST, *(name for name in UNDER if name not in INNERMOST)]:
            for row in self.tables.get(name, ()):
                self._put(name, row)
        self._programs()
        self._single_places()
        return Entries(*(self._entries(table) for table in MAIN))

    def _entries(self, table: str) -> dict[str, Entry]:
        return {number: Entry(number, row.values, row.spot) for number, row in self.by_id.get(table, {}).items()}

    def _terms(self) -> None:
        """Terms, taxonomies and units stand inside what points at them."""
        taxonomies, terms = self.by_id.get("taxonomy", {}), self.by_id.get("taxonomy_term", {})
        for term in terms.values():
            owner = taxonomies.get(str(term.values.get("taxonomy_id") or ""))
            if owner:
                term.values["taxonomy_detail"] = owner.values
        for row in (*self.tables.get("attribute", ()), *self.tables.get("service_taxonomy", ())):
            number = str(row.values.get("taxonomy_term_id") or row.values.get("taxonomy_id") or "")
            term_row = terms.get(number) or taxonomies.get(number)  # a term was called taxonomy before 2.0
            if term_row:
                row.values["taxonomy_term"] = term_row.values
            elif number:
                self._orphan(row, "taxonomy_term_id", number)
        for row in self.tables.get("service_capacity", ()):
            unit = self.by_id.get("unit", {}).get(str(row.values.get("unit_id") or ""))
            if unit:
                row.values["unit"] = unit.values

    def _put(self, name: str, row: Row) -> None:
        for old, new in RENAMED.get(name, {}).items():
            if old in row.values:
                row.values.setdefault(new, row.values.pop(old))
        owners = self._owners(name, row)
        if not owners and not any(row.values.get(key) for key in ("link_id", "resource_id", "service_id")):
            self.found.orphans.append(Told(row.spot(()), NOWHERE))
        for owner, table in owners:
            owner.put("additional_websites" if name == "url" and table == "organization" else UNDER[name], row)
        row.forget(f"{table}_id" for table in OWNERS)
        row.forget(
            ("link_id", "resource_id", "taxonomy_term_id") if "taxonomy_term" in row.values else ("resource_id",)
        )

    def _owners(self, name: str, row: Row) -> list[tuple[Row, str]]:
        """Every row that this one belongs to; one that is not there is an orphan."""
        if name in ("attribute", "metadata"):
            key, kind = ("link_id", "link_entity") if name == "attribute" else ("resource_id", "resource_type")
            return self._linked(row, str(row.values.get(key) or ""), str(row.values.get(kind) or ""))
        found = []
        for table in OWNERS:
            number = str(row.values.get(f"{table}_id") or "")
            if number and number in self.by_id.get(table, {}):
                found.append((self.by_id[table][number], table))
            elif number:
                self._orphan(row, f"{table}_id", number)
        return found

    def _linked(self, row: Row, number: str, kind: str) -> list[tuple[Row, str]]:
        table = NAMES.get(kind.lower(), "")
        places = [table] if table in self.by_id else list(self.by_id)
        for place in places:
            if number in self.by_id[place]:
                return [(self.by_id[place][number], place)]
        if str(row.values.get("service_id") or "") in self.by_id.get("service", {}):
            return [(self.by_id["service"][str(row.values["service_id"])], "service")]
        if number:
            self._orphan(row, "link_id" if "link_id" in row.values else "resource_id", number)
        return []

    def _programs(self) -> None:
        for row in self.tables.get("service", ()):
            program = self.by_id.get("program", {}).get(str(row.values.get("program_id") or ""))
            if program:
                row.values["program"] = program.values
                row.forget(("program_id",))

    def _single_places(self) -> None:
        """A service that names its only place itself."""
        here = self.by_id.setdefault("service_at_location", {})
        for number, row in self.by_id.get("service", {}).items():
            place = str(row.values.pop("location_id", None) or "")
            if place:
                values = {"service_id": number, "location_id": place}
                here.setdefault(f"{number}/{place}", Row(row.file, row.line, row.columns, values))

    def _orphan(self, row: Row, name: str, number: str) -> None:
        self.found.orphans.append(Told(row.spot((name,)), NO_OWNER.format(number[:LONGEST_NUMBER])))


def _refused(number: str, known: Mapping[str, Row], needed: bool) -> str:
    if not number:
        return NO_NUMBER if needed else ""
    if len(number) > LONGEST_NUMBER:
        return LONG_NUMBER
    return TWICE.format(number) if number in known else ""


def _spot(file: str) -> Any:
    return Row(file, 0, {}, {}).spot(())
