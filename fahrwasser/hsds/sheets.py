"""The directory for people: one line for each offer, as CSV and as Excel."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from fahrwasser.hsds import queries
from fahrwasser.hsds.licensing import Origins
from fahrwasser.hsds.queries import Batch
from fahrwasser.hsds.tables import harmless
from fahrwasser.offers.codes import kind_name, need_name
from fahrwasser.offers.criteria import KINDS
from fahrwasser.offers.criteria.vocabulary import language_name, place_name
from fahrwasser.offers.models import Offer
from fahrwasser.offers.rules import unlocated

LONGEST_CELL: Final = 32_000
"""Characters a cell of Excel holds, a little less."""
BOM: Final = "\ufeff"
WIDTHS: Final = (40, 30, 24, 14, 60)


def heads() -> list[str]:
    return [
        _("Angebot"), _("Träger"), _("Art"), _("Stand"), _("Beschreibung"), _("Bedarfe"), _("Sprachen"), _("Ort"),
        _("Anschrift"), _("Telefon"), _("E-Mail"), _("Internetseite"), _("Zeiten"), _("Kosten"), _("Bedingungen"),
        _("Kapazität"), _("Kapazität vom"), _("bestätigt am"), _("geändert"), _("Quelle"), _("Lizenz"),
        _("Nummer"),
    ]  # fmt: skip


def lines(rows: QuerySet[Offer]) -> Iterator[list[Any]]:
    """The offers in the order of their numbers, some at a time."""
    origins = Origins()
    for numbers in queries.chunks(rows):
        batch = queries.batch(numbers)
        for offer in batch.offers.values():
            yield [_cell(value) for value in _line(batch, offer, origins)]


def _line(batch: Batch, offer: Offer, origins: Origins) -> list[Any]:
    shelter = queries.is_hidden(offer)
    said = unlocated(vars(offer)) if shelter else vars(offer)
    capacity = next(iter(batch.capacities.get(offer.pk, [])), None)
    return [
        said["name"],
        batch.organisations[offer.provider_id].name,
        kind_name(offer.kind),
        offer.get_status_display(),
        said["summary"],
        "; ".join(map(need_name, offer.needs)),
        ", ".join(map(language_name, offer.languages)),
        "" if shelter else place_name(offer.district),
        "" if shelter else offer.address,
        offer.phone,
        offer.email,
        offer.website,
        "" if shelter else offer.schedule,
        said["cost"],
        " ".join(_conditions(batch, offer)),
        capacity.get_state_display() if capacity else "",
        capacity.confirmed_on if capacity else "",
        offer.verified_on or "",
        offer.modified_at.date(),
        *origins.of(offer.source),
        str(offer.pk),
    ]


def _conditions(batch: Batch, offer: Offer) -> Iterable[str]:
    for row in batch.criteria.get(offer.pk, []):
        if queries.is_public(row, offer):
            yield KINDS[row.kind].sentence(row.values)


def _cell(value: Any) -> Any:
    return harmless(value[:LONGEST_CELL]) if isinstance(value, str) else value


def as_csv(rows: QuerySet[Offer]) -> Iterator[str]:
    """With the mark at the beginning by which Excel knows UTF-8, and the semicolon it expects in Germany."""
    yield BOM + _written(heads())
    for line in lines(rows):
        yield _written([value.isoformat() if isinstance(value, date) else value for value in line])


def _written(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def as_excel(rows: QuerySet[Offer]) -> IO[bytes]:
    """A workbook as an open file; written line by line."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Angebote"))
    sheet.freeze_panes = "B2"
    for place in range(len(heads())):
        sheet.column_dimensions[_letter(place)].width = WIDTHS[place] if place < len(WIDTHS) else 22
    sheet.append([_bold(sheet, head) for head in heads()])
    for line in lines(rows):
        sheet.append([_clean(value) for value in line])
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(target)
    target.seek(0)
    return target


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _bold(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _clean(value: Any) -> Any:
    """Without control characters, which no workbook takes."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter >= " " or letter in "\n\t")
    return value
