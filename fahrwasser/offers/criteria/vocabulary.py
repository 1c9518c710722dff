"""Code lists used in the values of criteria, with their names; shared ones come from the catalogue."""

from collections.abc import Mapping

from fahrwasser import catalogue
from fahrwasser.catalogue.town import place_names
from fahrwasser.offers.criteria.wording import Spoken


def labels(list_name: str, key: str) -> Mapping[str, str]:
    """Code to name of one code list of the house."""
    return Spoken({row["code"]: (row["label"], row["label_en"]) for row in catalogue.read(list_name)[key]})


RESIDENCE_GROUPS = labels("residence_groups", "residence_groups")
LANGUAGES = labels("languages", "languages")
PLACES: Mapping[str, str] = place_names()
"""Places keep their names in every language."""
BENEFIT_SYSTEMS: Mapping[str, str] = Spoken(
    {
        "sgb2": ("SGB II", "SGB II (basic income support)"),
        "sgb3": ("SGB III", "SGB III (employment promotion)"),
        "sgb8": ("SGB VIII", "SGB VIII (child and youth welfare)"),
        "sgb12": ("SGB XII", "SGB XII (social assistance)"),
        "asylblg": ("AsylbLG", "AsylbLG (asylum seekers’ benefits)"),
        "keine": ("keine Leistung", "no benefit"),
    }
)
GENDERS: Mapping[str, str] = Spoken(
    {"f": ("Frauen", "women"), "m": ("Männer", "men"), "d": ("nicht binäre Menschen", "non-binary people")}
)
SEXES: Mapping[str, str] = Spoken({"f": ("weiblich", "female"), "m": ("männlich", "male"), "d": ("divers", "diverse")})
SPACES: Mapping[str, str] = Spoken(
    {
        "protected": ("geschützter Raum", "protected space"),
        "mixed": ("gemischte Unterbringung", "mixed accommodation"),
    }
)
LEVELS: tuple[str, ...] = ("A0", "A1.1", "A1", "A2.1", "A2", "B1.1", "B1", "B2.1", "B2", "C1", "C2")
LITERACY: Mapping[str, str] = Spoken(
    {
        "without": (
            "für Lernende, die noch nicht lesen und schreiben",
            "for learners who do not yet read and write",
        ),
        "with": ("Lesen und Schreiben vorausgesetzt", "reading and writing required"),
    }
)
PROOFS: Mapping[str, str] = Spoken(
    {
        "wbs": ("Wohnberechtigungsschein", "certificate of eligibility for social housing"),
        "berechtigungsschein": (
            "Berechtigungsschein zum Integrationskurs",
            "certificate of eligibility for the integration course",
        ),
        "bildungsgutschein": ("Bildungsgutschein", "education voucher"),
        "ueberweisung": ("Überweisung", "medical referral"),
        "meldebescheinigung": ("Meldebescheinigung", "certificate of registration"),
        "masernschutz": ("Nachweis über Masernschutz", "proof of measles protection"),
        "fuehrungszeugnis": ("Führungszeugnis", "certificate of conduct"),
        "ausbildungsvertrag": ("Ausbildungsvertrag", "training contract"),
    }
)
CAPACITY_STATES: Mapping[str, str] = Spoken(
    {
        "frei": ("Platz frei", "place free"),
        "voll": ("voll", "full"),
        "warteliste": ("Warteliste", "waiting list"),
        "unbekannt": ("Kapazität unbekannt", "capacity unknown"),
    }
)
WEEKDAYS: Mapping[str, str] = Spoken(
    {
        "mo": ("Mo", "Mon"),
        "di": ("Di", "Tue"),
        "mi": ("Mi", "Wed"),
        "do": ("Do", "Thu"),
        "fr": ("Fr", "Fri"),
        "sa": ("Sa", "Sat"),
        "so": ("So", "Sun"),
    }
)


def level_rank(level: str) -> int:
    """Place of a CEFR level in the ladder; a half step (A2.1) lies below the full level (A2)."""
    return LEVELS.index(level)


def language_name(code: str) -> str:
    """Name of a language, or the code itself for one that is not listed."""
    return LANGUAGES.get(code, code)


def place_name(code: str) -> str:
    """Name of a place, or the words themselves for a place that is not listed."""
    return PLACES.get(code, code)
