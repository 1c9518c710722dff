"""The fields a kind has: enough to draw a form and to refuse wrong values with a German sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS, WEEKDAYS


class FieldType(StrEnum):
    """What a value looks like in JSON."""

    DATE = "date"  # "2026-03-09"
    NUMBER = "number"  # whole, not negative
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
    """One value of a criterion: German label, type, closed list of codes where there is one."""

    label: str
    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False

    def problem(self, value: Any) -> str | None:
        """German sentence saying what is wrong with the value, or ``None``."""
        told = CHECKS[self.type](self, value)
        return f"{self.label}: {told}" if told else None


def parsed(parse: Callable[[str], object], value: object) -> bool:
    """Whether the value is a text that ``parse`` accepts."""
    if not isinstance(value, str):
        return False
    try:
        parse(value)
    except ValueError:
        return False
    return True


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word.strip() for word in value)


def check_date(_: Field, value: Any) -> str | None:
    return None if parsed(date.fromisoformat, value) else "Bitte ein Datum angeben (Jahr-Monat-Tag)."


def check_number(_: Field, value: Any) -> str | None:
    return None if is_number(value) else "Bitte eine ganze Zahl ab 0 angeben."


def check_yes_no(_: Field, value: Any) -> str | None:
    return None if isinstance(value, bool) else "Bitte Ja oder Nein angeben."


def check_choice(spec: Field, value: Any) -> str | None:
    if isinstance(value, str) and value in spec.choices:
        return None
    return f"„{value}“ steht nicht zur Wahl."


def check_texts(_: Field, value: Any) -> str | None:
    return None if is_texts(value) else "Bitte mindestens einen Eintrag angeben."


def check_choices(spec: Field, value: Any) -> str | None:
    if not is_texts(value):
        return "Bitte mindestens einen Eintrag wählen."
    return next((check_choice(spec, code) for code in value if code not in spec.choices), None)


def check_named(_: Field, value: Any) -> str | None:
    good = isinstance(value, Mapping) and value and all(is_texts([code, words]) for code, words in value.items())
    return None if good else "Bitte mindestens einen Eintrag mit Bezeichnung angeben."


def check_minutes(_: Field, value: Any) -> str | None:
    good = isinstance(value, Mapping) and value and all(is_texts([p]) and is_number(m) for p, m in value.items())
    return None if good else "Bitte zu jedem Ort die Minuten als ganze Zahl angeben."


def check_week(_: Field, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"([1-3]?\d|4[0-2])\+[0-6]", value)
    return None if good else "Bitte die Schwangerschaftswoche wie 36+0 angeben."


def check_windows(_: Field, value: Any) -> str | None:
    good = isinstance(value, list) and value and all(is_window(window) for window in value)
    return None if good else "Bitte Tage, Anfang und Ende angeben; das Ende liegt nach dem Anfang."


def is_window(window: Any) -> bool:
    if not isinstance(window, Mapping) or not is_texts(window.get("days")):
        return False
    start, end = str(window.get("from")), str(window.get("to"))
    if not (parsed(time.fromisoformat, start) and parsed(time.fromisoformat, end)):
        return False
    return set(window["days"]) <= WEEKDAYS.keys() and time.fromisoformat(start) < time.fromisoformat(end)


def check_ways(_: Field, value: Any) -> str | None:
    good = isinstance(value, list) and value and all(is_way(way) for way in value)
    return None if good else "Bitte mindestens einen Weg mit gültigen Aufenthaltsgruppen angeben."


def is_way(way: Any) -> bool:
    if not isinstance(way, Mapping) or not way or way.keys() - {"groups", "paragraphs", "course_right"}:
        return False
    groups, paragraphs = way.get("groups", ["other"]), way.get("paragraphs", ["§"])
    lists_good = is_texts(groups) and set(groups) <= RESIDENCE_GROUPS.keys() and is_texts(paragraphs)
    return lists_good and way.get("course_right", True) is True


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
