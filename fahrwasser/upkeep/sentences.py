"""A German text cut into sentences that know where they stand. No Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ENDS: Final = re.compile(
    r"(?<![A-ZÄÖÜ\d])(?<!\b[A-Za-z])(?<!\bmind)(?<!\bmin)(?<!\bca)(?<!\bbzw)(?<!\bTel)(?<![Ss]tr)(?<!\bNr)(?<!\bDr)(?<!\bSt)[.!?]+(?=\s+\S|$)"
    r"|(?<=\d)\.(?=\s+[A-ZÄÖÜ])|[!?]+(?=\s|$)|\n+|\s[•–*-]\s(?=[A-ZÄÖÜ])"
)
"""Where a sentence ends: not after ``e.V.``, ``mind.``, inside ``14.30`` or a date."""
ORDINAL: Final = re.compile(r"\b(?:jede[nrsm]?|am|im|der|dem|den|vom|bis|zum|ab|und)\s+\d{1,2}\.$", re.IGNORECASE)
"""A number with a full stop that counts something: the sentence goes on."""
HEARSAY: Final = re.compile(
    r"\b(angeblich|vermutlich|vielleicht|eventuell|evtl|geplant|demnächst|künftig|zukünftig|früher|bisher|damals|"
    r"ehemals|laut|heißt es|man sagt|sollen?|wäre|wären|würde|könnte|falls|ob|je nach|derzeit nicht)\b",
    re.IGNORECASE,
)
"""Words that make a sentence no statement about the offer as it is."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the place of its first character in the whole text."""

    text: str
    start: int

    @property
    def is_statement(self) -> bool:
        return not self.text.rstrip().endswith("?") and not HEARSAY.search(self.text)


def sentences(text: str) -> Iterator[Sentence]:
    begin = 0
    for end in [*ENDS.finditer(text), None]:
        if end and ORDINAL.search(text[max(0, end.end() - 12) : end.end()]):
            continue
        stop = end.end() if end else len(text)
        piece = text[begin:stop]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield Sentence(piece.strip(), begin + lead)
        begin = stop
