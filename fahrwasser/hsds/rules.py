"""What a caller may ask of the interface, and the sentences for what it may not. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

PER_PAGE: Final = 50
MOST_PER_PAGE: Final = 100
ALL: Final = 1_000_000
"""Entries of a page of numbers alone: all of them."""
LONGEST_SEARCH: Final = 200
FARTHEST: Final = 500_000
"""Metres around a postcode."""
LAST_PAGE: Final = 1_000_000
FORMATS: Final = ("json", "ndjson", "csv")
WORDS: Final = {"true": True, "1": True, "false": False, "0": False, "": False}


class Refused(Exception):
    """A request that cannot be answered. ``status``: of HTTP; ``message``: a German sentence for the caller."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request, checked. ``proximity`` in metres; ``modified_after`` aware; texts may be empty."""

    page: int = 1
    per_page: int = PER_PAGE
    format: str = "json"
    search: str = ""
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False
    modified_after: datetime | None = None
    organization_id: str = ""
    taxonomy_id: str = ""
    taxonomy_term_id: str = ""
    parent_id: str = ""
    postcode: str = ""
    proximity: int | None = None


def asked(said: Mapping[str, str]) -> Asked:
    """Check the parameters; those nobody knows are left alone. Raises ``Refused``."""
    minimal = _yes(said, "minimal")
    found = Asked(
        page=_whole(said, "page", 1, LAST_PAGE) or 1,
        per_page=_whole(said, "per_page", 1, MOST_PER_PAGE) or (ALL if minimal else PER_PAGE),
        format=_format(said.get("format", "json")),
        search=_text(said, "search", LONGEST_SEARCH),
        minimal=minimal,
        full=_yes(said, "full"),
        full_service=_yes(said, "full_service"),
        top_only=_yes(said, "top_only"),
        modified_after=_moment(said.get("modified_after", "")),
        organization_id=_number(said, "organization_id"),
        taxonomy_id=_number(said, "taxonomy_id"),
        taxonomy_term_id=_number(said, "taxonomy_term_id"),
        parent_id=_number(said, "parent_id"),
        postcode=_text(said, "postcode", 20),
        proximity=_whole(said, "proximity", 0, FARTHEST),
    )
    if found.proximity is not None and not found.postcode:
        raise Refused("„proximity“ braucht eine Postleitzahl in „postcode“.")
    return found


def _whole(said: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    words = said.get(name, "").strip()
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 10 and low <= int(words) <= high):
        raise Refused(f"„{name}“ ist eine ganze Zahl von {low} bis {high}.")
    return int(words)


def _yes(said: Mapping[str, str], name: str) -> bool:
    found = WORDS.get(said.get(name, "").lower())
    if found is None:
        raise Refused(f"„{name}“ ist „true“ oder „false“.")
    return found


def _format(words: str) -> str:
    if words not in FORMATS:
        raise Refused("„format“ ist „json“, „ndjson“ oder „csv“.")
    return words


def _text(said: Mapping[str, str], name: str, longest: int) -> str:
    words = said.get(name, "").strip()
    if len(words) > longest:
        raise Refused(f"„{name}“ hat höchstens {longest} Zeichen.")
    if "\x00" in words:
        raise Refused(f"„{name}“ enthält ein Zeichen, das es nicht gibt.")
    return words


def _number(said: Mapping[str, str], name: str) -> str:
    words = said.get(name, "").strip()
    return number(words, f"„{name}“ ist keine Nummer (UUID).") if words else ""


def number(words: str, message: str, status: int = 400) -> str:
    """A UUID in the usual spelling. Raises ``Refused``."""
    try:
        return str(UUID(words))
    except ValueError:
        raise Refused(message, status) from None


def _moment(words: str) -> datetime | None:
    """A day or a moment; without a time zone it is UTC. A ``+`` that became a space in the address is forgiven."""
    if not words.strip():
        return None
    try:
        found = datetime.fromisoformat(words.strip().replace(" ", "+" if "T" in words else "T"))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("„modified_after“ ist ein Zeitpunkt wie 2026-03-09T08:00:00Z.") from None
