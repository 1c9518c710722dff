"""Tables of offers: any separator and encoding, columns by their names, bad rows named with line and column."""

import io

import pytest
from openpyxl import Workbook

from fahrwasser.harvest import reading
from fahrwasser.harvest.jsontext import Unreadable
from fahrwasser.harvest.models import ColumnMapping
from fahrwasser.offers.models import Offer
from tests.harvest.conftest import counts

HEADER = ("ID", "Angebot", "Träger", "Straße", "PLZ", "Ort", "Tel.", "Öffnungszeiten", "Sprachen", "Besonderes")
ROW = ("1", "Sprachcafé", "Verein Probe", "Weg 1", "01234", "Probe", "0221 4710", "Mo 9-12", "de, ar", "mit Kuchen")


def table(*rows, separator=";", encoding="utf-8"):
    return "\n".join(separator.join(row) for row in (HEADER, *rows)).encode(encoding)


def read(raw, **named):
    return reading.read({"angebote.csv": raw}, **named)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding(separator, encoding):
    row = [cell.replace(separator, "") for cell in ROW]
    [offer] = read(table(row, separator=separator, encoding=encoding)).offers
    assert (offer.external_id, offer.values["name"], offer.values["languages"]) == ("1", "Sprachcafé", ["de", "ar"])
    assert (offer.provider, offer.more) == ("Verein Probe", {"Besonderes": "mit Kuchen"})


def test_a_workbook_is_read_and_its_numbers_are_text():
    book = Workbook()
    book.active.append(HEADER)
    book.active.append([1, "Café", None, "Weg 1", "01234", "Probe", "0221", "=1+1", None, None])
    out = io.BytesIO()
    book.save(out)
    [offer] = reading.read({"angebote.xlsx": out.getvalue()}).offers
    assert (offer.external_id, offer.values["phone"], offer.values["schedule"]) == ("1", "0221", "=1+1")


def test_bad_rows_are_named_and_the_others_read():
    found = read(table(ROW, ("2", "", *ROW[2:]), ROW, (*ROW, "zu viel"), ("3", *ROW[1:])))
    assert [one.external_id for one in found.offers] == ["1", "3"]
    assert [(one.spot.line, one.spot.column) for one in found.rejected] == [(3, 2), (4, 1), (5, 11)]
    assert found.read == 5


def test_a_bad_value_is_left_out_with_its_line_and_column():
    raw = b"Name;E-Mail;lat;lon;Beginn\nA;kein at;https://alter.example;8;31.02.2026\n"
    found = read(raw)
    told = {(one.spot.line, one.spot.column) for one in found.warnings if "übernommen" in one.reason}
    assert told == {(2, 2), (2, 3), (2, 5)}
    assert found.offers[0].values == {"name": "A", "email": None, "starts_on": None}


def test_lines_are_counted_over_cells_with_breaks():
    found = read(b'Name;Text\n"A";"eins\nzwei"\n;leer\n')
    assert found.rejected[0].spot.line == 4


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'Name;Text\n"A;b\n', "Anführungszeichen"),
        (b"Name;Text\n", "Überschriften"),
    ],
)
def test_what_is_no_table_is_refused(raw, told):
    with pytest.raises(Unreadable) as refusal:
        read(raw)
    assert told in refusal.value.told.reason


def test_columns_that_nobody_knows_are_told_with_the_file():
    found = read(b"Dings;Bums\n1;2\n")
    assert (found.read, ["Spalte" in one.reason for one in found.rejected]) == (0, [True])


def test_a_saved_assignment_comes_before_the_names_of_the_columns(read_in):
    ColumnMapping(source="liste", places={"name": "Besonderes", "external_id": "ID"}).save(force_insert=True)
    read_in({"a.csv": table(ROW)}, source="liste")
    assert Offer.objects.get(source="liste").name == "mit Kuchen"


def test_a_second_time_changes_nothing_and_an_emptied_cell_empties_the_field(read_in):
    assert counts(read_in({"a.csv": table(ROW)}, source="liste")) == (1, 0, 0)
    assert read_in({"a.csv": table(ROW)}, source="liste").writes == 0
    assert counts(read_in({"a.csv": table([*ROW[:6], "", *ROW[7:]])}, source="liste")) == (0, 1, 0)
    offer = Offer.objects.get(source="liste")
    assert (offer.phone, offer.provider.name, offer.address) == ("", "Verein Probe", "Weg 1, 01234 Probe")


def test_without_numbers_an_offer_is_known_again_by_name_and_provider(read_in):
    raw = b"Name;Anbieter\nA;Verein\nB;Verein\n"
    assert counts(read_in({"a.csv": raw}, source="liste")) == (2, 0, 0)
    assert counts(read_in({"a.csv": raw}, source="liste")) == (0, 0, 2)


def test_formulas_are_text():
    [offer] = read(b"Name;Text\n=1+1;@SUM(A1)\n").offers
    assert (offer.values["name"], offer.values["summary"]) == ("=1+1", "@SUM(A1)")
