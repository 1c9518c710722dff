"""Appointments, and the key under which somebody's own calendar programme fetches them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import Case, ContactDataQuerySet
from fahrwasser.contacts.models.contacts import Contact
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


class AppointmentQuerySet(ContactDataQuerySet["Appointment"]):
    def visible_to(self, user: User) -> AppointmentQuerySet:
        """Appointments on files whose contact data the person reads, and their own without a file."""
        if not standing(user).roles:
            return self.none()
        return self.filter(Q(pk__in=super().visible_to(user).values("pk")) | Q(case=None, user=user))


@tracked(policies.ContactDataHistory())
class Appointment(Row):
    """When somebody of the team meets whom. Colleagues read "Belegt" of every appointment (``fw.busy_slots``).

    ``user`` is the colleague who goes; ``reason`` says why it lies on a day of rest; ``sequence`` counts how often it
    was moved or called off, so that other calendars take the newest word (RFC 5545).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        TOOK_PLACE = "took_place", _("hat stattgefunden")
        MISSED = "missed", _("nicht zustande gekommen")
        CANCELLED = "cancelled", _("abgesagt")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments", null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer"))
    at = models.DateTimeField(_("Beginn"))
    until = models.DateTimeField(_("Ende"))
    type = models.CharField(_("Art"), max_length=8, choices=Contact.Type, default=Contact.Type.OFFICE)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    with_whom = models.CharField(_("Mit wem"), max_length=200, blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.PLANNED)
    reason = models.CharField(_("Grund"), max_length=200, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Appointment]] = AppointmentQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "place with_whom reason"
        plain = "id case user at until type state contact sequence"

    class Meta:
        constraints = [
            policies.OfCalendar(),
            CheckConstraint(condition=Q(until__gt=F("at")), name="appointment_ends_after_start"),
        ]
        indexes = [models.Index(fields=["user", "at"], name="appointment_of_user")]

    @property
    def minutes(self) -> int:
        return int((self.until - self.at).total_seconds() // 60)

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class CalendarKey(Row):
    """The secret address of one person's calendar. Only its hash is kept; the address is shown once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[CalendarKey]] = models.Manager()

    class Data(Row.Data):
        retention = "user_account"
        plain = "id user hash made_at revoked_at"

    class Meta:
        constraints = [
            policies.Own(),
            CheckConstraint(condition=Q(revoked_at__gte=F("made_at")), name="calendar_key_revoked_afterwards"),
        ]
        indexes = [models.Index(fields=["hash"], name="calendar_key_hash")]
