"""Known facts in German words: what they are called, how one asks for them, what their value says. Pure Python."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fahrwasser.assessment import facts
from fahrwasser.catalogue.town import settlements
from fahrwasser.offers.codes import KINDS
from fahrwasser.offers.criteria import TOPICS, German, Obligation, Residence, Topic
from fahrwasser.offers.criteria.vocabulary import (
    BENEFIT_SYSTEMS,
    PROOFS,
    RESIDENCE_GROUPS,
    SEXES,
    WEEKDAYS,
    language_name,
    place_name,
)
from fahrwasser.offers.criteria.wording import day, listed

SITUATIONS: Mapping[str, str] = {
    "mixed_accommodation": "gemischte Unterkunft",
    "together_with_partner": "gemeinsame Termine mit dem Partner oder der Partnerin",
}
"""Situations a person may name as dangerous; the same codes stand in the criteria of offers."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Person und Aufenthalt": ("birth_date", "age", "gender", "residence", "course_right_until", "bound_to", "district"),
    "Sprache": ("german", "literate", "languages"),
    "Familie": ("children", "single_parent", "due_date", "childcare_arranged"),
    "Leistungen und Zuständigkeit": ("benefit_system", "competent_body", "proofs", "budget"),
    "Zeiten und Wege": ("obligations", "travel_limit", "step_free_needed", "groups_from"),
    "Wünsche und Sicherheit": ("protected_space", "dangerous_places", "avoided_circles", "unwanted"),
}
"""The facts on the page, in the order one asks for them. Days of a single need come from the need itself."""

_MORE_TOPICS = {
    "age": Topic("Alter in Jahren", "Wie alt ist die Person, wenn der Geburtstag nicht bekannt ist?"),
    "birth_date": Topic("Geburtsdatum", TOPICS["birth_date"].question),
    "groups_from": Topic("Gruppen vor Ort ab", "Ab wann kann die Person wieder an Gruppen vor Ort teilnehmen?"),
    "dangerous_places": Topic("gefährliche Orte", TOPICS["dangerous_places"].question),
    "unwanted": Topic("nicht gewünscht", TOPICS["unwanted"].question),
}


def asked() -> frozenset[str]:
    """Names of all facts that have a form."""
    return frozenset(name for names in GROUPS.values() for name in names)


def topic(name: str) -> Topic:
    """Name and question of a fact. Raises ``KeyError`` for an unknown one."""
    return _MORE_TOPICS.get(name) or TOPICS[name]


def in_words(name: str, raw: Any) -> str:
    """The stored value of a fact as one reads it: ``A1.1, ohne Nachweis``; ``keine`` for asked and nothing there."""
    value = facts.from_json(name, raw)
    words = _WORDS[name](value) if name in _WORDS and value is not None else _plain(value)
    return words or "keine"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, frozenset):
        return listed(sorted(value))
    return "" if value is None else str(value)


def _residence(value: Residence) -> str:
    group = RESIDENCE_GROUPS[value.group]
    return f"{group}, {value.paragraph}" if value.paragraph else group


def _german(value: German) -> str:
    seen = {True: "mit Nachweis", False: "ohne Nachweis", None: "Nachweis nicht geprüft"}
    return f"{value.level}, {seen[value.certified]}"


def _obligation(duty: Obligation) -> str:
    days = ", ".join(label for code, label in WEEKDAYS.items() if code in duty.days) or "ohne festen Tag"
    night = " (über Nacht)" if duty.ends < duty.starts else ""
    return f"{duty.label}: {days} {duty.starts:%H:%M}–{duty.ends:%H:%M} Uhr{night}"


def danger_name(code: str) -> str:
    return SITUATIONS.get(code) or place_name(code)


def _names(label: Callable[[str], str]) -> Callable[[frozenset[str]], str]:
    return lambda codes: listed(sorted(map(label, codes)))


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "residence": _residence,
    "german": _german,
    "gender": SEXES.__getitem__,
    "district": place_name,
    "benefit_system": BENEFIT_SYSTEMS.__getitem__,
    "languages": _names(language_name),
    "proofs": _names(PROOFS.__getitem__),
    "dangerous_places": _names(danger_name),
    "unwanted": _names(lambda code: KINDS.get(code, code)),
    "children": lambda days: listed(f"geboren {day(born)}" for born in sorted(days)),
    "obligations": lambda duties: "; ".join(map(_obligation, duties)),
    "due_date": lambda value: f"erwartet am {day(value)}",
    "budget": lambda euros: f"{euros} Euro",
    "travel_limit": lambda minutes: f"{minutes} Minuten",
}
DANGER_CHOICES: Mapping[str, str] = {**SITUATIONS, **settlements()}
"""What one can be afraid of; nobody is afraid of “online” or of the whole town."""
