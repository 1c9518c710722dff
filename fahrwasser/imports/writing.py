"""Tables to download: the templates to fill in, and the wrong rows to repair. No Django."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from fahrwasser.imports.checking import Line
from fahrwasser.imports.columns import COLUMNS, LABELS
from fahrwasser.imports.tables import Table

WRONG = "Was nicht stimmt"
HELP = "Erklärung"
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
UNWRITABLE = {number: None for number in range(32) if number not in (9, 10, 13)}  # XML 1.0 has no way to write them

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
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        numbers = range(1, len(sheets) + 1)
        parts.writestr("[Content_Types].xml", _types(numbers))
        parts.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        parts.writestr("xl/workbook.xml", _book(list(sheets)))
        places = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        parts.writestr("xl/_rels/workbook.xml.rels", _links([*places, ("styles", "styles.xml")]))
        parts.writestr("xl/styles.xml", _styles())
        for number, rows in zip(numbers, sheets.values(), strict=True):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return out.getvalue()


def _types(numbers: Iterable[int]) -> str:
    named = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    named += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    parts = "".join(f'<Override PartName="{name}" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in named)
    links = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    plain = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{links}{plain}{parts}</Types>'


def _links(targets: Iterable[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    """One style: text, so that Excel leaves what is typed as it is."""
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def _sheet(rows: Rows) -> str:
    body = "".join(f'<row r="{number}">{"".join(map(_cell, row))}</row>' for number, row in enumerate(rows, start=1))
    columns = '<cols><col min="1" max="30" width="22" customWidth="1" style="0"/></cols>'
    return f'{HEAD}<worksheet xmlns="{MAIN}">{columns}<sheetData>{body}</sheetData></worksheet>'


def _cell(value: object) -> str:
    text = escape(str(_harmless(value)).translate(UNWRITABLE))
    return f'<c t="inlineStr" s="0"><is><t xml:space="preserve">{text}</t></is></c>'
