"""The only writers of the directory: editing, confirming, capacity, import."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fahrwasser.accounts.models import User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import queries, rules
from fahrwasser.offers.models import Capacity, Offer

NOT_YOURS = "Dieses Angebot pflegt ein anderer Träger oder die Koordination."


def _check_own(by: User, offer: Offer) -> None:
    if not queries.may_edit(by, offer):
        raise NotAllowed(NOT_YOURS)


@transaction.atomic
def edit(*, offer: Offer, by: User, now: datetime, **fields: Any) -> Offer:
    """Change what is written about an offer."""
    _check_own(by, offer)
    rules.check_place(is_shelter=offer.is_shelter, address=fields.get("address", ""))
    rules.check_span(fields.get("starts_on", offer.starts_on), fields.get("ends_on", offer.ends_on))
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, fields[name])
    current.provenance |= rules.provenance(changed, rules.PERSON, by.name, now.date())
    current.save()
    return current


@transaction.atomic
def confirm(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Somebody who knows says that the details are right, as of today."""
    _check_own(by, offer)
    offer.verified_on, offer.verified_by = now.date(), by.name
    offer.save(update_fields=["verified_on", "verified_by"])
    return offer


@transaction.atomic
def set_capacity(
    *, offer: Offer, by: User, now: datetime, state: str, confirmed_on: date, available: int | None = None,
    maximum: int | None = None, expected_wait_days: int | None = None, free_from: date | None = None,
    confirmed_by: str = "",
) -> Capacity:  # fmt: skip
    """Write down what was said about places; earlier statements stay. The same statement twice is one."""
    _check_own(by, offer)
    rules.check_capacity(
        state=state, available=available, maximum=maximum, wait_days=expected_wait_days, confirmed_on=confirmed_on,
        today=now.date(),
    )  # fmt: skip
    capacity, _ = Capacity.objects.get_or_create(
        offer=offer, state=state, available=available, maximum=maximum, expected_wait_days=expected_wait_days,
        free_from=free_from, confirmed_on=confirmed_on, confirmed_by=confirmed_by or by.name,
    )  # fmt: skip
    return capacity
