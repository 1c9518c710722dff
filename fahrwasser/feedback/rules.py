"""Slips of paper, marks and complaints. Plain Python."""

import re
import secrets
from base64 import b32encode
from collections.abc import Collection
from datetime import date
from hashlib import sha256

from fahrwasser.core.errors import NotAllowed

MARKS = (1, 2, 3, 4, 5)  # from very bad to very good
QUESTIONS = ("listened", "next_steps", "helped")
MONTHS_VALID = 3
AT_MOST = 20  # sheets printed at once
TOKEN = re.compile(r"[A-Z2-7]{24}")
TOKEN_BYTES = 15  # 120 bits: nobody guesses it
TURNS = {"received": {"in_progress", "done"}, "in_progress": {"done"}, "done": set[str]()}


def new_token() -> str:
    """The secret of one slip, in letters and figures that can be typed."""
    return b32encode(secrets.token_bytes(TOKEN_BYTES)).decode()


def cleaned(token: str) -> str:
    """As somebody may have typed it, without gaps; empty when it cannot be a token."""
    bare = re.sub(r"[\s-]", "", token).upper()
    return bare if TOKEN.fullmatch(bare) else ""


def in_groups(token: str) -> str:
    """For reading aloud and typing: six groups of four."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4))


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def month_of(day: date) -> date:
    return day.replace(day=1)


def expires_on(month: date) -> date:
    """The last day of the third month after the one of printing: the same for all slips of a month."""
    place = month.month + MONTHS_VALID
    first_after = date(month.year + place // 12, place % 12 + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1)


def check_sheets(count: int) -> None:
    if not 1 <= count <= AT_MOST:
        raise NotAllowed(f"Bitte drucken Sie einen bis {AT_MOST} Bögen.", field="count")


def check_says_something(marks: Collection[int | None], words: str, otherwise: str) -> None:
    """One mark or some words are enough; ``otherwise`` is the sentence in the reader's language."""
    if not words.strip() and all(mark is None for mark in marks):
        raise NotAllowed(otherwise)


def check_words(words: str) -> None:
    if not words.strip():
        raise NotAllowed("Bitte schreiben Sie auf, worum es geht.", field="words")


def check_turn(state: str, to: str, reply: str, *, wants_reply: bool) -> None:
    """Forward only; done wants a reply where the sender asked for one."""
    if to not in TURNS[state]:
        raise NotAllowed("Das geht von hier aus nicht. Laden Sie die Seite neu.", field="state")
    if to == "done" and wants_reply and not reply.strip():
        raise NotAllowed("Die Person möchte eine Antwort. Bitte schreiben Sie sie auf.", field="reply")
