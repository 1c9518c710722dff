"""Tables to download: the templates to fill in, and the wrong rows to repair. No Django."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from fahrwasser.imports.checking import Line
from fahrwasser.imports.columns import COLUMNS, LABELS
from fahrwasser.imports.tables import Table

WRONG = "Was nicht stimmt"
HELP = "Erklärung"
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
WIDE_COLUMNS, COLUMN_WIDTH = 30, 22  # characters

Rows = Sequence[Sequence[object]]


def template_rows(table: str) -> Rows:
    """The header of a table and one row of an invented person."""
    return [[column.label for column in COLUMNS[table]], [column.example for column in COLUMNS[table]]]


def help_rows() -> Rows:
    """What each column wants, for the sheet that explains them."""
    rows = [["Tabelle", "Spalte", "Pflicht", "Erklärung"]]
    for table, label in LABELS.items():
        for column in COLUMNS[table]:
            rows.append([label, column.label, "ja" if column.required else "nein", column.help])
    return rows


def wrong_rows(table: Table, lines: Iterable[Line]) -> Rows:
    """The rows that could not be used, as they were, with a last column that says why."""
    keep = [place for place, name in enumerate(table.header) if name != WRONG]
    rows: list[list[object]] = [[*(table.header[place] for place in keep), WRONG]]
    for line in lines:
        if not line.is_good:
            told = " ".join(f"{problem.column}: {problem.sentence}" for problem in line.problems)
            rows.append([*(line.row.cells[place] for place in keep), told])
    return rows


def as_csv(rows: Rows) -> bytes:
    """Semicolons and a UTF-8 mark, so that Excel opens it; no cell can become a formula."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(ACTIVE) else cell


def as_xlsx(sheets: dict[str, Rows]) -> bytes:
    """A workbook whose cells are all text: a phone number keeps its zero, and nothing is ever a formula."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number in range(1, WIDE_COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTH
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(_harmless(value))))
    cell.number_format = "@"
    return cell
