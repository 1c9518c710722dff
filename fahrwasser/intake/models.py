"""The front desk: what reached the office, whether there is danger, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.History())
class Enquiry(CaseRow):
    """What reached the office before a decision; one per file."""

    class Decision(models.TextChoices):
        CASE_MANAGEMENT = "case_management", _("Case Management")
        SHARED_LEAD = "shared_lead", _("Case Management, andere Stelle führt")
        SHORT_ADVICE = "short_advice", _("Kurzberatung")
        REFERRED_ON = "referred_on", _("Verweisberatung")
        DECLINED = "declined", _("von der Person abgelehnt")

    received_at = models.DateTimeField(_("eingegangen"))
    channel = models.CharField(_("Zugangsweg"), max_length=30)
    referrer = models.CharField(_("wer meldet sich"), max_length=200, blank=True)
    referrer_agreed = models.BooleanField(_("Die Person weiß davon und ist einverstanden"), null=True, blank=True)
    concern = models.TextField(_("Anliegen"), blank=True)
    interpreter_needed = models.BooleanField(_("Sprachmittlung nötig"), default=False)
    criteria = models.JSONField(_("Kriterien"), default=dict, blank=True)
    proposal = models.CharField(_("Vorschlag"), max_length=20, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=20, choices=Decision, blank=True)
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decision_reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    leading_body = models.CharField(_("führende Stelle"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[Enquiry]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "enquiry_without_case"
        personal = "referrer concern criteria decision_reason leading_body"
        plain = "id case received_at channel referrer_agreed interpreter_needed proposal decision decided_on decided_by"

    class Meta:
        constraints = [policies.Content(), UniqueConstraint(fields=["case"], name="one_enquiry_per_file")]


@tracked(policies.History())
class SafetyCheck(CaseRow):
    """Two of the three questions, asked alone and in the person's own language.

    The answer to the third (how do we reach you safely?) is the safe channel, encrypted on level 2.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("ja")
        NO = "no", _("nein")
        NOT_ASKED = "not_asked", _("nicht gefragt")

    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    can_speak = models.CharField(_("Können Sie frei sprechen?"), max_length=10, choices=Answer)
    danger = models.CharField(
        _("Haben Sie Angst vor jemandem, mit dem Sie leben oder gelebt haben?"), max_length=10, choices=Answer
    )

    objects: ClassVar[models.Manager[SafetyCheck]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "enquiry_without_case"
        sensitive = "can_speak danger"
        plain = "id case at by"

    class Meta:
        constraints = [policies.Content()]
