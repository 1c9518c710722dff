"""Does an offer fit a person's need? Three-valued, explained, near misses included. No database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fahrwasser.offers.criteria import (
    KINDS,
    CriterionRow,
    Facts,
    Hours,
    Kind,
    Outcome,
    Result,
    Row,
    Strictness,
    Values,
    earliest_place,
    in_force,
    kind,
)
from fahrwasser.offers.criteria.vocabulary import LEVELS, place_name

OF_EVERY_OFFER = frozenset(name for name, one in KINDS.items() if one.of_every_offer)
"""Kinds that follow from the offer itself: they say nothing of who may come."""

CONVERSATION = "A2"
"""Level of German from which somebody can follow a conversation about her own affairs."""


class Verdict(StrEnum):
    """What all criteria together say about one offer."""

    FITS = "passt"
    UNCLEAR = "zu_klaeren"
    DOES_NOT_FIT = "passt_nicht"


class ChangedBy(StrEnum):
    """Why an offer begins or ends to fit although nobody touched the file."""

    OFFER = "offer"
    RULE = "rule"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How many referrals to an offer were sent and how many of them started."""

    sent: int
    started: int

    @property
    def share(self) -> float:
        """Share that started, pulled towards one half while there are few: a single success proves little."""
        return (self.started + 1) / (self.sent + 2)


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the match knows of an offer besides its criteria.

    ``kind``: code of the kind of offer, ``kind_name`` its German name (for wishes). ``district``: code of the
    place, empty where there is none. ``places``: names by code of a district where it takes place, or by key of a
    place without one. ``languages``: codes. ``remote``: online or visiting at home.
    ``capacity``: values of that kind of criterion, empty while nothing is known.
    """

    id: str
    name: str
    provider: str
    kind: str
    kind_name: str
    district: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    remote: bool = False
    capacity: Values = field(default_factory=dict)
    track_record: TrackRecord = TrackRecord(0, 0)


MET, FAILED, UNKNOWN, SILENT = Outcome.MET, Outcome.FAILED, Outcome.UNKNOWN, Outcome.SILENT
FITS, UNCLEAR, DOES_NOT_FIT = Verdict.FITS, Verdict.UNCLEAR, Verdict.DOES_NOT_FIT
"""Looking a member up in its enumeration takes as long as comparing; here it happens for every condition."""


class Demand:
    """What a row asks, made ready to be compared with many people; offers that ask the same share one.

    ``is_stated``: the values say something that can be read.
    """

    __slots__ = ("is_stated", "kind", "values")

    def __init__(self, kind: Kind, values: Values) -> None:
        self.kind, self.values, self.is_stated = kind, values, kind.is_stated(values)


class Condition(NamedTuple):
    """A criterion row in force. ``decides``: it counts for the verdict; ``soll`` rows only inform."""

    row: CriterionRow
    demand: Demand
    decides: bool


class Person:
    """What is known of one person on one day, and what comparing it has given: each demand is compared once."""

    def __init__(self, facts: Facts, on: date) -> None:
        self.facts, self.on = facts, on
        self.results = Results(self)


class Results(dict[Demand, Result]):
    """What comparing gives, found out when somebody asks for it."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._person = person

    def __missing__(self, demand: Demand) -> Result:
        compare = demand.kind.compare if demand.is_stated else demand.kind.unstated
        self[demand] = found = compare(demand.values, self._person.facts, self._person.on)
        return found


class Check(NamedTuple):
    """One criterion row and what comparing it gave; ``decides`` as in ``Condition``."""

    row: CriterionRow
    result: Result
    decides: bool

    @property
    def label(self) -> str:
        return kind(self.row.kind).label


@dataclass(frozen=True, slots=True)
class Standing:
    """What the order of offers looks at; ``None`` means not known.

    ``deadline_met``: help begins before the need's deadline. ``wait_days``: days until a place is free.
    ``language``: a language the person speaks and the offer works in. ``minutes``: way there.
    """

    deadline_met: bool | None
    wait_days: int | None
    language: str | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """An offer held against one need of one person on one day.

    ``failed``: must-criteria that are surely not met. ``unclear``: must-criteria with a missing fact about the person
    (first) or a silent offer. ``available_from``: first later day without obstacles of time; ``None``: now already,
    or not by waiting.
    """

    offer: OfferFacts
    on: date
    asked: "Asked"
    person: Person
    failed: tuple[Check, ...]
    unclear: tuple[Check, ...]
    available_from: date | None
    standing: Standing

    @property
    def verdict(self) -> Verdict:
        if self.failed:
            return DOES_NOT_FIT
        return UNCLEAR if self.unclear else FITS

    @property
    def results(self) -> tuple[Check, ...]:
        """Every condition in force with what comparing it gave."""
        results = self.person.results
        return tuple(Check(row, results[demand], decides) for row, demand, decides in self.asked.conditions)

    @property
    def reason_codes(self) -> frozenset[str]:
        """UR codes of the failed must-criteria."""
        return frozenset(check.result.reason_code for check in self.failed)

    @property
    def missing_facts(self) -> frozenset[str]:
        """Names of the facts (keys of ``TOPICS``) that must-criteria still ask for."""
        return frozenset(check.result.fact_name for check in self.unclear if check.result.fact_name)

    @property
    def near_miss(self) -> Check | None:
        """The single must-criterion that separates; never an exclusion such as safety."""
        if len(self.failed) != 1:
            return None
        single = self.failed[0]
        return single if kind(single.row.kind).separates(single.result) else None

    @property
    def states_nothing(self) -> bool:
        """Whether nobody ever said who may come."""
        return not any(states_condition(condition.row) for condition in self.asked.conditions)

    @property
    def headline(self) -> str:
        """One German phrase for the list: "Passt ab 13.04.2026", "Passt bis auf: Kinderbetreuung".

        "vielleicht" where more than the one condition that fails is open.
        """
        since = f" ab {self.available_from:%d.%m.%Y}" if self.available_from else ""
        perhaps = " vielleicht" if self.unclear else ""
        if self.verdict is FITS or (self.near_miss and since):
            return f"Passt{perhaps}{since}"
        if self.near_miss:
            return f"Passt{perhaps} bis auf: {self.near_miss.label}"
        if self.verdict is UNCLEAR:
            return "Angebot nennt keine Bedingungen" if self.states_nothing else "Zu klären"
        return "Passt nicht"


def latest_day(deciding: Iterable[Result]) -> date | None:
    """Latest ``available_from`` of must-criteria, ``None`` when one of them fails for good."""
    latest: date | None = None
    for result in deciding:
        day = result.available_from
        if day and (latest is None or day > latest):
            latest = day
        elif not day and result.outcome is FAILED:
            return None
    return latest


def implied_rows(offer: OfferFacts) -> tuple[Row, ...]:
    """Criteria every offer has although nobody wrote them: safety, wish, and capacity.

    Safety must not depend on somebody having thought of a row: the place and the offer itself always count.
    Situations one meets there (a mixed house, a joint appointment) are rows of the kind ``safety``.
    """
    return (
        Row("safety", {"places": {offer.id: offer.name, **sole_place(offer)}, **choice_of_places(offer)}),
        Row("wish", {"kinds": {offer.kind: offer.kind_name}}),
        Row("capacity", offer.capacity),
    )


def sole_place(offer: OfferFacts) -> Mapping[str, str]:
    """The one place where it takes place; empty for none, or several."""
    if offer.places:
        return offer.places if len(offer.places) == 1 else {}
    return {offer.district: place_name(offer.district)} if offer.district else {}


def choice_of_places(offer: OfferFacts) -> Mapping[str, Mapping[str, str]]:
    """Several places: the person may choose one that is safe."""
    return {"one_of": offer.places} if len(offer.places) > 1 else {}


def rows_in_force(offer: OfferFacts, criteria: Iterable[CriterionRow], on: date) -> list[CriterionRow]:
    """The criteria that hold on that day, with those every offer has.

    An offer that states no condition is silent on every kind: it is to be clarified, not a perfect match.
    """
    rows = [row for row in (*implied_rows(offer), *criteria) if in_force(row, on)]
    if any(states_condition(row) for row in rows):
        return rows
    return [row for row in rows if row.kind in OF_EVERY_OFFER] + [
        Row(name) for name in KINDS if name not in OF_EVERY_OFFER
    ]


def states_condition(row: CriterionRow) -> bool:
    """Whether the row says who may come, however strictly."""
    return row.kind not in OF_EVERY_OFFER and kind(row.kind).is_stated(row.values)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an offer asks of everybody on one day.

    ``deciding``: the conditions that count for the verdict, ``demands`` what they ask. ``ways``: the conditions that
    tell how far it is. ``hours``: the fixed times that follow from those that decide.
    """

    offer: OfferFacts
    conditions: tuple[Condition, ...]
    deciding: tuple[Condition, ...]
    demands: tuple[Demand, ...]
    ways: tuple[Condition, ...]
    hours: tuple[Hours, ...]


def asked(
    offer: OfferFacts, criteria: Iterable[CriterionRow], on: date, demand: Callable[[Kind, Values], Demand] = Demand
) -> Asked:
    """``demand`` finds the one of others that ask the same."""
    rows = rows_in_force(offer, criteria, on)
    found = tuple(Condition(row, demand(kind(row.kind), row.values), row.strictness == Strictness.MUST) for row in rows)
    deciding = tuple(condition for condition in found if condition.decides)
    return Asked(
        offer, found, deciding,
        demands=tuple(condition.demand for condition in deciding),
        ways=tuple(condition for condition in found if condition.demand.kind.tells_way),
        hours=hours_of(rows, on),
    )  # fmt: skip


def hours_of(rows: Iterable[CriterionRow], on: date) -> tuple[Hours, ...]:
    """The fixed times of an offer, from its must-criteria about times that are in force."""
    deciding = (row for row in rows if row.strictness == Strictness.MUST and in_force(row, on))
    return tuple(hours for row in deciding for hours in kind(row.kind).hours(row.values))


def evaluate_offer(offer: OfferFacts, criteria: Iterable[CriterionRow], facts: Facts, on: date) -> Match:
    """Hold the criteria in force on that day against the facts."""
    return evaluate(asked(offer, criteria, on), Person(facts, on))


def evaluate(asked: Asked, person: Person) -> Match:
    """The same with what was made ready before."""
    known = person.results
    results = [known[demand] for demand in asked.demands]
    checks: dict[Outcome, list[Check]] = {FAILED: [], UNKNOWN: [], SILENT: []}
    for condition, result in zip(asked.deciding, results, strict=True):
        if result.outcome is not MET:
            checks[result.outcome].append(Check(condition.row, result, decides=True))
    free = latest_day(results)
    return Match(
        asked.offer, person.on, asked, person,
        failed=tuple(checks[FAILED]),
        unclear=(*checks[UNKNOWN], *checks[SILENT]),
        available_from=free,
        standing=standing(asked, person, free),
    )  # fmt: skip


def standing(asked: Asked, person: Person, free: date | None) -> Standing:
    """``free``: first later day without obstacles of time."""
    offer, facts, on = asked.offer, person.facts, person.on
    place = earliest_place(offer.capacity, on)
    return Standing(
        deadline_met=deadline_met(facts, max(free or on, place or on)),
        wait_days=(place - on).days if place else None,
        language=shared_language(offer.languages, facts),
        minutes=0 if offer.remote else way_minutes(asked.ways, facts),
    )


def shared_language(works_in: Set[str], facts: Facts) -> str | None:
    """A language of the person that the offer works in, else German where she can follow a conversation."""
    own = works_in & facts.languages.value if facts.languages else set()
    follows = facts.german is not None and LEVELS.index(facts.german.value.level) >= LEVELS.index(CONVERSATION)
    return min(own) if own else ("de" if follows and "de" in works_in else None)


def deadline_met(facts: Facts, begins: date) -> bool | None:
    """Whether help that begins on that day comes in time; ``None`` when the deadline is not known."""
    if facts.need_deadline is None:
        return None
    return facts.need_deadline.value is None or begins <= facts.need_deadline.value


def way_minutes(ways: Iterable[Condition], facts: Facts) -> int | None:
    """Minutes from the person's district by the offer's row about the way, where both are known."""
    if not facts.district:
        return None
    home = facts.district.value
    from_home = (way.demand.kind.minutes_from(way.demand.values, home) for way in ways)
    return next((minutes for minutes in from_home if minutes is not None), None)


def serves(offer_needs: Collection[str], need_code: str) -> bool:
    """Whether an offer serves a need. ``LA09`` on either side stands for the whole life area."""
    area = need_code.partition(".")[0]
    if need_code == area:
        return any(code.partition(".")[0] == area for code in offer_needs)
    return need_code in offer_needs or area in offer_needs
