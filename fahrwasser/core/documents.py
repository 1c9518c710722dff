"""Accessible documents: PDF/UA-1 from a Typst source of ours and content as data, never as source."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).resolve().parent / "static" / "vendor" / "print"
KEPT_MARKS = frozenset("\n\u200c\u200d")  # line ends and the joiners that Persian and emoji need
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
UNSHOWN = "?"


def pdf(source: Path, content: Mapping[str, Any]) -> bytes:
    """The document that ``source`` makes of ``content`` (JSON values, read there from ``sys.inputs.content``).

    Characters none of our fonts can draw become a question mark, because an accessible document may not hide text.
    """
    text = json.dumps(_cleaned(content), ensure_ascii=False)
    while True:
        try:
            return _compile(source, text)
        except typst.TypstError as error:
            lacking = _unshown(error, text)
            if not lacking:
                raise
            text = text.translate(dict.fromkeys(map(ord, lacking), UNSHOWN))


def _compile(source: Path, text: str) -> bytes:
    made: bytes = typst.compile(
        str(source),
        format="pdf",
        root=str(source.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"content": text},
    )
    return made


def _cleaned(value: Any) -> Any:
    """The same content without control and direction marks, which could turn a line around or break the document."""
    if isinstance(value, str):
        return "".join(c for c in value if c in KEPT_MARKS or not unicodedata.category(c).startswith("C"))
    if isinstance(value, Mapping):
        return {name: _cleaned(entry) for name, entry in value.items()}
    return [_cleaned(entry) for entry in value] if isinstance(value, list | tuple) else value


def _unshown(error: typst.TypstError, text: str) -> set[str]:
    """The characters of ``text`` that the message says no font can draw; ASCII stays, it is the shape of the JSON."""
    found = NO_GLYPH.search(str(error))
    words = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), found[1]) if found else ""
    return {c for c in words if c in text and not c.isascii()}
