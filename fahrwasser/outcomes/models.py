"""Outcomes: what has really changed for a person, with its day and how we know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.clients.models import Client
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.outcomes import rules


@tracked(policies.History())
class OutcomeEvent(CaseRow):
    """One change for the better that somebody can vouch for; ``lasts`` answers the question half a year later."""

    class Evidence(models.TextChoices):
        PAPER = "paper", _("Papier gesehen")
        BODY = "body", _("von der Stelle mitgeteilt")
        PERSON = "person", _("von der Person erzählt")
        SEEN = "seen", _("selbst erlebt")

    kind = models.CharField(_("Ergebnis"), max_length=40)
    day = models.DateField(_("seit wann"))
    about = models.ForeignKey(
        Client, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Für wen")
    )
    evidence = models.CharField(_("Woher wissen wir es?"), max_length=10, choices=Evidence)
    words = models.CharField(_("in einem Satz"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lasts = models.BooleanField(_("ist noch so"), null=True, blank=True)
    asked_on = models.DateField(_("nachgefragt am"), null=True, blank=True)
    in_error = models.BooleanField(_("irrtümlich eingetragen"), default=False)

    objects: ClassVar[models.Manager[OutcomeEvent]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "kind words"
        plain = "id case day about evidence by lasts asked_on in_error"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="about"),
            CheckConstraint(condition=Q(asked_on__gte=F("day")), name="outcome_asked_after_it_began"),
            CheckConstraint(
                condition=Q(lasts=None, asked_on=None) | Q(lasts__isnull=False, asked_on__isnull=False),
                name="outcome_asked_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "-day"], name="outcome_case_day")]

    @property
    def label(self) -> str:
        """German name in the catalogue."""
        return rules.label(self.kind)

    @property
    def may_last(self) -> bool:
        """Whether one asks after half a year."""
        return rules.kinds()[self.kind].lasting
