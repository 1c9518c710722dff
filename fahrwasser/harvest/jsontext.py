"""JSON that knows where its values stand: entries cheaply, anything inside them when somebody asks. No Django."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from fahrwasser.core.errors import DomainError
from fahrwasser.harvest import letters
from fahrwasser.harvest.found import Spot, Told

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_DIGITS: Final = 18
TOO_BIG: Final = "Die Datei ist größer als 50 Megabyte. Bitte teilen Sie sie."
EMPTY: Final = "Die Datei ist leer."
TOO_DEEP: Final = "Die Daten sind zu tief verschachtelt."
DOUBLED: Final = "Diese Angabe steht zweimal."
SYNTAX: Final = {
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
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
SPACE = re.compile(r"[ \t\r\n]*")
ESCAPED = re.compile(r"\\u(?:0000|d[89a-f]|00[c-f])", re.IGNORECASE)

Path = tuple[str | int, ...]
"""Way to a value: keys and places in lists, from the outside in."""


class Unreadable(DomainError):
    """A file of which nothing can be read. ``told``: where, and why."""

    def __init__(self, told: Told) -> None:
        super().__init__(told.reason)
        self.told = told


class Document:
    """A JSON file that was read. ``doubled``: ways to keys that stand twice; ``warnings``: about its letters."""

    def __init__(self, file: str, text: str, value: Any, starts: Sequence[int], has_doubled: bool) -> None:
        self.file, self.text, self.value, self.starts = file, text, value, starts
        self.has_doubled = has_doubled
        self.warnings: list[Told] = []
        self._walked: tuple[object, dict[Path, int]] = (None, {})

    def spot(self, path: Path = ()) -> Spot:
        """Where the value stands, or the nearest thing around it when it is missing."""
        offset = self._offset(path)
        line = bisect_right(self._newlines, offset - 1)
        before = self._newlines[line - 1] if line else -1
        return Spot(self.file, line + 1, offset - before, path_words(path))

    @cached_property
    def doubled(self) -> list[Path]:
        if not self.has_doubled:
            return []
        walk = Walk(0, ())
        walk.through(self.text)
        return list(walk.doubled)

    @cached_property
    def _newlines(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def _offset(self, path: Path) -> int:
        if len(path) <= 1 and self.starts:
            return self.starts[int(path[0])] if path else 0
        found = self._part(path)
        around = path
        while around not in found:
            around = around[:-1]
        return found[around]

    def _part(self, path: Path) -> dict[Path, int]:
        """Places of all values of the entry; the last one is remembered, for problems come in bunches."""
        part = path[0] if self.starts else None
        if self._walked[0] != (part, "walked"):
            walk = Walk(self.starts[int(part)], (part,)) if part is not None else Walk(0, ())
            walk.through(self.text)
            self._walked = ((part, "walked"), walk.offsets)
        return self._walked[1]


def path_words(path: Path) -> str:
    """``[3].location.latitude``"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def read(raw: bytes, file: str) -> Document:
    """Read JSON in any encoding. Raises ``Unreadable`` with line and column of the first error in the spelling."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Told(Spot(file), TOO_BIG))
    decoded = letters.decoded(raw)
    text = decoded.text
    if not text.strip():
        raise Unreadable(Told(Spot(file, 1, 1), EMPTY))
    document = _parsed(file, text)
    document.warnings += [Told(Spot(file), note) for note in decoded.notes]
    if ESCAPED.search(text) or letters.SUSPICIOUS.search(text) or letters.UNSTORABLE.search(text):
        document.value = _mended(document)
    return document


def _parsed(file: str, text: str) -> Document:
    parser = _Parser()
    try:
        value, starts = parser.entries(text) if text.lstrip()[0] == "[" else (parser.whole(text), [])
    except json.JSONDecodeError as error:
        reason = next((de for en, de in SYNTAX.items() if error.msg.startswith(en)), "Das ist kein gültiges JSON.")
        raise Unreadable(Told(Spot(file, error.lineno, error.colno), reason)) from error
    except RecursionError as error:
        raise Unreadable(Told(Spot(file, 1, 1), TOO_DEEP)) from error
    return Document(file, text, value, starts, parser.has_doubled)


class _Parser:
    """JSON as the database can keep it: a number that is none, or too long, stays as its words."""

    def __init__(self) -> None:
        self.has_doubled = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=str, parse_float=_number, parse_int=_integer
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self.has_doubled |= len(found) != len(pairs)
        return found

    def whole(self, text: str) -> Any:
        return self.decoder.decode(text)

    def entries(self, text: str) -> tuple[list[Any], list[int]]:
        """The entries of a list with the offset of each."""
        values: list[Any] = []
        starts: list[int] = []
        at = _after_space(text, _after_space(text, 0) + 1)
        while text[at : at + 1] != "]" or values:
            value, end = self.decoder.raw_decode(text, at)
            values.append(value)
            starts.append(at)
            at = _after_space(text, end)
            if text[at : at + 1] == "]":
                break
            if text[at : at + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _after_space(text, at + 1)
        if _after_space(text, at + 1) != len(text):
            raise json.JSONDecodeError("Extra data", text, _after_space(text, at + 1))
        return values, starts


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _number(word: str) -> float | str:
    value = float(word)
    return word if value in (float("inf"), float("-inf")) else value


def _integer(word: str) -> int | str:
    return int(word) if len(word) <= MAX_DIGITS else word


def _mended(document: Document) -> Any:
    told: dict[str, Path] = {}
    value = _mend(document.value, (), told)
    document.warnings += [Told(document.spot(path), reason) for reason, path in told.items()]
    return value


def _mend(value: Any, path: Path, told: dict[str, Path]) -> Any:
    """The value with letters put right; ``told`` learns the first place of each kind of damage."""
    if isinstance(value, dict):
        return {_mend(key, path, told): _mend(inner, (*path, key), told) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mend(inner, (*path, place), told) for place, inner in enumerate(value)]
    if not isinstance(value, str):
        return value
    for mend, reason in ((letters.repaired, letters.REPAIRED), (letters.storable, letters.INVISIBLE)):
        right = mend(value)
        if right != value:
            told.setdefault(reason, path)
            value = right
    return value


class Walk:
    """Goes through the tokens of valid JSON and remembers where each value begins."""

    def __init__(self, start: int, root: Path) -> None:
        self.start = start
        self.offsets: dict[Path, int] = {}
        self.doubled: dict[Path, None] = {}  # a set that keeps the order
        self.path: list[str | int] = list(root)
        self.in_object: list[bool] = []
        self.expects_key = False

    def through(self, text: str) -> None:
        """Until the value that begins at ``start`` ends."""
        for token in self._tokens(text):
            self.take(token.group(), token.start())
            if not self.in_object:
                return

    def _tokens(self, text: str) -> Iterator[re.Match[str]]:
        return TOKEN.finditer(text, self.start)

    def take(self, mark: str, offset: int) -> None:
        if mark in "}]":
            self.close()
        elif mark == ",":
            self.advance()
        elif mark == ":":
            self.expects_key = False
        elif self.expects_key:
            self.path[-1] = json.loads(mark)
        else:
            self.value(mark, offset)

    def value(self, mark: str, offset: int) -> None:
        here = tuple(self.path)
        if here in self.offsets and here[:-1] not in self.doubled:
            self.doubled[here] = None
        self.offsets[here] = offset
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
