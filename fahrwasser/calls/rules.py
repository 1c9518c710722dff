"""What a message needs, and who may go on with it. Nothing here asks who is a client. Plain Python."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import yaml

from fahrwasser.catalogue.laws import in_words
from fahrwasser.core.errors import NotAllowed

ANSWER = "Wird weitergeleitet."
"""All that is ever answered, whoever was asked about: known, unknown or protected."""
SURE = ("name", "script", "phone")
"""Reasons of a match that make it one person; a like sound or spelling alone does not."""

CARDS_FILE = Path(__file__).resolve().parent.parent / "policy" / "speaking.yaml"


@dataclass(frozen=True)
class Card:
    """What may be said to one kind of caller, and what not."""

    kind: str
    label: str
    say: tuple[str, ...]
    never: tuple[str, ...]
    note: str = ""


def speaking_cards() -> list[Card]:
    """The sentences for the telephone, in the order of ``policy/speaking.yaml``."""
    entries = yaml.safe_load(CARDS_FILE.read_text(encoding="utf-8"))["cards"]
    return [
        Card(e["code"], e["label"], tuple(e["say"]), tuple(e["never"]), in_words(e.get("note", ""))) for e in entries
    ]


def check_way_back(caller: str, call_back: str) -> None:
    """Somebody has to be able to call back, or the caller calls again: both are said in one line."""
    if not caller.strip() and not call_back.strip():
        raise NotAllowed(
            "Wer ruft an, oder wie erreichen wir die Person? Eins von beiden genügt, zum Beispiel „ruft wieder an“.",
            field="call_back",
        )


def check_may_handle(handled_by: UUID | None, name: str, asking: UUID, closed_at: datetime | None) -> None:
    """One person goes on with a message. ``name`` is of whoever was first."""
    if closed_at:
        raise NotAllowed("Diese Nachricht ist schon erledigt.")
    if handled_by and handled_by != asking:
        raise NotAllowed(f"{name} hat die Nachricht schon übernommen.")


def check_outcome(words: str) -> None:
    if not words.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, was daraus geworden ist.", field="words")
