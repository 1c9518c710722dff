"""The columns of the three tables: names, other names, what they want. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from fahrwasser import catalogue

CASES, PEOPLE, CONTACTS = "cases", "people", "contacts"
LABELS = {CASES: "Fälle", PEOPLE: "Personen", CONTACTS: "Kontakte"}


@dataclass(frozen=True)
class Column:
    """One thing to know about a row. ``codes`` name where the words of a code list come from."""

    name: str
    label: str
    kind: str  # text, day, moment, birth, phone, code, languages, person, minutes
    help: str
    example: str = ""
    required: bool = False
    longest: int = 100
    also: tuple[str, ...] = ()
    codes: str = ""


OLD_NUMBER = Column(
    "old_number", "Altes Aktenzeichen", "text", "Unter diesem Zeichen führten Sie den Fall bisher. Es verbindet die"
    " drei Tabellen.", "50-2025-017", required=True, longest=60,
    also=("Aktenzeichen", "AZ", "Az.", "Fallnummer", "Fall-Nr.", "Fall Nr.", "Nummer", "Nr.", "Akte"),
)  # fmt: skip
FIRST = Column("first_name", "Vorname", "text", "Rufname, wie die Person ihn gebraucht.", "Rima", required=True,
               also=("Vornamen", "Rufname"))  # fmt: skip
LAST = Column("last_name", "Nachname", "text", "Familienname.", "Beispiel", also=("Name", "Familienname", "Zuname"))
BIRTH = Column("birth", "Geburtsdatum", "birth", "12.05.1990; wenn der Tag unbekannt ist 05.1990 oder 1990.", "1990",
               also=("geb.", "geboren", "geboren am", "Geb.-Datum", "Geburtstag", "Jahrgang"))  # fmt: skip
GENDER = Column("gender", "Geschlecht", "code", "weiblich, männlich, divers; leer heißt keine Angabe.", "weiblich",
                also=("m/w/d", "Anrede"), codes="gender")  # fmt: skip
LANGUAGES = Column("languages", "Sprachen", "languages", "Eine oder mehrere, mit Komma getrennt.", "Arabisch, Deutsch",
                   also=("Sprache", "Muttersprache", "Herkunftssprache"), codes="language")  # fmt: skip

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    CASES: (
        OLD_NUMBER, FIRST, LAST, BIRTH, GENDER, LANGUAGES,
        Column("phone", "Telefon", "phone", "Mit führender Null. In Excel als Text eintragen.", "02133 900 210",
               longest=40, also=("Tel.", "Tel", "Telefonnummer", "Mobil", "Handy", "Rufnummer")),
        Column("how", "So erreichen", "text", "Der sichere Weg, zum Beispiel: nur vormittags anrufen.",
               "vormittags anrufen", longest=200, also=("Erreichbarkeit", "sicherer Weg", "Kontaktweg")),
        Column("district", "Ortsteil", "text", "Ortsteil der Wohnung.", "", longest=60, also=("Stadtteil", "Bezirk")),
        Column("opened_on", "Eröffnet am", "day", "Der Tag, an dem der Fall wirklich begann.", "15.09.2025",
               required=True, also=("Eröffnung", "Beginn", "Fallbeginn", "seit", "Anfrage am")),
        Column("accepted_on", "Aufgenommen am", "day", "Der Tag der Aufnahme ins Case Management.", "01.10.2025",
               also=("Aufnahme", "Aufnahmedatum", "CM seit")),
        Column("kind", "Art", "code", "Anfrage, Kurzberatung oder Case Management. Leer heißt Case Management.",
               "Case Management", also=("Phase", "Status", "Stand", "Fallart"), codes="kind"),
        Column("lead", "Fallführung", "person", "E-Mail oder Name der Person, die den Fall führt.",
               "vorname.nachname@stadt.example", required=True, codes="person",
               also=("Fallmanager", "Fallmanagerin", "Case Manager", "Case Managerin", "zuständig", "Bearbeitung")),
        Column("level", "Schutzstufe", "code", "0 (normal) oder 1 (sensibel). Stufe 2 nehmen Sie von Hand auf.", "0",
               also=("Schutz",), codes="level"),
    ),
    PEOPLE: (
        OLD_NUMBER, FIRST, LAST,
        Column("role", "Rolle", "code", "Partnerin / Partner, Kind oder andere Person im Haushalt.", "Kind",
               required=True, also=("Beziehung", "Verwandtschaft"), codes="role"),
        BIRTH, GENDER, LANGUAGES,
    ),
    CONTACTS: (
        OLD_NUMBER,
        Column("at", "Datum", "moment", "Tag des Kontakts, auch mit Uhrzeit: 20.01.2026 14:30.", "20.01.2026",
               required=True, also=("Kontakt am", "Tag", "Termin", "wann")),
        Column("type", "Art", "code", "zum Beispiel Beratung im Büro, Telefonat, Hausbesuch.", "Beratung im Büro",
               required=True, also=("Kontaktart", "Kontakt"), codes="type"),
        Column("outcome", "Ergebnis", "code", "stattgefunden, nicht erreicht, abgesagt. Leer heißt stattgefunden.",
               "stattgefunden", codes="outcome"),
        Column("minutes", "Dauer", "minutes", "In Minuten.", "45", also=("Minuten", "Dauer in Minuten")),
        Column("facts", "Was war", "text", "Die Notiz zum Kontakt.", "Unterlagen für das Jobcenter besprochen.",
               longest=5_000, also=("Notiz", "Inhalt", "Bemerkung", "Vermerk")),
        Column("by", "Von wem", "person", "Wer den Kontakt hatte. Leer heißt die Fallführung.", "", codes="person",
               also=("Mitarbeiter", "Mitarbeiterin", "Bearbeitung", "Wer")),
    ),
}  # fmt: skip
CODES: Mapping[str, Mapping[str, str]] = {
    "gender": {"weiblich": "f", "w": "f", "frau": "f", "männlich": "m", "m": "m", "mann": "m", "herr": "m",
               "divers": "d", "d": "d"},
    "kind": {"anfrage": "enquiry", "kurzberatung": "short_advice", "case management": "case_management",
             "cm": "case_management", "fall": "case_management"},
    "level": {"0": "0", "normal": "0", "1": "1", "sensibel": "1"},
    "role": {"partnerin / partner": "partner", "partnerin": "partner", "partner": "partner", "ehefrau": "partner",
             "ehemann": "partner", "kind": "child", "sohn": "child", "tochter": "child",
             "andere person im haushalt": "other", "andere": "other", "mutter": "other", "vater": "other"},
    "outcome": {"stattgefunden": "took_place", "nicht erreicht": "not_reached", "nicht erschienen": "not_met",
                "nicht angetroffen": "not_met", "abgesagt": "cancelled_by_person",
                "von der person abgesagt": "cancelled_by_person", "von uns abgesagt": "cancelled_by_us"},
    "type": {"beratung im büro": "BUERO", "büro": "BUERO", "beratung": "BUERO", "persönlich": "BUERO",
             "hausbesuch": "HAUS", "aufsuchend": "AUFS", "telefonat": "TEL", "telefon": "TEL", "anruf": "TEL",
             "videogespräch": "VIDEO", "video": "VIDEO", "e-mail oder messenger": "MSG", "e-mail": "MSG",
             "email": "MSG", "mail": "MSG", "messenger": "MSG", "whatsapp": "MSG", "brief": "BRIEF", "post": "BRIEF",
             "begleitung": "BEGL", "gruppe": "GRUPPE", "hilfekonferenz": "KONF"},
}  # fmt: skip


@cache
def language_codes() -> Mapping[str, str]:
    """Code by every word a language is known by, in small letters."""
    known: list[dict[str, Any]] = catalogue.read("languages")["languages"]
    words = {}
    for one in known:
        label = str(one["label"])
        for word in (label, label.split(" (")[0], str(one["own_name"]), str(one["code"])):
            words[word.casefold()] = str(one["code"])
    return words


def codes(column: Column) -> Mapping[str, str]:
    return language_codes() if column.codes == "language" else CODES.get(column.codes, {})


def fingerprint(header: list[str]) -> str:
    """The same for the same header, whatever its order: under it the columns chosen last time are found again."""
    return sha256("\n".join(sorted(name.casefold() for name in header if name)).encode()).hexdigest()


def proposed(table: str, header: list[str]) -> dict[str, int]:
    """Place of each column by its name, its other names first come; columns nobody knows are left out."""
    places = {_key(name): place for place, name in reversed(list(enumerate(header))) if name}
    found: dict[str, int] = {}
    for column in COLUMNS[table]:
        for word in (column.label, *column.also):
            place = places.get(_key(word))
            if place is not None and place not in found.values():
                found[column.name] = place
                break
    return found


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
