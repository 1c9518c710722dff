"""Who decides whether two entries are one. Never a job, always somebody, and always to be undone."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import house_of
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers import queries as directory
from fahrwasser.offers import rules as provenance
from fahrwasser.offers.models import Offer
from fahrwasser.upkeep import rules
from fahrwasser.upkeep.models import Merge, Twin, What

CHOOSABLE: Final[Mapping[str, tuple[str, ...]]] = {
    What.OFFER: (
        "name", "kind", "summary", "needs", "eligibility", "application", "languages", "childcare", "cost", "format",
        "district", "address", "schedule", "starts_on", "ends_on", "phone", "email", "website", "alert", "provider_id",
        "verify_every_days", "capacity_valid_days",
    ),
    What.PROVIDER: ("name",),
}  # fmt: skip
"""What may be taken from either entry."""
WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    What.OFFER: (*CHOOSABLE[What.OFFER], "status", "provenance", "recipient_type", "latitude", "longitude"),
    What.PROVIDER: CHOOSABLE[What.PROVIDER],
}
MODELS: Final[Mapping[str, type[Any]]] = {What.OFFER: Offer, What.PROVIDER: Organisation}
NOT_YOURS = "Das Verzeichnis führt die Koordination zusammen."


def _check_coordination(by: User) -> None:
    if not directory.may_edit_all(by):
        raise NotAllowed(NOT_YOURS)


def pointers(what: str) -> set[tuple[str, str]]:
    """Every column of every app that names an offer or a provider, as table and column; history has no constraint."""
    found = set()
    for relation in MODELS[what]._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            field: Any = relation.field
            if field.db_constraint:
                found.add((field.model._meta.db_table, field.column))
    return found


def both(twin: Twin) -> tuple[Any, Any]:
    """The two entries of a pair. Raises ``NotAllowed`` when one is no longer there."""
    rows = {row.pk: row for row in MODELS[twin.what].objects.filter(pk__in=(twin.first, twin.second))}
    if len(rows) < 2:
        raise NotAllowed("Einen der beiden Einträge gibt es nicht mehr.")
    return rows[twin.first], rows[twin.second]


@transaction.atomic
def merge(*, twin: Twin, kept: UUID, from_absorbed: Collection[str], by: User, now: datetime) -> Merge:
    """Make two entries one. ``from_absorbed`` names the fields of ``CHOOSABLE`` taken from the entry that goes.

    Everything that points at the absorbed entry points at the kept one from now on, in every app; an absorbed offer
    stays, ended, so that undoing finds it.
    """
    _check_coordination(by)
    current = _locked(twin)
    rules.check_open(current.state)
    first, second = both(current)
    keep, gone = (first, second) if kept == first.pk else (second, first)
    before = {"kept": _values(current.what, keep), "absorbed": _values(current.what, gone)}
    moved = _move(current.what, gone.pk, keep.pk)
    chosen = [field for field in CHOOSABLE[current.what] if field in from_absorbed]
    _take(current.what, keep, gone, chosen, by, now)
    after = {"kept": _values(current.what, keep), "absorbed": _values(current.what, gone)}
    done = Merge(
        controller_id=house_of(by), twin=current, kept=keep.pk, absorbed=gone.pk, before=before, after=after,
        moved=moved, at=now, by=by,
    )  # fmt: skip
    done.save(force_insert=True)
    _decide(current, Twin.State.SAME, by, now)
    return done


def _take(what: str, keep: Any, gone: Any, chosen: Collection[str], by: User, now: datetime) -> None:
    for field in chosen:
        setattr(keep, field, getattr(gone, field))
    if what == What.OFFER:
        _note_offer(keep, gone, chosen, by, now)
    keep.save()


def _note_offer(keep: Offer, gone: Offer, chosen: Collection[str], by: User, now: datetime) -> None:
    """Provenance goes with each value, the place on the map with the address; the absorbed offer ends."""
    keep.provenance |= {name: gone.provenance[name] for name in chosen if name in gone.provenance}
    if "kind" in chosen:
        keep.recipient_type = gone.recipient_type
    if "address" in chosen:
        keep.latitude, keep.longitude = gone.latitude, gone.longitude
    provenance.check_place(is_shelter=keep.is_shelter, address=keep.address)
    keep.modified_at = gone.modified_at = now
    gone.status = Offer.Status.ENDED
    gone.provenance |= provenance.provenance(["status"], provenance.PERSON, by.name, now.date())
    gone.save()


@transaction.atomic
def undo(*, merge: Merge, by: User, now: datetime) -> list[str]:
    """Take a merge back. What somebody has changed since then stays; their German names are given back."""
    _check_coordination(by)
    done = Merge.objects.select_for_update(of=("self",)).select_related("twin").get(pk=merge.pk)
    involved = (done.kept, done.absorbed)
    later = Merge.objects.filter(undone_at=None, at__gt=done.at).filter(
        models.Q(kept__in=involved) | models.Q(absorbed__in=involved)
    )
    rules.check_undo(is_undone=done.undone_at is not None, later=later.exclude(pk=done.pk).exists())
    model = MODELS[done.twin.what]
    stayed = []
    for side, key in (("kept", done.kept), ("absorbed", done.absorbed)):
        stayed += _restore(done.twin.what, model.objects.get(pk=key), done.before[side], done.after[side], now)
    _move_back(done)
    done.undone_at, done.undone_by = now, by
    done.save(update_fields=["undone_at", "undone_by"])
    _reopen(done.twin)
    return stayed


def _restore(what: str, row: Any, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> list[str]:
    """Put fields back that stand as the merge left them; the names of the others."""
    stayed, values = [], _values(what, row)
    for field in (name for name in WRITTEN[what] if before[name] != after[name]):
        if values[field] == after[field]:
            setattr(row, field, row._meta.get_field(field).to_python(before[field]))
        else:
            stayed.append(label(what, field))
    if what == What.OFFER:
        row.modified_at = now
    row.save()
    return stayed


def decide_different(*, twin: Twin, by: User, now: datetime) -> None:
    """Not the same: never proposed again."""
    _check_coordination(by)
    with transaction.atomic():
        current = _locked(twin)
        rules.check_open(current.state)
        _decide(current, Twin.State.DIFFERENT, by, now)


@transaction.atomic
def reconsider(*, twin: Twin, by: User) -> None:
    """Take back a "not the same"; a merge is undone by ``undo``."""
    _check_coordination(by)
    current = _locked(twin)
    if current.state != Twin.State.DIFFERENT:
        raise NotAllowed("Hier gibt es nichts zurückzunehmen.")
    _reopen(current)


def label(what: str, field: str) -> str:
    column: Any = MODELS[what]._meta.get_field(field)
    return str({"provider_id": "Träger"}.get(field, column.verbose_name))


def _locked(twin: Twin) -> Twin:
    return Twin.objects.select_for_update().get(pk=twin.pk)


def _decide(twin: Twin, state: str, by: User, now: datetime) -> None:
    twin.state, twin.decided_by, twin.decided_on = state, by, now.date()
    twin.save(update_fields=["state", "decided_by", "decided_on"])


def _reopen(twin: Twin) -> None:
    twin.state, twin.decided_by, twin.decided_on = Twin.State.OPEN, None, None
    twin.save(update_fields=["state", "decided_by", "decided_on"])


def _values(what: str, row: Any) -> dict[str, Any]:
    """The written fields as they lie in JSON."""
    found = {field: getattr(row, field) for field in WRITTEN[what]}
    return dict(json.loads(json.dumps(found, cls=DjangoJSONEncoder)))


def _move(what: str, gone: UUID, keep: UUID) -> dict[str, list[str]]:
    """Point every row at the kept entry, also those out of sight; keys by table and column."""
    if what == What.PROVIDER:
        rules.check_packets(_call("SELECT fw.running_packets(%s)", [gone]))
        rules.check_logins(_call("SELECT fw.logins_of(%s)", [gone]))
    return dict(json.loads(_call("SELECT fw.repoint(%s, %s, %s)::text", [what, gone, keep])))


def _move_back(done: Merge) -> None:
    _call("SELECT fw.repoint_back(%s)", [done.pk])


def _call(statement: str, arguments: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        row = cursor.fetchone()
    return row[0] if row else None
