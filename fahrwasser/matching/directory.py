"""The whole directory as matching reads it: every offer with its conditions and places, kept until something changes.

The database notes what is written to the tables of the directory (``DirectoryChange``); whoever matches asks for
that first. So the offers are read once by each process, and never out of date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import Final
from uuid import UUID

from django.db.models import F, Sum

from fahrwasser.core.memory import settle
from fahrwasser.matching.bulk import BulkOffer, bulk_offer
from fahrwasser.matching.models import DirectoryChange
from fahrwasser.matching.rules import Asked, Demand, Match, OfferFacts, Person, TrackRecord, asked, evaluate, serves
from fahrwasser.offers.codes import kind_name
from fahrwasser.offers.criteria import CriterionRow, Kind, Row, Strictness, Values, in_force, kind
from fahrwasser.offers.criteria.spans import day_after
from fahrwasser.offers.criteria.typed import place_code
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.models import Capacity, Criterion, Offer, OfferPlace
from fahrwasser.offers.queries import criteria_of, newest_capacities

NOT_READ: Final = ("more", "provenance", "summary", "eligibility", "application", "words")
"""Long texts that nothing here compares or shows."""
UNNAMED: Final = "ein weiterer Ort"
NO_RECORD: Final = TrackRecord(0, 0)


@dataclass(frozen=True)
class Known:
    """An offer with what was said last about its places, and its conditions."""

    offer: Offer
    capacity: Capacity | None
    rows: Sequence[Criterion]
    places: Mapping[str, str] = field(default_factory=dict)
    track_record: TrackRecord = NO_RECORD

    @cached_property
    def facts(self) -> OfferFacts:
        """The offer as the engine sees it."""
        return OfferFacts(
            id=self.offer.code or str(self.offer.pk),
            name=self.offer.name,
            provider=self.offer.provider.name,
            kind=self.offer.kind,
            kind_name=kind_name(self.offer.kind),
            district=self.offer.district,
            places=self.places,
            languages=frozenset(self.offer.languages),
            remote=self.offer.is_remote,
            capacity=capacity_values(self.offer, self.capacity) if self.capacity else {},
            track_record=self.track_record,
        )

    def facts_after(self, aged: timedelta) -> OfferFacts:
        """The same after some days, in which somebody has confirmed the capacity."""
        if not self.capacity or not aged:
            return self.facts
        confirmed = self.capacity.confirmed_on + aged
        return replace(self.facts, capacity={**self.facts.capacity, "confirmed_on": confirmed.isoformat()})

    @cached_property
    def stated(self) -> Sequence[CriterionRow]:
        """The conditions; the first day of the offer where no row says when, and its last day where none says until."""
        when = [row for row in self.rows if kind(row.kind).says_when]
        days = {
            "from": None if when else self.offer.starts_on,
            "to": None
            if any(kind(row.kind).is_stated(row.values) and "to" in row.values for row in when)
            else self.offer.ends_on,
        }
        values = {name: day.isoformat() for name, day in days.items() if day}
        return [*self.rows, Row("availability", values, source=self.offer.source)] if values else self.rows


@dataclass(frozen=True)
class Directory:
    """Offers that exist, in the order of their keys."""

    known: tuple[Known, ...]

    def bulk(self, on: date, *, capacity_of: date | None = None) -> list[BulkOffer]:
        """``capacity_of``: a day before, whose free places are taken to be those of ``on``: no older by then."""
        aged = on - (capacity_of or on)
        return [bulk_offer(one.facts_after(aged), one.offer.needs, one.stated, on) for one in self.known]

    def serving(self, need_code: str) -> list[Known]:
        """Every offer that serves the need, or its whole life area. Nothing else is dropped here."""
        if need_code not in self._serving:
            self._serving[need_code] = [one for one in self.known if serves(one.offer.needs, need_code)]
        return self._serving[need_code]

    @cached_property
    def _serving(self) -> dict[str, list[Known]]:
        return {}

    def matches(self, need_code: str, person: Person) -> list[tuple[Known, Match]]:
        """Every offer that serves the need, held against what is known of a person."""
        return [(one, evaluate(ready, person)) for one, ready in self._asking(need_code, person.on)]

    def _asking(self, need_code: str, on: date) -> list[tuple[Known, Asked]]:
        """What each of them asks on that day; only the newest day is kept."""
        if on not in self._ready:
            self._ready.clear()
        ready = self._ready.setdefault(on, {})
        if need_code not in ready:
            ready[need_code] = [
                (one, asked(one.facts, one.stated, on, self._demand)) for one in self.serving(need_code)
            ]
        return ready[need_code]

    @cached_property
    def _ready(self) -> dict[date, dict[str, list[tuple[Known, Asked]]]]:
        return {}

    def _demand(self, kind: Kind, values: Values) -> Demand:
        """The same for whoever asks the same."""
        key = kind.name, repr(values)
        if key not in self._demands:
            self._demands[key] = Demand(kind, values)
        return self._demands[key]

    @cached_property
    def _demands(self) -> dict[tuple[str, str], Demand]:
        return {}

    @cached_property
    def areas(self) -> frozenset[str]:
        """Life areas in which any of the offers serves a need."""
        return frozenset(code.partition(".")[0] for one in self.known for code in one.offer.needs)

    @cached_property
    def keys(self) -> dict[str, UUID]:
        """Keys of the rows by the name the engine uses."""
        return {one.facts.id: one.offer.pk for one in self.known}

    def part(self, offers: Iterable[UUID]) -> "Directory":
        chosen = set(offers)
        return Directory(tuple(one for one in self.known if one.offer.pk in chosen))

    def turning(self, after: date, until: date) -> dict[date, "Directory"]:
        """Days after the first and until the last on which a must-condition of an offer begins, ends or changes."""
        found: dict[date, list[Known]] = {}
        for one in self.known:
            for day in sorted({day for row in one.stated for day in turns(row)}):
                if after < day <= until:
                    found.setdefault(day, []).append(one)
        return {day: Directory(tuple(turning)) for day, turning in sorted(found.items())}


NOT_YET: Final = (-1, Directory(()))


class Kept:
    """The directory of this process with what was changed until it was read: both at once, or neither."""

    read: tuple[int, Directory] = NOT_YET
    reading = Lock()


def directory() -> Directory:
    """Every offer that exists. What it holds is shared: nobody changes it."""
    version = _version()
    read = Kept.read
    if read[0] == version:
        return read[1]
    with Kept.reading:
        if Kept.read[0] != version:
            Kept.read = (version, _read())
            settle()
        return Kept.read[1]


def _version() -> int:
    """The same only while nothing is changed; read before the offers, so that a change in between is not missed."""
    return int(DirectoryChange.objects.aggregate(version=Sum("mark"))["version"] or 0)


def _read() -> Directory:
    active = (
        Offer.objects.filter(status=Offer.Status.ACTIVE)
        .select_related("provider")
        .annotate(sent=F("track_record__sent"), started=F("track_record__started"))
    )
    offers = list(active.defer(*NOT_READ).order_by("pk"))
    ids = [offer.pk for offer in offers]
    capacities, criteria, places = newest_capacities(ids), criteria_of(ids), _places(ids)
    return Directory(
        tuple(
            Known(
                offer, capacities.get(offer.pk), criteria.get(offer.pk, []), places.get(offer.pk, {}),
                TrackRecord(offer.sent or 0, offer.started or 0),
            )
            for offer in offers
        )
    )  # fmt: skip


def _places(offers: list[UUID]) -> dict[UUID, dict[str, str]]:
    """Where each offer takes place, as a person may name it: by district, by town or name where that is not known."""
    found: dict[UUID, dict[str, str]] = {}
    rows = OfferPlace.objects.filter(offer__in=offers).order_by("position", "pk")
    for offer, key, district, town, name in rows.values_list(
        "offer", "place", "place__district", "place__town", "place__name"
    ):
        code = place_code(district) or str(key)
        found.setdefault(offer, {})[code] = place_name(code) if district else town or name or UNNAMED
    return found


def capacity_values(offer: Offer, capacity: Capacity) -> dict[str, object]:
    """The newest capacity as values of that kind of criterion."""
    stated = {
        "free_from": capacity.free_from and capacity.free_from.isoformat(),
        "wait_days": capacity.expected_wait_days,
    }
    return {
        "state": capacity.state,
        "confirmed_on": capacity.confirmed_on.isoformat(),
        "stale_after_days": offer.capacity_valid_days,
        **{name: value for name, value in stated.items() if value is not None},
    }


def turns(row: CriterionRow) -> list[date]:
    """Days on which a must-condition begins, holds no more, or asks something else of everybody."""
    if row.strictness != Strictness.MUST:
        return []
    of_row = [day for day in (row.valid_from, day_after(row.valid_to)) if day]
    return of_row + [day for day in kind(row.kind).turns(row.values) if in_force(row, day)]
