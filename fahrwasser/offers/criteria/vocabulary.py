"""Code lists used in the values of criteria, with their German names; shared ones come from the catalogue."""

from collections.abc import Mapping

from fahrwasser import catalogue
from fahrwasser.catalogue.town import place_names


def labels(list_name: str, key: str) -> Mapping[str, str]:
    """Code to German name of one code list of the house."""
    return {row["code"]: row["label"] for row in catalogue.read(list_name)[key]}


RESIDENCE_GROUPS = labels("residence_groups", "residence_groups")
LANGUAGES = labels("languages", "languages")
PLACES: Mapping[str, str] = place_names()
BENEFIT_SYSTEMS: Mapping[str, str] = {
    "sgb2": "SGB II",
    "sgb3": "SGB III",
    "sgb8": "SGB VIII",
    "sgb12": "SGB XII",
    "asylblg": "AsylbLG",
    "keine": "keine Leistung",
}
GENDERS: Mapping[str, str] = {"f": "Frauen", "m": "Männer", "d": "nicht binäre Menschen"}
SEXES: Mapping[str, str] = {"f": "weiblich", "m": "männlich", "d": "divers"}
SPACES: Mapping[str, str] = {"protected": "geschützter Raum", "mixed": "gemischte Unterbringung"}
LEVELS: tuple[str, ...] = ("A0", "A1.1", "A1", "A2.1", "A2", "B1.1", "B1", "B2.1", "B2", "C1", "C2")
LITERACY: Mapping[str, str] = {
    "without": "für Lernende, die noch nicht lesen und schreiben",
    "with": "Lesen und Schreiben vorausgesetzt",
}
PROOFS: Mapping[str, str] = {
    "wbs": "Wohnberechtigungsschein",
    "berechtigungsschein": "Berechtigungsschein zum Integrationskurs",
    "bildungsgutschein": "Bildungsgutschein",
    "ueberweisung": "Überweisung",
    "meldebescheinigung": "Meldebescheinigung",
    "masernschutz": "Nachweis über Masernschutz",
    "fuehrungszeugnis": "Führungszeugnis",
    "ausbildungsvertrag": "Ausbildungsvertrag",
}
CAPACITY_STATES: Mapping[str, str] = {
    "frei": "Platz frei",
    "voll": "voll",
    "warteliste": "Warteliste",
    "unbekannt": "Kapazität unbekannt",
}
WEEKDAYS: Mapping[str, str] = {
    "mo": "Mo",
    "di": "Di",
    "mi": "Mi",
    "do": "Do",
    "fr": "Fr",
    "sa": "Sa",
    "so": "So",
}


def level_rank(level: str) -> int:
    """Place of a CEFR level in the ladder; a half step (A2.1) lies below the full level (A2)."""
    return LEVELS.index(level)


def language_name(code: str) -> str:
    """German name of a language, or the code itself for one that is not listed."""
    return LANGUAGES.get(code, code)


def place_name(code: str) -> str:
    """German name of a place, or the words themselves for a place that is not listed."""
    return PLACES.get(code, code)
