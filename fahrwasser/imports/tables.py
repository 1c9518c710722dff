"""What a file becomes before anybody asks what its cells mean: a header and rows of plain cells. No Django."""

from dataclasses import dataclass, field

from fahrwasser.core.errors import NotAllowed

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 25_000
MAX_COLUMNS = 60
MAX_CELL = 5_000  # characters
UNREADABLE = "Diese Datei ist weder eine Excel-Tabelle (.xlsx) noch eine CSV-Datei. Bitte wählen Sie eine andere."
TOO_BIG = "Die Datei ist größer als 10 Megabyte. Bitte teilen Sie sie."
TOO_LONG = "Die Tabelle hat mehr als 25.000 Zeilen. Bitte teilen Sie sie."
EMPTY = "Die Datei ist leer: Es fehlt die Zeile mit den Überschriften."
ONLY_HEADER = "Unter den Überschriften steht nichts. Bitte tragen Sie mindestens eine Zeile ein."
FORMULA = "Hier steht eine Formel. Bitte fügen Sie stattdessen den Wert ein."
BROKEN_CELL = "Hier steht ein Excel-Fehler (zum Beispiel #WERT!). Bitte schreiben Sie den Wert hin."
MERGED = "Diese Zelle ist mit anderen verbunden. Bitte lösen Sie die Verbindung und füllen Sie jede Zelle."
CONTROL = "Hier stehen unsichtbare Steuerzeichen. Bitte tippen Sie den Text neu."
LONG_CELL = "Der Text ist länger als 5.000 Zeichen. Bitte kürzen Sie ihn."

Cell = str | int | float


@dataclass
class Row:
    """One line with its number as the sheet shows it; ``faults``: what is wrong with a cell itself, by column."""

    number: int
    cells: list[Cell]
    faults: dict[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.faults and all(str(cell).strip() == "" for cell in self.cells)


@dataclass
class Table:
    """The header of a sheet and the rows below it, without the empty ones."""

    header: list[str]
    rows: list[Row]


def table_of(rows: list[Row]) -> Table:
    """Header and rows. Raises ``NotAllowed`` for a table without rows, or with a header that cannot be used."""
    filled = [row for row in rows if not row.is_empty]
    if not filled:
        raise NotAllowed(EMPTY)
    header = [str(cell).strip() for cell in filled[0].cells]
    while header and not header[-1]:
        header.pop()
    _check_header(header)
    body = filled[1:]
    if not body:
        raise NotAllowed(ONLY_HEADER)
    for row in body:
        _even(row, len(header))
    return Table(header, body)


def _check_header(header: list[str]) -> None:
    if len(header) > MAX_COLUMNS:
        raise NotAllowed(
            f"Die Tabelle hat mehr als {MAX_COLUMNS} Spalten. Bitte löschen Sie, was nicht gebraucht wird."
        )
    seen: set[str] = set()
    for name in header:
        key = name.casefold()
        if len(name) > 100:
            raise NotAllowed(
                "Eine Überschrift ist länger als 100 Zeichen. In der ersten Zeile stehen nur Überschriften."
            )
        if key and key in seen:
            raise NotAllowed(f"Die Überschrift „{name}“ steht zweimal da. Bitte benennen Sie eine der Spalten um.")
        seen.add(key)


def _even(row: Row, width: int) -> None:
    """As many cells as the header has; text that nobody can have typed becomes a fault of its cell."""
    row.cells = (row.cells + [""] * width)[:width]
    row.faults = {column: words for column, words in row.faults.items() if column < width}
    for column, cell in enumerate(row.cells):
        if isinstance(cell, str):
            _look_at(row, column, cell)


def _look_at(row: Row, column: int, cell: str) -> None:
    if len(cell) > MAX_CELL:
        row.faults[column] = LONG_CELL
        row.cells[column] = cell[:MAX_CELL]
    elif any((ord(letter) < 32 and letter not in "\t\r\n") or ord(letter) == 127 for letter in cell):
        row.faults[column] = CONTROL
        row.cells[column] = "".join(letter for letter in cell if ord(letter) >= 32)
