"""Slips on paper: German and the reader's language, with a picture that a telephone reads."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import qrcode
from qrcode.image.svg import SvgPathImage

from fahrwasser.accounts.models import Organisation
from fahrwasser.blocks.queries import Texts
from fahrwasser.blocks.rules import GERMAN
from fahrwasser.core import documents

SOURCE = Path(__file__).resolve().parent / "typst" / "slip.typ"
SENTENCES = ("title", "intro", "how", "valid_until", "safe")
SHARED = ("not_checked",)


def slips_pdf(links: Sequence[tuple[str, str]], texts: Texts, house: Organisation, expires_on: date) -> bytes:
    """One page for every link as an accessible PDF (PDF/UA-1). A link is its address and the token in groups."""
    return documents.pdf(SOURCE, _content(links, texts, house, expires_on))


def _content(links: Sequence[tuple[str, str]], texts: Texts, house: Organisation, expires_on: date) -> dict[str, Any]:
    words = {name: texts[f"feedback.{name}"] for name in SENTENCES} | {name: texts[f"common.{name}"] for name in SHARED}
    foreign = texts.language != GERMAN
    return {
        "author": house.name,
        "language": texts.language,
        "rtl": texts.rtl,
        "checked": not foreign or all(block.is_checked for block in words.values()),
        "expires_on": f"{expires_on:%d.%m.%Y}",
        "words": {name: {"de": one.german, "own": one.text if foreign else ""} for name, one in words.items()},
        "slips": [{"address": address, "token": token, "picture": _picture(address)} for address, token in links],
    }


def _picture(address: str) -> str:
    drawn: str = qrcode.make(address, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
    return drawn
