"""The only writer of sources: which addresses are pulled, how often, and what becomes of what they say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.core import clock
from fahrwasser.core.errors import NotAllowed
from fahrwasser.harvest import actions, addresses, pulling
from fahrwasser.harvest.models import ImportRun, Source
from fahrwasser.offers.actions import name_rights

MOST = 30
NO_ADDRESS = "Bitte nennen Sie mindestens eine Adresse, höchstens dreißig, jede in einer Zeile."
TAKEN = "Eine Quelle mit diesem Kurznamen gibt es schon."


@transaction.atomic
def save(
    *, source: Source | None, name: str, listed: Sequence[str], form: str, every_hours: int, alone: bool, by: User,
    attribution: str = "", licence: str = "",
) -> Source:  # fmt: skip
    """Write a source down, or change it. What it answered before is forgotten, so that everything is read again."""
    if not 1 <= len(listed) <= MOST:
        raise NotAllowed(NO_ADDRESS, field="addresses")
    try:
        checked = [addresses.check(one) for one in listed]
    except addresses.Unreachable as refusal:
        raise NotAllowed(refusal.sentence, field="addresses") from refusal
    current = source or Source(name=name)
    if Source.objects.filter(name=name).exclude(pk=current.pk).exists():
        raise NotAllowed(TAKEN, field="name")
    current.name, current.addresses, current.form, current.by = name, checked, form, by
    current.every_hours, current.alone, current.marks, current.problem = every_hours, alone, {}, ""
    current.save(force_insert=source is None)
    name_rights(source=name, attribution=attribution, licence=licence)
    return current


@transaction.atomic
def remove(*, source: Source) -> None:
    """Pull it no more; what was read stays in the directory."""
    Source.objects.filter(pk=source.pk).delete()


@transaction.atomic
def pull(*, source_id: UUID, by: User | None, now: datetime, afresh: bool = False) -> ImportRun | None:
    """Have what the source says read. ``afresh``: also when it says that nothing is new."""
    source = Source.objects.select_for_update(of=("self",)).filter(pk=source_id).first()
    if source is None:
        return None
    source.pulled_at = timezone.now()
    source.save(update_fields=["pulled_at"])
    return actions.propose_addresses(
        addresses=source.addresses, source=source.name, form=source.form, by=by or source.by, now=now,
        marks={} if afresh else source.marks,
    )  # fmt: skip


def pull_due() -> list[UUID]:
    """Pull every source whose time has come."""
    due = [source for source in Source.objects.filter(every_hours__gt=0) if _is_due(source)]
    runs = [pull(source_id=source.pk, by=None, now=clock.now()) for source in due]
    return [run.pk for run in runs if run]


def _is_due(source: Source) -> bool:
    return source.pulled_at is None or source.pulled_at + timedelta(hours=source.every_hours) <= timezone.now()


@transaction.atomic
def settle(run_id: UUID) -> None:
    """What becomes of a pulled proposal: nothing new goes, older ones give way, a harmless one is carried out."""
    run = ImportRun.objects.select_for_update(of=("self",)).defer("content").get(pk=run_id)
    source = Source.objects.filter(name=run.source).first()
    if source is None or not run.addresses or run.state not in (ImportRun.State.PROPOSED, ImportRun.State.REFUSED):
        return
    if run.state == ImportRun.State.REFUSED:
        nothing = run.problem.endswith(pulling.NO_NEWS)
        _remember(source, "" if nothing else run.problem[:300])
        if nothing:
            run.delete()
        return
    source.marks = run.marks
    _remember(source, "")
    for older in ImportRun.objects.filter(source=run.source, state=ImportRun.State.PROPOSED).exclude(pk=run.pk):
        actions.discard(run_id=older.pk, now=run.at)
    if not run.counts["writes"] and not run.counts["kept"] and not run.counts["vanished"]:
        actions.discard(run_id=run.pk, now=run.at)
    elif source.alone and not run.counts["kept"] and not run.counts["vanished"]:
        actions.start(run_id=run.pk, by=source.by, now=run.at)


def _remember(source: Source, problem: str) -> None:
    source.problem = problem
    source.save(update_fields=["marks", "problem"])


@transaction.atomic
def forget_marks(*, name: str) -> None:
    """The next pull reads everything again: what it said last was thrown away by a person."""
    Source.objects.filter(name=name).update(marks={})
