"""Languages of a region of Integreat: their short names are not BCP 47, the region's own list says what they are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

GERMAN: Final = "de"
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST: Final = 8
FROM_PATH = re.compile(r"^(?:https?://[^/]+)?/[^/]+/([^/]+)/")
FROM_FILE = re.compile(r"(?:^|[/_.-])([a-z]{2,3}(?:-[a-z0-9]{2,8})?)(?:/[^/]*)?\.json$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """``tags``: BCP 47 by short name, in the order of the region, its own language first."""

    tags: Mapping[str, str] = field(default_factory=dict)

    def tag(self, slug: str) -> str:
        """BCP 47 as our catalogue writes it: without the country, unless two languages differ in nothing else."""
        full = self.tags.get(slug, slug)
        first = full.split("-")[0].lower()
        alone = Counter(one.split("-")[0].lower() for one in self.tags.values())[first] <= 1
        return (first if alone else full)[:LONGEST]

    def first(self, slugs: Iterable[str]) -> str:
        """The main one of these: German, else in the order of the region, else of the alphabet."""
        order = {slug: place for place, slug in enumerate(self.tags)}
        return min(slugs, key=lambda slug: (self.tag(slug) != GERMAN, order.get(slug, len(order)), slug))


def is_region(value: Any) -> bool:
    """Whether a file is the list of a region's languages."""
    return (
        isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "bcp47_tag" in one for one in value)
    )


def region(value: Iterable[Mapping[str, Any]]) -> Region:
    """Entries that are no tag at all are passed over: then the short name stands for itself."""
    pairs = [(str(one.get("code", "")), str(one["bcp47_tag"])) for one in value]
    return Region({code: tag for code, tag in pairs if code and TAG.fullmatch(tag)})


def slug_of(entry: Mapping[str, Any], file: str) -> str:
    """Language of an entry: from its own path, else from the name of its file, else German."""
    for key in ("path", "url"):
        found = FROM_PATH.match(entry[key]) if isinstance(entry.get(key), str) else None
        if found:
            return found[1]
    named = FROM_FILE.search(file)
    return named[1] if named else GERMAN
