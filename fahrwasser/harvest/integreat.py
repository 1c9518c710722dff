"""Reads places from the Integreat API v3 (``/api/v3/<region>/<language>/locations/``) as proposals.

All or nothing: a file with a single problem is refused, and every problem is named with its line.
Contact persons are left out on purpose: they are personal data of people who did not ask to be here.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar
from urllib.parse import urlsplit

import nh3

from fahrwasser.harvest.importing import Document, ImportRefused, Path, Problem, read_json

MAX_NAME = 300
MAX_TEXT = 100_000
MAX_LINE = 2_000
BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NOT_AN_OBJECT = "Erwartet wird ein Eintrag mit geschweiften Klammern."
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DayHours:
    """Opening hours of one weekday (0 is Monday); ``slots``: from and to, local time."""

    weekday: int
    closed: bool
    all_day: bool
    by_appointment: bool
    slots: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class PlaceProposal:
    """One place as proposed by Integreat; empty text or ``None`` where the source says nothing.

    ``text``: plain text, paragraphs separated by an empty line; it may contain ``<`` and must be escaped as any
    text. ``latitude``, ``longitude``: degrees (WGS 84), both or neither. ``languages``: slugs of Integreat (not
    BCP 47) into which the place is translated; ``untranslated``: slugs the region has but this place lacks.
    ``opening_hours``: empty when not stated.
    """

    external_id: str
    url: str
    name: str
    text: str
    organization: str
    address: str
    postcode: str
    town: str
    latitude: float | None
    longitude: float | None
    category: str
    website: str
    email: str
    phone: str
    opening_hours: tuple[DayHours, ...]
    languages: tuple[str, ...]
    untranslated: tuple[str, ...]
    temporarily_closed: bool
    barrier_free: bool | None
    last_updated: datetime | None


def read_places(raw: bytes, filename: str) -> list[PlaceProposal]:
    """Places in the order of the file. Raises ``ImportRefused`` with all problems, else returns all places."""
    document = read_json(raw, filename)
    if not isinstance(document.value, list):
        raise ImportRefused([document.problem((), "Erwartet wird eine Liste von Orten.")])
    problems = [document.problem(path, "Diese Angabe steht zweimal.") for path in document.doubled]
    entries = [index for index, entry in enumerate(document.value) if isinstance(entry, dict)]
    places = [Record(document, (index,), problems).place() for index in entries]
    problems += strangers(document) + repeated_ids(document)
    if problems:
        raise ImportRefused(problems)
    return places


def strangers(document: Document) -> list[Problem]:
    return [
        document.problem((index,), NOT_AN_OBJECT)
        for index, entry in enumerate(document.value)
        if not isinstance(entry, dict)
    ]


def value_at(document: Document, path: Path) -> Any:
    value = document.value
    for step in path:
        value = value[step]
    return value


def repeated_ids(document: Document) -> list[Problem]:
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in document.value]
    counts = Counter(repr(one) for one in ids if one is not None)
    return [
        document.problem((index, "id"), f"Die Nummer {one} gibt es mehrmals in der Datei.")
        for index, one in enumerate(ids)
        if one is not None and counts[repr(one)] > 1
    ]


def plain_text(source: str) -> str:
    """Text of HTML without scripts, styles, comments and tags; blocks become paragraphs."""
    safe = nh3.clean(source, tags=BLOCKS, attributes={}, clean_content_tags={"script", "style", "iframe"})
    broken = re.sub(r"<br>", "\n", re.sub(r"\s+", " ", safe))
    listed = re.sub(r"<li>", "\n- ", broken)
    parted = html.unescape(re.sub(r"<[^>]*>", "\n\n", listed)).replace("\xa0", " ")
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in parted.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != "-")).strip()


class Record:
    """One JSON object being read; collects problems instead of stopping at the first."""

    def __init__(self, document: Document, path: Path, problems: list[Problem]) -> None:
        self.document = document
        self.path = path
        self.problems = problems
        self.value = self.resolve()

    def resolve(self) -> dict[str, Any]:
        value = value_at(self.document, self.path)
        if isinstance(value, dict):
            return value
        self.complain(None, NOT_AN_OBJECT)
        return {}

    def place(self) -> PlaceProposal:
        """The proposal; worthless when the entry has problems (they are noted)."""
        location = self.inner("location")
        latitude, longitude = location.coordinates()
        languages = self.languages()
        return PlaceProposal(
            external_id=str(self.get("id", int, required=True)),
            url=self.link("url"),
            name=self.line("title", required=True),
            text=plain_text(self.text("content")) or plain_text(self.text("excerpt")),
            organization=self.inner("organization").line("name"),
            address=location.line("address"),
            postcode=location.line("postcode"),
            town=location.line("town"),
            latitude=latitude,
            longitude=longitude,
            category=self.inner("category").line("name"),
            website=self.link("website"),
            email=self.email(),
            phone=self.line("phone_number"),
            opening_hours=self.opening_hours(),
            languages=tuple(slug for slug, translated in languages if translated),
            untranslated=tuple(slug for slug, translated in languages if not translated),
            temporarily_closed=bool(self.get("temporarily_closed", bool)),
            barrier_free=self.get("barrier_free", bool),
            last_updated=self.moment("last_updated"),
        )

    def complain(self, key: str | int | None, reason_de: str) -> None:
        path = self.path if key is None else (*self.path, key)
        self.problems.append(self.document.problem(path, reason_de))

    def get(self, key: str, kind: type[T], required: bool = False) -> T | None:
        """The value if it has the type; a missing or empty one is a problem only where it is required."""
        value = self.value.get(key)
        if value is None:
            if required:
                self.complain(key, "Diese Angabe fehlt.")
            return None
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.complain(key, f"Erwartet wird {TYPE_NAMES[kind]}.")
        return None

    def text(self, key: str, limit: int = MAX_TEXT, required: bool = False) -> str:
        value = self.get(key, str, required) or ""
        if UNSTORABLE.search(value):
            self.complain(key, "Der Text enthält Zeichen, die es nicht gibt.")
            return ""
        if len(value) > limit:
            self.complain(key, f"Der Text ist länger als {limit} Zeichen.")
            return ""
        return value

    def line(self, key: str, required: bool = False) -> str:
        """Text without markup on a single line."""
        known = len(self.problems)
        words = " ".join(plain_text(self.text(key, MAX_NAME, required)).split())
        if required and not words and len(self.problems) == known:
            self.complain(key, "Diese Angabe ist leer.")
        return words

    def link(self, key: str) -> str:
        value = self.text(key, MAX_LINE).strip()
        if not value or parses(web_address, value):
            return value
        self.complain(key, "Das ist keine Internetadresse (http oder https).")
        return ""

    def email(self) -> str:
        value = self.text("email", MAX_NAME).strip()
        if value and not EMAIL.fullmatch(value):
            self.complain("email", "Das ist keine E-Mail-Adresse.")
        return value

    def moment(self, key: str) -> datetime | None:
        value = self.text(key, MAX_NAME)
        if not value:
            return None
        if parses(zoned, value):
            return zoned(value)
        self.complain(key, "Erwartet wird ein Zeitpunkt mit Zeitzone (2026-03-09T12:00:00+01:00).")
        return None

    def inner(self, key: str) -> "Record":
        """An object inside this one; a missing one reads as empty."""
        if self.value.get(key) is None:
            return EmptyRecord(self.document, self.path, self.problems)
        return Record(self.document, (*self.path, key), self.problems)

    def coordinates(self) -> tuple[float | None, float | None]:
        latitude, longitude = self.degrees("latitude", 90), self.degrees("longitude", 180)
        if (self.value.get("latitude") is None) != (self.value.get("longitude") is None):
            self.complain(None, "Von den Koordinaten ist nur eine angegeben.")
        elif latitude == longitude == 0:
            self.complain("latitude", "Die Koordinaten 0 und 0 liegen im Meer.")
        return latitude, longitude

    def degrees(self, key: str, limit: int) -> float | None:
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain(key, "Erwartet wird eine Zahl.")
            return None
        if not -limit <= value <= limit:
            self.complain(key, f"Erwartet wird eine Zahl von -{limit} bis {limit}.")
            return None
        return float(value)

    def languages(self) -> list[tuple[str, bool]]:
        """Slugs with whether a translation exists; an id of ``null`` means that there is none."""
        slugs = self.inner("available_languages")
        return [(slug, slugs.inner(slug).get("id", int) is not None) for slug in slugs.value]

    def opening_hours(self) -> tuple[DayHours, ...]:
        days = self.get("opening_hours", list) or []
        if len(days) not in (0, 7):
            self.complain("opening_hours", "Erwartet werden sieben Tage.")
            return ()
        path = (*self.path, "opening_hours")
        return tuple(Record(self.document, (*path, day), self.problems).day_hours(day) for day in range(len(days)))

    def day_hours(self, weekday: int) -> DayHours:
        count = len(self.get("timeSlots", list) or [])
        path = (*self.path, "timeSlots")
        slots = [Record(self.document, (*path, index), self.problems).slot() for index in range(count)]
        return DayHours(
            weekday,
            closed=bool(self.get("closed", bool)),
            all_day=bool(self.get("allDay", bool)),
            by_appointment=bool(self.get("appointmentOnly", bool)),
            slots=tuple(slots),
        )

    def slot(self) -> tuple[time, time]:
        return self.clock("start"), self.clock("end")

    def clock(self, key: str) -> time:
        value = self.get(key, str, required=True)
        if value is None or parses(time.fromisoformat, value):
            return time.fromisoformat(value or "00:00")
        self.complain(key, "Erwartet wird eine Uhrzeit wie 09:30.")
        return time(0)


class EmptyRecord(Record):
    """Stands for an object the source leaves out."""

    def resolve(self) -> dict[str, Any]:
        return {}


TYPE_NAMES: dict[type, str] = {
    str: "ein Text",
    int: "eine ganze Zahl",
    bool: "wahr oder falsch",
    list: "eine Liste",
}


def parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def web_address(value: str) -> str:
    """The address itself. Raises ``ValueError`` for anything but http and https with a host."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ValueError(value)
    return value


def zoned(value: str) -> datetime:
    """A moment with its zone. Raises ``ValueError`` without one."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment
