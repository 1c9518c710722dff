"""The interface described for machines in OpenAPI 3.1, from one table of its addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fahrwasser.hsds.licensing import Licence
from fahrwasser.hsds.rules import FARTHEST, FORMATS, LAST_PAGE, LONGEST_SEARCH, MOST_PER_PAGE, PER_PAGE
from fahrwasser.offers.hsds.schema import VERSION, entities, schema

Schema = dict[str, Any]

YES_NO: Final[Schema] = {"type": "boolean", "default": False}
NUMBER: Final[Schema] = {"type": "string", "format": "uuid"}
PARAMETERS: Final[Mapping[str, tuple[str, Schema]]] = {
    "page": (
        "Nummer der Seite, von 1 an.",
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    ),
    "per_page": (
        "Einträge je Seite.",
        {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    ),
    "format": (
        "„json“ in Seiten; „ndjson“ und „csv“ liefern alles auf einmal, ein Eintrag je Zeile.",
        {"type": "string", "enum": list(FORMATS), "default": FORMATS[0]},
    ),
    "search": ("Wörter, die alle vorkommen.", {"type": "string", "maxLength": LONGEST_SEARCH}),
    "minimal": ("Nur Nummer und Tag der Änderung, alle auf einer Seite.", YES_NO),
    "full": ("Jeder Eintrag mit allem, was dazugehört.", YES_NO),
    "full_service": ("Träger mit ihren Angeboten und allem, was zu diesen gehört.", YES_NO),
    "top_only": ("Nur Begriffe, über denen keiner steht.", YES_NO),
    "modified_after": (
        "Nur was seit diesem Zeitpunkt geändert wurde; dann auch beendete Angebote (status: defunct).",
        {"type": "string", "format": "date-time"},
    ),
    "organization_id": ("Nur Angebote dieses Trägers.", NUMBER),
    "taxonomy_id": ("Nur mit einem Begriff dieser Taxonomie.", NUMBER),
    "taxonomy_term_id": ("Nur mit diesem Begriff.", NUMBER),
    "parent_id": ("Nur Begriffe unter diesem.", NUMBER),
    "postcode": ("Nur Orte mit dieser Postleitzahl.", {"type": "string", "maxLength": 20}),
    "proximity": (
        "Im Umkreis von so vielen Metern um die Mitte der Postleitzahl.",
        {"type": "integer", "minimum": 0, "maximum": FARTHEST},
    ),
}
PAGED: Final = ("page", "per_page", "format", "search")
ABOUT: Final = ("taxonomy_term_id", "taxonomy_id")


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its list with parameters, and one entry of it by number with its own."""

    path: str
    entity: str
    called: str
    parameters: tuple[str, ...]
    of_one: tuple[str, ...] = ()


ADDRESSES: Final = (
    Address(
        "/services",
        "service",
        "Angebote",
        (*PAGED, *ABOUT, "organization_id", "modified_after", "minimal", "full"),
    ),
    Address(
        "/organizations",
        "organization",
        "Träger",
        (*PAGED, *ABOUT, "full", "full_service"),
        ("full_service",),
    ),
    Address(
        "/service_at_locations",
        "service_at_location",
        "Angebote an Orten",
        (*PAGED, *ABOUT, "organization_id", "modified_after", "full", "postcode", "proximity"),
    ),
    Address("/taxonomies", "taxonomy", "Taxonomien", PAGED),
    Address("/taxonomy_terms", "taxonomy_term", "Begriffe", (*PAGED, "taxonomy_id", "top_only", "parent_id")),
)
ROOT: Final[Schema] = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    },
}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
PAGE: Final[Schema] = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "properties": {
        "total_items": COUNT,
        "total_pages": COUNT,
        "page_number": COUNT,
        "size": COUNT,
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "contents": {"type": "array"},
    },
}
ERROR: Final[Schema] = {
    "type": "object",
    "required": ["status", "message"],
    "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
}
MINIMAL: Final[Schema] = {
    "type": "object",
    "required": ["id", "modified_date"],
    "properties": {"id": NUMBER, "modified_date": {"type": "string", "format": "date-time"}},
    "additionalProperties": False,
}


def document(server: str, title: str, licence: Licence, attributions: Sequence[str]) -> Schema:
    """The description; ``server``: absolute address of the interface without a slash at its end."""
    paths: Schema = {"/": {"get": _operation("root", "Fassung, Profil und Beschreibung", (), {200: _json(ROOT)})}}
    for address in ADDRESSES:
        paths[address.path] = _listed(address)
        paths[f"{address.path}/{{id}}"] = _one(address)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "summary": f"Offene Lese-Schnittstelle nach HSDS {VERSION}",
            "license": {"name": licence.name, **({"url": licence.url} if licence.url else {})},
            "description": "\n".join(f"* {words}" for words in attributions),
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {**{name: _component(name) for name in entities()}, "error": ERROR, "minimal": MINIMAL},
            "parameters": {name: _parameter(name) for name in PARAMETERS},
        },
    }


def _parameter(name: str) -> Schema:
    words, told = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": words, "schema": told}


def _component(name: str) -> Schema:
    """A schema as published, with its references turned to this document."""
    found: Schema = _turned({key: value for key, value in schema(name).items() if key != "$schema"})
    found.pop("$id", None)
    return found


def _turned(value: Any) -> Any:
    if isinstance(value, list):
        return [_turned(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name: _ref(inner) if name == "$ref" else _turned(inner) for name, inner in value.items()}


def _ref(file: str) -> str:
    return f"#/components/schemas/{file.removesuffix('.json')}"


def _listed(address: Address) -> Schema:
    entry: Schema = {"$ref": _ref(address.entity)}
    if "minimal" in address.parameters:
        entry = {"anyOf": [entry, {"$ref": _ref("minimal")}]}
    page = {**PAGE, "properties": {**PAGE["properties"], "contents": {"type": "array", "items": entry}}}
    answers = {200: _json(page, "application/x-ndjson", "text/csv")}
    return {
        "get": _operation(address.entity, address.called, address.parameters, answers),
        "post": _operation(f"{address.entity}_asked", address.called, address.parameters, answers),
    }


def _one(address: Address) -> Schema:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    answers = {200: _json({"$ref": _ref(address.entity)}), 404: _json({"$ref": _ref("error")})}
    called = f"{address.called}: ein Eintrag"
    return {"parameters": [number], "get": _operation(f"{address.entity}_one", called, address.of_one, answers)}


def _operation(name: str, called: str, parameters: tuple[str, ...], answers: Mapping[int, Schema]) -> Schema:
    found = {str(status): answer for status, answer in answers.items()}
    found |= {"304": {"description": "Unverändert."}, "400": _json({"$ref": _ref("error")})}
    told = {"parameters": [{"$ref": f"#/components/parameters/{one}"} for one in parameters]} if parameters else {}
    return {"operationId": name, "summary": called, **told, "responses": found}


def _json(told: Schema, *others: str) -> Schema:
    content: Schema = {"application/json": {"schema": told}}
    content |= {kind: {"schema": {"type": "string"}} for kind in others}
    return {"description": "Eine Antwort.", "content": content}
