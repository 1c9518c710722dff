"""Life areas and needs by the catalogue, and what may be written about them. Plain Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fahrwasser import catalogue
from fahrwasser.core.errors import NotAllowed

URGENCY_ORDER = ("S", "D", "Z", "P")
"""Most urgent first: immediate, urgent, soon, plannable."""

MEANS_ONLY = frozenset({"LA09.5"})
"""Needs that are a means to another: no goal is proposed for them (domain.md, Amendments)."""

NEED_TRANSITIONS = (
    ("open", "in_progress"),
    ("open", "covered"),
    ("open", "no_offer"),
    ("open", "deferred"),
    ("in_progress", "open"),
    ("in_progress", "covered"),
    ("in_progress", "no_offer"),
    ("in_progress", "deferred"),
    ("no_offer", "open"),
    ("no_offer", "in_progress"),
    ("no_offer", "covered"),
    ("no_offer", "deferred"),
    ("deferred", "open"),
    ("deferred", "in_progress"),
    ("deferred", "covered"),
    ("deferred", "no_offer"),
    ("covered", "open"),
    ("covered", "in_progress"),
)
"""How the state of a need may move; the database trigger is built from it. A covered one first opens again."""

NEED_STATES = tuple(dict.fromkeys(state for move in NEED_TRANSITIONS for state in move))
ENDED = "covered"
SECTORS = ("family", "friends", "community", "professionals")
RINGS = (1, 2, 3)
DANGEROUS = "dangerous"
NOT_IN_A_LABEL = re.compile(r"[0-9@,;]")
RATINGS: Mapping[int, str] = {
    0: "akute Krise",
    1: "große Schwierigkeiten",
    2: "teilweise gesichert",
    3: "überwiegend gesichert",
    4: "gesichert",
}
"""Rating of a life area, from 0 (acute crisis) to 4 (secure)."""

SENSITIVE_FACTS = frozenset({"due_date", "groups_from", "protected_space", "dangerous_places", "avoided_circles"})
"""Facts about pregnancy, health or violence: only with the permission to read especially protected data."""


PROTECTION_NEEDS = frozenset({"LA01.1", "LA01.2", "LA01.3", "LA01.4"})
"""Needs by which protection level 2 is proposed (domain.md, Amendments); LA01.5 only by decision."""

PROTECTED = 2


def rating_words(rating: int | None) -> str:
    """``große Schwierigkeiten`` for 1; empty for no rating."""
    return "" if rating is None else RATINGS[rating]


@dataclass(frozen=True)
class Change:
    """How a life area stands against the time before: a sign and its words, never a colour alone."""

    sign: str
    words: str


def change(before: int | None, after: int | None) -> Change:
    """From two ratings of one area; ``None`` stands for not rated."""
    if before is None or after is None:
        return _half_known(before, after)
    if before == after:
        return Change("=", "wie zuvor")
    return Change("↑", "besser gesichert") if after > before else Change("↓", "weniger gesichert")


def _half_known(before: int | None, after: int | None) -> Change:
    if after is not None:
        return Change("•", "jetzt zum ersten Mal eingestuft")
    return Change("–", "diesmal offen" if before is not None else "offen")


@dataclass(frozen=True)
class NeedKind:
    """One need of the catalogue; ``urgency`` is the usual one and may be overridden in a case."""

    code: str
    label: str
    area: str
    urgency: str


@dataclass(frozen=True)
class Area:
    """One of the fourteen life areas with its needs."""

    code: str
    label: str
    needs: tuple[NeedKind, ...]


@cache
def areas() -> Mapping[str, Area]:
    """The life areas by code, in the order of the catalogue."""
    return {entry["code"]: _area(entry) for entry in catalogue.read("life_areas")["areas"]}


def _area(entry: Mapping[str, Any]) -> Area:
    needs = tuple(NeedKind(row["code"], row["de"], entry["code"], row["urgency"]) for row in entry["needs"])
    return Area(entry["code"], entry["de"], needs)


@cache
def need_kinds() -> Mapping[str, NeedKind]:
    """Every need of the catalogue by code."""
    return {need.code: need for area in areas().values() for need in area.needs}


def need_label(code: str) -> str:
    """German name of a need, or the code itself for one that left the catalogue."""
    kind = need_kinds().get(code)
    return kind.label if kind else code


def area_label(code: str) -> str:
    """German name of a life area. Raises ``KeyError`` for an unknown one."""
    return areas()[code].label


def neighbours(code: str) -> tuple[Area | None, Area | None]:
    """The life areas before and after one, in the order of the catalogue."""
    every = list(areas().values())
    place = next(place for place, area in enumerate(every) if area.code == code)
    return (every[place - 1] if place else None), (every[place + 1] if place + 1 < len(every) else None)


def area_of(code: str) -> str:
    """The life area of a need: ``LA03`` for ``LA03.1``."""
    return code.partition(".")[0]


def urgency_rank(urgency: str) -> int:
    """0 for immediate, 3 for plannable."""
    return URGENCY_ORDER.index(urgency)


def check_file_open(is_open: bool) -> None:
    if not is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um etwas zu ändern.")


def check_need(code: str, urgency: str) -> None:
    if code not in need_kinds():
        raise NotAllowed("Diesen Bedarf gibt es im Katalog nicht. Bitte wählen Sie einen aus der Liste.", field="code")
    if urgency not in URGENCY_ORDER:
        raise NotAllowed("Bitte wählen Sie, wie dringend der Bedarf ist.", field="urgency")


def check_need_days(recognised_on: date, wanted_by: date | None, today: date) -> None:
    if recognised_on > today:
        raise NotAllowed("„Erkannt am“ liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="recognised_on")
    if wanted_by and wanted_by < recognised_on:
        raise NotAllowed("„Gewünscht bis“ liegt vor dem Tag, an dem der Bedarf erkannt wurde.", field="wanted_by")


def check_need_move(before: str, state: str) -> None:
    if before != state and (before, state) not in NEED_TRANSITIONS:
        raise NotAllowed("Der Bedarf ist gedeckt. Öffnen Sie ihn zuerst wieder.", field="state")


def check_need_state(state: str, closed_on: date, recognised_on: date) -> None:
    if state not in NEED_STATES:
        raise NotAllowed("Diesen Stand gibt es nicht. Bitte wählen Sie einen aus der Liste.", field="state")
    if state == ENDED and closed_on < recognised_on:
        raise NotAllowed("Der Bedarf kann nicht enden, bevor er erkannt wurde.", field="state")


def check_need_reopens(another_is_open: bool) -> None:
    if another_is_open:
        raise NotAllowed("Dieser Bedarf ist in der Akte schon wieder offen. Führen Sie den offenen weiter.")


def check_area(code: str) -> None:
    if code not in areas():
        raise NotAllowed("Diesen Lebensbereich gibt es nicht.", field="area")


def check_rating(rating: int | None) -> None:
    if rating is not None and rating not in RATINGS:
        raise NotAllowed("Bitte wählen Sie eine Einstufung von 0 bis 4.", field="rating")


def check_completion(started_on: date, completed_on: date, today: date) -> None:
    """An assessment may end with life areas nobody spoke about; only its days have to fit."""
    if completed_on > today:
        raise NotAllowed("Der Tag des Abschlusses liegt in der Zukunft.", field="completed_on")
    if completed_on < started_on:
        raise NotAllowed("Der Abschluss liegt vor dem Beginn der Falleinschätzung.", field="completed_on")


def check_next_assessment(latest_is_complete: bool) -> None:
    if not latest_is_complete:
        raise NotAllowed("Die letzte Falleinschätzung läuft noch. Schließen Sie sie ab, bevor Sie neu einschätzen.")


def check_writable(is_complete: bool) -> None:
    if is_complete:
        raise NotAllowed("Diese Falleinschätzung ist abgeschlossen. Beginnen Sie eine neue, um etwas zu ändern.")


def check_fact_day(as_of: date, today: date) -> None:
    if as_of > today:
        raise NotAllowed("Der Stand liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="as_of")


def check_label(label: str) -> None:
    """People on the map are third parties: a first name or a role, never a date, a number or an address."""
    if not label.strip() or NOT_IN_A_LABEL.search(label):
        raise NotAllowed(
            "Bitte nur einen Vornamen oder eine Rolle: ohne Geburtsdatum, Telefonnummer oder Anschrift.", field="label"
        )


def check_map_tie(same_node: bool) -> None:
    if same_node:
        raise NotAllowed("Bitte wählen Sie zwei verschiedene Personen oder Stellen.", field="other")
