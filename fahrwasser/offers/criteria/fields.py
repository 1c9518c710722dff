"""The fields a kind has: enough to draw a form and to refuse wrong values with a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS, WEEKDAYS
from fahrwasser.offers.criteria.wording import Both, said


class FieldType(StrEnum):
    """What a value looks like in JSON."""

    DATE = "date"  # "2026-03-09"
    NUMBER = "number"  # whole, from 0 to the largest of the field
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"  # list of codes, not empty
    TEXTS = "texts"  # list of words, not empty
    NAMED = "named"  # {"code": "words for it"}
    MINUTES = "minutes"  # {"horrem": 22}
    WEEK = "week"  # week of pregnancy, "36+0"
    WINDOWS = "windows"  # [{"days": ["mo"], "from": "09:00", "to": "12:00"}]
    WAYS = "ways"  # [{"groups": [...], "paragraphs": [...], "course_right": true}]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a criterion: its name, type, closed list of codes where there is one, and the largest number.

    ``TEXTS`` and the words of ``NAMED`` and ``MINUTES`` are free on purpose: a place, a body or a circle need not be
    in any list of the house, and whoever reads an offer in keeps its own word for it.
    """

    name: Both
    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    most: int = 99_999

    @property
    def label(self) -> str:
        return str(self.name)

    def problem(self, value: Any) -> str | None:
        """Sentence saying what is wrong with the value, or ``None``."""
        told = CHECKS[self.type](self, value)
        return f"{self.label}: {told}" if told else None


def is_parsed(parse: Callable[[str], object], shape: str, value: object) -> bool:
    """Whether the value is a text of that shape that ``parse`` accepts."""
    if not isinstance(value, str) or not re.fullmatch(shape, value, re.ASCII):
        return False
    try:
        parse(value)
    except ValueError:
        return False
    return True


def is_date(value: object) -> bool:
    """Whether it is a day of the years 1900 to 2199, as ISO 8601 writes it."""
    return is_parsed(date.fromisoformat, r"(19|20|21)\d\d-\d\d-\d\d", value)


def is_clock(value: object) -> bool:
    return is_parsed(time.fromisoformat, r"\d\d:\d\d", value)


def is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word.strip() for word in value)


def twice(words: list[str]) -> str | None:
    """The complaint about the first entry that stands there twice."""
    double = next((word for place, word in enumerate(words) if word in words[:place]), None)
    return said(f"„{double}“ steht zweimal da.", f"“{double}” stands there twice.") if double else None


def check_date(_: Field, value: Any) -> str | None:
    told = said("Bitte ein Datum von 1900 bis 2199 angeben (Jahr-Monat-Tag).",
                "Please give a date from 1900 to 2199 (year-month-day).")  # fmt: skip
    return None if is_date(value) else told


def check_number(spec: Field, value: Any) -> str | None:
    if is_number(value, spec.most):
        return None
    return said(f"Bitte eine ganze Zahl von 0 bis {spec.most} angeben.",
                f"Please give a whole number from 0 to {spec.most}.")  # fmt: skip


def check_yes_no(_: Field, value: Any) -> str | None:
    return None if isinstance(value, bool) else said("Bitte Ja oder Nein angeben.", "Please say yes or no.")


def check_choice(spec: Field, value: Any) -> str | None:
    if isinstance(value, str) and value in spec.choices:
        return None
    return said(f"„{value}“ steht nicht zur Wahl.", f"“{value}” is not a choice.")


def check_texts(_: Field, value: Any) -> str | None:
    if not is_texts(value):
        return said("Bitte mindestens einen Eintrag angeben.", "Please give at least one entry.")
    return twice(value)


def check_choices(spec: Field, value: Any) -> str | None:
    if not is_texts(value):
        return said("Bitte mindestens einen Eintrag wählen.", "Please choose at least one entry.")
    return next((check_choice(spec, code) for code in value if code not in spec.choices), None) or twice(value)


def check_named(_: Field, value: Any) -> str | None:
    good = isinstance(value, Mapping) and value and all(is_texts([code, words]) for code, words in value.items())
    told = said("Bitte mindestens einen Eintrag mit Bezeichnung angeben.",
                "Please give at least one entry with its name.")  # fmt: skip
    return None if good else told


def check_minutes(spec: Field, value: Any) -> str | None:
    good = isinstance(value, Mapping) and value
    if good and all(is_texts([place]) and is_number(minutes, spec.most) for place, minutes in value.items()):
        return None
    return said(f"Bitte zu jedem Ort die Minuten als ganze Zahl von 0 bis {spec.most} angeben.",
                f"Please give the minutes for each place as a whole number from 0 to {spec.most}.")  # fmt: skip


def check_week(_: Field, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"([1-3]?\d|4[0-2])\+[0-6]", value, re.ASCII)
    told = said("Bitte die Schwangerschaftswoche wie 36+0 angeben.",
                "Please give the week of pregnancy like 36+0.")  # fmt: skip
    return None if good else told


def check_windows(_: Field, value: Any) -> str | None:
    if isinstance(value, list) and value and all(is_window(window) for window in value):
        return None
    return said("Bitte Tage, Anfang und Ende angeben; das Ende liegt nach dem Anfang.",
                "Please give days, beginning and end; the end lies after the beginning.")  # fmt: skip


def is_window(window: Any) -> bool:
    if not isinstance(window, Mapping) or window.keys() != {"days", "from", "to"} or not is_texts(window["days"]):
        return False
    if not (is_clock(window["from"]) and is_clock(window["to"])):
        return False
    days = window["days"]
    return set(days) <= WEEKDAYS.keys() and not twice(days) and bool(window["from"] < window["to"])


def check_ways(_: Field, value: Any) -> str | None:
    if isinstance(value, list) and value and all(is_way(way) for way in value):
        return None
    return said("Bitte mindestens einen Weg mit gültigen Aufenthaltsgruppen angeben, keine Gruppe zweimal.",
                "Please give at least one way with known residence groups, no group twice.")  # fmt: skip


def is_way(way: Any) -> bool:
    if not isinstance(way, Mapping) or not way or way.keys() - {"groups", "paragraphs", "course_right"}:
        return False
    groups, paragraphs = way.get("groups", ["other"]), way.get("paragraphs", ["§"])
    if not (is_texts(groups) and is_texts(paragraphs)):
        return False
    known = set(groups) <= RESIDENCE_GROUPS.keys() and not twice(groups) and not twice(paragraphs)
    return known and way.get("course_right", True) is True


CHECKS: Mapping[FieldType, Callable[[Field, Any], str | None]] = {
    FieldType.DATE: check_date,
    FieldType.NUMBER: check_number,
    FieldType.YES_NO: check_yes_no,
    FieldType.CHOICE: check_choice,
    FieldType.CHOICES: check_choices,
    FieldType.TEXTS: check_texts,
    FieldType.NAMED: check_named,
    FieldType.MINUTES: check_minutes,
    FieldType.WEEK: check_week,
    FieldType.WINDOWS: check_windows,
    FieldType.WAYS: check_ways,
}
