"""The only writers of the directory: editing, confirming, capacity, import."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.actions import add_organisation
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import proposing, queries, rules
from fahrwasser.offers.importing import ImportRefused
from fahrwasser.offers.integreat import PlaceProposal
from fahrwasser.offers.models import Capacity, ImportRun, Offer
from fahrwasser.offers.proposing import Preview, Proposal

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
    current.provenance |= proposing.provenance(changed, proposing.PERSON, by.name, now.date())
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


@transaction.atomic
def propose_import(*, raw: bytes, file_name: str, source: str, by: User, now: datetime) -> ImportRun:
    """Read a file and keep it as a proposal. A malformed one is remembered with its problems, without its content."""
    run = ImportRun(at=now, by=by, source=source, file_name=file_name, content=raw)
    try:
        proposing.read(raw, file_name)
    except ImportRefused as refusal:
        run.content = b""
        run.problems = [asdict(problem) for problem in refusal.problems]
    run.save(force_insert=True)
    return run


def preview_of(run: ImportRun) -> Preview:
    """What carrying out the proposal would change, compared with the directory as it is now."""
    return _preview(run, proposing.read(bytes(run.content), run.file_name))


def _preview(run: ImportRun, places: Sequence[PlaceProposal]) -> Preview:
    known = Offer.objects.filter(source=run.source, external_id__in=[place.external_id for place in places])
    return proposing.preview(places, {offer.external_id: offer for offer in known})


@transaction.atomic
def carry_out(*, run_id: UUID, by: User, now: datetime, take: Collection[str] = ()) -> ImportRun:
    """Write a proposal into the directory, once. ``take``: ``number:field`` of texts to replace a person's words."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.carried_out_at or not run.content:
        raise NotAllowed("Diese Datei ist schon übernommen oder wurde zurückgewiesen.")
    return _write(run, preview_of(run), by, now, take)


@transaction.atomic
def import_places(
    *, raw: bytes, file_name: str, source: str, by: User, now: datetime, take: Collection[str] = ()
) -> ImportRun:
    """Propose and carry out at once. Raises ``ImportRefused`` and leaves nothing behind."""
    places = proposing.read(raw, file_name)
    run = ImportRun(at=now, by=by, source=source, file_name=file_name)
    run.save(force_insert=True)
    return _write(run, _preview(run, places), by, now, take)


def _write(run: ImportRun, preview: Preview, by: User, now: datetime, take: Collection[str]) -> ImportRun:
    _add(preview.new, run, by, now)
    known = [one for one in preview.proposals if one.offer is not None]
    run.added, run.changed = len(preview.new), sum(_change(one, run, by, now, take) for one in known)
    run.unchanged = len(known) - run.changed
    run.content, run.carried_out_at = b"", now
    run.save()
    return run


def _change(one: Proposal, run: ImportRun, by: User, now: datetime, take: Collection[str]) -> bool:
    """Whether anything about the known offer is different now."""
    taken = [
        difference
        for difference in one.differences
        if not difference.by_person or f"{one.place.external_id}:{difference.field}" in take
    ]
    if one.offer is None or not taken:
        return False
    for difference in taken:
        setattr(one.offer, difference.field, difference.theirs)
    fields = [difference.field for difference in taken]
    one.offer.provenance |= proposing.provenance(fields, run.source, by.name, now.date())
    one.offer.save()
    return True


def _add(new: Sequence[Proposal], run: ImportRun, by: User, now: datetime) -> None:
    providers = _providers({one.place.organization or proposing.NO_PROVIDER for one in new})
    Offer.objects.bulk_create(
        Offer(
            provider=providers[one.place.organization or proposing.NO_PROVIDER],
            source=run.source,
            external_id=one.place.external_id,
            provenance=proposing.provenance(one.values.keys(), run.source, by.name, now.date()),
            **one.values,
        )
        for one in new
    )


def _providers(names: Collection[str]) -> dict[str, Organisation]:
    """The providers of these names; those nobody knows yet are added."""
    kind = Organisation.Kind.PROVIDER
    known = {body.name: body for body in Organisation.objects.filter(name__in=names, kind=kind)}
    return {name: known.get(name) or add_organisation(name=name, kind=kind) for name in names}
