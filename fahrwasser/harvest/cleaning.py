"""Values of other houses made fit for this one: HTML to text, addresses, e-mail, coordinates. No Django."""

import html
import re
from typing import Any, Final
from urllib.parse import urlsplit

import nh3

BLOCKS: Final = {
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"
}  # fmt: skip
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MAX_TEXT: Final = 1_000_000


def plain_text(source: str) -> str:
    """Text of HTML without scripts, styles, comments and tags; blocks become paragraphs."""
    if "<" not in source and "&" not in source:
        return _tidy(source)
    safe = nh3.clean(source, tags=BLOCKS, attributes={}, clean_content_tags={"script", "style", "iframe"})
    broken = re.sub(r"<br>", "\n", re.sub(r"\s+", " ", safe))
    listed = re.sub(r"<li>", "\n- ", broken)
    return _tidy(html.unescape(re.sub(r"<[^>]*>", "\n\n", listed)))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != "-")).strip()


def one_line(source: str) -> str:
    """Text without markup on a single line."""
    is_plain = "<" not in source and "&" not in source
    return " ".join((source if is_plain else plain_text(source)).split())


def web_address(value: str) -> str:
    """The address itself. Raises ``ValueError`` for anything but http and https with a host."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ValueError(value)
    return value


def is_email(value: str) -> bool:
    return bool(EMAIL.fullmatch(value))


def degrees(value: Any, limit: int) -> float:
    """Degrees from a number or its words. Raises ``ValueError`` off the earth."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    number = float(value)
    if not -limit <= number <= limit:
        raise ValueError(value)
    return number
