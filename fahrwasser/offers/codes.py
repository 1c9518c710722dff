"""Codes of the directory and their German names: kinds of offer here, the others from the catalogue."""

from collections.abc import Mapping
from functools import cache

from fahrwasser import catalogue

KINDS: Mapping[str, str] = {
    "shelter": "Frauenhaus oder Schutzwohnung",
    "protection_advice": "Fachberatung",
    "shared_accommodation": "Gemeinschaftsunterkunft",
    "flat": "Wohnung",
    "shared_flat": "Zimmer in einer Wohngemeinschaft",
    "protected_room": "Ausweichunterkunft",
    "housing_advice": "Wohnungssicherung",
    "pregnancy_advice": "Schwangerschaftsberatung",
    "midwife": "Hebamme",
    "early_help": "Frühe Hilfen",
    "online_course": "Online-Sprachkurs",
    "language_course": "Sprachkurs",
    "language_cafe": "Sprachcafé",
    "school_advice": "Schulberatung",
    "playgroup": "Spielgruppe",
    "daycare_places": "Kita-Vergabe",
    "benefits_office": "Leistungsstelle",
    "recognition_advice": "Anerkennungsberatung",
    "apprenticeship": "Ausbildungsplatz",
    "labour_advice": "Beratung zum Arbeitsrecht",
    "medical_practice": "Arztpraxis",
    "psychosocial_centre": "psychosoziale Behandlung",
    "trauma_consultation": "Traumasprechstunde",
    "care_advice": "Pflegeberatung",
    "health_insurance_advice": "Klärung der Krankenversicherung",
    "debt_advice": "Schuldnerberatung",
    "meeting_place": "Treffpunkt",
    "mentoring": "Patenschaft",
    "senior_meeting": "Seniorentreff",
    "residence_advice": "Aufenthaltsberatung",
    "youth_advice": "Jugendberatung",
    "couple_counselling": "Paarberatung",
    "day_care_for_elderly": "Tagespflege",
    "leisure": "Freizeit und Sport",
    "service": "Dienstleistung",
    "public_office": "Behörde",
    "other": "anderes Angebot",
}

RECIPIENT_TYPES: Mapping[str, str] = {
    "shelter": "shelter",
    "protected_room": "shelter",
    "pregnancy_advice": "pregnancy_advice",
    "midwife": "midwife",
    "early_help": "midwife",
    "online_course": "language_course",
    "language_course": "language_course",
    "language_cafe": "language_course",
    "school_advice": "school",
    "playgroup": "daycare",
    "daycare_places": "daycare",
    "benefits_office": "jobcenter",
    "labour_advice": "legal_advice",
    "residence_advice": "legal_advice",
}
"""What a kind of offer is as a recipient of data; every other kind is a general one."""


def recipient_type(kind: str) -> str:
    return RECIPIENT_TYPES.get(kind, "general")


def kind_name(code: str) -> str:
    """German name of a kind; an unknown code is an other offer."""
    return KINDS.get(code, KINDS["other"])


@cache
def areas() -> Mapping[str, str]:
    """Life areas: ``LA09`` to its name."""
    return {area["code"]: area["de"] for area in catalogue.read("life_areas")["areas"]}


@cache
def needs() -> Mapping[str, str]:
    """Needs: ``LA09.3`` to its name, in the order of the catalogue."""
    return {need["code"]: need["de"] for area in catalogue.read("life_areas")["areas"] for need in area["needs"]}


@cache
def right_to_left() -> frozenset[str]:
    return frozenset(entry["code"] for entry in catalogue.read("languages")["languages"] if entry["rtl"])


def need_name(code: str) -> str:
    """German name of a need or of a whole life area; the code itself for one the catalogue does not know."""
    return needs().get(code) or areas().get(code, code)
