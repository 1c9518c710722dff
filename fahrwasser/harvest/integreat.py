"""Reads places and pages of the Integreat API v3, one file per language, as they are given together.

The languages of a place are joined by ``available_languages`` (an id of ``null`` means: not translated). Contact
persons are left out on purpose: they are personal data of people who did not ask to be here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fahrwasser.harvest import integreat_languages, jsontext, times
from fahrwasser.harvest.entry import Entry
from fahrwasser.harvest.found import AtPlace, Found, FoundOffer, FoundPlace, FoundProvider, Part, Spot, Told
from fahrwasser.harvest.integreat_languages import Region, slug_of
from fahrwasser.harvest.jsontext import Document

NOT_A_LIST: Final = "Erwartet wird eine Liste von Orten oder Seiten."
NOT_AN_OBJECT: Final = "Erwartet wird ein Eintrag mit geschweiften Klammern."
NOTHING: Final = "In diesen Dateien steht kein Ort und keine Seite."
IS_EVENT: Final = "Veranstaltungen werden nicht eingelesen."
HAS_CHILDREN: Final = "Diese Seite hat Unterseiten: Sie wird kein Angebot, sondern gibt ihnen die Kategorie."
NO_TEXT: Final = "Diese Seite hat keinen Text und wird kein Angebot."
NO_PARENT: Final = "Die übergeordnete Seite {} fehlt in der Datei."
NOT_MAIN: Final = "Die Fassung in der Hauptsprache fehlt in den Dateien; eingelesen wird, was da ist."
KINDS: Final[Mapping[str, str]] = {
    "meeting_point": "meeting_place", "leisure": "leisure", "service": "service", "office": "public_office",
    "Treffpunkt": "meeting_place", "Freizeit": "leisure", "Dienstleistung": "service", "Behörde/Amt": "public_office",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One entry in one language. ``siblings``: numbers of the other languages by their short names."""

    entry: Entry
    key: str
    language: str
    title: str
    text: str
    siblings: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        return _is_page(self.entry.value)

    @property
    def name(self) -> str:
        """Its number among all entries: places and pages are counted apart."""
        return _name(self.key, is_page=self.is_page)

    @property
    def parent(self) -> str:
        value = self.entry.inner("parent").value.get("id")
        return _name(str(value), is_page=True) if value else ""

    def all_languages(self) -> dict[str, str]:
        return {**self.siblings, self.language: self.key}


def _is_page(value: Mapping[str, Any]) -> bool:
    return "parent" in value and "location" not in value


def _name(key: str, *, is_page: bool) -> str:
    return f"page-{key}" if is_page else key


def looks_like(value: Any) -> bool:
    """Whether a JSON value is one of Integreat's lists."""
    first = next((one for one in value if isinstance(one, dict)), None) if isinstance(value, list) else None
    return integreat_languages.is_region(value) or (first is not None and "available_languages" in first)


def read(documents: Sequence[Document]) -> Found:
    """Places and pages of all files. Raises ``Unreadable`` when none of them is a list."""
    found, region = Found(), Region()
    lists: list[Document] = []
    for document in documents:
        found.warnings += document.warnings
        if integreat_languages.is_region(document.value):
            region = integreat_languages.region(document.value)
        elif isinstance(document.value, list):
            lists.append(document)
        else:
            found.rejected.append(Told(document.spot(), NOT_A_LIST))
    if not lists:
        raise jsontext.Unreadable(found.rejected[0] if found.rejected else Told(Spot(""), NOTHING))
    seen: set[str] = set()
    versions = [version for document in lists for version in _versions(document, seen, found)]
    leaves = _leaves(versions, found)
    _build(_groups(leaves), {version.name: version for version in versions}, region, found)
    return found


def _versions(document: Document, seen: set[str], found: Found) -> Iterator[Version]:
    """The entries of a file that can be used; the others are rejected, each with its place."""
    for number, value in enumerate(document.value):
        found.read += 1
        entry = Entry(document, (number,), value if isinstance(value, dict) else None, found.warnings)
        reasons = list(_reasons(entry, value, seen))
        key = str(entry.value.get("id", ""))
        name = _name(key, is_page=_is_page(entry.value))
        if reasons:
            found.rejected += reasons
            found.rejected_ids.add(name)
            continue
        seen.add(name)
        text = entry.plain("content") or entry.plain("excerpt")
        yield Version(entry, key, slug_of(entry.value, document.file), entry.line("title"), text, _siblings(entry))


def _reasons(entry: Entry, value: Any, seen: set[str]) -> Iterator[Told]:
    """Why an entry cannot be used at all."""
    spot = entry.document.spot
    if not isinstance(value, dict):
        yield Told(entry.spot, NOT_AN_OBJECT)
        return
    for path in entry.document.doubled:
        if path[:1] == entry.path:
            yield Told(spot(path), jsontext.DOUBLED)
    number, title = value.get("id"), value.get("title")
    if isinstance(number, bool) or not str(number if number is not None else "").isdecimal():
        yield Told(spot((*entry.path, "id")), "Die Nummer (id) fehlt oder ist keine ganze Zahl.")
    elif _name(str(number), is_page=_is_page(value)) in seen:
        yield Told(spot((*entry.path, "id")), f"Die Nummer {number} gibt es mehrmals in der Datei.")
    if not isinstance(title, str) or not entry.line("title"):
        yield Told(spot((*entry.path, "title")), "Der Name (title) fehlt oder ist kein Text.")
    if "event" in value:
        yield Told(entry.spot, IS_EVENT)


def _siblings(entry: Entry) -> dict[str, str]:
    """Numbers of the translations; ``null`` is none."""
    languages = entry.inner("available_languages")
    numbers = {slug: languages.inner(slug).value.get("id") for slug in languages.value}
    return {slug: str(number) for slug, number in numbers.items() if number is not None}


def _leaves(versions: Sequence[Version], found: Found) -> list[Version]:
    """Without the pages that only hold others, and without those that say nothing."""
    parents = {version.parent for version in versions if version.is_page}
    leaves = []
    for version in versions:
        if version.is_page and version.name in parents:
            found.warnings.append(Told(version.entry.spot, HAS_CHILDREN))
        elif version.is_page and not version.text:
            found.warnings.append(Told(version.entry.spot, NO_TEXT))
        else:
            leaves.append(version)
    return leaves


def _groups(versions: Iterable[Version]) -> list[dict[str, Version]]:
    """The versions of one place by language, joined by their numbers."""
    groups: dict[str, dict[str, Version]] = {}
    for version in versions:
        numbers = [_name(number, is_page=version.is_page) for number in version.all_languages().values()]
        group = next((groups[number] for number in numbers if number in groups), {})
        group.setdefault(version.language, version)
        groups.update(dict.fromkeys(numbers, group))
    return list({id(group): group for group in groups.values()}.values())


def _build(
    groups: Iterable[Mapping[str, Version]], versions: Mapping[str, Version], region: Region, found: Found
) -> None:
    providers: dict[str, FoundProvider] = {}
    places: dict[str, FoundPlace] = {}
    for group in groups:
        known = {slug: key for version in group.values() for slug, key in version.all_languages().items()}
        main, best = region.first(known), region.first(group)
        version = group[best]
        if main != best:
            found.warnings.append(Told(version.entry.spot, NOT_MAIN))
        external_id = _name(known[main], is_page=version.is_page)
        provider, place = _provider(version.entry), _place(version.entry, external_id)
        found.offers.append(
            FoundOffer(
                external_id=external_id,
                values=_values(version, is_main=main == best),
                spot=version.entry.spot,
                more=_more(version, versions, found),
                provider=provider.external_id if provider else "",
                places=(AtPlace(place.external_id, {}),) if place else (),
                schedules=tuple(_schedules(version.entry)),
                texts=dict(_texts(group, main, region)),
            )
        )
        providers.update({provider.external_id: provider} if provider else {})
        places.update({place.external_id: place} if place else {})
    found.providers, found.places = list(providers.values()), list(places.values())


def _texts(group: Mapping[str, Version], main: str, region: Region) -> Iterator[tuple[tuple[str, str], str]]:
    for slug, version in group.items():
        for field, text in (("name", version.title), ("summary", version.text)):
            if slug != main and text:
                yield (field, region.tag(slug)), text


def _values(version: Version, *, is_main: bool) -> dict[str, Any]:
    entry = version.entry
    category = entry.inner("category")
    names = {"name": version.title, "summary": version.text} if is_main else {}
    return names | {
        "kind": KINDS.get(category.line("icon")) or KINDS.get(category.line("name"), "other"),
        "status": "paused" if entry.flag("temporarily_closed") else "active",
        "phone": entry.line("phone_number"),
        "email": entry.email("email"),
        "website": entry.link("website") or entry.link("url"),
    }


def _more(version: Version, versions: Mapping[str, Version], found: Found) -> dict[str, Any]:
    """What we have no column for; the category of a page are the pages above it."""
    entry = version.entry
    kept: dict[str, Any] = {
        "category": " > ".join(_above(version, versions, found)) or entry.inner("category").line("name"),
        "url": entry.link("url"),
        "appointment_url": entry.link("appointment_url"),
        "last_modified": entry.line("last_updated"),
    }
    return {name: value for name, value in kept.items() if value}


def _above(version: Version, versions: Mapping[str, Version], found: Found) -> list[str]:
    """Titles of the pages above, the outermost first; a circle ends where it begins."""
    titles: list[str] = []
    seen, at = {version.name}, version
    while at.parent and at.parent not in seen:
        if at.parent not in versions:
            found.orphans.append(Told(at.entry.document.spot((*at.entry.path, "parent")), NO_PARENT.format(at.parent)))
            break
        seen.add(at.parent)
        at = versions[at.parent]
        titles.insert(0, at.title)
    return titles


def _provider(entry: Entry) -> FoundProvider | None:
    body = entry.inner("organization")
    name = body.line("name")
    if not name:
        return None
    values = {"name": name, "website": body.link("website")}
    return FoundProvider(str(body.value.get("id") or body.value.get("slug") or name)[:100], values, entry.spot)


def _place(entry: Entry, offer: str) -> FoundPlace | None:
    location = entry.inner("location")
    values: dict[str, Any] = {
        "name": location.line("name"),
        "street": location.line("address"),
        "postcode": location.line("postcode"),
        "town": location.line("town"),
        **location.coordinates("latitude", "longitude"),
    }
    if not (values["street"] or values["town"] or "latitude" in values):
        return None
    free = entry.flag("barrier_free")
    if free is not None:
        values["accessibility"] = "barrierefrei" if free else "nicht barrierefrei"
    more = {name: word for name in ("country", "state", "region") if (word := location.line(name))}
    return FoundPlace(str(location.value.get("id") or f"of-{offer}"), values, entry.spot, more)


def _schedules(entry: Entry) -> Iterator[Part]:
    """Days with the same hours are one schedule; the days of the list begin on Monday."""
    days = entry.entries("opening_hours")
    if len(days) not in (0, 7):
        entry.complain("opening_hours", "erwartet werden sieben Tage.")
        return
    same: dict[tuple[Any, ...], list[str]] = {}
    for code, day in zip(times.DAYS, days, strict=False):
        for hours in _hours(day):
            same.setdefault(hours, []).append(code)
    for (opens, closes, words), codes in same.items():
        times_of_day = {"opens_at": opens, "closes_at": closes, "description": words}
        yield Part({"freq": "WEEKLY", "byday": ",".join(codes), **times_of_day})


def _hours(day: Entry) -> Iterator[tuple[Any, ...]]:
    if day.flag("closed"):
        return
    if day.flag("allDay"):
        yield (None, None, "ganztägig")
        return
    slots = day.entries("timeSlots")
    for slot in slots:
        opens, closes = (slot.read(key, _clock, "das ist keine Uhrzeit wie 09:30.") for key in ("start", "end"))
        if opens and closes:
            yield (opens, closes, "")
    if day.flag("appointmentOnly") and not slots:
        yield (None, None, "nach Vereinbarung")


def _clock(value: Any) -> Any:
    found = times.parse(value)
    if found is None:
        raise ValueError(value)
    return found
