"""Known facts as JSON and back: the one place that knows how a field of ``Facts`` lies in the database.

The value of a ``KnownFact`` is JSON with the names of the dataclass: days and times as ISO 8601, sets and tuples as
lists, ``Residence``, ``German`` and ``Obligation`` as objects of their fields. Pure Python.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import date, time, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints

from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, Obligation
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS, LEVELS, PROOFS, RESIDENCE_GROUPS, SEXES, WEEKDAYS

PERSON_TOLD = frozenset({"dangerous_places", "avoided_circles"})
"""Facts only the person's own words may give."""

LONGEST_NIGHT = timedelta(hours=14)
"""A longer appointment over midnight is a slip of the pen: times that were typed the wrong way round."""

CODES: Mapping[str, tuple[Callable[[Any], Collection[str]], Collection[str]]] = {
    "residence": (lambda value: [value.group], RESIDENCE_GROUPS),
    "german": (lambda value: [value.level], LEVELS),
    "benefit_system": (lambda value: [value], BENEFIT_SYSTEMS),
    "gender": (lambda value: [value], SEXES),
    "proofs": (lambda value: value, PROOFS),
}
"""Facts made of codes: how to find the codes in the value, and the closed list."""


class Noted(Protocol):
    """What a stored fact has; ``assessment.models.KnownFact`` is one."""

    value: Any
    source: str
    as_of: date


@cache
def kinds() -> Mapping[str, Any]:
    """Type of the value of every fact, by name: ``{"age": int, "languages": frozenset[str], ...}``."""
    return {name: get_args(get_args(hint)[0])[0] for name, hint in get_type_hints(Facts).items()}


def to_json(value: Any) -> Any:
    """The value of a fact in the shape it is stored in."""
    if is_dataclass(value):
        return {name: to_json(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [to_json(entry) for entry in value] if isinstance(value, tuple) else value


def from_json(name: str, raw: Any) -> Any:
    """The stored value of the fact ``name``. ``KeyError``: no such fact; ``ValueError``: another shape."""
    value = _decode(kinds()[name], raw)
    if name in CODES:
        found, known = CODES[name]
        if not set(found(value)) <= set(known):
            raise ValueError(f"unknown code in {name}")
    return value


def _decode(kind: Any, raw: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if raw is None else _decode(inner, raw)
    if origin in (frozenset, tuple):
        return origin(_decode(get_args(kind)[0], entry) for entry in _of_type(list, raw))
    if is_dataclass(kind):
        return _decode_object(kind, _of_type(dict, raw))
    if kind in (date, time):
        return kind.fromisoformat(_of_type(str, raw))
    return _of_type(kind, raw)


def _decode_object(kind: Any, raw: dict[str, Any]) -> Any:
    fields = get_type_hints(kind)
    if raw.keys() - fields.keys():
        raise ValueError(f"unknown fields: {sorted(raw.keys() - fields.keys())}")
    try:
        return kind(**{name: _decode(fields[name], entry) for name, entry in raw.items()})
    except TypeError as error:
        raise ValueError(str(error)) from error


def _of_type(kind: type, raw: Any) -> Any:
    if type(raw) is not kind:
        raise ValueError(f"{kind.__name__} expected, not {type(raw).__name__}")
    return raw


def check(name: str, value: Any, source: str) -> None:
    """Refuse what criteria could not compare with: an unknown fact, another shape, somebody else's words."""
    try:
        from_json(name, value)
    except KeyError as error:
        raise NotAllowed("Diese Angabe gibt es nicht.", field="name") from error
    except ValueError as error:
        raise NotAllowed("Diese Angabe ist so nicht lesbar. Bitte prüfen Sie sie.", field="value") from error
    if name in PERSON_TOLD and source != OWN_WORDS:
        raise NotAllowed("Das kann nur die Person selbst sagen. Quelle ist „eigene Angabe“.", field="source")


def to_facts(known: Mapping[str, Noted]) -> Facts:
    """The newest known facts, by name, as criteria want them; what is not known stays ``None``."""
    return read_facts((name, noted.value, noted.source, noted.as_of) for name, noted in known.items())


def read_facts(stored: Iterable[tuple[str, Any, str, date]]) -> Facts:
    """Name, value, source and day of each. What cannot be read, or did not come from the person, is not known."""
    readable = ((name, _readable(name, value, source), source, as_of) for name, value, source, as_of in stored)
    return Facts(**{name: Fact(found[0], source, as_of) for name, found, source, as_of in readable if found})


def _readable(name: str, value: Any, source: str) -> tuple[Any] | None:
    if name in PERSON_TOLD and source != OWN_WORDS:
        return None
    try:
        found = from_json(name, value)
    except (KeyError, ValueError):
        return None
    return (tuple(part for duty in found for part in by_day(duty)) if name == "obligations" else found,)


def length(starts: time, ends: time) -> timedelta:
    """How long an appointment takes; one that ends earlier than it starts goes on until the next day."""
    taken = timedelta(hours=ends.hour - starts.hour, minutes=ends.minute - starts.minute)
    return taken if ends >= starts else taken + timedelta(days=1)


def by_day(duty: Obligation) -> list[Obligation]:
    """An appointment over midnight as its evening and the morning after, so that criteria compare within one day."""
    if duty.starts <= duty.ends:
        return [duty]
    following = dict(zip(WEEKDAYS, [*WEEKDAYS][1:] + [*WEEKDAYS][:1], strict=True))
    morning = replace(
        duty, starts=time.min, days=frozenset(map(following.__getitem__, duty.days)),
        first_day=_day_after(duty.first_day), last_day=_day_after(duty.last_day),
    )  # fmt: skip
    return [replace(duty, ends=time.max), *([morning] if morning.ends > time.min else [])]


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else day


def from_facts(facts: Facts) -> dict[str, tuple[Any, str, date | None]]:
    """The inverse: JSON value, source and day of every fact that is known, by name."""
    found = {name: getattr(facts, name) for name in kinds()}
    return {name: (to_json(fact.value), fact.source, fact.as_of) for name, fact in found.items() if fact is not None}
