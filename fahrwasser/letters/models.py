"""Papers that count: here the receipt of an application, which is filed the day any municipality has it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.work.models import Task


@tracked(policies.History())
class ApplicationReceipt(CaseRow):
    """An application received for another body (§ 16 Abs. 2 SGB I): the date of receipt is worth money."""

    what = models.CharField(_("Antrag"), max_length=200)
    body = models.CharField(_("zuständige Stelle"), max_length=200)
    received_at = models.DateTimeField(_("eingegangen"))
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    forwarded_on = models.DateField(_("weitergeleitet am"), null=True, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, related_name="+", verbose_name=_("Aufgabe"), null=True)

    objects: ClassVar[models.Manager[ApplicationReceipt]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "what body"
        plain = "id case received_at received_by forwarded_on task"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(forwarded_on__gte=F("received_at__date")), name="forwarded_after_receipt"),
        ]
