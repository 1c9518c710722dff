"""From files to what they say: which format they have, and the reader of it. No Django."""

from collections.abc import Mapping
from typing import Any, Final

from fahrwasser.harvest import archive, gaps, hsds_json, hsds_tables, integreat, jsontext, letters, sheets
from fahrwasser.harvest.found import Found, Spot, Told
from fahrwasser.harvest.jsontext import Document, Unreadable

AUTO, INTEGREAT, HSDS, CSV = "auto", "integreat", "hsds", "csv"
FORMATS: Final[Mapping[str, str]] = {
    AUTO: "selbst erkennen", INTEGREAT: "Integreat (JSON)", HSDS: "HSDS (JSON oder CSV-Paket)",
    CSV: "Tabelle (CSV oder Excel)",
}  # fmt: skip
UNKNOWN: Final = "Das Format wurde nicht erkannt. Eingelesen werden Integreat, HSDS und Tabellen (CSV, Excel)."
NOT_THIS: Final = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc")


def read(files: Mapping[str, bytes], form: str = AUTO, columns: Mapping[str, str] | None = None) -> Found:
    """Everything the files say, with the gaps. ``columns``: what the columns of tables mean, where that was saved.

    Raises ``Unreadable`` when that is nothing at all.
    """
    opened = archive.opened(files)
    _check(opened, files)
    found = _read(opened, form, columns)
    found.warnings += gaps.gaps(found)
    return found


def _check(opened: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    if not opened:
        raise Unreadable(Told(Spot(next(iter(files), "")), archive.NO_FILES))
    for name, raw in opened.items():
        if raw.startswith(NOT_THIS):
            raise Unreadable(Told(Spot(name), UNKNOWN))


def _read(files: Mapping[str, bytes], form: str, columns: Mapping[str, str] | None) -> Found:
    if form in (AUTO, HSDS) and columns is None and hsds_tables.looks_like(files):
        return hsds_tables.read(files)
    if form == CSV or (form == AUTO and all(map(is_table, files.values()))):
        return sheets.read(files, columns)
    documents, broken = _documents(files)
    if form in (AUTO, INTEGREAT) and documents and (form == INTEGREAT or any(map(_is_integreat, documents))):
        return _with_broken(integreat.read(documents), broken)
    if form in (AUTO, HSDS) and documents and (form == HSDS or any(map(_is_hsds, documents))):
        return _with_broken(hsds_json.read(documents), broken)
    raise Unreadable(broken[0] if broken else Told(documents[0].spot(), UNKNOWN))


def _with_broken(found: Found, broken: list[Told]) -> Found:
    found.rejected = [*broken, *found.rejected]
    return found


def _is_hsds(document: Document) -> bool:
    return hsds_json.looks_like(document.value)


def has_columns(files: Mapping[str, bytes]) -> bool:
    """Whether somebody may say what the columns mean: a table that is no package of HSDS."""
    return not hsds_tables.looks_like(files) and any(map(is_table, files.values()))


def is_table(raw: bytes) -> bool:
    """A workbook, or text that is no JSON and has a separator in its first line."""
    if sheets.is_workbook(raw):
        return True
    start = letters.decoded(raw[:4000]).text.lstrip("\ufeff \t\r\n")
    first = start.split("\n", 1)[0]
    return bool(first) and first[0] not in "[{<" and any(mark in first for mark in sheets.SEPARATORS)


def _documents(files: Mapping[str, bytes]) -> tuple[list[Document], list[Told]]:
    """The JSON among the files, and why a file is none."""
    documents, broken = [], []
    for name, raw in files.items():
        try:
            documents.append(jsontext.read(raw, name))
        except Unreadable as refusal:
            broken.append(refusal.told)
    return documents, broken


def _is_integreat(document: Any) -> bool:
    return integreat.looks_like(document.value)
