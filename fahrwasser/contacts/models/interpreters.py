"""Interpreters, what speaks against one in a file, and bookings."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.contacts.models.appointments import Appointment
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class Span(Func):
    """From one moment up to another."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Way(models.TextChoices):
    ON_SITE = "on_site", _("vor Ort")
    PHONE = "phone", _("am Telefon")
    VIDEO = "video", _("per Video")


class InterpreterQuerySet(models.QuerySet["Interpreter"]):
    def visible_to(self, user: User) -> InterpreterQuerySet:
        """The pool of the controllers the person opens files for."""
        controllers = Unit.objects.filter(pk__in=standing(user).home).values("controller")
        return self.filter(controller__in=controllers)


class Interpreter(Row):
    """Somebody who interprets. Without ``bound_on``, the day of the formal obligation, nobody books them.

    ``languages`` are codes of the catalogue, ``place`` a district's code; ``community`` is a word on whom they know.
    """

    class Gender(models.TextChoices):
        FEMALE = "f", _("Frau")
        MALE = "m", _("Mann")
        UNKNOWN = "", _("wechselnd oder keine Angabe")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("Name oder Kürzel"), max_length=150)
    languages = models.CharField(_("Sprachen"), max_length=100)
    gender = models.CharField(_("Frau oder Mann"), max_length=1, choices=Gender, blank=True)
    pool = models.CharField(_("Stelle oder Pool"), max_length=200, blank=True)
    on_site = models.BooleanField(_("vor Ort"), default=True)
    phone = models.BooleanField(_("am Telefon"), default=False)
    video = models.BooleanField(_("per Video"), default=False)
    bound_on = models.DateField(_("Verpflichtungserklärung vom"), null=True, blank=True)
    bound_until = models.DateField(_("gilt bis"), null=True, blank=True)
    place = models.CharField(_("Wohnort"), max_length=40, blank=True)
    community = models.CharField(_("Community, Verwandtschaft"), max_length=200, blank=True)
    active = models.BooleanField(_("steht zur Verfügung"), default=True)

    objects: ClassVar[models.Manager[Interpreter]] = InterpreterQuerySet.as_manager()

    class Data(Row.Data):
        retention = "organisation"
        personal = "name languages gender place community"
        plain = "id controller pool on_site phone video bound_on bound_until active"

    class Meta:
        constraints = [
            policies.OfController(),
            CheckConstraint(
                condition=Q(bound_until=None) | Q(bound_on__isnull=False, bound_until__gte=F("bound_on")),
                name="interpreter_bound_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ways(self) -> list[str]:
        """How this interpreter works, in words."""
        return [str(way.label) for way in Way if getattr(self, way.value)]

    def is_bound(self, day: date) -> bool:
        """Whether the obligation holds on ``day``."""
        return bool(self.bound_on and self.bound_on <= day and (self.bound_until is None or day <= self.bound_until))


class InterpreterConflict(CaseRow):
    """Why an interpreter must not work in this file. Content of the file; outside it says "nicht verfügbar"."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("verwandt oder befreundet")
        COMMUNITY = "community", _("gehört zur selben Community")
        SAME_PLACE = "same_place", _("wohnt am selben Ort")
        LANDLORD = "landlord", _("vermietet an die Person")
        EMPLOYER = "employer", _("beschäftigt oder vermittelt die Person")
        MINOR = "minor", _("ist minderjährig")
        REFUSED = "refused", _("die Person möchte das nicht")

    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="+")
    kind = models.CharField(_("Grund"), max_length=12, choices=Kind)
    note = models.CharField(_("Bemerkung"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[InterpreterConflict]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "interpreter kind note"
        plain = "id case"

    class Meta:
        constraints = [policies.Content()]


class Booking(CaseRow):
    """An interpreter for one appointment. The interpreter learns time, place and language, nothing else."""

    class State(models.TextChoices):
        BOOKED = "booked", _("gebucht")
        CANCELLED = "cancelled", _("abgesagt")

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="bookings")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="+")
    language = models.CharField(_("Sprache"), max_length=10)
    way = models.CharField(_("Wie"), max_length=10, choices=Way, default=Way.ON_SITE)
    at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.BOOKED)

    objects: ClassVar[models.Manager[Booking]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "interpreter_booking"
        personal = "interpreter language"
        plain = "id case appointment way at until state"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="appointment"),
            CheckConstraint(condition=Q(until__gt=F("at")), name="booking_ends_after_start"),
            ExclusionConstraint(
                name="interpreter_booked_once",
                expressions=[
                    (Span(F("at"), F("until"), RangeBoundary()), RangeOperators.OVERLAPS),
                    ("interpreter", RangeOperators.EQUAL),
                ],
                condition=Q(state="booked"),
            ),
        ]
