"""Who decides whether two rows are one person. Never a job, always somebody, and always to be undone."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from fahrwasser.accounts.models import User
from fahrwasser.audit import actions as audit
from fahrwasser.clients import rules
from fahrwasser.clients.actions.people import fold_names
from fahrwasser.clients.models import Client, DuplicatePair, Merge, Relation, Residence
from fahrwasser.core.errors import NotAllowed

CHOOSABLE = (
    "first_name", "last_name", "called_name", "own_form", "birth", "gender", "languages", "literacy",
    "written_language", "district", "role",
)  # fmt: skip
"""What may be taken from either row; "birth" stands for the date and its precision."""
WRITTEN = (
    "first_name", "last_name", "called_name", "own_form", "birth_date", "birth_precision", "gender", "languages",
    "literacy", "written_language", "district", "role", "other_names",
)  # fmt: skip
State = DuplicatePair.State


@transaction.atomic
def propose(*, person: Client, other: Client, by: User, now: datetime) -> DuplicatePair:
    """Put two rows side by side by hand; a pair that exists is given back as it stands."""
    if person.pk == other.pk:
        raise NotAllowed("Bitte wählen Sie zwei verschiedene Personen.", field="other")
    first, second = sorted((person, other), key=lambda one: one.pk)
    known: DuplicatePair | None = DuplicatePair.objects.filter(first=first, second=second).first()
    if known is not None:
        return known
    pair = DuplicatePair(
        first=first, second=second, first_case_id=first.case_id, second_case_id=second.case_id,
        reasons=[DuplicatePair.Reason.BY_HAND], found_on=now.date(),
    )  # fmt: skip
    pair.save(force_insert=True)
    for case_id in {first.case_id, second.case_id}:
        audit.record(case_id=case_id, verb="client.compared", by=by, now=now)
    return pair


@transaction.atomic
def merge(
    *, pair: DuplicatePair, kept: Client, absorbed: Client, from_absorbed: Collection[str], by: User, now: datetime
) -> Merge:
    """Make two rows of one file one. ``from_absorbed`` names the fields of ``CHOOSABLE`` taken from the other row.

    Everything that points at the absorbed row points at the kept one from now on, in every app.
    """
    pair = _locked(pair)
    rules.check_mergeable(pair.state, pair.in_one_file)
    before = _values(kept)
    for field in _columns(from_absorbed):
        setattr(kept, field, getattr(absorbed, field))
    kept.other_names = _all_names(kept, absorbed, before)
    fold_names(kept)
    kept.save()
    moved = {label: _move(model, field, absorbed, kept) for label, model, field in _pointers()}
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    done = Merge(
        case_id=kept.case_id, pair=pair, kept=kept, absorbed=absorbed, before=before, after=_values(kept),
        moved={label: keys for label, keys in moved.items() if keys}, at=now, by=by,
    )  # fmt: skip
    done.save(force_insert=True)
    _decide(pair, State.SAME, by, now)
    audit.record(case_id=kept.case_id, verb="client.merged", by=by, now=now)
    return done


@transaction.atomic
def undo(*, merge: Merge, by: User, now: datetime) -> None:
    """Take a merge back: both rows stand as before; what was changed on the kept row since then stays."""
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "absorbed", "pair").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise NotAllowed("Diese Zusammenführung ist schon rückgängig gemacht.")
    kept, absorbed = merge.kept, merge.absorbed
    if kept.merged_into_id is not None:
        raise NotAllowed("Machen Sie zuerst die spätere Zusammenführung dieser Person rückgängig.")
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    for field, value in _values(kept).items():
        if value == merge.after[field]:
            column: Any = kept._meta.get_field(field)
            setattr(kept, field, column.to_python(merge.before[field]))
    fold_names(kept)
    kept.save()
    for label, model, field in _pointers():
        rows = model._default_manager.filter(pk__in=merge.moved.get(label, ()), **{field: kept})
        rows.update(**{field: absorbed})
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["undone_at", "undone_by"])
    _reopen(merge.pair)
    audit.record(case_id=merge.case_id, verb="client.merge_undone", by=by, now=now)


@transaction.atomic
def link(*, pair: DuplicatePair, by: User, now: datetime) -> DuplicatePair:
    """Rows of two files are one person: counted once; both files stay, each for whoever may read it."""
    pair = _locked(pair)
    if pair.state != State.OPEN or pair.in_one_file:
        rules.check_mergeable(pair.state, in_one_file=True)
        raise NotAllowed("Die beiden stehen in derselben Akte. Führen Sie sie zusammen.")
    _decide(pair, State.SAME, by, now)
    _tell_files(pair, "client.linked", by, now)
    return pair


@transaction.atomic
def decide_different(*, pair: DuplicatePair, by: User, now: datetime) -> DuplicatePair:
    """Not the same person: taken apart where they were one, and never proposed or merged again."""
    pair = _locked(pair)
    if pair.state == State.DIFFERENT:
        raise NotAllowed("Das ist schon so entschieden.")
    for done in pair.merges.filter(undone_at=None):
        undo(merge=done, by=by, now=now)
    _decide(pair, State.DIFFERENT, by, now)
    _tell_files(pair, "client.told_apart", by, now)
    return pair


@transaction.atomic
def reconsider(*, pair: DuplicatePair, by: User, now: datetime) -> DuplicatePair:
    """Take back a link or a "not the same person": the pair is open again. A merge is undone by ``undo``."""
    pair = _locked(pair)
    if pair.state == State.OPEN or pair.merges.filter(undone_at=None).exists():
        raise NotAllowed("Hier gibt es nichts zurückzunehmen.")
    _reopen(pair)
    _tell_files(pair, "client.pair_reopened", by, now)
    return pair


def _locked(pair: DuplicatePair) -> DuplicatePair:
    return DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)


def _decide(pair: DuplicatePair, state: str, by: User, now: datetime) -> None:
    pair.state, pair.decided_by, pair.decided_on = state, by, now.date()
    pair.save(update_fields=["state", "decided_by", "decided_on"])


def _reopen(pair: DuplicatePair) -> None:
    pair.state, pair.decided_by, pair.decided_on = State.OPEN, None, None
    pair.save(update_fields=["state", "decided_by", "decided_on"])


def _tell_files(pair: DuplicatePair, verb: str, by: User, now: datetime) -> None:
    for case_id in {pair.first_case_id, pair.second_case_id}:
        audit.record(case_id=case_id, verb=verb, by=by, now=now)


def _columns(chosen: Collection[str]) -> Iterator[str]:
    for field in CHOOSABLE:
        if field in chosen:
            yield from ("birth_date", "birth_precision") if field == "birth" else (field,)


def _values(person: Client) -> dict[str, Any]:
    """The written fields as they lie in JSON."""
    encode = DjangoJSONEncoder().default
    values = {field: getattr(person, field) for field in WRITTEN}
    return {field: encode(value) if hasattr(value, "isoformat") else value for field, value in values.items()}


def _all_names(kept: Client, absorbed: Client, before: dict[str, Any]) -> list[str]:
    """Every way the one person was written, so that each still finds it; not the names the row has anyway."""
    replaced = f"{before['first_name']} {before['last_name']}".strip()
    old = [*kept.other_names, replaced, absorbed.name, absorbed.own_form, *absorbed.other_names]
    shown = {kept.name, f"{kept.first_name} {kept.last_name}".strip(), ""}
    return [name for name in dict.fromkeys(old) if name not in shown]


def _pointers() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every column of every app that names a person, but for pairs, merges and history."""
    for relation in Client._meta.related_objects:
        model, field = relation.related_model, cast(Any, relation.field)
        if model not in (Client, DuplicatePair, Merge) and field.db_constraint:  # history has none
            yield f"{model._meta.label}.{field.name}", model, field.name


def _move(model: type[models.Model], field: str, absorbed: Client, kept: Client) -> list[str]:
    """Point rows at the kept person; what would contradict the rows there stays with the absorbed one."""
    rows = model._default_manager.filter(**{field: absorbed})
    if model is Relation:
        rows = rows.exclude(person__in=(kept, absorbed), other__in=(kept, absorbed))
    if model is Residence:
        known = list(kept.residences.values_list("since", "until"))
        free = [row.pk for row in absorbed.residences.all() if rules.is_span_free(row.since, row.until, known)]
        rows = rows.filter(pk__in=free)
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    model._default_manager.filter(pk__in=keys).update(**{field: kept})
    return keys
