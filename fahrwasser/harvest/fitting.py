"""Whether a value of a source fits into the directory: type, length, range and the known words of each field."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from fahrwasser.harvest import cleaning, letters, times

MAX_TEXT: Final = 100_000
"""Characters of a text; the search index takes no more."""

MARKUP: Final = re.compile(
    r"</?(a|b|br|div|em|h[1-6]|i|iframe|img|li|ol|p|script|span|strong|style|table|td|tr|u|ul)\b[^<>]*>", re.IGNORECASE
)
"""Tags of HTML; an address in angle brackets is none."""
SPANS: Final = (("valid_from", "valid_to"), ("starts_on", "until"), ("starts_on", "ends_on"))
"""Beginning and end by the names of their columns; an end never lies before its beginning."""

Fit = Callable[[Any], Any]


class Misfit(Exception):
    """A value that cannot be kept; ``str()`` is the reason as a German sentence."""


@cache
def fits(model: type[models.Model]) -> Mapping[str, Fit]:
    """For every field of the model what makes a value fit, or raises ``Misfit``."""
    return {field.attname: _fit(field) for field in model._meta.concrete_fields}


def reversed_spans(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names of beginning and end where the end lies before the beginning."""
    known = [(begin, end) for begin, end in SPANS if values.get(begin) and values.get(end)]
    return [(begin, end) for begin, end in known if values[end] < values[begin]]


def _fit(field: Any) -> Fit:
    inner = _of_type(field)

    def fit(value: Any) -> Any:
        if value is None:
            return None if field.null else field.get_default()
        return inner(value.value if isinstance(value, Enum) else value)

    return fit


def _of_type(field: Any) -> Fit:
    if isinstance(field, ArrayField):
        one = _of_type(field.base_field)
        return lambda value: [one(inner) for inner in _a(list, "eine Liste", value)]
    if isinstance(field, models.CharField | models.TextField):
        return _text(field)
    if isinstance(field, models.PositiveSmallIntegerField):
        return _small
    if isinstance(field, models.TimeField):
        return _time
    if isinstance(field, models.JSONField):
        return _plain
    if isinstance(field, models.FloatField | models.DateField | models.DecimalField | models.BooleanField):
        return _parsed(field)
    return lambda value: value


def _a(kind: type, words: str, value: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Misfit(f"Erwartet wird {words}.")
    return value


def _text(field: Any) -> Fit:
    limit = field.max_length or MAX_TEXT
    known = frozenset(code for code, _ in field.flatchoices)
    is_link = isinstance(field, models.URLField)
    is_prose = isinstance(field, models.TextField)

    def fit(value: Any) -> str:
        words = letters.storable(_a(str, "ein Text", value))
        if is_prose and MARKUP.search(words):
            words = cleaning.plain_text(words)
        if len(words) > limit:
            raise Misfit(f"Der Text ist länger als {limit} Zeichen.")
        if known and words not in known and words:
            raise Misfit(f"„{words[:40]}“ ist hier kein bekanntes Wort.")
        if is_link and words:
            _link(words)
        return words

    return fit


def _link(words: str) -> None:
    try:
        cleaning.web_address(words)
    except ValueError as error:
        raise Misfit("Das ist keine Internetadresse (http oder https).") from error


def _small(value: Any) -> int:
    number: int = _a(int, "eine ganze Zahl", int(value) if isinstance(value, str) and value.isdecimal() else value)
    if not 0 <= number <= 32_767:
        raise Misfit("Die Zahl ist kleiner als 0 oder größer als 32.767.")
    return number


def _time(value: Any) -> time:
    found = times.parse(value)
    if found is None:
        raise Misfit("Das ist keine Uhrzeit wie 09:30.")
    return found


def _plain(value: Any) -> Any:
    """What JSON holds, letters that no database takes left out."""
    if isinstance(value, Mapping):
        return {letters.storable(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return letters.storable(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _parsed(field: Any) -> Fit:
    def fit(value: Any) -> Any:
        try:
            found = field.to_python(value)
        except ValidationError as error:
            raise Misfit(f"Das passt nicht in das Feld „{field.verbose_name}“.") from error
        if isinstance(found, Decimal):
            return _amount(found)
        return found

    return fit


def _amount(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) >= Decimal(10) ** 8:
        raise Misfit("Der Betrag ist keine Zahl oder zu groß.")
    return value.quantize(Decimal("0.01"))
