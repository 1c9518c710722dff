"""The only writers of the directory by hand: adding, editing, conditions, texts, confirming, capacity."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fahrwasser.accounts.actions import add_organisation
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import codes, queries, rules
from fahrwasser.offers.criteria import kind as kind_of
from fahrwasser.offers.models import Capacity, Criterion, Offer, OfferText, SourceRights

NOT_YOURS = "Dieses Angebot pflegt ein anderer Träger oder die Koordination."
PLACE = ("address", "latitude", "longitude")


def _check_own(by: User, offer: Offer) -> None:
    if not queries.may_edit(by, offer):
        raise NotAllowed(NOT_YOURS)


def _note(offer: Offer, fields: list[str], by: User, now: datetime) -> None:
    """Remember who wrote these parts of the offer, and that it has changed."""
    offer.provenance |= rules.provenance(fields, rules.PERSON, by.name, now.date())
    offer.modified_at = now


@transaction.atomic
def provider_named(*, name: str, is_new: bool, by: User) -> Organisation:
    """The provider of that name. One that nobody knows is added by the coordination, when it says so."""
    known = queries.providers_open_to(by).filter(name__iexact=name.strip()).order_by("pk").first()
    if known:
        return known
    if is_new and queries.may_edit_all(by):
        return add_organisation(name=name.strip(), kind=Organisation.Kind.PROVIDER)
    raise NotAllowed(rules.no_such_provider(name, queries.providers_like(name, by)), field="provider")


@transaction.atomic
def add(*, provider: Organisation, by: User, now: datetime, **fields: Any) -> Offer:
    """A new offer, written by a person and confirmed by nobody yet."""
    offer = Offer(provider=provider, recipient_type=codes.recipient_type(fields["kind"]), modified_at=now)
    _check_own(by, offer)
    rules.check_place(is_shelter=offer.is_shelter, address=fields["address"])
    rules.check_span(fields["starts_on"], fields["ends_on"])
    for name, value in fields.items():
        setattr(offer, name, value)
    _note(offer, [name for name, value in fields.items() if value not in ("", None, [])], by, now)
    offer.save(force_insert=True)
    return offer


@transaction.atomic
def edit(*, offer: Offer, by: User, now: datetime, **fields: Any) -> Offer:
    """Change what is written about an offer."""
    _check_own(by, offer)
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    if fields.get("kind", current.kind) != current.kind:
        current.recipient_type = codes.recipient_type(fields["kind"])
    rules.check_place(is_shelter=current.is_shelter, address=fields.get("address", ""))
    rules.check_no_places(is_shelter=current.is_shelter, places=current.at_places.count())
    rules.check_span(fields.get("starts_on", current.starts_on), fields.get("ends_on", current.ends_on))
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, fields[name])
    if current.recipient_type == rules.SHELTER:
        current.latitude = current.longitude = None
    if changed:
        _note(current, changed, by, now)
    current.save()
    return current


@transaction.atomic
def set_standing(
    *, offer: Offer, by: User, now: datetime, status: str, ends_on: date | None = None, alert: str = ""
) -> Offer:
    """End an offer, let it rest, or take it up again; ``ends_on`` is the last day of an ended one."""
    _check_own(by, offer)
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    last_day = rules.last_day(status, ends_on, current.ends_on, now.date())
    rules.check_span(current.starts_on, last_day)
    wanted = {"status": status, "ends_on": last_day, "alert": alert}
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, wanted[name])
    if changed:
        _note(current, changed, by, now)
        current.save()
    return current


@transaction.atomic
def confirm(*, offer: Offer, by: User, now: datetime, told_by: str = "", told_on: date | None = None) -> Offer:
    """Somebody who knows says that the details are right. ``told_by`` on the telephone, on ``told_on``; else here."""
    _check_own(by, offer)
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    day = told_on or now.date()
    rules.check_confirmation(day, current.verified_on, now.date())
    current.verified_on, current.verified_by = day, told_by or by.name
    current.modified_at = now
    current.save(update_fields=["verified_on", "verified_by", "modified_at"])
    return current


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
    capacity, is_new = Capacity.objects.get_or_create(
        offer=offer, state=state, available=available, maximum=maximum, expected_wait_days=expected_wait_days,
        free_from=free_from, confirmed_on=confirmed_on, confirmed_by=confirmed_by or by.name,
    )  # fmt: skip
    if is_new:
        Offer.objects.filter(pk=offer.pk).update(modified_at=now)
    return capacity


def _note_on(offer: Offer, part: str, by: User, now: datetime) -> None:
    """Lock the offer and remember who wrote its conditions or its texts."""
    current = Offer.objects.select_for_update().get(pk=offer.pk)
    _note(current, [part], by, now)
    current.save(update_fields=["provenance", "modified_at"])


def _check_condition(kind: str, values: Mapping[str, Any], valid_from: date | None, valid_to: date | None) -> None:
    told = kind_of(kind).validate(values)
    if told or not values:
        raise NotAllowed(" ".join(told) or "Bitte machen Sie mindestens eine Angabe.")
    if valid_from and valid_to and valid_to < valid_from:
        raise NotAllowed("Das Ende liegt vor dem Anfang.", field="valid_to")


@transaction.atomic
def add_condition(
    *, offer: Offer, kind: str, values: Mapping[str, Any], by: User, now: datetime, strictness: str = "muss",
    legal_basis: str = "", source: str = "", valid_from: date | None = None, valid_to: date | None = None,
    rechtsstand: date | None = None,
) -> Criterion:  # fmt: skip
    """One more condition. Without a source, the source is whoever writes it, and the day."""
    _check_own(by, offer)
    _check_condition(kind, values, valid_from, valid_to)
    condition = Criterion(
        offer=offer, kind=kind, values=values, strictness=strictness, legal_basis=legal_basis,
        source=source or rules.written_by(by.name, now.date()), valid_from=valid_from, valid_to=valid_to,
        rechtsstand=rechtsstand,
    )  # fmt: skip
    condition.save(force_insert=True)
    _note_on(offer, "criteria", by, now)
    return condition


@transaction.atomic
def change_condition(*, condition: Criterion, by: User, now: datetime, **fields: Any) -> Criterion:
    """Say a condition better. What holds from another day on is a new one; the old one is ended."""
    _check_own(by, condition.offer)
    current = Criterion.objects.select_for_update().get(pk=condition.pk)
    _check_condition(current.kind, fields["values"], fields["valid_from"], fields["valid_to"])
    for name, value in fields.items():
        setattr(current, name, value)
    current.source = current.source or rules.written_by(by.name, now.date())
    current.save()
    _note_on(condition.offer, "criteria", by, now)
    return current


@transaction.atomic
def end_condition(*, condition: Criterion, valid_to: date, by: User, now: datetime) -> Criterion:
    """A condition holds for the last time on that day; it stays, so that what was said stays."""
    _check_own(by, condition.offer)
    current = Criterion.objects.select_for_update().get(pk=condition.pk)
    if current.valid_from and valid_to < current.valid_from:
        raise NotAllowed(f"Diese Bedingung gilt erst ab {current.valid_from:%d.%m.%Y}.", field="valid_to")
    current.valid_to = valid_to
    current.save(update_fields=["valid_to"])
    _note_on(condition.offer, "criteria", by, now)
    return current


@transaction.atomic
def write_texts(*, offer: Offer, language: str, by: User, now: datetime, **texts: str) -> None:
    """The texts in one other language; an empty one is taken away, so that German shows again, visibly."""
    _check_own(by, offer)
    rules.check_other_language(language)
    for field, text in texts.items():
        if text.strip():
            OfferText.objects.update_or_create(
                offer=offer, field=field, language=language, defaults={"text": text.strip(), "source": rules.PERSON}
            )
        else:
            OfferText.objects.filter(offer=offer, field=field, language=language).delete()
    _note_on(offer, "texts", by, now)


def name_rights(*, source: str, attribution: str, licence: str) -> None:
    """Write down whom a source wants named, and under what licence it lets its offers be passed on."""
    SourceRights.objects.update_or_create(source=source, defaults={"attribution": attribution, "licence": licence})
