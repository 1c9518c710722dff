"""Tables of offers, CSV with any separator or Excel: each row is an offer at one place. No Django."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl import load_workbook

from fahrwasser.harvest import archive, cleaning, letters
from fahrwasser.harvest.columns import BY_NAME, COLUMNS, proposed
from fahrwasser.harvest.found import AtPlace, Found, FoundOffer, FoundPlace, FoundProvider, Spot, Told
from fahrwasser.harvest.jsontext import MAX_BYTES, TOO_BIG, Unreadable

SEPARATORS: Final = ";,\t|"
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 131_072
PLACE: Final = ("street", "postcode", "town", "district", "latitude", "longitude")
NO_TABLE: Final = "Das ist keine Tabelle: Es fehlt eine Zeile mit Überschriften und eine mit einem Angebot."
NO_NAME_COLUMN: Final = "Keine Spalte heißt wie ein Name des Angebots. Bitte ordnen Sie die Spalten zu."
TOO_LONG: Final = "Die Tabelle hat mehr als 100.000 Zeilen oder 200 Spalten. Bitte teilen Sie sie."
BAD_QUOTES: Final = "Hier stimmt etwas mit den Anführungszeichen nicht."
BROKEN: Final = "Diese Excel-Datei ist beschädigt. Bitte speichern Sie sie in Excel neu."
MORE_CELLS: Final = "Die Zeile hat mehr Zellen als Überschriften. Vielleicht fehlen Anführungszeichen."
TWICE: Final = "Die Nummer {} gibt es mehrmals in der Tabelle."
LEFT_OUT: Final = "{}: „{}“ passt nicht. Der Wert wurde nicht übernommen."
NO_NUMBER: Final = "Es gibt keine Spalte mit Nummern. Angebote werden an Name und Träger wiedererkannt."


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number as the sheet shows it, and its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of one file, without empty rows."""

    file: str
    header: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Seen:
    """Numbers of offers and of providers that were read already."""

    numbers: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(archive.ZIP)


def read(files: Mapping[str, bytes], places: Mapping[str, str] | None = None) -> Found:
    """Offers of all tables. ``places``: name in the header by our field, else as the names suggest it."""
    found, seen = Found(), Seen()
    for file, raw in files.items():
        table = table_of(file, raw, found.warnings)
        chosen = {name: heading for name, heading in (places or {}).items() if heading in table.header}
        _read(table, chosen or proposed(table.header), seen, found)
    return found


def table_of(file: str, raw: bytes, told: list[Told]) -> Table:
    """The table of a file; ``told`` learns how its letters were read. Raises ``Unreadable``."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Told(Spot(file), TOO_BIG))
    rows = _workbook(file, raw) if is_workbook(raw) else _csv(file, raw, told)
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if len(filled) < 2 or sum(bool(cell.strip()) for cell in filled[0].cells) < 2:
        raise Unreadable(Told(Spot(file, 1, 1), NO_TABLE))
    return Table(file, _header(filled[0].cells), filled[1:])


def _header(cells: Sequence[str]) -> list[str]:
    """Names of the columns; one that stands twice gets its number."""
    seen: Counter[str] = Counter()
    names = []
    for cell in (" ".join(cell.split())[:100] for cell in cells):
        seen[cell] += 1
        names.append(f"{cell} ({seen[cell]})" if cell and seen[cell] > 1 else cell)
    return names


def _csv(file: str, raw: bytes, told: list[Told]) -> list[Row]:
    decoded = letters.decoded(raw)
    text = letters.repaired(letters.storable(decoded.text))
    told += [Told(Spot(file), note) for note in decoded.notes]
    if letters.storable(decoded.text) != decoded.text:
        told.append(Told(Spot(file), letters.INVISIBLE))
    if text != letters.storable(decoded.text):
        told.append(Told(Spot(file), letters.REPAIRED))
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            rows.append(Row(start, cells))
            start = reader.line_num + 1
            _check_size(file, len(rows), len(cells))
    except csv.Error as error:
        raise Unreadable(Told(Spot(file, start, 1), BAD_QUOTES)) from error
    return rows


def _separator(text: str) -> str:
    """What stands most often in the header, quoted parts left out."""
    first = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(SEPARATORS, key=first.count)


def _check_size(file: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS + 1 or columns > MAX_COLUMNS:
        raise Unreadable(Told(Spot(file), TOO_LONG))


def _workbook(file: str, raw: bytes) -> list[Row]:
    """The first sheet; formulas count as the text they are written with, nothing is computed."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody here reads
            if sum(part.file_size for part in parts.infolist()) > archive.MAX_UNPACKED:
                raise Unreadable(Told(Spot(file), archive.TOO_MUCH))
            sheet = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False).worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size is not believed
            rows = []
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
                rows.append(Row(number, [_cell(cell) for cell in cells]))
                _check_size(file, len(rows), len(cells))
            return rows
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(Told(Spot(file), BROKEN)) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}" if (value.hour, value.minute) != (0, 0) else f"{value:%d.%m.%Y}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return letters.storable(str(value))


def _read(table: Table, places: Mapping[str, str], seen: Seen, found: Found) -> None:
    if "name" not in places:
        found.rejected.append(Told(Spot(table.file, 1, 1), NO_NAME_COLUMN))
        return
    if "external_id" not in places:
        found.warnings.append(Told(Spot(table.file, 1), NO_NUMBER))
    at = {name: table.header.index(heading) for name, heading in places.items()}
    for row in table.rows:
        found.read += 1
        line = Line(table, row, at, found.warnings)
        reason = line.fault(seen)
        if reason is None:
            line.add_to(found, seen)
        else:
            found.rejected.append(Told(*reason))
            found.rejected_ids.add(line.number)


class Line:
    """One row while it is read. ``at``: place of the column by our field."""

    def __init__(self, table: Table, row: Row, at: Mapping[str, int], told: list[Told]) -> None:
        self.table, self.row, self.at, self.told = table, row, at, told
        self.name = cleaning.one_line(self.cell("name"))
        self.provider = cleaning.one_line(self.cell("provider"))
        self.number = self.cell("external_id") or f"{self.name} ({self.provider})"[:100]

    def cell(self, name: str) -> str:
        place = self.at.get(name, len(self.row.cells))
        return self.row.cells[place].strip() if place < len(self.row.cells) else ""

    def spot(self, name: str = "") -> Spot:
        """Line of the sheet and number of the column."""
        return Spot(self.table.file, self.row.number, self.at[name] + 1 if name in self.at else 1, name)

    def fault(self, seen: Seen) -> tuple[Spot, str] | None:
        """Why the row cannot be used, with its place."""
        if any(cell.strip() for cell in self.row.cells[len(self.table.header) :]):
            return Spot(self.table.file, self.row.number, len(self.table.header) + 1), MORE_CELLS
        if not self.name:
            return self.spot("name"), "Der Name fehlt."
        if self.number in seen.numbers:
            return self.spot("external_id"), TWICE.format(self.number)
        seen.numbers.add(self.number)
        return None

    def add_to(self, found: Found, seen: Seen) -> None:
        place, body = self._values(PLACE), self.provider[:100]
        is_somewhere = any(value is not None for value in place.values())
        others = [column.name for column in COLUMNS if column.name not in (*PLACE, "external_id", "provider", "name")]
        if is_somewhere:
            found.places.append(FoundPlace(self.number, place, self.spot(), provider=body))
        if body and body not in seen.bodies:
            seen.bodies.add(body)
            found.providers.append(FoundProvider(body, {"name": self.provider}, self.spot("provider")))
        found.offers.append(
            FoundOffer(
                self.number, {"name": self.name, **self._values(others)}, self.spot(), self._more(), provider=body,
                places=(AtPlace(self.number, {}),) if is_somewhere else (),
            )
        )  # fmt: skip

    def _values(self, names: Sequence[str]) -> dict[str, Any]:
        """What the cells say; a column that is there empties the field where its cell is empty."""
        values: dict[str, Any] = {}
        for name in filter(self.at.__contains__, names):
            cell = self.cell(name)
            values[name] = None
            if cell:
                self._value(name, cell, values)
        return values

    def _value(self, name: str, cell: str, values: dict[str, Any]) -> None:
        try:
            values[name] = CHECKS.get(name, BY_NAME[name].read)(cell)
        except ValueError:
            self.told.append(Told(self.spot(name), LEFT_OUT.format(BY_NAME[name].label, cell[:60])))

    def _more(self) -> dict[str, str]:
        """Columns that nobody assigned, kept under their own names."""
        used = set(self.at.values())
        pairs = enumerate(zip(self.table.header, self.row.cells, strict=False))
        return {heading: cell for place, (heading, cell) in pairs if heading and cell.strip() and place not in used}


def _email(cell: str) -> str:
    if not cleaning.is_email(cell):
        raise ValueError(cell)
    return cell


def _website(cell: str) -> str:
    return cleaning.web_address(cell if "://" in cell else f"https://{cell}")


CHECKS: Final[Mapping[str, Callable[[str], Any]]] = {
    "email": _email, "website": _website, "summary": cleaning.plain_text, "eligibility": cleaning.plain_text,
    "latitude": lambda cell: cleaning.degrees(BY_NAME["latitude"].read(cell), 90),
    "longitude": lambda cell: cleaning.degrees(BY_NAME["longitude"].read(cell), 180),
}  # fmt: skip
