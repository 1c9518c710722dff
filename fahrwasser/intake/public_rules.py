"""The public form: who sends, what may be spam, and the number that tells nothing. Plain Python."""

import re
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from fahrwasser import policy
from fahrwasser.core.errors import NotAllowed

TOO_OFTEN = "Von Ihrem Anschluss kam in der letzten Stunde sehr viel. Bitte rufen Sie uns an oder senden Sie später."
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Marks:
    """What speaks for a machine. ``trap``: the field people do not see; ``seconds``: from page to sending, None when
    the page's own time stamp is missing or forged; ``crowd``: more came in this hour than ever comes."""

    trap: str
    seconds: float | None
    crowd: bool = False


def _limit(code: str, bound: str) -> int:
    rows = policy.read("public_form")["suspicion"]
    return int(next(row[bound] for row in rows if row["code"] == code))


def suspicions(marks: Marks, words: str) -> list[str]:
    """Why a person should look before this counts as an enquiry, in German; empty when nothing speaks for spam."""
    found = {
        "ein unsichtbares Feld war ausgefüllt": bool(marks.trap.strip()),
        "schneller gesendet, als ein Mensch schreibt": marks.seconds is None
        or marks.seconds < _limit("quickest", "at_least"),
        "mehrere Adressen von Webseiten": len(LINK.findall(words)) > _limit("links", "at_most"),
        "kein lesbares Wort": not LETTER.search(words),
        "sehr viele Anfragen auf einmal": marks.crowd,
    }
    return [why for why, holds in found.items() if holds]


def number_of(key: UUID) -> str:
    """The number of what was sent, such as "K7QF-2MXA": the same for the same words, and no count of anything."""
    letters = b32encode(sha256(key.bytes).digest()).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def check_outcome(words: str) -> None:
    if not words.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, was daraus geworden ist.", field="words")
