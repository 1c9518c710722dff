"""Rules of the translated blocks: when a translation counts as checked, and what an unchecked one may carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fahrwasser.core.errors import NotAllowed

SUPPLIED_BY = "Fahrwasser-Projekt"
"""Translator of the wording that comes with the product; its name stays off documents for clients."""

GERMAN = "de"


@dataclass(frozen=True)
class Block:
    """A fixed sentence in German and in one language. ``source`` is the German sentence that was translated."""

    code: str
    german: str
    text: str
    source: str
    translator: str
    checker: str = ""
    checked_on: date | None = None

    @property
    def is_checked(self) -> bool:
        """Somebody with a name has checked it on a day, against the German sentence that stands today."""
        return bool(self.checker and self.checked_on and self.source == self.german)

    @property
    def is_supplied(self) -> bool:
        return self.translator == SUPPLIED_BY


def check_wording(text: str, current: str) -> None:
    if not text.strip():
        raise NotAllowed("Bitte schreiben Sie die Übersetzung auf.", field="text")
    if text == current:
        raise NotAllowed("Der Wortlaut ist derselbe wie bisher.", field="text")


def check_checking(checker: str, translator: str, checked_on: date, today: date) -> None:
    """Checked is what a second person has read; a day to come is none."""
    if checker.strip().casefold() == translator.strip().casefold():
        raise NotAllowed("Geprüft wird von einer zweiten Person, nicht von der, die übersetzt hat.", field="checker")
    if checked_on > today:
        raise NotAllowed("Der Tag der Prüfung liegt in der Zukunft.", field="checked_on")


def check_carries_agreement(language: str, blocks: Iterable[Block], interpreter: str) -> None:
    """An agreement in another language rests on checked blocks, or on an interpreter with a name."""
    shown = list(blocks)
    if language == GERMAN or interpreter.strip() or (shown and all(block.is_checked for block in shown)):
        return
    raise NotAllowed(
        "Der Text in dieser Sprache ist nicht geprüft. Bitte tragen Sie ein, wer gedolmetscht hat.",
        field="interpreter",
    )
