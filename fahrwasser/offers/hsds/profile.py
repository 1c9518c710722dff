"""The profile: what our offers say beyond HSDS, as attributes of taxonomies of ours, and read from them again.

An attribute of the profile carries its value as canonical JSON. Its term is known by its number, which is the same in
every installation; an attribute of any other taxonomy is left alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from fahrwasser.offers.codes import areas, needs
from fahrwasser.offers.criteria import KINDS, speaking
from fahrwasser.offers.hsds import columns
from fahrwasser.offers.hsds.addresses import plain
from fahrwasser.offers.hsds.schema import identifier

URN: Final = "urn:fahrwasser:hsds-profile:1"
LANGUAGE: Final = "de"
"""Language of the profile's own words, whoever asks."""
CRITERIA, DETAILS, NEEDS = "criteria", "details", "needs"
AGES: Final = (("minimum_age", "from"), ("maximum_age", "to"))
"""The two fields HSDS has for the age of the person itself, and ours."""
DATES: Final = ("starts_on", "ends_on", "valid_from", "valid_to", "rechtsstand", "confirmed_on", "free_from")
OFFER_DETAILS: Final = {
    "code": "",
    "kind": "",
    "recipient_type": "general",
    "format": "on_site",
    "district": "",
    "address": "",
    "latitude": None,
    "longitude": None,
    "schedule": "",
    "childcare": None,
    "starts_on": None,
    "ends_on": None,
    "verify_every_days": 180,
    "capacity_valid_days": 30,
    "website": "",
}
"""Columns of an offer that HSDS has no property for, each with the value that need not be said; and an address of the
web with letters that a property of HSDS may not have."""
CRITERION: Final = ("values", "strictness", "legal_basis", "valid_from", "valid_to", "rechtsstand")
CAPACITY: Final = ("state", "available", "maximum", "expected_wait_days", "free_from", "confirmed_on")
TEXT: Final = ("field", "language", "text")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    code: str
    name: str
    description: str

    @property
    def id(self) -> str:
        return identifier(self.code, "taxonomy")

    def entry(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "uri": f"{URN}:{self.code}",
            "version": "1",
        }


@dataclass(frozen=True, slots=True)
class Term:
    """``parent``: code of the term above in the same taxonomy, or empty."""

    taxonomy: Taxonomy
    code: str
    name: str
    description: str
    parent: str = ""

    @property
    def id(self) -> str:
        return term_id(self.taxonomy.code, self.code)

    def entry(self) -> dict[str, Any]:
        above = {"parent_id": term_id(self.taxonomy.code, self.parent)} if self.parent else {}
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            **above,
            "taxonomy": self.taxonomy.name,
            "taxonomy_detail": self.taxonomy.entry(),
            "language": LANGUAGE,
            "taxonomy_id": self.taxonomy.id,
            "term_uri": f"{URN}:{self.taxonomy.code}:{self.code}",
        }


TAXONOMIES: Final = (
    Taxonomy(CRITERIA, "Zugangsbedingungen", "Bedingungen eines Angebots, je Art ein Begriff; der Wert ist JSON."),
    Taxonomy(DETAILS, "Angaben zum Angebot", "Was HSDS nicht kennt: Art, Form, Kapazität, Texte; der Wert ist JSON."),
    Taxonomy(NEEDS, "Lebensbereiche und Bedarfe", "Wobei ein Angebot hilft: 14 Lebensbereiche und ihre Bedarfe."),
)
DETAIL_TERMS: Final = {
    "offer": ("Angaben", "Art, Form, Ort, Zeiten und Fristen der Bestätigung."),
    "capacity": ("Kapazität", "Freie Plätze oder Warteliste mit dem Tag der Auskunft."),
    "text": ("Text in einer anderen Sprache", "Feld, Sprache (BCP 47) und Text."),
}


def term_id(taxonomy: str, code: str) -> str:
    return identifier(code, "taxonomy_term", taxonomy)


@cache
def terms() -> Mapping[str, Term]:
    """Every term of the profile by its number, a taxonomy after the other."""
    criteria, details, needed = TAXONOMIES
    with speaking(LANGUAGE):
        found = [Term(criteria, kind.name, kind.label, f"Bedingung: {kind.label}") for kind in KINDS.values()]
    found += [Term(details, code, name, words) for code, (name, words) in DETAIL_TERMS.items()]
    for code, name in areas().items():
        found.append(Term(needed, code, name, f"Lebensbereich: {name}"))
    found += [Term(needed, code, name, f"Bedarf: {name}", code.partition(".")[0]) for code, name in needs().items()]
    return {term.id: term for term in found}


def taxonomy(number: str) -> Taxonomy | None:
    return next((found for found in TAXONOMIES if found.id == number), None)


def canonical(value: Values) -> str:
    """The one way to write a value: keys in order, no spaces, days as ISO 8601, nothing that is empty."""
    said = {name: inner for name, inner in value.items() if inner is not None and inner != ""}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    return value.isoformat()


def attribute(taxonomy: str, code: str, owner: object, value: Values | None = None) -> dict[str, Any]:
    """An attribute of the offer ``owner``; its number follows from what it says, and is the same everywhere."""
    term = terms()[term_id(taxonomy, code)]
    said = {} if value is None else {"value": canonical(value)}
    return {
        "id": identifier(f"{taxonomy}/{code}", "attribute", owner, said.get("value", "")),
        "link_type": "attribute",
        "link_entity": "service",
        **said,
        "taxonomy_term": term.entry(),
        "label": term.name,
    }


@dataclass(slots=True)
class Said:
    """What the attributes of an offer say: parts of the profile, and the attributes that belong to somebody else."""

    criteria: list[tuple[str, dict[str, Any]]]
    capacities: list[dict[str, Any]]
    texts: dict[tuple[str, str], str]
    needs: list[str]
    details: dict[str, Any]
    others: list[Any]
    problems: list[tuple[int, str]]


def read(attributes: Iterable[Any]) -> Said:
    """Take the attributes of the profile apart; one that is wrong is named in ``problems`` with its place."""
    said = Said([], [], {}, [], {}, [], [])
    for place, entry in enumerate(attributes):
        term = terms().get(_term_of(entry))
        if term is None:
            said.others.append(entry)
            continue
        try:
            _hear(said, term, entry)
        except (ValueError, KeyError, TypeError) as error:
            said.problems.append((place, f"{term.name}: {error}"))
            said.others.append(entry)
    return said


def _term_of(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return ""
    inner = entry.get("taxonomy_term")
    return str(inner.get("id") if isinstance(inner, Mapping) else entry.get("taxonomy_term_id"))


def _hear(said: Said, term: Term, entry: Values) -> None:
    if term.taxonomy.code == NEEDS:
        said.needs.append(term.code)
        return
    value = _dated(_object(entry.get("value")))
    if term.taxonomy.code == CRITERIA:
        said.criteria.append((str(entry.get("id") or ""), criterion(term.code, value)))
    elif term.code == "capacity":
        said.capacities.append(_only(value, CAPACITY))
    elif term.code == "text":
        said.texts[str(value["field"]), str(value["language"])] = str(value["text"])
    else:
        said.details |= _only(value, OFFER_DETAILS)


def _object(words: Any) -> dict[str, Any]:
    try:
        value = json.loads(words)
    except (TypeError, ValueError, RecursionError):
        raise ValueError("Der Wert ist kein JSON.") from None
    if not isinstance(value, dict):
        raise ValueError("Der Wert ist kein JSON-Objekt.")
    return value


def _dated(value: dict[str, Any]) -> dict[str, Any]:
    try:
        return {name: date.fromisoformat(inner) if name in DATES else inner for name, inner in value.items()}
    except (TypeError, ValueError):
        raise ValueError("Ein Tag ist kein Datum (Jahr-Monat-Tag).") from None


def _only(value: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    strange = value.keys() - set(names)
    if strange:
        raise ValueError(f"„{min(strange)}“ gehört nicht dazu.")
    return value


def criterion(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """The columns of a criterion. Raises ``ValueError`` for values its kind refuses."""
    row = _only(value, CRITERION)
    problems = KINDS[kind].validate(row.get("values", {}))
    if problems:
        raise ValueError(problems[0])
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] < row["valid_from"]:
        raise ValueError("Das Ende liegt vor dem Anfang.")
    if row.get("strictness", "muss") not in ("muss", "soll"):
        raise ValueError("Die Strenge ist „muss“ oder „soll“.")
    return {"kind": kind, "values": row.get("values", {}), **{k: v for k, v in row.items() if k != "values"}}


def is_need(code: str) -> bool:
    """Whether the profile has a term for it."""
    return term_id(NEEDS, code) in terms()


def ages(more: Values) -> dict[str, Any]:
    """Values of the condition about age that the source states; empty for none. Raises ``ValueError``."""
    found = {end: columns.whole(more[name]) for name, end in AGES if not columns.is_empty(more.get(name))}
    values = {"who": "person", **found} if found else {}
    problems = KINDS["age"].validate(values)
    if problems:
        raise ValueError(problems[0])
    return values


def is_age_field(row: Values, more: Values) -> bool:
    """Whether a condition says just what the source states in its fields for the age; it needs no attribute then."""
    if row["kind"] != "age" or row["strictness"] != "muss" or any(row[name] for name in CRITERION[2:]):
        return False
    try:
        return bool(ages(more) == row["values"])
    except ValueError:
        return False


def criterion_attribute(row: Values, owner: object) -> dict[str, Any]:
    return attribute(CRITERIA, str(row["kind"]), owner, {name: row.get(name) for name in CRITERION})


def details(row: Values) -> dict[str, Any]:
    """What of the columns of an offer has to be said."""
    said = {name: row[name] for name, silent in OFFER_DETAILS.items() if row[name] != silent}
    return {name: value for name, value in said.items() if name != "website" or plain(value) != value}


def capacity(told: Any) -> dict[str, Any]:
    """The columns of a capacity, from an entry of HSDS. Raises ``ValueError`` for one that says no number or day."""
    if not isinstance(told, Mapping):
        raise ValueError("Erwartet wird ein Eintrag mit eigenen Angaben.")
    available = columns.whole(told.get("available"))
    row = {"state": "frei" if available else "voll", "available": available}
    if not columns.is_empty(told.get("maximum")):
        row["maximum"] = columns.whole(told["maximum"])
    return {**row, "confirmed_on": columns.day(told.get("updated"))}
