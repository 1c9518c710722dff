"""What waits in the directory, answered by the database: counts, lists, one provider's own offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.offers import queries as offers
from fahrwasser.offers.lines import Line
from fahrwasser.offers.models import Capacity, Criterion, Offer
from fahrwasser.offers.quality import ENOUGH_WORDS
from fahrwasser.offers.rules import NO_PROVIDER
from fahrwasser.upkeep.models import Passage, Reminder, Twin, What
from fahrwasser.upkeep.rules import limit

ON_SITE: Final = Q(format=Offer.Format.ON_SITE)
NO_CAPACITY: Final = date(1, 1, 1)
PER_PAGE: Final = 25


class DaysLater(Func):
    """A day and a number of days."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()


def _has(kind: str = "") -> Exists:
    rows = Criterion.objects.filter(offer=OuterRef("pk"))
    return Exists(rows.filter(kind=kind) if kind else rows)


def _newest_capacity() -> Subquery:
    rows = Capacity.objects.filter(offer=OuterRef("pk")).order_by("-confirmed_on", "-pk")
    return Subquery(rows.values("confirmed_on")[:1])


def _words(field: str) -> Func:
    parts = Func(Func(F(field), function="btrim"), Value(r"\s+"), function="regexp_split_to_array")
    return Func(parts, Value(1), function="array_length", output_field=IntegerField())


def kept(today: date) -> QuerySet[Offer]:
    """Every offer that has not ended, with ``verify_by``, ``capacity_until`` and what a list asks for."""
    return offers.directory().annotate(
        verify_by=DaysLater(F("verified_on"), F("verify_every_days")),
        said_on=_newest_capacity(),
        capacity_until=DaysLater(F("said_on"), F("capacity_valid_days")),
        is_asked_twice=Exists(Reminder.objects.filter(offer=OuterRef("pk"), number=0, due_on=OuterRef("verify_by"))),
        waits=Exists(Passage.objects.filter(offer=OuterRef("pk"), state=Passage.State.OPEN)),
    )


def described_badly(today: date) -> QuerySet[Offer]:
    """With ``missing``: how many criteria of quality are not in order, as ``offers.quality`` counts them."""
    return kept(today).annotate(missing=sum((_one(gap) for gap in gaps(today).values()), Value(0)))


def _one(gap: Any) -> Case:
    return Case(When(gap, then=Value(1)), default=Value(0), output_field=IntegerField())


def gaps(today: date) -> Mapping[str, Any]:
    """Label of each criterion of quality to the condition under which an offer lacks it."""
    return {
        "Beschreibung": Q(pk__in=Offer.objects.annotate(n=_words("summary")).filter(n__lt=ENOUGH_WORDS).values("pk")),
        "Bedarfe": Q(needs=[]),
        "Zugangsbedingungen": ~_has(),
        "Sprachen": Q(languages=[]),
        "Ort": ON_SITE & ~Q(recipient_type="shelter") & Q(district=""),
        "Telefon oder E-Mail": Q(phone="", email=""),
        "Zeiten": Q(schedule=""),
        "Kosten": Q(cost="") & ~_has("cost"),
        "Kinderbetreuung": ON_SITE & Q(childcare=None) & ~_has("childcare"),
        "Stufenfreier Zugang": ON_SITE & ~_has("step_free"),
        "aktuelle Kapazität": Q(capacity_until=None) | Q(capacity_until__lt=today),
        "Bestätigung": Q(verify_by=None) | Q(verify_by__lt=today),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of work: its name in the address, its German name, and which offers are on it."""

    name: str
    label: str
    condition: Any
    order: tuple[str, ...]


def lists(today: date) -> list[Listed]:
    """Every list, the most pressing first."""
    active = Q(status=Offer.Status.ACTIVE)
    return [
        Listed("keine-antwort", "Niemand antwortet", Q(is_asked_twice=True), ("verify_by",)),
        Listed("ueberfaellig", "Bestätigung überfällig", Q(verify_by__lt=today), ("verify_by",)),
        Listed("nie", "Nie bestätigt", Q(verified_on=None), ("name",)),
        Listed("kapazitaet", "Kapazität veraltet", active & Q(capacity_until__lt=today), ("capacity_until",)),
        Listed("ohne-traeger", "Träger nicht angegeben", Q(provider__name=NO_PROVIDER), ("name",)),
        Listed("duerftig", "Dürftig beschrieben", Q(missing__gt=limit("low", today)), ("-missing",)),
        Listed("vorschlaege", "Vorschläge aus Texten", Q(waits=True), ("name",)),
    ]


def counts(today: date) -> dict[str, int]:
    """How many offers are on each list; one query for any number of offers."""
    counted = {entry.name.replace("-", "_"): Count("pk", filter=entry.condition) for entry in lists(today)}
    found = described_badly(today).order_by().aggregate(**counted)
    return {entry.name: found[entry.name.replace("-", "_")] for entry in lists(today)}


def on_list(entry: Listed, provider: str, today: date) -> QuerySet[Offer]:
    """The offers of one list, those of one provider alone when a part of its name is given."""
    found = described_badly(today).filter(entry.condition)
    if provider:
        found = found.filter(provider__name__icontains=provider)
    return found.order_by(*entry.order, "name", "pk")


def open_twins() -> dict[str, int]:
    """How many pairs wait for a decision: of offers, and of providers."""
    rows = Twin.objects.filter(state=Twin.State.OPEN).values_list("what").annotate(n=Count("pk")).order_by()
    found = dict(rows)
    return {what: found.get(what, 0) for what in What.values}


def lines(shown: Sequence[Offer], today: date) -> list[Line]:
    return [Line(known) for known in offers.described(shown, today)]


def own_offers(user: User) -> QuerySet[Offer]:
    """The offers of the person's own organisations, what is due first."""
    found = kept(date.min).filter(provider__in=standing(user).organisations)
    return found.order_by(Coalesce("verify_by", Value(NO_CAPACITY)), "name", "pk")


@dataclass(frozen=True, slots=True)
class Mine:
    """One own offer, with what its provider is asked for today."""

    line: Line
    confirm: bool
    say_capacity: bool

    @property
    def is_due(self) -> bool:
        return self.confirm or self.say_capacity


def mine(user: User, today: date) -> list[Mine]:
    """What is due comes first; two queries more than there are offers' own."""
    found = [_mine(line, today) for line in lines(list(own_offers(user)), today)]
    return sorted(found, key=lambda one: not one.is_due)


def _mine(line: Line, today: date) -> Mine:
    known = line.known
    soon = known.verify_by is None or (known.verify_by - today).days <= limit("before", today)
    return Mine(line, soon, known.offer.status == Offer.Status.ACTIVE and not known.capacity_is_fresh)
