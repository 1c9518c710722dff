"""The demo's directory: the invented offers of ``offers.yaml`` and 64 real places of another city."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.harvest import actions
from fahrwasser.offers.actions import name_rights
from fahrwasser.offers.models import Capacity, Criterion, Offer
from fahrwasser.upkeep import tasks as upkeep

DATA: Final = Path(__file__).parent / "data"
PLACES: Final = DATA / "integreat-nuernberg" / "locations_de.json"
PLACES_SOURCE: Final = "integreat-nuernberg"
COPIED: Final = ("kind", "needs", "languages", "district", "format", "schedule", "childcare", "cost", "phone")
VERIFIER: Final = "Träger (Demo)"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / "offers.yaml").read_text(encoding="utf-8"))
    return loaded


@transaction.atomic
def load(*, by: User, now: datetime) -> None:
    """Fill an empty directory as it is known on that day; ``by`` reads the places in. A filled one stays as it is."""
    if Offer.objects.exists():
        return
    load_invented(on=now.date())
    actions.import_files(files={PLACES.name: PLACES.read_bytes()}, source=PLACES_SOURCE, by=by, now=now)
    name_rights(source=PLACES_SOURCE, attribution="Stadt Nürnberg über Integreat, bearbeitet", licence="CC BY 4.0")
    upkeep.after_reading_in(now=now)


@transaction.atomic
def load_invented(*, on: date) -> None:
    """The offers of ``offers.yaml``; what their providers said is dated on that day at the latest."""
    providers = {entry["id"]: (_provider(entry["name"]), entry["email"]) for entry in document()["providers"]}
    entries = document()["offers"]
    offers = [_offer(entry, *providers[entry["provider"]], on) for entry in entries]
    Offer.objects.bulk_create(offers)
    Criterion.objects.bulk_create(
        Criterion(offer=offer, **row) for offer, entry in zip(offers, entries, strict=True) for row in entry["criteria"]
    )
    Capacity.objects.bulk_create(
        _capacity(offer, entry["capacity"], on)
        for offer, entry in zip(offers, entries, strict=True)
        if "confirmed_on" in entry["capacity"]
    )


def _provider(name: str) -> Organisation:
    """The provider of that name; one with a log-in exists already."""
    kind = Organisation.Kind.PROVIDER
    known = Organisation.objects.filter(name=name, kind=kind).first()
    return known or accounts.add_organisation(name=name, kind=kind)


def _offer(entry: Mapping[str, Any], provider: Organisation, email: str, on: date) -> Offer:
    capacity = entry["capacity"]
    told = "confirmed_on" in capacity
    return Offer(
        provider=provider,
        code=entry["id"],
        name=entry["name"],
        summary=entry["description"].strip(),
        email=email,
        recipient_type=document()["kinds"][entry["kind"]]["recipient_type"],
        verified_on=_said(capacity, on) if told else None,
        verified_by=VERIFIER if told else "",
        capacity_valid_days=capacity.get("stale_after_days", 30),
        **_span(entry["criteria"]),
        **{name: entry[name] for name in COPIED},
    )


def _said(capacity: Mapping[str, Any], on: date) -> date:
    """The day of the statement; nobody in the demo speaks tomorrow."""
    return min(date.fromisoformat(capacity["confirmed_on"]), on)


def _capacity(offer: Offer, told: Mapping[str, Any], on: date) -> Capacity:
    free_from = told.get("free_from")
    return Capacity(
        offer=offer,
        state=told["state"],
        free_from=date.fromisoformat(free_from) if free_from else None,
        expected_wait_days=told.get("wait_days"),
        confirmed_on=_said(told, on),
        confirmed_by=VERIFIER,
    )


def _span(rows: list[dict[str, Any]]) -> dict[str, date]:
    """First and last day, where a row about start or availability names them."""
    values = [row["values"] for row in rows if row["kind"] in ("start", "availability")]
    first = [told[key] for told in values for key in ("begin", "from") if key in told]
    last = [told["to"] for told in values if "to" in told]
    named = {"starts_on": max(first, default=None), "ends_on": min(last, default=None)}
    return {name: date.fromisoformat(day) for name, day in named.items() if day}
