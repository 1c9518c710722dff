"""The columns of a table of offers: our fields, the names they are known by, and how a cell is read. No Django."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to know about an offer. ``also``: other names of its header; ``read``: the cell as a value."""

    name: str
    label: str
    also: tuple[str, ...] = ()
    read: Callable[[str], Any] = str


def _words(cell: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;/|]", cell) if word.strip()]


def _day(cell: str) -> str:
    """ISO 8601. Raises ``ValueError`` for what is no day."""
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell.split(" ")[0], form).date().isoformat()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError(cell)


def _degrees(cell: str) -> float:
    return float(cell.replace(",", "."))


COLUMNS: Final[Sequence[Column]] = (
    Column("external_id", "Nummer", ("ID", "Id", "Kennung", "Nr.", "external_id", "Schlüssel")),
    Column("name", "Name", ("Angebot", "Titel", "Bezeichnung", "title", "Name des Angebots", "service")),
    Column("provider", "Träger", ("Anbieter", "Organisation", "organization", "Einrichtung", "Verein", "provider")),
    Column("summary", "Beschreibung", ("Text", "Inhalt", "description", "Kurzbeschreibung", "Was")),
    Column("street", "Straße und Hausnummer", ("Straße", "Strasse", "Anschrift", "Adresse", "address", "street")),
    Column("postcode", "Postleitzahl", ("PLZ", "postal code", "postcode", "zip")),
    Column("town", "Ort", ("Stadt", "city", "town")),
    Column("district", "Ortsteil", ("Stadtteil", "Bezirk", "district")),
    Column("latitude", "Breitengrad", ("Breite", "lat", "latitude"), _degrees),
    Column("longitude", "Längengrad", ("Länge", "lon", "lng", "long", "longitude"), _degrees),
    Column("phone", "Telefon", ("Tel.", "Tel", "Telefonnummer", "Rufnummer", "phone")),
    Column("email", "E-Mail", ("Email", "Mail", "E-Mail-Adresse")),
    Column("website", "Internetseite", ("Website", "Webseite", "Homepage", "URL", "Link", "Web")),
    Column("schedule", "Zeiten", ("Öffnungszeiten", "Sprechzeiten", "Sprechstunde", "Uhrzeit", "opening hours")),
    Column("cost", "Kosten", ("Preis", "Gebühr", "Beitrag", "fees", "cost")),
    Column("eligibility", "Für wen", ("Zielgruppe", "Voraussetzungen", "eligibility")),
    Column("application", "Anmeldung", ("Kontaktaufnahme", "application")),
    Column("languages", "Sprachen", ("Sprache", "languages", "Beratungssprachen"), _words),
    Column("starts_on", "beginnt am", ("Beginn", "Start", "von", "ab"), _day),
    Column("ends_on", "endet am", ("Ende", "bis"), _day),
)
BY_NAME: Final[Mapping[str, Column]] = {column.name: column for column in COLUMNS}


def proposed(header: Sequence[str]) -> dict[str, str]:
    """Name in the header by our field, as the names suggest it; each column once."""
    headings = {_key(name): name for name in reversed(header) if name.strip()}
    found: dict[str, str] = {}
    for column in COLUMNS:
        for word in (column.label, column.name, *column.also):
            heading = headings.get(_key(word))
            if heading is not None and heading not in found.values():
                found[column.name] = heading
                break
    return found


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
