"""Telephone interpreting: the numbers and hours of the pool, calls without a name, and whose case one belongs to."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.contacts.models import Interpreter
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class OfFrontDesk(models.QuerySet["PhoneLine"]):
    def visible_to(self, user: User) -> OfFrontDesk:
        """Those of the bodies whose files the person knows of; the assistant stands at the counter too."""
        return self.filter(controller__in=Unit.objects.filter(pk__in=standing(user).units).values("controller"))


class CallQuerySet(models.QuerySet["InterpreterCall"]):
    def visible_to(self, user: User) -> CallQuerySet:
        return self.filter(controller__in=Unit.objects.filter(pk__in=standing(user).units).values("controller"))


class PhoneLine(Row):
    """A number of one interpreter, open on ``days`` (ISO weekdays, "1,2,3") between two times of the day.

    ``name`` is who answers. ``many``: a service that takes several calls at once. Somebody with other hours on
    Saturdays has two lines.
    """

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="phone_lines")
    name = models.CharField(_("Wer sich meldet"), max_length=150)
    number = models.CharField(_("Telefonnummer"), max_length=40)
    days = models.CharField(_("Tage"), max_length=13)
    opens = models.TimeField(_("von"))
    closes = models.TimeField(_("bis"))
    many = models.BooleanField(_("nimmt mehrere Gespräche zugleich an"), default=False)
    active = models.BooleanField(_("in Betrieb"), default=True)

    objects: ClassVar[models.Manager[PhoneLine]] = OfFrontDesk.as_manager()

    class Data(Row.Data):
        retention = "organisation"
        personal = "interpreter name number"
        plain = "id controller days opens closes many active"

    class Meta:
        constraints = [
            policies.OfFrontDesk(),
            CheckConstraint(condition=Q(closes__gt=F("opens")), name="line_closes_after_opening"),
        ]

    @property
    def is_always(self) -> bool:
        """Open until the last minute of the day."""
        return (self.opens, self.closes.hour, self.closes.minute) == (time.min, 23, 59)


class InterpreterCall(Row):
    """One call with an interpreter: language, minutes, who pays. No name and no case.

    ``by`` stands there while it runs and goes when it ends: minutes are summed by cost unit and language, never by
    colleague. ``alone``: the interpreter has one call at a time.
    """

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.ForeignKey(PhoneLine, models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="+")
    language = models.CharField(_("Sprache"), max_length=10)
    cost_unit = models.CharField(_("Wer zahlt"), max_length=40)
    started_at = models.DateTimeField(_("begonnen"))
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    alone = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[InterpreterCall]] = CallQuerySet.as_manager()

    class Data(Row.Data):
        retention = "interpreter_invoice"
        personal = "interpreter language"
        plain = "id controller line cost_unit started_at ended_at minutes by alone"

    class Meta:
        constraints = [
            policies.OfFrontDesk(),
            CheckConstraint(
                condition=Q(ended_at=None, minutes=None, by__isnull=False)
                | Q(ended_at__gte=F("started_at"), minutes__gte=1, by=None),
                name="call_ends_whole",
            ),
            ExclusionConstraint(
                name="one_call_at_a_time",
                expressions=[("interpreter", RangeOperators.EQUAL)],
                condition=Q(ended_at=None, alone=True),
            ),
        ]
        indexes = [models.Index(fields=["controller", "started_at"], name="interpreter_call_month")]
        triggers = [
            pgtrigger.Protect(
                name="booked_minutes_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            )
        ]

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class CallForCase(CaseRow):
    """That a call was made for this case; read with its content and nowhere else."""

    call = models.OneToOneField(InterpreterCall, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[CallForCase]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "interpreter_booking"
        plain = "id case call"

    class Meta:
        constraints = [policies.Content()]
