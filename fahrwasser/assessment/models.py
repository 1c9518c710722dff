"""The assessment: fourteen life areas, the needs in them, and what is known about the person."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
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
        NO_OFFER = "no_offer", _("kein Angebot")
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
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=list(rules.NEED_TRANSITIONS))]

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


@tracked(policies.History())
class MapNode(CaseRow):
    """Somebody or some place around the client: a third party, so a first name or a role and nothing more."""

    class Sector(models.TextChoices):
        FAMILY = "family", _("Familie")
        FRIENDS = "friends", _("Freunde und Nachbarschaft")
        COMMUNITY = "community", _("Arbeit, Schule, Gemeinde")
        PROFESSIONALS = "professionals", _("Fachleute")

    label = models.CharField(_("Vorname oder Rolle"), max_length=30)
    sector = models.CharField(_("Bereich"), max_length=15, choices=Sector)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[MapNode]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "label"
        sensitive = "sector organisation"
        plain = "id case"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(
                condition=~Q(label="") & ~Q(label__regex=rules.NOT_IN_A_LABEL.pattern),
                name="node_label_is_name_or_role",
            ),
        ]


@tracked(policies.History())
class MapTie(CaseRow):
    """A line of the map from a day to a day: to the client (``other`` empty, with a ring) or between two nodes."""

    class Ring(models.IntegerChoices):
        CLOSE = 1, _("sehr nah")
        MIDDLE = 2, _("nah")
        FAR = 3, _("eher fern")

    class Quality(models.TextChoices):
        STRONG = "strong", _("stark")
        WEAK = "weak", _("schwach")
        STRESSFUL = "stressful", _("belastet")
        BROKEN = "broken", _("abgebrochen")
        DANGEROUS = "dangerous", _("gefährlich")

    class Support(models.TextChoices):
        NONE = "none", _("keine Unterstützung")
        GIVES = "gives", _("unterstützt")
        RECEIVES = "receives", _("wird unterstützt")
        MUTUAL = "mutual", _("gegenseitig")

    node = models.ForeignKey(MapNode, models.PROTECT, related_name="ties")
    other = models.ForeignKey(MapNode, models.PROTECT, related_name="+", null=True, blank=True)
    ring = models.PositiveSmallIntegerField(_("Nähe"), choices=Ring, null=True, blank=True)
    quality = models.CharField(_("Beziehung"), max_length=10, choices=Quality)
    support = models.CharField(_("Unterstützung"), max_length=10, choices=Support, default=Support.NONE)
    since = models.DateField(_("seit"))
    until = models.DateField(_("bis"), null=True, blank=True)

    objects: ClassVar[models.Manager[MapTie]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "ring quality support"
        plain = "id case node other since until"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="node"),
            policies.SameCase(parent="other"),
            CheckConstraint(
                condition=Q(other=None, ring__range=(1, 3)) | Q(other__isnull=False, ring=None),
                name="tie_ring_to_client",
            ),
            CheckConstraint(condition=~Q(other=F("node")), name="tie_between_two"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="tie_ends_after_start"),
            UniqueConstraint(fields=["node"], condition=Q(other=None, until=None), name="tie_to_client_once"),
            UniqueConstraint(fields=["node", "other"], condition=Q(until=None), name="tie_between_once"),
        ]
