"""Holds what was read against the directory: providers, places and offers. What belongs to an offer: ``parts``."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fahrwasser.accounts.models import Organisation
from fahrwasser.core.ids import new_id
from fahrwasser.harvest import fitting, hiding, times
from fahrwasser.harvest.fitting import Misfit
from fahrwasser.harvest.found import Found, FoundOffer, FoundPlace, FoundProvider, Spot, Told
from fahrwasser.harvest.known import Known, differing
from fahrwasser.harvest.parts import Parts
from fahrwasser.harvest.plan import Difference, Model, Plan
from fahrwasser.offers import queries as directory
from fahrwasser.offers import rules
from fahrwasser.offers.models import Offer, Place, Provider

LABELS: Final = {"latitude": "Breitengrad", "longitude": "Längengrad", "more": "weitere Angaben", "name": "Name",
                 "recipient_type": "Art der Stelle", "organisation_id": "Träger"}  # fmt: skip
MISFIT: Final = "{}: {} Der Wert wurde nicht übernommen."
REVERSED: Final = "Das Ende liegt vor dem Beginn."
TWICE: Final = "Die Nummer {} gibt es mehrmals."
NO_NAME: Final = "Der Name fehlt."
NO_PROVIDER: Final = "Der Träger {} fehlt in der Quelle."
NO_PLACE: Final = "Der Ort {} fehlt in der Quelle."
SAME_NAME: Final = "Einen Träger mit dem Namen „{}“ gibt es schon; die Angebote werden ihm zugeordnet."


def plan(found: Found, *, source: str, by: str, now: datetime, lock: bool = False) -> Plan:
    """What the reading would do. ``by``: whose name stands in the provenance. ``lock``: until the transaction ends."""
    return _Planner(found, source, by, now, lock).plan


def label(model: Model, name: str) -> str:
    return LABELS.get(name) or str(model._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def _spans(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for span in fitting.SPANS for name in span if hasattr(row, name)}


class _Planner:
    """One reading held against the directory, from the providers down to the parts of the offers."""

    def __init__(self, found: Found, source: str, by: str, now: datetime, lock: bool) -> None:
        self.source, self.by, self.now, self.lock = source, by, now, lock
        here = Offer.objects.filter(directory.hidden(), source=source).values_list("external_id", flat=True)
        self.hidden = hiding.hidden(found, set(here))
        self.found = hiding.veiled(found, self.hidden)
        self.plan = Plan(
            rejected=list(found.rejected), orphans=list(found.orphans), warnings=self.found.warnings, read=found.read
        )
        self.bodies: dict[str, UUID] = {}
        self.places: dict[str, tuple[UUID, FoundPlace]] = {}
        self.stirred: set[UUID] = set()  # bodies and places that change: their offers do so with them
        self._providers()
        self._places()
        self._offers()

    # --- values

    def fit(self, model: Model, values: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        """The values that fit; the others are named."""
        made = fitting.fits(model)
        fitted = {}
        for name, value in values.items():
            try:
                fitted[name] = made[name](value)
            except Misfit as misfit:
                self.plan.warnings.append(Told(spot, MISFIT.format(label(model, name), misfit)))
        for _begin, end in fitting.reversed_spans(fitted):
            fitted[end] = None
            self.plan.warnings.append(Told(spot, MISFIT.format(label(model, end), REVERSED)))
        return fitted

    def name_of(self, values: Mapping[str, Any], spot: Spot) -> str | None:
        """A name that fits, or ``None``: then the entry is rejected."""
        try:
            name = str(fitting.fits(Offer)["name"](values.get("name") or "")).strip()
        except Misfit as misfit:
            self.plan.rejected.append(Told(spot, f"Name: {misfit}"))
            return None
        if not name:
            self.plan.rejected.append(Told(spot, NO_NAME))
        return name or None

    def key_of(self, known: Known, number: str, spot: Spot) -> UUID | None:
        key = known.key(number) if number not in ("", None) else None
        if key is None:
            self.plan.rejected.append(Told(spot, TWICE.format(number) if number else "Die Nummer fehlt."))
        return key

    def row(self, model: Model, key: UUID, row: Any, values: dict[str, Any], subject: str) -> bool:
        """Plan one row of a table. Whether anything about it changes or it is new."""
        rows = self.plan.tables[model]
        if row is None:
            rows.new.append({"id": key, "source": self.source, "modified_at": self.now, **values})
            return True
        changes = self._changes(model, row, differing(row, values), subject)
        if not changes:
            rows.unchanged += 1
            return False
        rows.changed[key] = {**changes, "modified_at": self.now}
        return True

    def _changes(self, model: Model, row: Any, differs: dict[str, Any], subject: str) -> dict[str, Any]:
        """Of the differences those that may be written: the words of a person stay, and are shown."""
        origin: Mapping[str, Any] = getattr(row, "provenance", {})
        taken = {}
        for name, theirs in differs.items():
            difference = Difference(subject, label(model, name), getattr(row, name), theirs, row.pk, name)
            if origin.get(name, {}).get("source") == rules.PERSON:
                self.plan.kept.append(difference)
            else:
                self.plan.changed.append(difference)
                taken[name] = theirs
        for span in fitting.reversed_spans({**_spans(row), **taken}):  # with a day that a person wrote
            taken = {name: value for name, value in taken.items() if name not in span}
        if taken and hasattr(row, "provenance"):
            taken["provenance"] = {**origin, **self.origin(taken)}
        return taken

    def origin(self, names: Collection[str]) -> dict[str, dict[str, str]]:
        return rules.provenance(names, self.source, self.by, self.now.date())

    # --- providers

    def _providers(self) -> None:
        mine = Provider.objects.filter(source=self.source).select_related("organisation")
        known = Known(Provider, self.source, mine)
        known.look_up([(one.external_id, None) for one in self.found.providers])
        names = {str(one.values.get("name", "")) for one in self.found.providers}
        bodies = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER, name__in={*names, rules.NO_PROVIDER})
        self.by_name = {body.name: body.pk for body in bodies}
        self.described = set(Provider.objects.values_list("organisation_id", flat=True))
        for one in self.found.providers:
            self._provider(one, known)

    def _provider(self, one: FoundProvider, known: Known) -> None:
        name = self.name_of(one.values, one.spot)
        key = self.key_of(known, one.external_id, one.spot) if name else None
        if name is None or key is None:
            return
        row = known.rows.get(key)
        body = row.organisation_id if row else self.body(name, one.spot)
        self.bodies[one.external_id] = body
        values = self.fit(Provider, {key: value for key, value in one.values.items() if key != "name"}, one.spot)
        values |= {"external_id": one.external_id, "more": fitting.fits(Provider)["more"](one.more)}
        if row is None:
            if body in self.described:
                return
            self.described.add(body)
            values |= {"organisation_id": body, "provenance": self.origin([*values, "name"])}
        elif self._renamed(row, name):
            self.stirred.add(body)
        if self.row(Provider, key, row, values, name):
            self.stirred.add(body)

    def _renamed(self, row: Provider, name: str) -> bool:
        """A body that this source brought takes its new name; one with a house of its own keeps the name it has."""
        if row.organisation.name == name:
            return False
        difference = Difference(
            row.organisation.name, "Name", row.organisation.name, name, row.organisation_id, "organisation.name"
        )
        if row.provenance.get("name", {}).get("source") != self.source:
            self.plan.kept.append(difference)
            return False
        self.plan.changed.append(difference)
        self.plan.tables[Organisation].changed[row.organisation_id] = {"name": name}
        return True

    def body(self, name: str, spot: Spot | None = None) -> UUID:
        """The provider of exactly this name, a new one where there is none."""
        if name not in self.by_name:
            self.by_name[name] = new_id()
            row = {"id": self.by_name[name], "name": name, "kind": Organisation.Kind.PROVIDER.value}
            self.plan.tables[Organisation].new.append(row)
            self.plan.added.append((name, "Träger"))
        elif spot is not None:
            self.plan.warnings.append(Told(spot, SAME_NAME.format(name)))
        return self.by_name[name]

    # --- places

    def _places(self) -> None:
        known = Known(Place, self.source, Place.objects.filter(source=self.source))
        known.look_up([(one.external_id, None) for one in self.found.places])
        for one in self.found.places:
            key = self.key_of(known, one.external_id, one.spot)
            if key is None:
                continue
            if one.external_id in self.hidden.places:
                self.plan.tables[Place].gone += [key] if key in known.rows else []
                continue
            self.places[one.external_id] = (key, one)
            values = {"external_id": one.external_id, "more": fitting.fits(Place)["more"](one.more)}
            values |= self._on_earth(self.fit(Place, one.values, one.spot), one.spot)
            if one.provider:
                values["organisation_id"] = self.bodies.get(one.provider)
            if self.row(Place, key, known.rows.get(key), values, str(values.get("name") or one.external_id)):
                self.stirred.add(key)

    def _on_earth(self, values: dict[str, Any], spot: Spot) -> dict[str, Any]:
        north, east = values.get("latitude"), values.get("longitude")
        if north is None and east is None:
            return values
        if north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180:
            return values
        self.plan.warnings.append(Told(spot, "Die Koordinaten liegen nicht auf der Erde; sie wurden nicht übernommen."))
        return {**values, "latitude": None, "longitude": None}

    # --- offers

    def _offers(self) -> None:
        mine = Offer.objects.filter(source=self.source).defer("words")
        known = Known(Offer, self.source, mine.select_for_update(of=("self",)) if self.lock else mine)
        known.look_up([(one.external_id, None) for one in self.found.offers])
        parts = Parts(self)
        planned = [(one, key) for one in self.found.offers if (key := self._offer(one, known)) is not None]
        parts.hold(planned, known)
        numbers = {one.external_id for one in self.found.offers} | self.found.rejected_ids
        self.plan.vanished = [
            (row.pk, row.name)
            for row in known.rows.values()
            if row.external_id not in numbers and row.status == Offer.Status.ACTIVE
        ]

    def _offer(self, one: FoundOffer, known: Known) -> UUID | None:
        given = dict(one.values)
        row = known.by_number.get(one.external_id)
        if row is None and "name" not in given:
            given |= _first_words(one)
        name = self.name_of(given if "name" in given or row is None else {"name": row.name}, one.spot)
        key = self.key_of(known, one.external_id, one.spot) if name else None
        if name is None or key is None:
            self.found.rejected_ids.add(one.external_id)
            return None
        values = self.fit(Offer, self._derived(one, given), one.spot)
        values |= {"external_id": one.external_id, "more": fitting.fits(Offer)["more"](one.more)}
        values["provider_id"] = self._body_of(one)
        if row is None:
            values["provenance"] = self.origin(values.keys() - {"external_id"})
            self.plan.added.append((name, str(values.get("address") or values.get("district") or "")))
        self.plan.offers.add(key)
        stirred = {values["provider_id"], *(self.places[at.place][0] for at in one.places if at.place in self.places)}
        changes = self.row(Offer, key, row, values, name)
        if row is not None and (changes or stirred & self.stirred):
            self.plan.touched.add(key)
        return key

    def _body_of(self, one: FoundOffer) -> UUID:
        if one.provider and one.provider not in self.bodies:
            self.plan.orphans.append(Told(one.spot, NO_PROVIDER.format(one.provider)))
        return self.bodies.get(one.provider) or self.body(rules.NO_PROVIDER)

    def _derived(self, one: FoundOffer, given: dict[str, Any]) -> dict[str, Any]:
        """What follows from the places and times of the offer, where the source says nothing of its own."""
        if one.external_id in self.hidden.offers:
            return given
        for at in one.places:
            if at.place not in self.places:
                self.plan.orphans.append(Told(one.spot, NO_PLACE.format(at.place)))
        places = [self.places[at.place][1] for at in one.places if at.place in self.places]
        schedules = [*one.schedules, *(part for at in one.places for part in at.schedules)]
        schedules += [part for place in places[:1] for part in place.schedules if not schedules]
        words = times.schedule_words(part.values for part in schedules)
        return {**rules.where(places[0].values if places else {}), "schedule": words, **given}


def _first_words(one: FoundOffer) -> dict[str, str]:
    """Name and text of the first language there is, when the main one is missing."""
    languages: Iterable[str] = (language for field, language in one.texts if field == "name")
    first = next(iter(languages), "")
    return {field: text for (field, language), text in one.texts.items() if language == first}
