"""What counts as an outcome, and which children need a place at school. No Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fahrwasser import catalogue, policy
from fahrwasser.core.errors import NotAllowed

ASK_AGAIN_AFTER = 182  # days: half a year, IND-18
SCHOOL_AGE = 6  # years


@dataclass(frozen=True)
class Kind:
    """One kind of outcome; ``indicator`` is the figure that counts it, empty when none does."""

    code: str
    label: str
    group: str
    indicator: str = ""
    child: bool = False
    lasting: bool = False


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by code, in the order of the list."""
    groups = catalogue.read("outcome_kinds")["groups"]
    found = [Kind(group=group["label"], **entry) for group in groups for entry in group["kinds"]]
    return {kind.code: kind for kind in found}


def label(code: str) -> str:
    return kinds()[code].label


def check_record(code: str, day: date, today: date, *, is_open: bool, is_child: bool | None) -> None:
    """``is_child`` is None when no person is named."""
    if code not in kinds():
        raise NotAllowed("Dieses Ergebnis gibt es nicht. Bitte wählen Sie eines aus der Liste.", field="kind")
    if not is_open:
        raise NotAllowed("Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um ein Ergebnis einzutragen.")
    if day > today:
        raise NotAllowed("Das Ergebnis liegt in der Zukunft. Tragen Sie es ein, wenn es da ist.", field="day")
    if kinds()[code].child and is_child is None:
        raise NotAllowed("Bitte wählen Sie, um welches Kind es geht.", field="about")
    if kinds()[code].child and not is_child:
        raise NotAllowed("Dieses Ergebnis gibt es nur bei einem Kind.", field="about")


def asks_again(code: str, day: date, today: date) -> bool:
    """Half a year has passed since an outcome that should last."""
    return kinds()[code].lasting and (today - day).days >= ASK_AGAIN_AFTER


def check_lasting(code: str, day: date, on: date, today: date) -> None:
    if not kinds()[code].lasting:
        raise NotAllowed("Bei diesem Ergebnis wird nicht nachgefragt.")
    if on < day:
        raise NotAllowed("Die Nachfrage liegt vor dem Ergebnis. Bitte prüfen Sie das Datum.", field="on")
    if on > today:
        raise NotAllowed("Die Nachfrage liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="on")


@dataclass(frozen=True)
class SchoolRule:
    """From which school year on a child must go to school (§ 35 SchulG NRW); days are (month, day)."""

    turns_six_until: tuple[int, int]
    starts: tuple[int, int]
    until_age: int
    source: str

    def first_day(self, born: date) -> date:
        """The first day of the child's first school year."""
        sixth_year = born.year + SCHOOL_AGE
        late = (born.month, born.day) > self.turns_six_until
        return date(sixth_year + late, *self.starts)

    def last_day(self, born: date) -> date:
        """The day the child is too old to be counted; on 29 February the first of March."""
        year = born.year + self.until_age
        return date(year, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=year)

    def year_after(self, on: date) -> date:
        """The first day of the school year that follows ``on``."""
        this_year = date(on.year, *self.starts)
        return this_year if on < this_year else date(on.year + 1, *self.starts)


def _month_and_day(words: str) -> tuple[int, int]:
    month, day = words.split("-")
    return int(month), int(day)


def school_rule(on: date, entries: Iterable[Mapping[str, Any]] | None = None) -> SchoolRule:
    """The rule in force on a day; LookupError when there is none."""
    for entry in policy.read("school_rules")["school_rules"] if entries is None else entries:
        if entry["valid_from"] <= on and (entry["valid_to"] is None or on <= entry["valid_to"]):
            return SchoolRule(
                _month_and_day(entry["turns_six_until"]),
                _month_and_day(entry["starts"]),
                entry["until_age"],
                entry["source"],
            )
    raise LookupError(on)


@dataclass(frozen=True)
class Child:
    """``place_since``: the day the child went to school here for the first time."""

    born: date
    place_since: date | None = None


@dataclass(frozen=True)
class SchoolSupply:
    """IND-19 on one day: children who need a place now, those who have one, and those of the next school year."""

    needed: int
    supplied: int
    next_year: int


def school_supply(children: Iterable[Child], on: date, rule: SchoolRule) -> SchoolSupply:
    """Who must go to school now, who does, and who begins with the next school year."""
    young = [child for child in children if rule.last_day(child.born) > on]
    now = [child for child in young if rule.first_day(child.born) <= on]
    supplied = [child for child in now if child.place_since is not None and child.place_since <= on]
    beginners = [child for child in young if on < rule.first_day(child.born) <= rule.year_after(on)]
    return SchoolSupply(len(now), len(supplied), len(beginners))
