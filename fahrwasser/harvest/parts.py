"""Holds what belongs to offers and places against the directory: times, prices, papers, conditions, texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from fahrwasser.core.ids import new_id
from fahrwasser.harvest import fitting, times
from fahrwasser.harvest.found import FoundOffer, Part, Spot
from fahrwasser.harvest.known import Known, differing
from fahrwasser.harvest.plan import LABELS, Difference, Model
from fahrwasser.offers.models import (
    OWN,
    Capacity,
    CostOption,
    Criterion,
    OfferPlace,
    OfferText,
    RequiredDocument,
    Schedule,
)  # fmt: skip

if TYPE_CHECKING:
    from fahrwasser.harvest.planning import _Planner

Planned = Sequence[tuple[FoundOffer, UUID]]
TEXT_FIELDS: Final = {"name": "Name", "summary": "Beschreibung"}
TEXT_LIMITS: Final = {"field": 20, "language": 8}


class _Owned:
    """One part with its owner: the name of the owner's field, its key, and the offers that are touched with it."""

    __slots__ = ("key", "number", "offer", "owner", "part", "position", "spot")

    def __init__(self, owner: tuple[str, UUID], offer: UUID | None, position: int, part: Part, spot: Spot) -> None:
        self.owner, self.offer, self.position, self.part, self.spot = owner, offer, position, part, spot
        self.number = part.external_id or str(position)
        self.key: UUID | None = None


class Parts:
    """The parts of all offers of one reading, table by table."""

    def __init__(self, planner: _Planner) -> None:
        self.planner, self.plan, self.source = planner, planner.plan, planner.source

    def hold(self, planned: Planned, offers: Known) -> None:
        """Plan everything that belongs to these offers."""
        self.offers = offers
        self.names = {key: str(one.values.get("name") or one.external_id) for one, key in planned}
        at_places = self._at_places(planned)
        self._schedules(planned, at_places)
        self._of_offers(CostOption, planned, "costs")
        self._of_offers(RequiredDocument, planned, "documents")
        self._criteria(planned)
        self._capacities(planned)
        self._texts(planned)

    def _touch(self, offer: UUID | None) -> None:
        if offer in self.offers.rows:
            self.plan.touched.add(offer)

    def _at_places(self, planned: Planned) -> dict[tuple[UUID, str], UUID]:
        """Keys of the offers at their places, by offer and number of the place."""
        owned = [
            _Owned(("offer_id", key), key, position, Part(at.values, at.external_id or at.place, at.more), one.spot)
            for one, key in planned
            for position, at in enumerate(_once(one.places, self.planner.places))
        ]
        places = {(key, at.external_id or at.place): at.place for one, key in planned for at in one.places}
        for item in owned:
            place = places[item.owner[1], item.part.external_id]
            values = {**item.part.values, "place_id": self.planner.places[place][0]}
            item.part = Part(values, item.part.external_id, item.part.more)
        self._rows(OfferPlace, owned, {key for _, key in planned})
        return {(item.owner[1], places[item.owner[1], item.part.external_id]): item.key for item in owned if item.key}

    def _schedules(self, planned: Planned, at_places: Mapping[tuple[UUID, str], UUID]) -> None:
        owned = list(self._owned(planned, "schedules", "offer_id"))
        for one, key in planned:
            for at in one.places:
                owner = at_places.get((key, at.place))
                for position, part in enumerate(at.schedules if owner else ()):
                    owned.append(_Owned(("at_place_id", owner), key, position, part, one.spot))  # type: ignore[arg-type]
        for key, place in self.planner.places.values():
            for position, part in enumerate(place.schedules):
                owned.append(_Owned(("place_id", key), None, position, part, place.spot))
        owners = {key for _, key in planned} | set(at_places.values())
        self._rows(Schedule, owned, owners | {key for key, _ in self.planner.places.values()})

    def _of_offers(self, model: Model, planned: Planned, name: str) -> None:
        self._rows(model, list(self._owned(planned, name, "offer_id")), {key for _, key in planned})

    def _owned(self, planned: Planned, name: str, owner: str) -> Iterator[_Owned]:
        for one, key in planned:
            for position, part in enumerate(getattr(one, name)):
                yield _Owned((owner, key), key, position, part, one.spot)

    def _rows(self, model: Any, owned: Sequence[_Owned], owners: set[UUID]) -> None:
        """New, changed and gone rows of a table whose rows have a source and an owner."""
        known = Known(model, self.source, model.objects.filter(source=self.source))
        known.look_up([(item.number, item.owner[1]) for item in owned])
        for item in owned:
            item.key = known.key(item.number, item.owner[1])
            if item.key is not None:
                self._row(model, item, known.rows.get(item.key))
        rows = self.plan.tables[model]
        for key, row in known.rows.items():
            owner = _owner(row)
            if key not in known.given and owner in owners:
                rows.gone.append(key)
                self._touch(owner)
                self.plan.changed.append(self._difference(model, row, 1, 0))

    def _row(self, model: Any, item: _Owned, row: Any) -> None:
        unsaid = dict.fromkeys(name for span in fitting.SPANS for name in span if hasattr(model, name))
        values = unsaid | self.planner.fit(model, item.part.values, item.spot)
        values |= {"position": item.position, "more": fitting.fits(model)["more"](item.part.more)}
        values |= {"external_id": item.part.external_id[:100], item.owner[0]: item.owner[1]}
        rows = self.plan.tables[model]
        if row is None:
            rows.new.append({"id": item.key, "source": self.source, "modified_at": self.planner.now, **values})
            self._touch(item.offer)
            return
        differs = differing(row, values)
        if differs:
            rows.changed[row.pk] = {**differs, "modified_at": self.planner.now}
            self._touch(item.offer)
            self.plan.changed.append(self._difference(model, row, _words(row), _words(differs, row)))

    def _difference(self, model: Model, row: Any, ours: Any, theirs: Any) -> Difference:
        subject = self.names.get(_owner(row), "")
        return Difference(subject, LABELS[model], ours, theirs, row.pk, "")

    def _criteria(self, planned: Planned) -> None:
        """Conditions that the source states; those that people wrote stay, and are not doubled."""
        mine: dict[UUID, dict[UUID, Criterion]] = defaultdict(dict)
        others: dict[UUID, list[Criterion]] = defaultdict(list)
        for row in Criterion.objects.filter(offer__source=self.source):
            if row.source == self.source:
                mine[row.offer_id][row.pk] = row
            else:
                others[row.offer_id].append(row)
        for one, key in planned:
            left = list(mine[key].values())
            for part in one.criteria:
                values = {"strictness": "muss", **self.planner.fit(Criterion, part.values, one.spot)}
                same = next((row for row in [*left, *others[key]] if not differing(row, values)), None)
                if same in left:
                    left.remove(same)
                elif same is None and values.get("kind"):
                    self.plan.tables[Criterion].new.append(
                        {**values, "id": new_id(), "offer_id": key, "source": self.source}
                    )
                    self._touch(key)
            self._gone(key, left)

    def _gone(self, offer: UUID, rows: Iterable[Criterion]) -> None:
        for row in rows:
            self.plan.tables[Criterion].gone.append(row.pk)
            self.plan.changed.append(self._difference(Criterion, row, row.kind, ""))
            self._touch(offer)

    def _capacities(self, planned: Planned) -> None:
        """What the source says about places is added with its day when it differs from what it said last."""
        if not any(one.capacities for one, _ in planned):
            return
        last: dict[UUID, Capacity] = {}
        for row in Capacity.objects.filter(offer__source=self.source).order_by("confirmed_on", "pk"):
            last[row.offer_id] = row
        for one, key in planned:
            for part in one.capacities[:1]:
                values = self.planner.fit(Capacity, part.values, one.spot)
                said = {name: value for name, value in values.items() if name != "confirmed_on"}
                if values.get("state") and (key not in last or differing(last[key], said)):
                    day = values.get("confirmed_on") or self.planner.now.date()
                    self.plan.tables[Capacity].new.append(
                        {"confirmed_by": self.source, **values, "id": new_id(), "offer_id": key, "confirmed_on": day}
                    )
                    self._touch(key)

    def _texts(self, planned: Planned) -> None:
        """Translations; what a person wrote here stays and is shown."""
        rows = OfferText.objects.filter(offer__source=self.source).defer("words")
        known = {(row.offer_id, row.field, row.language): row for row in rows}
        for one, key in planned:
            for (field, language), text in one.texts.items():
                if len(field) <= TEXT_LIMITS["field"] and len(language) <= TEXT_LIMITS["language"]:
                    fitted = self.planner.fit(OfferText, {"text": text}, one.spot)
                    if fitted.get("text"):
                        self._text(known.get((key, field, language)), key, field, language, fitted["text"])

    def _text(self, row: OfferText | None, offer: UUID, field: str, language: str, text: str) -> None:
        table = self.plan.tables[OfferText]
        if row is None:
            table.new.append({"id": new_id(), "offer_id": offer, "field": field, "language": language, "text": text,
                              "source": self.source})  # fmt: skip
            self._touch(offer)
        elif row.text != text:
            label = f"{TEXT_FIELDS.get(field, field)} ({language})"
            difference = Difference(self.names.get(offer, ""), label, row.text, text, row.pk, "text")
            if row.source == OWN:
                self.plan.kept.append(difference)
                return
            self.plan.changed.append(difference)
            table.changed[row.pk] = {"text": text, "source": self.source}
            self._touch(offer)


def _once(places: Iterable[Any], known: Mapping[str, Any]) -> Iterator[Any]:
    """Each known place once, in order: an offer is at a place or it is not."""
    seen: Counter[str] = Counter()
    for at in places:
        seen[at.place] += 1
        if at.place in known and seen[at.place] == 1:
            yield at


def _owner(row: Any) -> UUID:
    """The offer, the place, or the offer at its place that a part belongs to."""
    found = [getattr(row, name, None) for name in ("offer_id", "at_place_id", "place_id")]
    owner: UUID = next(key for key in found if key)
    return owner


def _words(row: Any, behind: Any = None) -> str:
    """What a part says, for people to compare; ``behind`` stands for what ``row`` leaves out."""
    named = ("byday", "opens_at", "closes_at", "option", "amount", "name", "summary", "description")
    values = {name: _get(row, name) if _get(row, name) is not None else _get(behind, name) for name in named}
    if "byday" in values and (values["byday"] or values["opens_at"]):
        return times.schedule_words([values])
    return " ".join(str(value) for value in values.values() if value not in (None, ""))


def _get(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)
