"""What a file really is, decided by its content: photos are drawn anew, PDF files that could act are refused."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from fahrwasser.core.errors import NotAllowed

JPEG, PDF = "image/jpeg", "application/pdf"
PHOTOS = ("JPEG", "PNG", "WEBP", "TIFF")
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2600  # pixels: A4 at 220 dots per inch, small print stays readable
QUALITY = 82
MOST_PAGES = 60
MOST_OBJECTS = 50_000
LONGEST_TEXT = 100_000  # characters
ACTIVE_KEYS = {"/JS", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie"}

UNKNOWN = "Diese Datei ist weder ein Foto (JPEG, PNG, WebP, TIFF) noch eine PDF-Datei. Bitte fotografieren Sie ihn."
BROKEN = "Diese PDF-Datei lässt sich nicht lesen. Bitte drucken Sie sie neu als PDF oder fotografieren Sie den Brief."
LOCKED = "Diese PDF-Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."
ACTIVE = (
    "Diese PDF-Datei enthält Programme oder angehängte Dateien und wird deshalb nicht gespeichert."
    " Bitte drucken Sie sie neu als PDF oder fotografieren Sie den Brief."
)
TOO_MANY_PAGES = f"Diese PDF-Datei hat zu viele Seiten. Möglich sind {MOST_PAGES}."
TOO_WIDE = "Dieses Foto ist zu groß. Bitte stellen Sie die Kamera auf eine kleinere Auflösung."


@dataclass(frozen=True)
class Paper:
    """A checked file as it is kept. ``text`` is empty where the file has none."""

    media_type: str
    content: bytes
    pages: int
    text: str = ""


def checked(content: bytes, limit: int) -> Paper:
    """The file as it may be kept. Raises ``NotAllowed`` for one above ``limit`` bytes, or that is neither photo nor
    PDF, or that could act."""
    if len(content) > limit:
        raise NotAllowed(too_large(limit), field="scans")
    try:
        return _pdf(content) if content[:1024].lstrip().startswith(b"%PDF-") else _photo(content)
    except NotAllowed as refusal:
        raise NotAllowed(refusal.sentence, field="scans") from None


def too_large(limit: int) -> str:
    return f"Die Datei ist zu groß. Möglich sind {limit // 1_000_000} MB. Bitte fotografieren Sie kleiner."


def _photo(content: bytes) -> Paper:
    try:
        with Image.open(BytesIO(content), formats=PHOTOS) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise NotAllowed(TOO_WIDE)
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            drawn = ImageOps.exif_transpose(photo).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, TypeError, KeyError, EOFError):
        raise NotAllowed(UNKNOWN) from None
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", drawn.size)
    bare.paste(drawn)
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return Paper(JPEG, kept.getvalue(), 1)


def _pdf(content: bytes) -> Paper:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise NotAllowed(LOCKED)
        if any(_acts(one) for one in _objects(reader)):
            raise NotAllowed(ACTIVE)
        pages = len(reader.pages)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise NotAllowed(BROKEN) from None
    if not pages:
        raise NotAllowed(BROKEN)
    if pages > MOST_PAGES:
        raise NotAllowed(TOO_MANY_PAGES)
    return Paper(PDF, content, pages, _text(reader))


def _acts(one: DictionaryObject) -> bool:
    return bool(ACTIVE_KEYS & one.keys()) or str(one.get("/S", "")) in ACTIVE_ACTIONS


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file that can be reached, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting:
        one = waiting.pop()
        visited += 1
        if visited > MOST_OBJECTS * 10 or len(seen) > MOST_OBJECTS:
            raise NotAllowed(BROKEN)
        if isinstance(one, IndirectObject):
            key = (one.idnum, one.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(one.get_object())
        elif isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _text(reader: PdfReader) -> str:
    """The text layer; a page that cannot be read has none."""
    found = ""
    for page in reader.pages:
        with suppress(Exception):  # a damaged font must not cost the letter
            found += page.extract_text() + "\n"
        if len(found) > LONGEST_TEXT:
            break
    return found.replace("\x00", "")[:LONGEST_TEXT].strip()
