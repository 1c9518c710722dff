"""What older versions of HSDS and their relatives called differently, in the words of 3.1; times as one writes them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fahrwasser.harvest import times

Warn = Callable[[tuple[str | int, ...], str], None]

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "organization": {"url": "website"},
    "location": {"accessibility_for_disabilities": "accessibility"},
    "service": {
        "fees": "fees_description",
        "eligibility": "eligibility_description",
        "regular_schedules": "schedules",
        "regular_schedule": "schedules",
        "service_taxonomys": "attributes",
    },
    "service_at_location": {"regular_schedules": "schedules", "regular_schedule": "schedules"},
    "languages": {"language": "name"},
    "service_areas": {"service_area": "name"},
    "accessibility": {"accessibility": "description"},
    "schedules": {"weekday": "byday"},
}
"""By entity, or by the list an entry stands in: old name to new; taken only where the new one is missing."""
ADDRESSES: Final = {"physical_addresses": "physical", "postal_addresses": "postal"}
WEEKDAYS: Final = {
    **{str(number): code for number, code in enumerate(times.DAYS, 1)},
    **dict(
        zip(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], times.DAYS, strict=True)
    ),
    **dict(
        zip(["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"], times.DAYS, strict=True)
    ),
}
END_OF_DAY: Final = "24:00 wurde als 23:59 gelesen."


def renamed(entity: str, raw: Mapping[str, Any], warn: Warn | None = None) -> dict[str, Any]:
    """The entry in the words of 3.1; nothing is lost, what has no new name keeps its own."""
    out = dict(raw)
    for old, new in NAMES.get(entity, {}).items():
        if old in out and new not in out and _moves(new, out[old]):
            out[new] = out.pop(old)
    if entity == "location":
        _addresses(out)
    elif entity == "service":
        _eligibilities(out)
        _terms(out)
    elif entity == "schedules":
        _weekday(out)
        _hours(out, warn)
    for name in NAMES.keys() & out.keys():
        out[name] = _list(name, out[name])
    return out


def _moves(new: str, value: Any) -> bool:
    """A list does not become a text."""
    return new not in ("fees_description", "eligibility_description") or isinstance(value, str)


def _list(name: str, value: Any) -> Any:
    if name == "schedules" or not isinstance(value, list):
        return value
    return [renamed(name, entry) if isinstance(entry, Mapping) else entry for entry in value]


def _addresses(out: dict[str, Any]) -> None:
    found = [
        {**entry, "address_type": entry.get("address_type") or kind}
        for name, kind in ADDRESSES.items()
        if isinstance(out.get(name), list)
        for entry in out.pop(name)
        if isinstance(entry, Mapping)
    ]
    if found:
        out["addresses"] = [*(out.get("addresses") or []), *found]


def _eligibilities(out: dict[str, Any]) -> None:
    """``eligibilitys`` of the British relative: ages in a list of their own."""
    entries = out.get("eligibilitys")
    first = entries[0] if isinstance(entries, list) and len(entries) == 1 else None
    if isinstance(first, Mapping):
        for name in ("minimum_age", "maximum_age"):
            if first.get(name) is not None:
                out.setdefault(name, first[name])


def _terms(out: dict[str, Any]) -> None:
    """A term that stands directly in the list of attributes, or without the word ``term``."""
    entries = out.get("attributes")
    if isinstance(entries, list):
        out["attributes"] = [
            {**{k: v for k, v in entry.items() if k != "taxonomy"}, "taxonomy_term": entry["taxonomy"]}
            if isinstance(entry, Mapping) and isinstance(entry.get("taxonomy"), Mapping)
            else entry
            for entry in entries
        ]


def _weekday(out: dict[str, Any]) -> None:
    code = WEEKDAYS.get(str(out.get("byday", "")).strip().lower())
    if code:
        out["byday"] = code
        out.setdefault("freq", "WEEKLY")


def _hours(out: dict[str, Any], warn: Warn | None) -> None:
    """``9:00am`` becomes ``09:00:00``; what a clock understands anyway stays as it is."""
    for name in ("opens_at", "closes_at"):
        value = out.get(name)
        read = times.parse(value)
        if read is None or not isinstance(value, str):
            continue
        if value.strip().startswith("24") and warn:
            warn((name,), END_OF_DAY)
        if not read.isoformat().startswith(value):
            out[name] = read.isoformat()
