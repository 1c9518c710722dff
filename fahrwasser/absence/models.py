"""That somebody of the team is away until a day. Never why: that is nobody's business here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> AbsenceQuerySet:
        """Those of the bodies the person opens files for."""
        return self.filter(controller__in=Unit.objects.filter(pk__in=standing(user).home).values("controller"))


class Absence(Row):
    """Somebody is away from ``since`` to ``until``, both days included; ``back_on`` when they came back."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer"))
    since = models.DateField(_("seit"))
    until = models.DateField(_("bis einschließlich"))
    back_on = models.DateField(_("zurück am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Absence]] = AbsenceQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "since until back_on"
        plain = "id controller user"

    class Meta:
        constraints = [
            policies.OfController(),
            CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_start"),
            CheckConstraint(condition=Q(back_on__gte=F("since")), name="absence_back_after_start"),
            UniqueConstraint(fields=["user"], condition=Q(back_on=None), name="absence_running_once"),
        ]
