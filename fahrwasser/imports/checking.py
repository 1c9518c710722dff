"""What each row says, and everything that is wrong with it: number as in the sheet, column, sentence. No Django."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from fahrwasser.clients import rules as people
from fahrwasser.clients.births import Birth, read_birth
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import columns
from fahrwasser.imports.columns import CASES, COLUMNS, CONTACTS, PEOPLE, Column
from fahrwasser.imports.tables import Cell, Row, Table

FORMS = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M")
OLDEST_CONTACT = timedelta(days=3650)
MOST_MINUTES = 1440
MISSING = "Hier fehlt etwas. Bitte füllen Sie die Zelle aus."
NO_DAY = "Dieses Datum gibt es nicht. Bitte schreiben Sie es so: 09.03.2026."
NUMBER_FOR_DAY = "Hier steht eine Zahl statt eines Datums. Bitte stellen Sie die Zelle in Excel auf „Datum“."
FUTURE = "Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum."
LOST_ZERO = "Excel hat hier eine Zahl gespeichert; die führende Null fehlt. Bitte tragen Sie die Nummer als Text ein."
NO_PHONE = "Das ist keine Telefonnummer. Bitte schreiben Sie nur Ziffern, Leerzeichen, / und +."
PROTECTED = "Schutzstufe 2 wird nicht übernommen. Bitte nehmen Sie diesen Fall von Hand auf, mit zwei Benannten."
TWICE = "Dieses Aktenzeichen steht schon in Zeile {}. Weitere Personen gehören in die Tabelle „Personen“."
KNOWN = "Dieses Aktenzeichen wurde schon übernommen."
NO_CASE = "Zu diesem Aktenzeichen gibt es in der Tabelle „Fälle“ keine Zeile, die übernommen wird."
LATE_ACCEPTED = "Die Aufnahme liegt vor der Eröffnung. Bitte prüfen Sie beide Daten."
NO_PERSON = "Diese Person führt hier keine Fälle. Bitte schreiben Sie die E-Mail hin oder ordnen Sie den Namen zu."
NO_MINUTES = "Bitte schreiben Sie die Dauer in Minuten, höchstens 1440."


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the row as the sheet numbers it, the column by its name there."""

    table: str
    number: int
    column: str
    sentence: str


@dataclass
class Line:
    """One row as it was understood; it may be used when nothing is wrong with it."""

    table: str
    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_good(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Known:
    """What the town knows already: people who lead cases by name and e-mail, old numbers taken over, and the day."""

    today: date
    people: Mapping[str, str]
    old_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mapped:
    """A table with the place of each column, and what words of its code lists mean, by column."""

    table: Table
    places: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]


def check(found: Mapping[str, Mapped], known: Known, skipped: frozenset[int] = frozenset()) -> dict[str, list[Line]]:
    """Every row of every table with its problems. ``skipped`` are rows of the cases that somebody left out."""
    lines = {name: [_line(name, row, mapped, known) for row in mapped.table.rows] for name, mapped in found.items()}
    cases = _cases(lines.get(CASES, []), found.get(CASES), known, skipped)
    for name in (PEOPLE, CONTACTS):
        for line in lines.get(name, []):
            if line.values.get("old_number") and line.values["old_number"] not in cases:
                _blame(line, found[name], "old_number", NO_CASE)
    return lines


def _cases(lines: list[Line], mapped: Mapped | None, known: Known, skipped: frozenset[int]) -> set[str]:
    """The old numbers of the cases that will be there."""
    seen: dict[str, int] = {}
    for line in lines:
        number = line.values.get("old_number")
        if number is None or mapped is None:
            continue
        if number in known.old_numbers:
            _blame(line, mapped, "old_number", KNOWN)
        elif number in seen:
            _blame(line, mapped, "old_number", TWICE.format(seen[number]))
        seen.setdefault(number, line.number)
    return {line.values["old_number"] for line in lines if line.is_good and line.number not in skipped}


def _line(name: str, row: Row, mapped: Mapped, known: Known) -> Line:
    line = Line(name, row)
    for column in COLUMNS[name]:
        place = mapped.places.get(column.name)
        if place is None or place >= len(row.cells):
            if column.required:
                _blame(line, mapped, column.name, "Diese Spalte fehlt oder ist noch nicht zugeordnet.")
            continue
        _read(line, mapped, column, row.cells[place], row.faults.get(place, ""), known)
    if name == CASES and line.is_good:
        _check_case(line, mapped)
    return line


def _read(line: Line, mapped: Mapped, column: Column, cell: Cell, fault: str, known: Known) -> None:
    try:
        if fault:
            raise NotAllowed(fault)
        if str(cell).strip() == "":
            if column.required:
                raise NotAllowed(MISSING)
            return
        line.values[column.name] = _value(column, cell, mapped.values.get(column.name, {}), known)
    except NotAllowed as refusal:
        _blame(line, mapped, column.name, refusal.sentence)


def _blame(line: Line, mapped: Mapped, column: str, sentence: str) -> None:
    place = mapped.places.get(column)
    label = next(one.label for one in COLUMNS[line.table] if one.name == column)
    header = mapped.table.header[place] if place is not None else label
    line.problems.append(Problem(line.table, line.number, header, sentence))


def _check_case(line: Line, mapped: Mapped) -> None:
    opened, accepted = line.values["opened_on"], line.values.get("accepted_on")
    if accepted and accepted < opened:
        _blame(line, mapped, "accepted_on", LATE_ACCEPTED)


def _value(column: Column, cell: Cell, chosen: Mapping[str, str], known: Known) -> Any:
    if column.kind in READERS:
        return READERS[column.kind](cell, known.today)
    text = " ".join(str(cell).split()) if column.longest <= 300 else str(cell).strip()  # notes keep their lines
    if column.kind == "languages":
        return _languages(text, column, chosen)
    if column.kind in ("code", "person"):
        return _code(text, column, chosen, known)
    if len(text) > column.longest:
        raise NotAllowed(f"Der Text ist länger als {column.longest} Zeichen. Bitte kürzen Sie ihn.")
    return text


def _moment(cell: Cell) -> datetime:
    if not isinstance(cell, str):
        raise NotAllowed(NUMBER_FOR_DAY)
    for form in FORMS:
        try:
            return datetime.strptime(cell.strip(), form)  # noqa: DTZ007  the zone is the house's, added when written
        except ValueError:
            continue
    raise NotAllowed(NO_DAY)


def _day(cell: Cell, today: date) -> date:
    return _past(_moment(cell), today).date()


def _past(moment: datetime, today: date) -> datetime:
    if moment.date() > today:
        raise NotAllowed(FUTURE)
    if moment.year < 1990:
        raise NotAllowed("Dieses Datum liegt vor 1990. Bitte prüfen Sie das Jahr.")
    return moment


def _contact_moment(cell: Cell, today: date) -> datetime:
    moment = _past(_moment(cell), today)
    if moment.date() < today - OLDEST_CONTACT:
        raise NotAllowed("Der Kontakt liegt mehr als zehn Jahre zurück. Bitte prüfen Sie das Datum.")
    return moment


def _birth(cell: Cell, today: date) -> Birth:
    if not isinstance(cell, str) and not (isinstance(cell, int) and 1890 <= cell <= today.year):
        raise NotAllowed(NUMBER_FOR_DAY)
    try:
        birth = read_birth(str(cell))
    except ValueError as error:
        raise NotAllowed(str(error)) from error
    people.check_birth(birth, today)
    return birth


def _phone(cell: Cell, _today: date) -> str:
    if not isinstance(cell, str):
        raise NotAllowed(LOST_ZERO)
    text = " ".join(cell.split())
    if len(text) > 40 or not re.fullmatch(r"[0-9 +/()\-.]*[0-9][0-9 +/()\-.]*", text):
        raise NotAllowed(NO_PHONE)
    return text


def _minutes(cell: Cell, _today: date) -> int:
    text = str(cell).strip()
    if not re.fullmatch("[0-9]{1,4}", text) or int(text) > MOST_MINUTES:
        raise NotAllowed(NO_MINUTES)
    return int(text)


READERS: Mapping[str, Callable[[Cell, date], Any]] = {
    "day": _day, "moment": _contact_moment, "birth": _birth, "phone": _phone, "minutes": _minutes
}  # fmt: skip


def _languages(text: str, column: Column, chosen: Mapping[str, str]) -> str:
    known = columns.codes(column)
    found: list[str] = []
    for word in filter(None, (part.strip() for part in re.split("[,;/]", text))):
        code = chosen.get(word.casefold()) or known.get(word.casefold())
        if code is None:
            raise NotAllowed(f"Die Sprache „{word[:40]}“ steht nicht in der Liste. Bitte ordnen Sie sie zu.")
        if code not in found:
            found.append(code)
    if len(",".join(found)) > 60:
        raise NotAllowed("Das sind zu viele Sprachen. Bitte nennen Sie die wichtigsten.")
    return ",".join(found)


def _code(text: str, column: Column, chosen: Mapping[str, str], known: Known) -> str:
    word = text.casefold()
    if column.codes == "level" and word in ("2", "3", "gewaltschutz", "sperre"):
        raise NotAllowed(PROTECTED)
    words = known.people if column.kind == "person" else columns.codes(column)
    code = chosen.get(word) or words.get(word)
    if column.kind == "person" and code not in known.people.values():
        raise NotAllowed(NO_PERSON)
    if code is None:
        raise NotAllowed(f"„{text[:40]}“ steht nicht in der Liste. Bitte ordnen Sie den Wert zu.")
    return code


def unknown_words(mapped: Mapped, name: str, known: Known, most: int = 40) -> dict[str, list[str]]:
    """Words of code lists that nobody understands yet, by column, in the order of the table."""
    found: dict[str, list[str]] = {}
    for column in COLUMNS[name]:
        place = mapped.places.get(column.name)
        if place is None or column.kind not in ("code", "person", "languages"):
            continue
        words = known.people if column.kind == "person" else columns.codes(column)
        for row in mapped.table.rows:
            for word in _words(column, row.cells[place]):
                heard = found.setdefault(column.name, [])
                if word.casefold() not in words and word not in heard and len(heard) < most:
                    heard.append(word)
    return {name: heard for name, heard in found.items() if heard}


def _words(column: Column, cell: Cell) -> list[str]:
    parts = re.split("[,;/]", str(cell)) if column.kind == "languages" else [str(cell)]
    return [" ".join(part.split())[:60] for part in parts if part.strip()]
