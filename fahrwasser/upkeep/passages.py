"""Suggestions from the texts of an offer: what still waits, and what a person makes of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from fahrwasser.accounts.models import User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import actions as offers
from fahrwasser.offers import queries as directory
from fahrwasser.offers.models import Criterion, Offer
from fahrwasser.upkeep import reading
from fahrwasser.upkeep.models import Passage, Reading
from fahrwasser.upkeep.reading import APPLICATION, SCHEDULE, Suggestion

READ = ("summary", "eligibility", "application")
"""The texts that are read."""
GONE = "Diesen Vorschlag gibt es nicht mehr: Der Text hat sich geändert, oder jemand hat schon entschieden."
CHUNK = 500


def waiting(offer: Offer) -> list[Suggestion]:
    """What the texts of an offer suggest and nobody has decided, in the order of the text."""
    decided = Passage.objects.filter(offer=offer).exclude(state=Passage.State.OPEN).values_list("digest", flat=True)
    kinds = set(Criterion.objects.filter(offer=offer).exclude(values={}).values_list("kind", flat=True))
    return _new(offer, kinds, set(decided))


def _new(offer: Offer, kinds: set[str], decided: set[str]) -> list[Suggestion]:
    found = reading.read([(name, getattr(offer, name)) for name in READ])
    known = kinds | _filled(offer)
    return [one for one in found if one.kind not in known and one.digest not in decided]


def _filled(offer: Offer) -> set[str]:
    """What the offer says in its own fields already."""
    said = {SCHEDULE: offer.schedule, APPLICATION: offer.application, "cost": offer.cost}
    filled = {name for name, text in said.items() if text}
    return filled | ({"childcare"} if offer.childcare is not None else set())


def found(offer: Offer, mark: str) -> Suggestion:
    """The waiting suggestion with that mark. Raises ``NotAllowed`` when it waits no more."""
    for one in waiting(offer):
        if one.digest == mark:
            return one
    raise NotAllowed(GONE)


@transaction.atomic
def take(*, offer: Offer, mark: str, by: User, now: datetime, fields: Mapping[str, Any] | None = None) -> None:
    """Make a suggestion part of the offer, as it is or with ``fields`` that somebody changed first."""
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    one = found(current, mark)
    if one.is_field:
        text = fields["text"] if fields else one.values["text"]
        offers.edit(offer=current, by=by, now=now, **{one.kind: text})
        _decide(current, one, Passage.State.TAKEN, by, now, None)
    else:
        written = {"values": one.values, **(fields or {})}
        written["source"] = written.get("source") or source_of(one)
        condition = offers.add_condition(offer=current, kind=one.kind, by=by, now=now, **written)
        _decide(current, one, Passage.State.TAKEN, by, now, condition)


@transaction.atomic
def discard(*, offer: Offer, mark: str, by: User, now: datetime) -> None:
    """The text does not mean that; not proposed again while the sentence is the same."""
    if not directory.may_edit(by, offer):
        raise NotAllowed(offers.NOT_YOURS)
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    _decide(current, found(current, mark), Passage.State.DISCARDED, by, now, None)


def source_of(one: Suggestion) -> str:
    """The passage itself is the source."""
    return f"Text des Angebots: „{one.quote}“"[:200]


def _decide(
    offer: Offer, one: Suggestion, state: Passage.State, by: User, now: datetime, condition: Criterion | None
) -> None:
    decision = {"kind": one.kind, "state": state, "decided_by": by, "decided_on": now.date(), "condition": condition}
    Passage.objects.update_or_create(offer=offer, digest=one.digest, defaults=decision)
    note([Offer.objects.get(pk=offer.pk)], now)


def unread() -> list[Offer]:
    """Offers that have changed since their texts were read, some of them; the others next time."""
    changed = Offer.objects.filter(Q(reading=None) | Q(reading__read_at__lt=F("modified_at")))
    return list(changed.exclude(status=Offer.Status.ENDED).order_by("pk")[:CHUNK])


@transaction.atomic
def note(offers_read: Iterable[Offer], now: datetime) -> None:
    """Write down how many suggestions wait, for the work list; a constant number of statements for any number."""
    read = {offer.pk: offer for offer in offers_read}
    decided, kinds = _by_offer(read)
    waiting_now = {key: _new(offer, kinds.get(key, set()), decided.get(key, set())) for key, offer in read.items()}
    Passage.objects.filter(offer__in=read, state=Passage.State.OPEN).delete()
    Passage.objects.bulk_create(
        Passage(offer=read[key], digest=one.digest, kind=one.kind) for key, ones in waiting_now.items() for one in ones
    )
    Reading.objects.filter(offer__in=read).delete()
    Reading.objects.bulk_create(Reading(offer=offer, read_at=now) for offer in read.values())


def _by_offer(read: Iterable[Any]) -> tuple[dict[Any, set[str]], dict[Any, set[str]]]:
    """Marks already decided, and kinds of conditions already there, by offer."""
    decided: dict[Any, set[str]] = {}
    kinds: dict[Any, set[str]] = {}
    rows = Passage.objects.filter(offer__in=read).exclude(state=Passage.State.OPEN)
    for key, digest in rows.values_list("offer", "digest"):
        decided.setdefault(key, set()).add(digest)
    for key, kind in Criterion.objects.filter(offer__in=read).exclude(values={}).values_list("offer", "kind"):
        kinds.setdefault(key, set()).add(kind)
    return decided, kinds
