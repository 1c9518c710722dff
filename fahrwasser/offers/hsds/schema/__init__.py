"""The JSON Schemas of HSDS 3.1 as they were published, and what follows from them: which properties, of what type."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

VERSION: Final = "3.1"
NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:fahrwasser:hsds")
TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
POINTS_AT: Final = {"parent_organization_id": "organization", "parent_id": "taxonomy_term", "link_id": "service"}
URI = re.compile(r"[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s\"<>()]+@[^@\s\"<>()]+\.[^@\s\"<>().]+")


@cache
def schema(entity: str) -> dict[str, Any]:
    """The schema as published; ``service``, ``organization`` ... Raises ``FileNotFoundError`` for a strange name."""
    loaded: dict[str, Any] = json.loads((files(__name__) / f"{entity}.json").read_text(encoding="utf-8"))
    return loaded


def properties(entity: str) -> Mapping[str, dict[str, Any]]:
    """The properties an entity may have, in the order of the specification."""
    found: Mapping[str, dict[str, Any]] = schema(entity)["properties"]
    return found


def child(entity: str, name: str) -> str:
    """The entity that stands under a property, one or a list of it; empty for a plain value."""
    spec = properties(entity).get(name, {})
    return str(spec.get("$ref") or spec.get("items", {}).get("$ref") or "").removesuffix(".json")


def entities() -> list[str]:
    """Names of all entities, in the order the specification gives their tables."""
    names = sorted(file.name.removesuffix(".json") for file in files(__name__).iterdir() if file.name.endswith("json"))
    kept = [name for name in names if name != "openapi"]
    return sorted(kept, key=lambda name: int(schema(name)["datapackage_metadata"]["order"]))


def identifier(words: object, *around: object) -> str:
    """The number as a UUID: as it is, or always the same one made from it and what stands around it."""
    try:
        return str(UUID(str(words)))
    except ValueError:
        return str(uuid5(NAMESPACE, "/".join(map(str, (*around, words)))))


def is_fitting(spec: Mapping[str, Any], value: Any) -> bool:
    """Whether a plain value has the type, the format and one of the words the specification asks for."""
    if isinstance(value, bool) or not isinstance(value, TYPES.get(spec.get("type", "object"), (dict,))):
        return False
    if "enum" in spec and value not in spec["enum"]:
        return False
    return spec.get("format") not in FORMATS or FORMATS[spec["format"]](value)


def _is_uuid(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value))


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and bool(
        re.fullmatch(r"[!#-;=?-\[\]_a-z~]+", value, re.I)
    )


def _is_moment(value: str) -> bool:
    try:
        return "T" in value.upper() and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


FORMATS: Final = {
    "uuid": _is_uuid,
    "uri": _is_address,
    "email": lambda value: bool(EMAIL.fullmatch(value)),
    "date-time": _is_moment,
}


def fitted(entity: str, raw: Mapping[str, Any], source: str, *around: object) -> dict[str, Any] | None:
    """What may go out of an entry: the properties HSDS knows, each as the specification wants it.

    Numbers that are no UUIDs become UUIDs, always the same ones for one ``source``; values of a wrong type are left
    out, missing texts that have to be there are empty. ``around``: what stands in for a number where there is none.
    ``None`` when something is missing that cannot be made up.
    """
    number = raw.get("id")
    here = identifier(number, source, entity) if _is_number(number) else identifier("", source, entity, *around)
    out: dict[str, Any] = {"id": here}
    for name in properties(entity):
        value = None if name == "id" else _fitted_value(entity, name, raw.get(name), source, here)
        if value is not None:
            out[name] = value
    return _completed(entity, out)


def _is_number(value: Any) -> bool:
    return isinstance(value, str | int) and value not in ("", True, False)


def _fitted_value(entity: str, name: str, value: Any, source: str, owner: str) -> Any:
    spec, inner = properties(entity)[name], child(entity, name)
    if inner and spec.get("type") == "array":
        return _fitted_list(inner, value, source, owner) if isinstance(value, list) else None
    if inner:
        return fitted(inner, value, source, owner) if isinstance(value, Mapping) else None
    if spec.get("format") == "uuid" and _is_number(value):
        return identifier(value, source, POINTS_AT.get(name, name.removesuffix("_id")))
    return value if is_fitting(spec, value) else None


def _fitted_list(entity: str, values: list[Any], source: str, owner: str) -> list[Any] | None:
    entries = [(place, value) for place, value in enumerate(values) if isinstance(value, Mapping)]
    found = [fitted(entity, value, source, owner, place) for place, value in entries]
    return [value for value in found if value is not None] or None


def _completed(entity: str, out: dict[str, Any]) -> dict[str, Any] | None:
    for name in schema(entity)["required"]:
        if name not in out:
            spec = properties(entity)[name]
            if spec.get("type") != "string" or "enum" in spec or "format" in spec:
                return None
            out[name] = ""
    return out
