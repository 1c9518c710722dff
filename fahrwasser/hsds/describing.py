"""The profile as a document for machines: its taxonomies, their terms and a JSON Schema for the value of each."""

from collections.abc import Mapping
from typing import Any, Final

from fahrwasser.offers.criteria import KINDS, Field, FieldType, Kind, speaking
from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS, WEEKDAYS
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.hsds.schema import VERSION

Schema = dict[str, Any]

DAY: Final[Schema] = {"type": "string", "format": "date"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
WORDS: Final[Schema] = {"type": "array", "minItems": 1, "items": {"type": "string"}}
CLOCK: Final[Schema] = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
WINDOW: Final[Schema] = {
    "type": "object",
    "required": ["days", "from", "to"],
    "properties": {
        "days": {**WORDS, "items": {"enum": list(WEEKDAYS)}},
        "from": CLOCK,
        "to": CLOCK,
    },
}
WAY: Final[Schema] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "groups": {**WORDS, "items": {"enum": list(RESIDENCE_GROUPS)}},
        "paragraphs": WORDS,
        "course_right": {"const": True},
    },
}
TYPES: Final[Mapping[FieldType, Schema]] = {
    FieldType.DATE: DAY,
    FieldType.NUMBER: COUNT,
    FieldType.YES_NO: {"type": "boolean"},
    FieldType.TEXTS: WORDS,
    FieldType.NAMED: {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
    FieldType.MINUTES: {"type": "object", "minProperties": 1, "additionalProperties": COUNT},
    FieldType.WEEK: {"type": "string", "pattern": "^([1-3]?[0-9]|4[0-2])\\+[0-6]$"},
    FieldType.WINDOWS: {"type": "array", "minItems": 1, "items": WINDOW},
    FieldType.WAYS: {"type": "array", "minItems": 1, "items": WAY},
}
DETAILS: Final[Mapping[str, Schema]] = {
    "latitude": {"type": "number"},
    "longitude": {"type": "number"},
    "childcare": {"type": "boolean"},
    "starts_on": DAY,
    "ends_on": DAY,
    "verify_every_days": COUNT,
    "capacity_valid_days": COUNT,
}
CAPACITY: Final[Mapping[str, Schema]] = {
    "state": {"enum": ["frei", "voll", "warteliste", "unbekannt"]},
    "available": COUNT,
    "maximum": COUNT,
    "expected_wait_days": COUNT,
    "free_from": DAY,
    "confirmed_on": DAY,
}


def document() -> Schema:
    """The whole profile. The same text lies in the reference, held to this one by a test."""
    return {
        "name": "fahrwasser",
        "version": "1",
        "hsds_version": VERSION,
        "description": "Bedingungen, Kapazität, Bedarfe und Texte als Attribute eines Angebots (service.attributes).",
        "taxonomies": [taxonomy.entry() for taxonomy in profile.TAXONOMIES],
        "terms": [_term(term) for term in profile.terms().values()],
        "schema": schema(),
    }


def _term(term: profile.Term) -> Schema:
    told = {"id": term.id, "taxonomy_id": term.taxonomy.id, "code": term.code, "name": term.name}
    return (
        told if term.taxonomy.code == profile.NEEDS else {**told, "value": f"#/$defs/{term.taxonomy.code}.{term.code}"}
    )


def schema() -> Schema:
    """JSON Schemas of the values, once their text has been read as JSON."""
    with speaking(profile.LANGUAGE):
        defs = {f"{profile.CRITERIA}.{kind.name}": _criterion(kind) for kind in KINDS.values()}
    details = {name: DETAILS.get(name, {"type": "string"}) for name in profile.OFFER_DETAILS}
    defs[f"{profile.DETAILS}.offer"] = _object(details)
    defs[f"{profile.DETAILS}.capacity"] = _object(CAPACITY, "state", "confirmed_on")
    defs[f"{profile.DETAILS}.text"] = _object({name: {"type": "string"} for name in profile.TEXT}, *profile.TEXT)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{profile.URN}:values",
        "title": "Werte der Attribute des Fahrwasser-Profils",
        "$defs": defs,
    }


def _criterion(kind: Kind) -> Schema:
    fields = {name: _field(field) for name, field in kind.fields.items()}
    required = [name for name, field in kind.fields.items() if field.required]
    silent: Schema = {"type": "object", "maxProperties": 0, "description": "Das Angebot sagt nichts dazu."}
    values = {"anyOf": [silent, _object(fields, *required)]}
    around: Schema = {
        "values": values,
        "strictness": {"enum": ["muss", "soll"]},
        "legal_basis": {"type": "string", "maxLength": 200},
        "valid_from": DAY,
        "valid_to": DAY,
        "rechtsstand": DAY,
    }
    return {"title": kind.label, **_object(around, "values", "strictness")}


def _field(field: Field) -> Schema:
    choices = {"enum": list(field.choices)}
    if field.type == FieldType.CHOICE:
        return {"title": field.label, **choices}
    if field.type == FieldType.CHOICES:
        return {"title": field.label, **WORDS, "items": choices}
    if field.type == FieldType.NUMBER:
        return {"title": field.label, **COUNT, "maximum": field.most}
    if field.type == FieldType.MINUTES:
        minutes = {**COUNT, "maximum": field.most}
        return {"title": field.label, **TYPES[field.type], "additionalProperties": minutes}
    return {"title": field.label, **TYPES[field.type]}


def _object(fields: Mapping[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(fields),
        "additionalProperties": False,
    }
