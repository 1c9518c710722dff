"""The only writer of readings: files are read, proposed, looked at, and carried out as a whole or not at all."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.core import jobs
from fahrwasser.core.errors import NotAllowed
from fahrwasser.harvest import addresses as fetching
from fahrwasser.harvest import archive, lines, progress, pulling, queries, reading, rules, writing
from fahrwasser.harvest.found import Spot, Told
from fahrwasser.harvest.jsontext import Unreadable
from fahrwasser.harvest.models import ColumnMapping, ImportLine, ImportRun
from fahrwasser.harvest.plan import Plan
from fahrwasser.harvest.planning import plan
from fahrwasser.offers.models import Offer
from fahrwasser.offers.rules import provenance

State, Section = ImportRun.State, ImportLine.Section
MAX_CONTENT = 100 * 1024 * 1024
TOO_MUCH = "Die Dateien sind zusammen zu groß. Bitte teilen Sie sie."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading did or would do."""

    plan: Plan
    run: ImportRun | None


@transaction.atomic
def propose(*, files: Mapping[str, bytes], source: str, form: str = reading.AUTO, by: User, now: datetime) -> ImportRun:
    """Keep the files and have the worker read them. Nothing in the directory changes."""
    content = archive.packed(archive.opened(files))
    if len(content) > MAX_CONTENT:
        raise NotAllowed(TOO_MUCH, field="uploads")
    return _waiting(ImportRun(at=now, by=by, source=source, form=form, file_name=_named(files), content=content))


@transaction.atomic
def propose_addresses(
    *, addresses: Sequence[str], source: str, form: str = reading.AUTO, by: User, now: datetime,
    marks: Mapping[str, Any] | None = None,
) -> ImportRun:  # fmt: skip
    """Have the worker fetch and read what stands at these addresses; ``marks``: only when there is news since."""
    checked = [fetching.check(address) for address in addresses]
    name = f"{urlsplit(checked[0]).hostname}"[:200]
    run = ImportRun(at=now, by=by, source=source, form=form, file_name=name, addresses=checked, marks=dict(marks or {}))
    return _waiting(run)


def _waiting(run: ImportRun) -> ImportRun:
    run.save(force_insert=True)
    jobs.defer("harvest.read", run=str(run.pk))
    return run


def _named(files: Mapping[str, bytes]) -> str:
    names = list(files)
    more = f" und {len(names) - 1} weitere" if len(names) > 1 else ""
    return f"{names[0][: 200 - len(more)]}{more}"


def read_in(run_id: UUID) -> None:
    """The worker's part of ``propose``: read, compare, and keep what would change. A second run does nothing."""
    with progress.holding(run_id):
        run = _begun(run_id, State.READING)
        if run is None:
            return
        try:
            if run.addresses and not run.content:
                _fetch(run)
            planned = _planned(run)
        except Unreadable as refusal:
            _refuse(run, refusal.told)
        except fetching.Unreachable as refusal:
            _refuse(run, Told(Spot(run.file_name), refusal.sentence))
        else:
            with suppress(progress.Cancelled), transaction.atomic():
                tables = reading.has_columns(archive.kept(bytes(run.content)))
                _move(run, State.PROPOSED, counts={**counts(planned), "columns": tables}, begun_at=None)
                lines.keep(run.pk, planned)


def _fetch(run: ImportRun) -> None:
    """Get the files; when nothing is new since the last time, that is the reason for the refusal."""
    got = pulling.fetch_all(run.addresses, run.marks, run.pk)
    if got is None:
        raise fetching.Unreachable(pulling.NO_NEWS)
    files, run.marks = got
    run.content = archive.packed(archive.opened(files))
    run.save(update_fields=["content", "marks"])


def _begun(run_id: UUID, state: str) -> ImportRun | None:
    """The run, marked as taken, when it is still to be done."""
    if not ImportRun.objects.filter(pk=run_id, state=state).update(begun_at=timezone.now()):
        return None
    return ImportRun.objects.select_related("by").get(pk=run_id)


def _planned(run: ImportRun, *, lock: bool = False) -> Plan:
    found = reading.read(archive.kept(bytes(run.content)), run.form, queries.columns(run.source))
    return plan(found, source=run.source, by=run.by.name if run.by else rules.COMMAND, now=run.at, lock=lock)


def _refuse(run: ImportRun, told: Told) -> None:
    with suppress(progress.Cancelled), transaction.atomic():
        _move(run, State.REFUSED, problem=sentence(told), content=b"", ended_at=run.at, begun_at=None)
        lines.keep(run.pk, Plan(rejected=[told]))


def sentence(told: Told) -> str:
    """The reason with its place: ``orte.json, Zeile 3, Spalte 7: Hier fehlt ein Komma.``"""
    spot = told.spot
    words = (spot.file, spot.line and f"Zeile {spot.line}", spot.column and f"Spalte {spot.column}")
    place = ", ".join(str(word) for word in words if word)
    return f"{place}: {told.reason}"[:500] if place else told.reason


def _move(run: ImportRun, state: str, **fields: Any) -> None:
    """Bring the run to its next state, unless somebody was quicker."""
    rules.check_move(run.state, state)
    if not ImportRun.objects.filter(pk=run.pk, state=run.state).update(state=state, **fields):
        raise progress.Cancelled
    run.state = state


def counts(planned: Plan) -> dict[str, Any]:
    """The numbers that stay when everything else is gone."""
    return {
        "read": planned.read, "created": planned.created, "updated": planned.updated, "unchanged": planned.unchanged,
        "kept": len(planned.kept), "changed": len(planned.changed), "vanished": len(planned.vanished),
        "rejected": len(planned.rejected), "orphan": len(planned.orphans), "warning": len(planned.warnings),
        "new": len(planned.added), "writes": planned.writes, "tables": [list(one) for one in planned.per_table()],
    }  # fmt: skip


@transaction.atomic
def map_columns(*, run_id: UUID, places: Mapping[str, str], by: User) -> None:
    """Say what the columns of a source's tables mean, now and the next times; then they are read again."""
    if len(set(places.values())) < len(places):
        raise NotAllowed("Eine Spalte ist zweimal gewählt. Bitte wählen Sie für jede Angabe eine eigene.")
    run = _held(run_id)
    rules.check_move(run.state, State.READING)
    if not ColumnMapping.objects.filter(source=run.source).update(places=dict(places)):
        ColumnMapping(source=run.source, places=dict(places)).save(force_insert=True)
    _again(run, by)


@transaction.atomic
def choose(*, run_id: UUID, shown: Collection[str], chosen: Collection[str]) -> None:
    """Of the lines that were shown these are to be taken over (kept texts) or to rest (vanished offers)."""
    run = _held(run_id)
    rules.check_move(run.state, State.QUEUED)
    run.lines.filter(mark__in=shown).update(chosen=False)
    run.lines.filter(mark__in=set(shown) & set(chosen)).update(chosen=True)


def _held(run_id: UUID) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)


@transaction.atomic
def start(*, run_id: UUID, by: User, now: datetime) -> ImportRun:
    """Have the worker carry out a proposal, with what was chosen."""
    run = _held(run_id)
    rules.check_move(run.state, State.QUEUED)
    run.state, run.by, run.begun_at = State.QUEUED, by, None
    run.chosen = {
        "take": queries.chosen(run_id, Section.KEPT), "pause": queries.chosen(run_id, Section.VANISHED),
        "at": now.isoformat(),
    }  # fmt: skip
    run.save(update_fields=["state", "by", "begun_at", "chosen"])
    jobs.defer("harvest.carry_out", run=str(run.pk))
    return run


def carry_out(run_id: UUID) -> None:
    """The worker's part of ``start``: everything in one transaction. Cancelled or killed, nothing has happened."""
    with progress.holding(run_id):
        run = _begun(run_id, State.QUEUED)
        if run is None:
            return
        try:
            with transaction.atomic():
                planned = _carried_out(run)
                _move(run, State.DONE, counts=counts(planned), content=b"", chosen={}, ended_at=run.at, begun_at=None)
                lines.keep(run.pk, planned)
        except progress.Cancelled:
            return
        finally:
            progress.forget(run_id)


def _carried_out(run: ImportRun) -> Plan:
    run.at = datetime.fromisoformat(run.chosen["at"])
    progress.say(run.pk, "Lesen und Vergleichen", 0, 0)
    planned = _planned(run, lock=True)
    name = run.by.name if run.by else rules.COMMAND
    writing.take(planned, run.chosen["take"], source=run.source, by=name, on=run.at.date())
    total = planned.writes

    def step(words: str, done: int) -> None:
        progress.say(run.pk, words, done, total)
        if not ImportRun.objects.filter(pk=run.pk, state=State.QUEUED).exists():
            raise progress.Cancelled

    writing.write(planned, step)
    _pause(planned, run, name)
    return planned


def _pause(planned: Plan, run: ImportRun, name: str) -> None:
    """Vanished offers that somebody chose rest; they are not deleted."""
    chosen = {str(key) for key, _ in planned.vanished} & set(run.chosen["pause"])
    for offer in Offer.objects.filter(pk__in=chosen):
        offer.status = Offer.Status.PAUSED
        offer.provenance |= provenance(["status"], run.source, name, run.at.date())
        offer.modified_at = run.at
        offer.save(update_fields=["status", "provenance", "modified_at"])


@transaction.atomic
def cancel(*, run_id: UUID) -> None:
    """Stop a reading on its way; the directory stays as it was."""
    run = _held(run_id)
    rules.check_move(run.state, State.CANCELLED)
    run.state, run.begun_at = State.CANCELLED, None
    run.save(update_fields=["state", "begun_at"])


@transaction.atomic
def again(*, run_id: UUID, by: User) -> None:
    """Read the files of a cancelled run, or of one whose worker is gone, once more."""
    run = _held(run_id)
    if run.state in rules.WORKING and run.begun_at and not progress.is_held(run_id):
        cancel(run_id=run_id)
        run = _held(run_id)
    rules.check_move(run.state, State.READING)
    _again(run, by)


def _again(run: ImportRun, by: User) -> None:
    run.state, run.by = State.READING, by
    run.save(update_fields=["state", "by"])
    jobs.defer("harvest.read", run=str(run.pk))


@transaction.atomic
def discard(*, run_id: UUID, now: datetime) -> None:
    """Throw a proposal away with its files and lines."""
    run = _held(run_id)
    rules.check_move(run.state, State.DISCARDED)
    run.state, run.content, run.ended_at = State.DISCARDED, b"", now
    run.save(update_fields=["state", "content", "ended_at"])
    run.lines.all().delete()


@transaction.atomic
def tidy(*, now: datetime) -> None:
    """Proposals that nobody carried out are thrown away after some days, and the lines of those that are over."""
    before = now - timedelta(days=rules.KEEP_DAYS)
    waiting = ImportRun.objects.filter(at__lt=before, state__in=[State.PROPOSED, State.CANCELLED, State.READING])
    waiting.update(state=State.DISCARDED, content=b"", ended_at=now)
    ImportLine.objects.filter(run__at__lt=before).exclude(run__state=State.QUEUED).delete()


def import_files(
    *, files: Mapping[str, bytes], source: str, form: str = reading.AUTO, by: User | None, now: datetime,
    dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """Read and carry out at once. Raises ``Unreadable`` and leaves nothing behind. ``dry_run``: only compare."""
    found = reading.read(files, form, queries.columns(source))
    if not found.read and found.rejected:
        raise Unreadable(found.rejected[0])
    with transaction.atomic():
        planned = plan(found, source=source, by=by.name if by else rules.COMMAND, now=now, lock=not dry_run)
        if dry_run:
            return Outcome(planned, None)
        writing.write(planned, lambda words, done: None)
        run = ImportRun(
            at=now, by=by, source=source, form=form, file_name=_named(files), state=State.DONE,
            counts=counts(planned), ended_at=now,
        )  # fmt: skip
        run.save(force_insert=True)
        lines.keep(run.pk, planned)
    return Outcome(planned, run)
