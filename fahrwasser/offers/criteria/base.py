"""What every kind of criterion is: three-valued, explained, and registered once under a stable name."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Final, NamedTuple

from fahrwasser.offers.criteria.facts import TOPICS, Facts
from fahrwasser.offers.criteria.fields import Field
from fahrwasser.offers.criteria.wording import Both, said

Values = Mapping[str, Any]
"""The JSON values of one criterion; empty means that the offer says nothing."""
Words = Callable[[], str]
"""Words that are put together when somebody reads them: most comparisons are only counted."""


class Outcome(StrEnum):
    """What comparing one criterion with the facts gives."""

    MET = "erfuellt"
    FAILED = "nicht_erfuellt"
    UNKNOWN = "unbekannt"  # a fact about the person is missing
    SILENT = "nicht_angegeben"  # the offer says nothing, or nothing that is still fresh


class Mark(IntEnum):
    """An outcome as the bulk engine keeps it, in one byte."""

    MET = 0
    FAILED = 1  # alone, it would be a near miss
    UNCLEAR = 2  # a fact is missing, or the offer says nothing
    EXCLUDED = 3  # failed for good


SILENT_ASPECT: Final = "silent"
UNREADABLE_ASPECT: Final = "unreadable"
REMEMBERED: Final = 20_000
"""Values of one kind of which is remembered whether they can be read."""


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekly time of an offer: days as ``mo`` ... ``so``, and the first and last day on which it takes place."""

    days: frozenset[str]
    starts: time
    ends: time
    first_day: date = date.min
    last_day: date = date.max

    def clashes(self, other: "Hours") -> bool:
        same_days = bool(self.days & other.days)
        same_time = self.starts < other.ends and other.starts < self.ends
        return same_days and same_time and self.first_day <= other.last_day and other.first_day <= self.last_day


class Result(NamedTuple):
    """One criterion compared with the facts; a tuple, for one page makes thousands of them.

    ``words``: what ``sentence`` says, without its full stop. ``reason_code``: UR-01 ... UR-18, only where it failed.
    ``fact_name``: the missing fact (a key of ``TOPICS``), only where unknown. ``available_from``: a later day from
    which on the criterion holds.
    """

    kind: str
    outcome: Outcome
    words: Words
    reason_code: str = ""
    fact_name: str = ""
    available_from: date | None = None

    @property
    def sentence(self) -> str:
        """In the language of whoever reads, with both compared values, source and date."""
        return f"{self.words()}."


def all_of(parts: Iterable[bool | None]) -> bool | None:
    """Kleene's "and": a no decides, otherwise an unknown leaves it open."""
    known = list(parts)
    if False in known:
        return False
    return None if None in known else True


def any_of(parts: Iterable[bool | None]) -> bool | None:
    """Kleene's "or": a yes decides, otherwise an unknown leaves it open."""
    known = list(parts)
    if True in known:
        return True
    return None if None in known else False


class Kind:
    """One kind of criterion. Subclasses state their fields, their sentence and their comparison.

    ``order``: where forms show it. ``title``: a line for whoever looks for the right kind, where the label does not
    say enough. ``reads``: the facts it compares with. ``exclusion``: a failure is never offered as a near miss,
    because nobody should be talked into it. ``of_every_offer``: the engine holds it against every offer, whoever wrote
    it down or not; it explains a failure, never why an offer fits. ``from_the_offer``: follows from the offer's own
    dates and places, nobody types it twice. ``says_when``: states the first day, so that the offer's own need not.
    ``says_where``: tells where it takes place, so it never goes out for a shelter. ``stays_inside``: about people one
    meets there; never published. ``tells_way``: says how long the way is.
    """

    name: ClassVar[str]
    order: ClassVar[int]
    label: ClassVar[Both]
    title: ClassVar[Both] = Both("", "")
    reason_code: ClassVar[str]
    fields: ClassVar[Mapping[str, Field]]
    reads: ClassVar[tuple[str, ...]]
    exclusion: ClassVar[bool] = False
    of_every_offer: ClassVar[bool] = False
    from_the_offer: ClassVar[bool] = False
    says_when: ClassVar[bool] = False
    says_where: ClassVar[bool] = False
    stays_inside: ClassVar[bool] = False
    tells_way: ClassVar[bool] = False

    def __init__(self) -> None:
        self._readable: dict[str, bool] = {}

    def validate(self, values: Any) -> list[str]:
        """Sentences for everything that is wrong; empty when the values may be stored."""
        if not isinstance(values, Mapping):
            told = said("Die Werte haben nicht die erwartete Form.", "The values do not have the expected form.")
            return [f"{self.label}: {told}"]
        if not values:
            return []
        strange = [self._strange(key) for key in values if key not in self.fields]
        blank = said("Bitte ausfüllen.", "Please fill in.")
        missing = [f"{f.label}: {blank}" for key, f in self.fields.items() if f.required and key not in values]
        wrong = [self.fields[key].problem(value) for key, value in values.items() if key in self.fields]
        return strange + missing + [told for told in wrong if told] or self.contradictions(values)

    def _strange(self, key: object) -> str:
        told = said(f"„{key}“ gehört nicht zu dieser Bedingung.", f"“{key}” does not belong to this condition.")
        return f"{self.label}: {told}"

    def turns(self, values: Values) -> Sequence[date]:
        """Days named in the values from which on everybody is answered otherwise than the day before."""
        return ()

    def contradictions(self, values: Values) -> list[str]:
        """Sentences for values that are each right but do not go together."""
        return []

    def is_stated(self, values: Values) -> bool:
        """Whether the values say something that can be read: what was stored by hand or long ago may be neither."""
        if not values:
            return False
        shown = repr(values)
        readable = self._readable.get(shown)
        if readable is None:
            if len(self._readable) >= REMEMBERED:
                self._readable.clear()
            readable = self._readable[shown] = not self.validate(values)
        return readable

    def sentence(self, values: Values) -> str:
        """What the offer demands; says so when the offer says nothing."""
        return f"{self.demand(values) if self.is_stated(values) else self._nothing(values)}."

    def _nothing(self, values: Values) -> str:
        label = self.label
        if values:
            return said(f"Die gespeicherte Bedingung ist nicht lesbar: {label}",
                        f"The stored condition cannot be read: {label}")  # fmt: skip
        return said(f"Angebot sagt nichts zu: {label}", f"The offer says nothing about: {label}")

    def evaluate(self, values: Values, facts: Facts, on: date) -> Result:
        """Compare stored values with the facts as of a day. Whatever was stored, it raises nothing."""
        return self.compare(values, facts, on) if self.is_stated(values) else self.unstated(values, facts, on)

    def unstated(self, values: Values, facts: Facts, on: date) -> Result:
        """The result for values that say nothing, or nothing that can be read."""
        if not values and self.irrelevant(facts, on):
            return self.met(self._not_needed)
        return self.silent(lambda: self._nothing(values))

    def _not_needed(self) -> str:
        label = self.label
        return said(f"{label}: wird nicht gebraucht", f"{label}: not needed")

    def aspect(self, values: Values) -> str:
        """Which part of the facts these values compare with; empty for all that the kind reads."""
        if self.is_stated(values):
            return self.part(values)
        return UNREADABLE_ASPECT if values else SILENT_ASPECT

    def part(self, values: Values) -> str:
        """The aspect of values that state something."""
        return ""

    def seen(self, facts: Facts, on: date, aspect: str) -> Hashable:
        """What an aspect sees of a person; people who look alike to it get the same outcome from all its values."""
        if aspect == SILENT_ASPECT:
            return self.irrelevant(facts, on)
        return None if aspect == UNREADABLE_ASPECT else self.look(facts, on, aspect)

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        """The facts themselves; a kind that sees less says so, for the fewer looks the faster the bulk engine."""
        return tuple((fact.value,) if (fact := getattr(facts, name)) else None for name in self.reads)

    def minutes_from(self, values: Values, district: str) -> int | None:
        """Minutes of the way from there, where these values say them."""
        return None

    def hours(self, values: Values) -> list[Hours]:
        """The weekly times these values fix."""
        return []

    def marks(self, values: Values, people: Sequence[Facts], on: date) -> bytes:
        """The vector form: one ``Mark`` for each of the people, the same that ``evaluate`` gives."""
        return bytes(self.mark(self.evaluate(values, facts, on)) for facts in people)

    def mark(self, result: Result) -> int:
        if result.outcome is Outcome.FAILED:
            return Mark.FAILED if self.separates(result) else Mark.EXCLUDED
        return Mark.MET if result.outcome is Outcome.MET else Mark.UNCLEAR

    def demand(self, values: Values) -> str:
        """The demand without the full stop, for use inside a sentence; of values that state something."""
        raise NotImplementedError

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        raise NotImplementedError

    def irrelevant(self, facts: Facts, on: date) -> bool:
        """Whether the person surely does not need what a silent offer leaves open."""
        return False

    def separates(self, result: Result) -> bool:
        """Whether a failure, if it is the only one, makes a near miss."""
        return not self.exclusion

    def met(self, words: Words, available_from: date | None = None) -> Result:
        return Result(self.name, Outcome.MET, words, available_from=available_from)

    def failed(self, words: Words, available_from: date | None = None) -> Result:
        return Result(self.name, Outcome.FAILED, words, self.reason_code, available_from=available_from)

    def unknown(self, demand: Words, fact_name: str) -> Result:
        def words() -> str:
            return f"{demand()}; {said('unbekannt', 'unknown')}: {TOPICS[fact_name].name}"

        return Result(self.name, Outcome.UNKNOWN, words, fact_name=fact_name)

    def silent(self, words: Words) -> Result:
        return Result(self.name, Outcome.SILENT, words)

    def decide(self, truth: bool | None, demand: Words, known: Words, missing: str) -> Result:
        """The result for a Kleene value; ``known`` are the cited facts, ``missing`` the fact to ask for."""
        if truth is None:
            return self.unknown(demand, missing)

        def words() -> str:
            return "; ".join(filter(None, (demand(), known())))

        return self.met(words) if truth else self.failed(words)


class UnknownKind(Kind):
    """Stands for a name outside the closed set, in a row of another version or made by hand: it says nothing."""

    order = 0
    label = Both("Unbekannte Art von Bedingung", "Unknown kind of condition")
    reason_code = ""
    fields = {}
    reads = ()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name  # type: ignore[misc]  # of this row alone

    def validate(self, values: Any) -> list[str]:
        return [f"{self.label}: {self.name}"]


KINDS: Final[dict[str, Kind]] = {}
"""Every kind by its stable name, in the order in which a form offers them."""


def register(cls: type[Kind]) -> type[Kind]:
    """Class decorator: the kind becomes known under its name."""
    if cls.name in KINDS:
        raise ValueError(f"kind {cls.name} exists twice")
    KINDS[cls.name] = cls()
    return cls
