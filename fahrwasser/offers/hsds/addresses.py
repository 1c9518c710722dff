"""Addresses of the web with umlauts: in the plain letters a standard wants."""

from urllib.parse import quote, urlsplit, urlunsplit

KEPT = "!#$%&'()*+,/:;=?@[]~"


def plain(words: str) -> str:
    """``https://nürnberg.example/Straße`` in letters every machine knows; unchanged where that cannot be done."""
    if words.isascii():
        return words.replace(" ", "%20")
    try:
        parts = urlsplit(words)
        host = parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return words
    return urlunsplit((parts.scheme, host, *(quote(part, safe=KEPT) for part in parts[2:])))
