"""The only writer of imports: a file is proposed, looked at, and carried out."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fahrwasser.accounts.actions import add_organisation
from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.harvest import proposing
from fahrwasser.harvest.importing import ImportRefused
from fahrwasser.harvest.integreat import PlaceProposal
from fahrwasser.harvest.models import ImportRun
from fahrwasser.harvest.proposing import Preview, Proposal
from fahrwasser.offers import rules
from fahrwasser.offers.models import Offer


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
    one.offer.provenance |= rules.provenance(fields, run.source, by.name, now.date())
    one.offer.save()
    return True


def _add(new: Sequence[Proposal], run: ImportRun, by: User, now: datetime) -> None:
    providers = _providers({one.place.organization or rules.NO_PROVIDER for one in new})
    Offer.objects.bulk_create(
        Offer(
            provider=providers[one.place.organization or rules.NO_PROVIDER],
            source=run.source,
            external_id=one.place.external_id,
            provenance=rules.provenance(one.values.keys(), run.source, by.name, now.date()),
            **one.values,
        )
        for one in new
    )


def _providers(names: Collection[str]) -> dict[str, Organisation]:
    """The providers of these names; those nobody knows yet are added."""
    kind = Organisation.Kind.PROVIDER
    known = {body.name: body for body in Organisation.objects.filter(name__in=names, kind=kind)}
    return {name: known.get(name) or add_organisation(name=name, kind=kind) for name in names}
