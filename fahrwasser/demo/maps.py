"""Network maps of the demo: who stands around the client, by role only."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model

from fahrwasser.assessment.models import MapNode, MapTie
from fahrwasser.demo.files import File

FLED = (
    ("Ehemann", "family", 3, "dangerous", "none"),
    ("Tochter", "family", 1, "strong", "receives"),
    ("Schwester", "family", 3, "weak", "mutual"),
    ("Freundin", "friends", 2, "strong", "gives"),
    ("Kita", "community", 2, "strong", "gives"),
    ("Hebamme", "professionals", 2, "weak", "gives"),
    ("Frauenberatung", "professionals", 2, "strong", "gives"),
    ("Fallführung", "professionals", 1, "strong", "gives"),
)
"""Somebody who fled from violence: the one who is a danger stands on the map and in no household."""
USUAL = (
    ("Mutter", "family", 3, "strong", "mutual"),
    ("Bruder", "family", 2, "stressful", "receives"),
    ("Nachbarin", "friends", 2, "weak", "gives"),
    ("Schulfreund", "friends", 3, "broken", "none"),
    ("Sprachkurs", "community", 3, "weak", "gives"),
    ("Jobcenter", "professionals", 3, "stressful", "gives"),
    ("Fallführung", "professionals", 2, "strong", "gives"),
)
KNOW_EACH_OTHER = {("Ehemann", "Schwester"): "strong", ("Mutter", "Bruder"): "strong"}
DAYS_TO_CHANGE = 30  # days after which the first weak tie of an older file has become a strong one


def rows(file: File) -> Iterator[Model]:
    """The map of a file in case management, drawn on the day it was accepted."""
    since = file.course.accepted
    if not file.course.is_managed or since is None:
        return
    nodes = {}
    for label, sector, ring, quality, support in FLED if file.course.is_protected else USUAL:
        node = nodes[label] = MapNode(case=file.case, label=label, sector=sector)
        yield node
        yield from _ties(
            file, MapTie(case=file.case, node=node, ring=ring, quality=quality, support=support, since=since)
        )
    for (label, other), quality in KNOW_EACH_OTHER.items():
        if label in nodes:
            yield MapTie(case=file.case, node=nodes[label], other=nodes[other], quality=quality, since=since)


def _ties(file: File, first: MapTie) -> Iterator[MapTie]:
    """The tie as it began, and in an older file a weak one that grew."""
    changed = first.since + timedelta(days=DAYS_TO_CHANGE)
    yield first
    if first.quality == MapTie.Quality.WEAK and changed < file.course.until:
        first.until = changed
        yield MapTie(
            case=first.case, node=first.node, ring=max(1, (first.ring or 1) - 1), quality=MapTie.Quality.STRONG,
            support=first.support, since=changed,
        )  # fmt: skip
