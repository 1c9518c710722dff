"""What people say about us: slips of paper with a secret, answers nobody can trace, and remarks the lead reads.

Keys are drawn by chance and nothing here has a time of day: neither order nor clock may lead back to a conversation.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class RandomRow(Row):
    """A row whose key tells no time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class Slip(RandomRow):
    """One printed sheet: it belongs to a town and a month, and to nobody. Of its token only the ``digest`` is kept."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField(_("Monat"))
    digest = models.CharField(max_length=64)
    expires_on = models.DateField(_("gültig bis"))
    used = models.BooleanField(_("benutzt"), default=False)

    class Data(Row.Data):
        retention = "feedback"
        plain = "id controller month digest expires_on used"

    class Meta:
        constraints = [policies.HandedOut(), UniqueConstraint(fields=["digest"], name="slip_token_once")]


class Answer(RandomRow):
    """Three marks from 1 (very bad) to 5 (very good), each of which may be left out; read only in sums."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField(_("Monat"))
    listened = models.PositiveSmallIntegerField(_("zugehört"), null=True, blank=True)
    next_steps = models.PositiveSmallIntegerField(_("wie es weitergeht"), null=True, blank=True)
    helped = models.PositiveSmallIntegerField(_("geholfen"), null=True, blank=True)

    class Data(Row.Data):
        retention = "statistics"
        plain = "id controller month listened next_steps helped"

    class Meta:
        constraints = [
            policies.Unread(),
            CheckConstraint(condition=~Q(listened=None, next_steps=None, helped=None), name="answer_marks_something"),
            *(
                CheckConstraint(condition=Q(**{f"{name}__range": (1, 5)}) | Q(**{name: None}), name=f"answer_{name}")
                for name in ("listened", "next_steps", "helped")
            ),
        ]


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, user: User) -> RemarkQuerySet:
        """For whoever oversees the files of the house."""
        overseen = Unit.objects.filter(pk__in=standing(user).overseen)
        return self.filter(controller__in=overseen.values("controller"))


class Remark(RandomRow):
    """A complaint or another word, encrypted. ``digest`` leads the owner of a slip to the reply they asked for."""

    class Way(models.TextChoices):
        SLIP = "slip", _("Bogen")
        PHONE = "phone", _("am Telefon")
        IN_PERSON = "in_person", _("im Gespräch")
        LETTER = "letter", _("Brief oder E-Mail")

    class State(models.TextChoices):
        RECEIVED = "received", _("eingegangen")
        IN_PROGRESS = "in_progress", _("in Bearbeitung")
        DONE = "done", _("erledigt")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    received_on = models.DateField(_("eingegangen am"))
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    is_complaint = models.BooleanField(_("Beschwerde"))
    wants_reply = models.BooleanField(_("möchte eine Antwort"), default=False)
    digest = models.CharField(max_length=64, blank=True)
    sealed_words = models.TextField()
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.RECEIVED)
    sealed_reply = models.TextField(blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Remark]] = RemarkQuerySet.as_manager()

    class Data(Row.Data):
        retention = "feedback"
        personal = "sealed_words sealed_reply"
        plain = "id controller received_on way is_complaint wants_reply digest state done_on"

    class Meta:
        constraints = [
            policies.ForTheLead(),
            CheckConstraint(condition=~Q(sealed_words=""), name="remark_says_something"),
            CheckConstraint(condition=Q(wants_reply=False) | ~Q(digest=""), name="remark_reply_has_a_slip"),
            CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on=None),
                name="remark_done_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="remark_slip")]
