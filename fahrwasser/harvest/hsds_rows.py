"""Rows of a CSV table: the cells under their heads, each knowing its line and column."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from fahrwasser.harvest import letters
from fahrwasser.harvest.found import Found, Spot, Told
from fahrwasser.offers.hsds import schema

DELIMITERS: Final = ",;\t|"
FORMULA: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")
CHECKED_LATER: Final = {
    "minimum_age", "maximum_age", "latitude", "longitude", "interval", "amount", "available", "maximum",
}  # fmt: skip
EMPTY: Final = "Die Tabelle ist leer."
NO_NUMBER: Final = "Erwartet wird eine Zahl. Die Angabe bleibt stehen, wie sie kam."
TOO_MANY: Final = "Die Zeile hat mehr Felder als die Kopfzeile; was zu viel ist, wurde nicht gelesen."
BROKEN: Final = "Ab hier lässt sich die Tabelle nicht mehr lesen (Anführungszeichen oder ein zu langes Feld)."


@dataclass(slots=True)
class Row:
    """A row; entries that were put under it stand in ``values`` as lists, and here with the way to each."""

    file: str
    line: int
    columns: dict[str, int]
    values: dict[str, Any]
    inside: dict[tuple[str | int, ...], "Row"] = field(default_factory=dict)

    def put(self, name: str, row: "Row") -> None:
        entries = self.values.setdefault(name, [])
        if isinstance(entries, list):
            self.inside[name, len(entries)] = row
            entries.append(row.values)

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.values.pop(name, None)

    def spot(self, path: tuple[str | int, ...]) -> Spot:
        if path[:2] in self.inside:
            return self.inside[path[:2]].spot(path[2:])
        name = str(path[0]) if path else ""
        return Spot(self.file, self.line, self.columns.get(name, 0), name)


def rows(table: str, file: str, raw: bytes, found: Found) -> Iterator[Row]:
    """The rows of a file, without empty ones; what is odd is told to ``found``."""
    decoded = letters.decoded(raw)
    found.warnings += [Told(Spot(file), note) for note in decoded.notes]
    text = letters.storable(letters.repaired(decoded.text))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    heads = [head.strip().strip("\ufeff").lower() for head in next(reader, [])]
    if not any(heads):
        found.warnings.append(Told(Spot(file, 1), EMPTY))
        return
    columns = {head: place for place, head in enumerate(heads, 1) if head}
    for line, cells in _lines(reader, file, found):
        if any(cell.strip() for cell in cells):
            if len(cells) > len(heads) and any(cell.strip() for cell in cells[len(heads) :]):
                found.warnings.append(Told(Spot(file, line, len(heads) + 1), TOO_MANY))
            row = Row(file, line, columns, {})
            row.values.update(_values(table, row, zip(heads, cells, strict=False), found))
            yield row


def _lines(reader: Any, file: str, found: Found) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            found.rejected.append(Told(Spot(file, begins), BROKEN))
            return
        if cells is None:
            return
        yield begins, cells


def _delimiter(text: str) -> str:
    """The one of the usual marks that stands most often in the first line."""
    head = text.split("\n", 1)[0]
    return max(DELIMITERS, key=head.count)


def _values(table: str, row: Row, cells: Iterable[tuple[str, str]], found: Found) -> Iterator[tuple[str, Any]]:
    numbers = _numbers(table)
    for head, cell in cells:
        words = cell[1:] if cell.startswith(FORMULA) else cell
        if not head or not words.strip():
            continue
        value = _number(words) if head in numbers else words.strip() if head.endswith("id") else words
        if head in numbers and isinstance(value, str) and head not in CHECKED_LATER:
            found.warnings.append(Told(row.spot((head,)), NO_NUMBER))
        yield head, value


def _numbers(table: str) -> set[str]:
    try:
        return {name for name, spec in schema.properties(table).items() if spec.get("type") == "number"}
    except FileNotFoundError:  # a table of an older version
        return set()


def _number(words: str) -> int | float | str:
    """The number, or the words when they are none."""
    try:
        return int(words) if len(words) < 19 else words
    except ValueError:
        pass
    try:
        found = float(words)
    except ValueError:
        return words
    return found if abs(found) < 1e15 else words
