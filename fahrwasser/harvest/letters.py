"""From bytes to letters: which encoding a file has, and text that was read in the wrong one before. No Django."""

import re
from dataclasses import dataclass
from typing import Final

BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
AS_1252: Final = "Die Zeichen sind nicht als UTF-8 gespeichert; sie wurden als Windows-1252 gelesen. Bitte prüfen."
AS_16: Final = "Die Datei ist als UTF-16 gespeichert."
REPAIRED: Final = "Umlaute waren falsch gespeichert („StraÃŸe“) und wurden berichtigt."
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
INVISIBLE: Final = "Der Text enthielt Zeichen, die es nicht gibt; sie wurden weggelassen."

_HIGH = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0))
_GARBLED = re.compile(f"[Â-ß][{re.escape(_HIGH)}]|[à-ï][{re.escape(_HIGH)}]{{2}}|[ð-ô][{re.escape(_HIGH)}]{{3}}")
SUSPICIOUS: Final = _GARBLED


@dataclass(frozen=True, slots=True)
class Text:
    """The letters of a file; ``notes``: what a person should know about how they were read."""

    text: str
    notes: tuple[str, ...] = ()


def decoded(raw: bytes) -> Text:
    """The text of a file, whatever its encoding; every byte means something in the last one tried."""
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return Text(raw.decode(encoding, "replace"), (AS_16,) if encoding == "utf-16" else ())
    if b"\x00" in raw[:4] and len(raw) % 2 == 0:
        return Text(raw.decode("utf-16-be" if raw[:1] == b"\x00" else "utf-16-le", "replace"), (AS_16,))
    try:
        return Text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Text("".join(_byte(raw)), (AS_1252,))


def _byte(raw: bytes) -> str:
    """Windows-1252, and Latin-1 for the five bytes that have no meaning there."""
    return raw.decode("cp1252", "replace") if not re.search(b"[\x81\x8d\x8f\x90\x9d]", raw) else raw.decode("latin-1")


def repaired(text: str) -> str:
    """UTF-8 that somebody read as Windows-1252, put right: ``StraÃŸe`` is ``Straße``."""
    return text if text.isascii() else _GARBLED.sub(_right, text)


def _right(found: re.Match[str]) -> str:
    try:
        return b"".join(_as_byte(letter) for letter in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()


def _as_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def storable(text: str) -> str:
    """Without NUL and halves of letters, which no database takes."""
    return UNSTORABLE.sub("", text)
