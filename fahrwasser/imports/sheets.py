"""Reading an Excel workbook (Office Open XML): values only, nothing is ever computed.

What a workbook may cost is limited before a byte of it is unpacked, and it is read row by row.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import tables
from fahrwasser.imports.columns import LABELS
from fahrwasser.imports.tables import Cell, Row

MAX_UNPACKED = 40 * 1024 * 1024  # bytes of all parts together
MAX_PARTS = 500
MAX_MERGED = 100  # merged ranges; a table of cases has none
MAX_EMPTY = 1_000  # empty rows between filled ones
BOMB = "Diese Datei ist entpackt zu groß. Bitte kopieren Sie die Tabelle in eine neue Datei."
BROKEN = "Diese Excel-Datei ist beschädigt. Bitte speichern Sie sie in Excel neu."
NAMED = frozenset(LABELS.values())
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


def read(content: bytes) -> dict[str, list[Row]]:
    """The rows of the first sheet and of those named as our tables, by name. Raises ``NotAllowed`` in words."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody here reads
            _check_cost(parts)
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            wanted = [sheet for place, sheet in enumerate(book.worksheets) if place == 0 or sheet.title in NAMED]
            return {sheet.title: _rows(sheet, parts) for sheet in wanted}
    except NotAllowed:
        raise
    except Exception as error:
        raise NotAllowed(BROKEN) from error


def _check_cost(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if "xl/workbook.xml" not in parts.namelist():
        raise NotAllowed(tables.UNREADABLE)
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise NotAllowed(BOMB)


def _rows(sheet: Any, parts: zipfile.ZipFile) -> list[Row]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = {}
    for number, cells in enumerate(sheet.iter_rows(max_col=tables.MAX_COLUMNS + 1), start=1):
        if number > tables.MAX_ROWS + MAX_EMPTY:
            raise NotAllowed(tables.TOO_LONG)
        row = _row(number, cells)
        if not row.is_empty:
            rows[number] = row
        if len(rows) > tables.MAX_ROWS + 1:
            raise NotAllowed(tables.TOO_LONG)
    for column, number in _merged(parts.read(sheet._worksheet_path)):  # row by row, the library tells no ranges
        if number in rows:
            rows[number].faults.setdefault(column, tables.MERGED)
    return list(rows.values())


def _row(number: int, cells: tuple[Any, ...]) -> Row:
    row = Row(number, [])
    for column, cell in enumerate(cells):
        if cell.value is None:
            continue
        row.cells += [""] * (column + 1 - len(row.cells))
        if cell.data_type == "f":
            row.faults[column] = tables.FORMULA
        elif cell.data_type == "e":
            row.faults[column] = tables.BROKEN_CELL
        else:
            row.cells[column] = _value(cell.value)
    return row


def _value(value: Any) -> Cell:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, int | float) else str(value)


def _day(moment: datetime) -> str:
    moment += timedelta(milliseconds=500)
    return f"{moment:%d.%m.%Y %H:%M}" if (moment.hour, moment.minute) != (0, 0) else f"{moment:%d.%m.%Y}"


def _merged(part: bytes) -> Iterator[tuple[int, int]]:
    """Column and row of every cell that is merged with others, as far as tables reach here."""
    ranges = MERGE.findall(part)
    if len(ranges) > MAX_MERGED:
        raise NotAllowed(BROKEN)
    for left, top, right, bottom in ranges:
        first, last = (column_index_from_string(letters.decode()) - 1 for letters in (left, right))
        for number in range(int(top), min(int(bottom), tables.MAX_ROWS) + 1):
            for column in range(first, min(last, tables.MAX_COLUMNS) + 1):
                yield column, number
