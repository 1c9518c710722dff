"""From the bytes of an upload to tables: which kind of file it is, its letters and separators. No Django."""

import csv
import io
from collections import Counter

from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import sheets, tables
from fahrwasser.imports.tables import Row

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEPARATORS = ";\t,"
OLD = "Das ist eine Excel-Datei im alten Format (.xls). Bitte speichern Sie sie als „Excel-Arbeitsmappe (.xlsx)“."


def read(content: bytes) -> dict[str, list[Row]]:
    """The rows of every sheet by name; a CSV file is one sheet without a name. Raises ``NotAllowed``."""
    if len(content) > tables.MAX_BYTES:
        raise NotAllowed(tables.TOO_BIG)
    if not content.strip():
        raise NotAllowed(tables.EMPTY)
    if content.startswith(ZIP):
        return sheets.read(content)
    if content.startswith(OLD_EXCEL):
        raise NotAllowed(OLD)
    if b"\x00" in content[:1000] or content.startswith(b"%PDF"):
        raise NotAllowed(tables.UNREADABLE)
    return {"": _csv(_decoded(content))}


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, otherwise Windows-1252 as Excel writes it."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAllowed(tables.UNREADABLE)


def _csv(text: str) -> list[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = Counter({mark: first.count(mark) for mark in SEPARATORS})
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=found.most_common(1)[0][0])
    rows: list[Row] = []
    try:
        start = 1
        for cells in reader:
            rows.append(Row(start, list(cells)))
            start = reader.line_num + 1
            if len(rows) > tables.MAX_ROWS + 1:
                raise NotAllowed(tables.TOO_LONG)
    except csv.Error as error:
        raise NotAllowed(
            f"In Zeile {start} stimmt etwas mit den Anführungszeichen nicht. Bitte prüfen Sie sie."
        ) from error
    return rows
