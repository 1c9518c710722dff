"""The only writers of reports: what the programme says of itself, and frozen sheets."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from fahrwasser.accounts.models import User
from fahrwasser.core.errors import NotAllowed
from fahrwasser.reporting import queries, rules
from fahrwasser.reporting.models import Programme, Snapshot


@transaction.atomic
def state_programme(*, controller_id: UUID, by: User, now: datetime, **fields: Any) -> Programme:
    """A new dated statement; the earlier ones stay, for the reports that rest on them."""
    if fields["target_group_refugees"] > fields["target_group"]:
        raise NotAllowed("Das ist mehr als die ganze Zielgruppe. Bitte prüfen Sie.", field="target_group_refugees")
    if fields.get("ends_on") and fields["ends_on"] < fields["starts_on"]:
        raise NotAllowed("Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Tage.", field="ends_on")
    if fields["as_of"] > now.date():
        raise NotAllowed("Der Stand liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="as_of")
    programme = Programme(controller_id=controller_id, **fields)
    programme.save(force_insert=True)
    return programme


@transaction.atomic
def freeze(*, programme: Programme, key_date: date, by: User, now: datetime) -> Snapshot:
    """Keep the one-page report as it reads now. One for each key date: two versions could be subtracted."""
    rules.check_key_date(key_date, programme.starts_on, now.date())
    snapshot = Snapshot(
        controller_id=programme.controller_id, report=rules.REPORT, key_date=key_date, made_at=now, made_by=by,
        definitions=queries.definitions_version(), figures=queries.one_pager(programme, key_date),
    )  # fmt: skip
    try:
        with transaction.atomic():
            snapshot.save(force_insert=True)
    except IntegrityError as error:  # there is one, perhaps of somebody who was quicker
        if "snapshot_once" not in str(error):
            raise
        raise NotAllowed("Für diesen Stichtag gibt es schon eine Fassung. Sie bleibt, wie sie ist.") from error
    return snapshot
