"""A list of running cases on its way into the files: what was read, what was chosen, what it made."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, readable
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedBytes
from fahrwasser.core.models import Row
from fahrwasser.imports import rules
from fahrwasser.imports.tables import Row as SheetRow
from fahrwasser.imports.tables import Table


class OfCoordinationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> OfCoordinationQuerySet:
        """Those of the bodies whose files the person oversees."""
        return self.filter(controller__in=Unit.objects.filter(pk__in=standing(user).overseen).values("controller"))


class ImportedCaseQuerySet(models.QuerySet["ImportedCase"]):
    def visible_to(self, user: User) -> ImportedCaseQuerySet:
        """Of files the person reads, or oversees below level 2."""
        overseen = Q(case__level__lt=2, case__unit__in=standing(user).overseen)
        return self.filter(readable(user, "case__") | overseen)


class Import(Row):
    """One set of tables. ``content`` are the cells, encrypted, and only until it has ended."""

    class State(models.TextChoices):
        OPEN = "open", _("in Arbeit")
        QUEUED = "queued", _("wird übernommen")
        CARRIED_OUT = "carried_out", _("übernommen")
        UNDONE = "undone", _("rückgängig gemacht")
        DISCARDED = "discarded", _("verworfen")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("hochgeladen"))
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    digest = models.CharField(max_length=64, editable=False)
    content = EncryptedBytes(null=True)
    skipped = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    cases = models.PositiveIntegerField(_("Fälle"), default=0)
    people = models.PositiveIntegerField(_("Personen"), default=0)
    contacts = models.PositiveIntegerField(_("Kontakte"), default=0)

    objects: ClassVar[models.Manager[Import]] = OfCoordinationQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "content"
        plain = "id controller by at state digest skipped ended_at ended_by cases people contacts"

    class Meta:
        constraints = [
            policies.OfCoordination(),
            CheckConstraint(
                condition=Q(state__in=("open", "queued"), content__isnull=False, ended_at=None)
                | (~Q(state__in=("open", "queued")) & Q(content=None, ended_at__isnull=False)),
                name="import_keeps_cells_while_open",
            ),
        ]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=list(rules.STATE_TRANSITIONS))]

    @property
    def tables(self) -> dict[str, Table]:
        """What was read, by table; empty when the import is not open any more."""
        if self.content is None:
            return {}
        found = json.loads(self.content)
        return {name: Table(one["header"], [_row(row) for row in one["rows"]]) for name, one in found.items()}


def _row(kept: list[Any]) -> SheetRow:
    number, cells, faults = kept
    return SheetRow(number, cells, {int(column): words for column, words in faults.items()})


def packed(tables: dict[str, Table]) -> bytes:
    """The tables as they are kept in ``Import.content``."""
    kept = {
        name: {"header": table.header, "rows": [[row.number, row.cells, row.faults] for row in table.rows]}
        for name, table in tables.items()
    }
    return json.dumps(kept, ensure_ascii=False).encode()


class SavedMapping(Row):
    """Which column means what, for a header as it was seen before; and what the words in it mean."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    table = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    places = models.JSONField(default=dict)
    words = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[SavedMapping]] = OfCoordinationQuerySet.as_manager()

    class Data(Row.Data):
        retention = "organisation"
        personal = "words"
        plain = "id controller table fingerprint places"

    class Meta:
        constraints = [
            policies.OfCoordination(),
            UniqueConstraint(fields=["controller", "table", "fingerprint"], name="one_mapping_of_a_header"),
        ]


class ImportedCase(CaseRow):
    """That a file came out of an import, and the number it had before."""

    run = models.ForeignKey(Import, models.PROTECT, related_name="made")
    old_number = models.CharField(_("altes Aktenzeichen"), max_length=60)

    objects: ClassVar[models.Manager[ImportedCase]] = ImportedCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "old_number"
        plain = "id case run"

    class Meta:
        constraints = [policies.KnownFile(), UniqueConstraint(fields=["case"], name="imported_once")]
        indexes = [models.Index(fields=["old_number"], name="imported_old_number")]
