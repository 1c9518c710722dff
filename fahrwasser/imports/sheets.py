"""Reading an Excel workbook (Office Open XML) with the standard library: values only, nothing is ever computed.

A workbook is a ZIP file of XML parts. What it may cost is limited before a byte of it is unpacked.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree

from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import tables
from fahrwasser.imports.tables import Cell, Row

MAX_UNPACKED = 40 * 1024 * 1024  # bytes of all parts together
MAX_PARTS = 500
MAX_MERGED = 1_000  # merged ranges; a table of cases has none
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOMB = "Diese Datei ist entpackt zu groß. Bitte kopieren Sie die Tabelle in eine neue Datei."
BROKEN = "Diese Excel-Datei ist beschädigt. Bitte speichern Sie sie in Excel neu."
DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read(content: bytes) -> dict[str, list[Row]]:
    """The rows of every sheet by its name. Raises ``NotAllowed`` with the sentence for the user."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_cost(parts)
            return _Workbook(parts).sheets()
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OverflowError, EOFError) as error:
        raise NotAllowed(BROKEN) from error
    except (NotImplementedError, RuntimeError) as error:  # an unknown packing, or a password
        raise NotAllowed(BROKEN) from error


def _check_cost(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if "xl/workbook.xml" not in parts.namelist():
        raise NotAllowed(tables.UNREADABLE)
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise NotAllowed(BOMB)


def column_of(reference: str) -> tuple[int, int]:
    """Column from 0 and row from 1 of a reference like "C7". Raises ``ValueError``."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(found[2])


class _Workbook:
    """The parts that cells refer to: shared texts, which styles are dates, and the day that counts as zero."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self.parts = parts
        book = self._tree("xl/workbook.xml")
        properties = book.find(f"{MAIN}workbookPr")
        from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        # Excel counts a 29 February 1900 that never was: from March 1900 on, day zero is 30 December 1899.
        self.zero = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  a sheet has no zone
        self.places = {entry.get("name", ""): entry.get(RELATION, "") for entry in book.iter(f"{MAIN}sheet")}
        self.texts = self._shared_texts()
        self.dates = self._date_styles()

    def _tree(self, name: str) -> ElementTree.Element:
        content = self.parts.read(name)
        # No document type, hence no entities; a zero byte would be another encoding in which to hide one.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
            raise NotAllowed(BROKEN)
        return ElementTree.fromstring(content)  # noqa: S314  parts with a document type are refused above

    def _shared_texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts.namelist():
            return []
        return [_text(entry) for entry in self._tree("xl/sharedStrings.xml").iter(f"{MAIN}si")]

    def _date_styles(self) -> set[int]:
        if "xl/styles.xml" not in self.parts.namelist():
            return set()
        styles = self._tree("xl/styles.xml")
        own = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in styles.iter(f"{MAIN}numFmt")}
        cells = styles.find(f"{MAIN}cellXfs")
        found = set()
        for number, style in enumerate(cells if cells is not None else ()):
            kind = style.get("numFmtId", "0")
            if int(kind) in DATE_FORMATS or re.search("[dmyhDMYH]", QUOTED.sub("", own.get(kind, ""))):
                found.add(number)
        return found

    def sheets(self) -> dict[str, list[Row]]:
        links = {entry.get("Id"): entry.get("Target", "") for entry in self._tree("xl/_rels/workbook.xml.rels")}
        found = {}
        for name, key in self.places.items():
            target = links[key].lstrip("/")
            found[name] = self._rows(target if target.startswith("xl/") else f"xl/{target}")
        return found

    def _rows(self, part: str) -> list[Row]:
        sheet = self._tree(part)
        rows = {}
        for place, entry in enumerate(sheet.iter(f"{MAIN}row"), start=1):
            row = self._row(entry, int(entry.get("r", place)))
            if not row.is_empty:
                rows[row.number] = row
            if len(rows) > tables.MAX_ROWS + 1:
                raise NotAllowed(tables.TOO_LONG)
        for column, number in _merged(sheet):
            if number in rows:
                rows[number].faults.setdefault(column, tables.MERGED)
        return [rows[number] for number in sorted(rows)]

    def _row(self, entry: ElementTree.Element, number: int) -> Row:
        row = Row(number, [])
        for place, cell in enumerate(entry.iter(f"{MAIN}c")):
            column = column_of(cell.get("r", ""))[0] if cell.get("r") else place
            if column > tables.MAX_COLUMNS:
                continue
            row.cells += [""] * (column + 1 - len(row.cells))
            if cell.find(f"{MAIN}f") is not None:
                row.faults[column] = tables.FORMULA
            elif cell.get("t") == "e":
                row.faults[column] = tables.BROKEN_CELL
            else:
                row.cells[column] = self._value(cell)
        return row

    def _value(self, cell: ElementTree.Element) -> Cell:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell)
        value = cell.findtext(f"{MAIN}v", "")
        if kind == "s":
            return self.texts[int(value)] if value else ""
        if kind == "b":
            return "ja" if value == "1" else "nein"
        if kind != "n" or not value:
            return value
        if int(cell.get("s", "0")) in self.dates:
            return _day(self.zero + timedelta(days=float(value)))
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _day(moment: datetime) -> str:
    moment += timedelta(milliseconds=500)
    return f"{moment:%d.%m.%Y %H:%M}" if (moment.hour, moment.minute) != (0, 0) else f"{moment:%d.%m.%Y}"


def _text(entry: ElementTree.Element) -> str:
    """The text of a cell in all its runs, without the readings of Asian scripts."""
    runs = [run for run in entry if run.tag != f"{MAIN}rPh"]
    return "".join(found.text or "" for run in runs for found in run.iter(f"{MAIN}t"))


def _merged(sheet: ElementTree.Element) -> Iterator[tuple[int, int]]:
    """Column and row of every cell that is merged with others, as far as tables reach here."""
    ranges = list(sheet.iter(f"{MAIN}mergeCell"))
    if len(ranges) > MAX_MERGED:
        raise NotAllowed(BROKEN)
    for entry in ranges:
        first, _, last = entry.get("ref", "").partition(":")
        (left, top), (right, bottom) = column_of(first), column_of(last or first)
        for number in range(top, min(bottom, tables.MAX_ROWS) + 1):
            for column in range(left, min(right, tables.MAX_COLUMNS) + 1):
                yield column, number
