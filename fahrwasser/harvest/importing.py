"""What every import of offers shares: JSON that knows its lines, and a refusal that lists every problem."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from fahrwasser.core.errors import DomainError

MAX_BYTES = 20_000_000
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')

Path = tuple[str | int, ...]
"""Way to a value: keys and places in lists, from the outside in."""

SYNTAX: Mapping[str, str] = {
    "Expecting ',' delimiter": "Hier fehlt ein Komma oder eine schließende Klammer.",
    "Expecting ':' delimiter": "Hier fehlt ein Doppelpunkt.",
    "Expecting property name": "Hier wird ein Name in Anführungszeichen erwartet.",
    "Expecting value": "Hier fehlt ein Wert.",
    "Unterminated string": "Ein Text hat kein schließendes Anführungszeichen.",
    "Invalid control character": "Ein Text enthält einen Zeilenumbruch oder ein Steuerzeichen.",
    "Invalid \\": "Ein Text enthält eine ungültige Zeichenfolge nach dem Schrägstrich.",
    "Extra data": "Nach dem Ende der Daten steht noch etwas.",
    "Illegal trailing comma": "Vor der schließenden Klammer steht ein Komma zu viel.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused: file name, line (from 1), path to the value, German sentence."""

    file: str
    line: int
    path: str
    reason_de: str


class ImportRefused(DomainError):
    """The file is not taken at all. ``problems``: everything that is wrong with it, in the order of the lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Die Datei wurde nicht übernommen. Bitte beheben Sie die genannten Stellen.")
        self.problems = sorted(problems, key=lambda problem: problem.line)


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file that was read: its value, the line of each path, and keys that stood twice."""

    filename: str
    value: Any
    lines: Mapping[Path, int]
    doubled: Sequence[Path]

    def problem(self, path: Path, reason_de: str) -> Problem:
        """A problem at that path, or at the nearest thing around it when the value is missing."""
        around = path
        while around not in self.lines:
            around = around[:-1]
        return Problem(self.filename, self.lines[around], path_words(path), reason_de)


def path_words(path: Path) -> str:
    """``[3].location.latitude``"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def read_json(raw: bytes, filename: str) -> Document:
    """Read UTF-8 JSON. Raises ``ImportRefused`` with the line of the first error in the spelling."""
    text = decoded(raw, filename)
    try:
        value = json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        reason = next((de for en, de in SYNTAX.items() if error.msg.startswith(en)), "Das ist kein gültiges JSON.")
        refuse(filename, error.lineno, reason)
    except RecursionError:
        refuse(filename, 1, "Die Daten sind zu tief verschachtelt.")
    except ValueError:
        refuse(filename, 1, "Eine Zahl ist zu groß oder keine Zahl (NaN, Infinity).")
    lines, doubled = locate(text)
    return Document(filename, value, lines, doubled)


def decoded(raw: bytes, filename: str) -> str:
    """The text of the file; a byte order mark of UTF-8 is taken off, anything but UTF-8 is refused."""
    if len(raw) > MAX_BYTES:
        refuse(filename, 1, f"Die Datei ist größer als {MAX_BYTES // 1_000_000} Megabyte.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(filename, 1, "Die Datei ist als UTF-16 gespeichert. Bitte speichern Sie sie als UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        refuse(filename, line, "Die Zeichen sind nicht als UTF-8 gespeichert. Bitte speichern Sie die Datei neu.")
    if not text.strip():
        refuse(filename, 1, "Die Datei ist leer.")
    return text


def refuse(filename: str, line: int, reason_de: str) -> NoReturn:
    raise ImportRefused([Problem(filename, line, "", reason_de)])


def refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def locate(text: str) -> tuple[dict[Path, int], list[Path]]:
    """Line of every value in a text that is known to be JSON, and the paths that were given twice."""
    walk = Walk()
    line, seen = 1, 0
    for token in TOKEN.finditer(text):
        line += text.count("\n", seen, token.start())
        seen = token.start()
        walk.take(token.group(), line)
    return walk.lines, list(walk.doubled)


class Walk:
    """Goes through the tokens of valid JSON and remembers where each value begins."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.doubled: dict[Path, None] = {}  # a set that keeps the order
        self.path: list[str | int] = []
        self.in_object: list[bool] = []
        self.expects_key = False

    def take(self, mark: str, line: int) -> None:
        if mark in "}]":
            self.close()
        elif mark == ",":
            self.advance()
        elif mark == ":":
            self.expects_key = False
        elif self.expects_key:
            self.path[-1] = json.loads(mark)
        else:
            self.value(mark, line)

    def value(self, mark: str, line: int) -> None:
        here = tuple(self.path)
        if here in self.lines and here[:-1] not in self.doubled:
            self.doubled[here] = None
        self.lines[here] = line
        if mark in "{[":
            self.in_object.append(mark == "{")
            self.path.append("" if mark == "{" else 0)
            self.expects_key = mark == "{"

    def advance(self) -> None:
        self.expects_key = self.in_object[-1]
        if not self.expects_key:
            self.path[-1] = int(self.path[-1]) + 1

    def close(self) -> None:
        self.in_object.pop()
        self.path.pop()
        self.expects_key = False
