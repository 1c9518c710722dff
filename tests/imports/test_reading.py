"""Files of an import: letters, separators, cells of a workbook, and what a hostile one may cost."""

import io
import zipfile

import pytest

from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import checking, queries, reading, sheets, tables
from fahrwasser.imports.columns import CASES
from fahrwasser.imports.models import ImportedCase
from tests.conftest import as_owner
from tests.imports.test_imports import MAIN, TODAY, carried_out, cases, line, uploaded, workbook
from tests.town import Town


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_letters_and_separators_of_every_office_are_read(encoding, separator):
    text = separator.join(("Vorname", "Ortsteil")) + "\r\n" + separator.join(("Jürgen", "Groß-Östheim"))
    assert reading.read(text.encode(encoding))[""][1].cells == ["Jürgen", "Groß-Östheim"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", tables.EMPTY), (b"  \n ", tables.EMPTY), (b"%PDF-1.7 ...", tables.UNREADABLE),
        (b"\x89PNG\x00\x00", tables.UNREADABLE), (b"\xd0\xcf\x11\xe0abc", reading.OLD),
        (b"PK\x03\x04 nonsense", sheets.BROKEN), (b"x" * (tables.MAX_BYTES + 1), tables.TOO_BIG),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_words(content, sentence):
    with pytest.raises(NotAllowed) as refusal:
        reading.read(content)
    assert refusal.value.sentence == sentence


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * (sheets.MAX_UNPACKED + 1))
    with pytest.raises(NotAllowed) as refusal:
        reading.read(out.getvalue())
    assert refusal.value.sentence == sheets.BOMB


FAR = '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
ONE = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    "sheet",
    [
        f'{ONE}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        f'<dimension ref="A1:XFD1048576"/>{ONE}',
    ],
    ids=["everything merged", "a size that lies"],
)
def test_a_sheet_that_reaches_far_is_read_as_far_as_it_is_filled(sheet):
    assert len(reading.read(workbook(sheet))["Fälle"]) == 1


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>',
        "<sheetData><row>",
    ],
    ids=["a text that is not there", "half a sheet"],
)
def test_a_broken_sheet_is_refused_in_words(sheet):
    with pytest.raises(NotAllowed, match="beschädigt"):
        reading.read(workbook(sheet))


@pytest.mark.parametrize("rows", [FAR, '<row r="99999999999"><c r="A1"><v>1</v></c></row>'])
def test_rows_far_below_are_refused(rows):
    with pytest.raises(NotAllowed, match="mehr als 25"):
        reading.read(workbook(f"<sheetData>{rows}</sheetData>"))


def test_a_comment_full_of_merges_costs_nothing():
    assert reading.read(workbook(ONE + "<!--" + "<mergeCell " * 100_000 + "-->"))["Fälle"]


def test_a_second_reading_says_the_same_of_a_file_that_is_hidden_now(town: Town):
    carried_out(town, uploaded(town, cases=cases(line(1), line(2))))
    with as_owner():
        Case.objects.filter(pk=ImportedCase.objects.get(old_number="A-1").case_id).update(level=2, second=town["cm2"])
    again = uploaded(town, cases=cases(line(1), line(2)))
    with acting_as(town["coordinator"].pk):
        told = queries.lines(again, town["coordinator"], TODAY)[CASES]
    assert [[problem.sentence for problem in one.problems] for one in told] == [[checking.KNOWN]] * 2


def test_entities_are_never_resolved():
    evil = workbook("<sheetData/>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(evil)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' if name == "xl/workbook.xml" else b""
            new.writestr(name, doctype + old.read(name).split(b"?>", 1)[-1])
    with pytest.raises(NotAllowed):
        reading.read(out.getvalue())


def test_formulas_errors_and_merged_cells_are_named_and_nothing_is_computed():
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Vorname</t></is></c></row>'
        '<row r="3"><c r="A3"><f>HYPERLINK("x")</f><v>7</v></c><c r="B3" t="e"><v>#REF!</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>Rima</t></is></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A4:B5"/></mergeCells>'
    )
    rows = reading.read(workbook(sheet))["Fälle"]
    assert rows[1].number == 3
    assert rows[1].faults == {0: tables.FORMULA, 1: tables.BROKEN_CELL}
    assert rows[2].faults == {0: tables.MERGED, 1: tables.MERGED}


@pytest.mark.parametrize(
    ("book", "serial", "day"),
    [("", 45915, "15.09.2025"), ('<workbookPr date1904="1"/>', 44453, "15.09.2025"), ("", 45915.5, "15.09.2025 12:00")],
)
def test_days_count_from_1900_or_1904(book, serial, day):
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    sheet = f'<sheetData><row r="1"><c r="A1" s="1"><v>{serial}</v></c><c r="B1"><v>2133</v></c></row></sheetData>'
    assert reading.read(workbook(sheet, book, styles))["Fälle"][0].cells == [day, 2133]


@pytest.mark.parametrize("header", ["Vorname;vorname\nA;B", ";".join(f"s{n}" for n in range(61)) + "\nA", "Vorname\n"])
def test_a_header_that_cannot_be_used_is_refused(header):
    with pytest.raises(NotAllowed):
        tables.table_of(reading.read(header.encode())[""])
