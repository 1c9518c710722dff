"""The directory as a tabular package of HSDS 3.1: a CSV file for each table, described by ``datapackage.json``."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from fahrwasser.hsds import entries, licensing, queries
from fahrwasser.hsds.rules import Asked
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.hsds.schema import VERSION, child, entities, identifier, properties, schema
from fahrwasser.offers.models import OfferPlace

Raw = dict[str, Any]
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """The value for a cell; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def columns(entity: str) -> list[str]:
    """Columns of a table: every plain property, in the order of the specification."""
    return [name for name in properties(entity) if not child(entity, name)]


def rows(entity: str, entry: Raw, **owner: str) -> Iterator[tuple[str, Raw]]:
    """An entry taken apart: its own row first, then those of everything inside it, each knowing its owner."""
    own = {name: value for name, value in entry.items() if not isinstance(value, list | dict)}
    links = {name: number for name, number in owner.items() if name in properties(entity)}
    for name in ("unit", "taxonomy_term", "program", "taxonomy_detail"):
        if isinstance(entry.get(name), dict):
            own.setdefault(f"{name.removesuffix('_detail')}_id", entry[name]["id"])
    yield entity, {**own, **links}
    for name, value in entry.items():
        inner = child(entity, name)
        for one in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
            if inner:
                yield from rows(inner, one, **_owner(entity, entry["id"], inner))


def _owner(entity: str, number: str, inner: str) -> dict[str, str]:
    if inner == "attribute":
        return {"link_id": number, "link_entity": entity}
    if inner == "metadata":
        return {"resource_id": number, "resource_type": entity}
    return {f"{entity}_id": number}


class Writer:
    """Writes each row into the file of its table; a number that stands twice in a table is written once, or renewed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, IO[str]] = {}
        self.sheets: dict[str, Any] = {}
        self.seen: set[tuple[str, bytes]] = set()

    def write(self, entity: str, row: Raw) -> None:
        if entity in SHARED and self._is_seen(entity, row["id"]):
            return
        if entity not in SHARED and self._is_seen(entity, row["id"]):
            row = {**row, "id": identifier(row["id"], *(f"{k}={v}" for k, v in row.items() if k.endswith("_id")))}
        self._sheet(entity).writerow([_cell(row.get(name)) for name in columns(entity)])

    def _is_seen(self, entity: str, number: str) -> bool:
        key = entity, bytes.fromhex(number.replace("-", ""))
        known = key in self.seen
        self.seen.add(key)
        return known

    def _sheet(self, entity: str) -> Any:
        if entity not in self.sheets:
            self.files[entity] = (self.folder / path(entity)).open("w", encoding="utf-8", newline="")
            self.sheets[entity] = csv.writer(self.files[entity], lineterminator="\r\n")
            self.sheets[entity].writerow(columns(entity))
        return self.sheets[entity]

    def close(self) -> None:
        for file in self.files.values():
            file.close()


SHARED: Final = {"taxonomy", "taxonomy_term", "unit", "program", "organization", "location", "service"}
"""Entries that stand wherever they are pointed at, always the same."""


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else harmless(value)


def path(entity: str) -> str:
    return str(schema(entity)["path"])


def package() -> IO[bytes]:
    """The whole package as an open file that vanishes when it is closed; on the disk while it is made."""
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    with TemporaryDirectory() as folder:
        writer = Writer(Path(folder))
        for entity, row in _everything():
            writer.write(entity, row)
        writer.close()
        with ZipFile(target, "w", ZIP_DEFLATED) as zipped:
            written = [entity for entity in entities() if entity in writer.sheets]
            for entity in written:
                zipped.write(Path(folder) / path(entity), path(entity))
            zipped.writestr("datapackage.json", json.dumps(described(written), ensure_ascii=False, indent=2))
    target.seek(0)
    return target


def _everything() -> Iterator[tuple[str, Raw]]:
    for taxonomy in profile.TAXONOMIES:
        yield "taxonomy", taxonomy.entry()
    for number in queries.chunks(queries.organisations(Asked())):
        batch = queries.batch([], number)
        for body in batch.organisations.values():
            yield from rows("organization", entries.organization(batch, body))
    for number in queries.chunks(queries.offers(Asked())):
        yield from _offers(number)


def _offers(numbers: list[Any]) -> Iterator[tuple[str, Raw]]:
    batch = queries.batch(numbers)
    for offer in batch.offers.values():
        told = entries.service(batch, offer, organization=False)
        here = told.pop("service_at_locations", [])
        yield from rows(
            "service", told, organization_id=entries.organisation_number(batch.organisations[offer.provider_id])
        )
        for one, row in zip(here, batch.at_places.get(offer.pk, []), strict=True):
            yield from _at_location(one, row)


def _at_location(told: Raw, row: OfferPlace) -> Iterator[tuple[str, Raw]]:
    """A place of an organisation was written with it and is not written again."""
    yield from rows("location", told.pop("location"))
    links = {"service_id": str(row.offer_id), "location_id": str(row.place_id)}
    yield from rows("service_at_location", told, **links)


def described(written: Iterable[str]) -> Raw:
    """The description of the package after the rules of Frictionless Data."""
    return {
        "name": "hsds",
        "profile": "tabular-data-package",
        "title": "Verzeichnis der Angebote",
        "version": VERSION,
        **_rights(),
        "resources": [_resource(entity) for entity in written],
    }


def _rights() -> Raw:
    """Licence and sources; a package without a licence says so in its description."""
    said = licensing.licence()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", said.name)
    stated: Raw = {"licenses": [{"name": name, "title": said.name, **({"path": said.url} if said.url else {})}]}
    sources = [{"title": words} for words in licensing.attributions()]
    return {**(stated if said.is_stated else {"description": said.name}), **({"sources": sources} if sources else {})}


def _resource(entity: str) -> Raw:
    required = schema(entity)["required"]
    fields = [_field(name, properties(entity)[name], name in required) for name in columns(entity)]
    return {
        "name": entity,
        "path": path(entity),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id"},
    }


def _field(name: str, spec: Mapping[str, Any], required: bool) -> Raw:
    told: Raw = {"name": name, "type": spec.get("type", "string")}
    if required and name == "id":
        told["constraints"] = {"required": True, "unique": True}
    return told


def lines(entity: str, found: Iterable[Raw]) -> Iterator[str]:
    """One flat table: each entry a line, with what it has once; ``organization.name`` stands beside its own."""
    names = flat_columns(entity)
    yield _line(names)
    for entry in found:
        yield _line([_cell(_at(entry, name)) for name in names])


def flat_columns(entity: str) -> list[str]:
    found = columns(entity)
    for name in ("organization", "program", "location", "taxonomy_detail"):
        if child(entity, name):
            found += [f"{name}.{inner}" for inner in columns(name.removesuffix("_detail"))]
    return found


def _at(entry: Mapping[str, Any], name: str) -> Any:
    outer, _, inner = name.partition(".")
    value = entry.get(outer)
    return value.get(inner) if inner and isinstance(value, Mapping) else None if inner else value


def _line(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
