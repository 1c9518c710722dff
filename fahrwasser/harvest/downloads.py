"""Lists to hand on as CSV: semicolons and a UTF-8 mark for Excel, and no cell can become a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from fahrwasser.harvest.models import ImportLine

ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
HEADER: Final = ("Datei", "Zeile", "Spalte", "Stelle", "Grund")


def rejected(lines: Iterable[ImportLine]) -> bytes:
    """The entries that could not be read."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for line in lines:
        cells = (line.file, line.line or "", line.column or "", line.label, line.reason)
        writer.writerow([_harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(ACTIVE) else cell
