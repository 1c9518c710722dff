"""What reports need beside the cases: dated figures typed by hand, and frozen reports."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.models import Row


class Programme(Row):
    """The programme that pays: start, target group, posts. Typed by hand, dated, with its source."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("Programm"), max_length=200)
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    target_group = models.PositiveIntegerField(_("Zielgruppe, Personen"))
    target_group_refugees = models.PositiveIntegerField(_("davon mit Flüchtlingsstatus"))
    positions = models.DecimalField(_("Stellen (Vollzeit)"), max_digits=5, decimal_places=2)
    source = models.CharField(_("Quelle"), max_length=200)
    as_of = models.DateField(_("Stand vom"))

    class Data(Row.Data):
        retention = "statistics"
        open = "figures of the programme, no persons"
        plain = "id controller name starts_on ends_on target_group target_group_refugees positions source as_of"

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"),
            CheckConstraint(
                condition=Q(target_group_refugees__lte=F("target_group")), name="refugees_within_target_group"
            ),
        ]


ONLY_ERASED = (
    "IF TG_OP = 'DELETE' AND current_user = 'fw_eraser' THEN RETURN OLD; END IF;"
    " RAISE EXCEPTION 'a published report stays as it is' USING ERRCODE = 'check_violation';"
)


class Snapshot(Row):
    """A frozen report: rounded words and figures as published, never computed again."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    report = models.CharField(_("Bericht"), max_length=10)
    key_date = models.DateField(_("Stichtag"))
    made_at = models.DateTimeField(_("eingefroren"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    definitions = models.PositiveSmallIntegerField(_("Fassung der Definitionen"))
    figures = models.JSONField(_("Angaben"))

    class Data(Row.Data):
        retention = "statistics"
        open = "published figures after disclosure control"
        plain = "id controller report key_date made_at made_by definitions figures"

    class Meta:
        constraints = [UniqueConstraint(fields=["controller", "report", "key_date"], name="snapshot_once")]
        triggers = [
            pgtrigger.Trigger(
                name="snapshot_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=ONLY_ERASED,
            )
        ]
