"""Messages taken for somebody, to whom they went, and what outsiders wanted to know."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class CallerKind(models.TextChoices):
    PERSON = "person", _("die Person selbst")
    FAMILY = "family", _("Familie oder Bekannte")
    SCHOOL = "school", _("Schule oder Kita")
    LANDLORD = "landlord", _("Vermietung")
    EMPLOYER = "employer", _("Arbeitgeber")
    AUTHORITY = "authority", _("Behörde")
    POLICE = "police", _("Polizei oder Gericht")
    PROVIDER = "provider", _("Träger oder Praxis")
    PRESS = "press", _("Presse")
    OTHER = "other", _("jemand anderes")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """Messages delivered to this person."""
        return self.filter(pk__in=Delivery.objects.filter(user=user).values("message"))


class Message(Row):
    """A caller's words taken for somebody. It confirms nothing: whoever took it never learns where it went.

    ``about`` is the name as it was spoken; the keys below it are what it is matched by, later and elsewhere.
    """

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("aufgenommen"))
    caller_kind = models.CharField(_("Wer meldet sich?"), max_length=12, choices=CallerKind)
    caller = models.CharField(_("Name und Stelle"), max_length=150, blank=True)
    call_back = models.CharField(_("Rückruf"), max_length=150, blank=True)
    about = models.CharField(_("Um wen geht es?"), max_length=150, blank=True)
    concern = models.TextField(_("Anliegen"))
    asked_for = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    wants_information = models.BooleanField(_("Die Stelle will etwas über eine Person wissen"))
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    name_words = ArrayField(models.TextField(), default=list, editable=False)
    name_keys = ArrayField(models.TextField(), default=list, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    handled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    outcome = models.CharField(_("Was daraus wurde"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Message]] = MessageQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "caller call_back about concern search_key name_words name_keys phone_key outcome"
        plain = "id controller taken_by taken_at caller_kind asked_for wants_information handled_by closed_at"

    class Meta:
        constraints = [
            policies.Delivered(),
            CheckConstraint(condition=~Q(concern=""), name="message_says_something"),
            CheckConstraint(condition=Q(closed_at=None) | ~Q(outcome=""), name="message_closed_with_words"),
        ]


class Delivery(Row):
    """To whom a message went. ``about_case`` is a key without a link, only where the match was one person."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    about_case = models.UUIDField(null=True)

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        plain = "id message user at about_case"

    class Meta:
        constraints = [policies.PassedOn(), UniqueConstraint(fields=["message", "user"], name="delivered_once")]
        indexes = [models.Index(fields=["user"], name="delivery_user")]


class OutsideQuery(Row):
    """That somebody outside wanted to know something about a person; nothing about who, and nothing was confirmed."""

    at = models.DateTimeField(_("wann"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    caller_kind = models.CharField(_("Wer"), max_length=12, choices=CallerKind)

    class Data(Row.Data):
        retention = "audit_log"
        plain = "id at user caller_kind"

    class Meta:
        constraints = [policies.Log()]
