"""The assessment: fourteen life areas, the needs in them, and what is known about the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment import rules
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.clients.models import Client
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.History())
class Assessment(CaseRow):
    """One look at the whole situation; the first, or a repeated one later."""

    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    started_on = models.DateField(_("begonnen am"))
    completed_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Assessment]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case number started_on completed_on by"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case", "number"], name="assessment_numbered_once"),
            CheckConstraint(condition=Q(completed_on__gte=F("started_on")), name="assessment_ends_after_start"),
        ]


@tracked(policies.History())
class Rating(CaseRow):
    """One life area in one assessment: the client's view and the case manager's apart."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="ratings")
    area = models.CharField(_("Lebensbereich"), max_length=4)
    situation = models.TextField(_("Situation"), blank=True)
    resource = models.TextField(_("Stärken und Ressourcen"), blank=True)
    client_view = models.TextField(_("Sicht der Person"), blank=True)
    own_view = models.TextField(_("Eigene Einschätzung"), blank=True)
    rating = models.PositiveSmallIntegerField(_("Einstufung"), null=True, blank=True)
    rated_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Rating]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "situation resource client_view own_view rating"
        plain = "id case assessment area rated_at"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="assessment"),
            UniqueConstraint(fields=["assessment", "area"], name="area_rated_once"),
            CheckConstraint(condition=Q(rating__range=(0, 4)), name="rating_in_range"),
        ]


@tracked(policies.History())
class Need(CaseRow):
    """Something missing in a life area, coded LAxx.y, with urgency S, D, Z or P."""

    class Urgency(models.TextChoices):
        IMMEDIATE = "S", _("sofort")
        URGENT = "D", _("dringend, 7 Tage")
        SOON = "Z", _("zeitnah, 30 Tage")
        PLANNABLE = "P", _("planbar")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        IN_PROGRESS = "in_progress", _("in Bearbeitung")
        COVERED = "covered", _("gedeckt")
        DEFERRED = "deferred", _("zurückgestellt")

    code = models.CharField(_("Bedarf"), max_length=8)
    urgency = models.CharField(_("Dringlichkeit"), max_length=1, choices=Urgency)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    recognised_on = models.DateField(_("erkannt am"))
    wanted_by = models.DateField(_("gewünscht bis"), null=True, blank=True)
    closed_on = models.DateField(_("beendet am"), null=True, blank=True)
    words = models.CharField(_("in einem Satz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Need]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "code urgency state words"
        plain = "id case recognised_on wanted_by closed_on"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(closed_on__gte=F("recognised_on")), name="need_closed_after_recognised"),
            UniqueConstraint(fields=["case", "code"], condition=Q(closed_on=None), name="need_open_once"),
        ]
        indexes = [models.Index(fields=["case", "code"], name="need_case_code")]

    @property
    def label(self) -> str:
        """German name in the catalogue."""
        return rules.need_label(self.code)


@tracked(policies.History())
class KnownFact(CaseRow):
    """One fact criteria compare with: ``name`` is a field of ``offers.criteria.Facts``; the newest counts."""

    name = models.CharField(_("Angabe"), max_length=40)
    value = models.JSONField(_("Wert"), null=True)
    source = models.CharField(_("Quelle"), max_length=60)
    as_of = models.DateField(_("Stand vom"))
    about = models.ForeignKey(Client, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[KnownFact]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "name value source"
        plain = "id case as_of about"

    class Meta:
        constraints = [policies.Content()]
        indexes = [models.Index(fields=["case", "name", "-as_of"], name="fact_newest")]
