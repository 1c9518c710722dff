"""One object of a JSON file while it is read: a value that cannot be used is left out and named. No Django."""

from collections.abc import Callable
from typing import Any, TypeVar

from fahrwasser.harvest import cleaning
from fahrwasser.harvest.found import Spot, Told
from fahrwasser.harvest.jsontext import Document, Path

T = TypeVar("T")
LEFT_OUT = "Dieser Wert wurde nicht übernommen: {}"


class Entry:
    """An object at its place; a missing one reads as empty. ``told`` collects what could not be used."""

    def __init__(self, document: Document, path: Path, value: Any, told: list[Told]) -> None:
        self.document, self.path, self.told = document, path, told
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        if value is not None and not isinstance(value, dict):
            self._tell(path, "erwartet wird ein Eintrag mit geschweiften Klammern.")

    @property
    def spot(self) -> Spot:
        return self.document.spot(self.path)

    def complain(self, key: str, reason: str) -> None:
        self._tell((*self.path, key), reason)

    def _tell(self, path: Path, reason: str) -> None:
        self.told.append(Told(self.document.spot(path), LEFT_OUT.format(reason)))

    def inner(self, key: str) -> "Entry":
        return Entry(self.document, (*self.path, key), self.value.get(key), self.told)

    def entries(self, key: str) -> "list[Entry]":
        """The objects of a list."""
        path = (*self.path, key)
        return [Entry(self.document, (*path, place), one, self.told) for place, one in enumerate(self.items(key))]

    def items(self, key: str) -> list[Any]:
        value = self.value.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.complain(key, "erwartet wird eine Liste.")
        return []

    def text(self, key: str) -> str:
        """What is written there, a number in its digits."""
        value = self.value.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if value is None or isinstance(value, str):
            return value or ""
        self.complain(key, "erwartet wird ein Text.")
        return ""

    def line(self, key: str) -> str:
        return cleaning.one_line(self.text(key))

    def plain(self, key: str) -> str:
        return cleaning.plain_text(self.text(key))

    def flag(self, key: str) -> bool | None:
        value = self.value.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.complain(key, "erwartet wird wahr oder falsch.")
        return None

    def read(self, key: str, parse: Callable[[Any], T], reason: str) -> T | None:
        """The value as ``parse`` makes it; a ``ValueError`` leaves it out for that reason."""
        value = self.value.get(key)
        if value is None or value == "":
            return None
        try:
            return parse(value)
        except (ValueError, TypeError):
            self.complain(key, reason)
            return None

    def link(self, key: str) -> str:
        words = self.text(key).strip()
        if not words:
            return ""
        try:
            return cleaning.web_address(words)
        except ValueError:
            self.complain(key, "das ist keine Internetadresse (http oder https).")
            return ""

    def email(self, key: str) -> str:
        words = self.text(key).strip()
        if not words or cleaning.is_email(words):
            return words
        self.complain(key, "das ist keine E-Mail-Adresse.")
        return ""

    def coordinates(self, latitude: str, longitude: str) -> dict[str, float]:
        """Both or neither; off the earth, half of them and 0, 0 are left out."""
        north = self.read(latitude, lambda value: cleaning.degrees(value, 90), "die Breite liegt nicht auf der Erde.")
        east = self.read(longitude, lambda value: cleaning.degrees(value, 180), "die Länge liegt nicht auf der Erde.")
        if north is None and east is None:
            return {}
        if north is None or east is None:
            self.complain(longitude if east is None else latitude, "von den Koordinaten fehlt eine.")
        elif north == east == 0:
            self.complain(latitude, "die Koordinaten 0 und 0 liegen im Meer.")
        else:
            return {"latitude": north, "longitude": east}
        return {}
