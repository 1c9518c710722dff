"""Keeping the directory true: what its texts suggest, whom the house has asked, what may be there twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.core import policies
from fahrwasser.core.models import Row
from fahrwasser.offers.models import PUBLIC, Criterion, Offer


class Reading(Row):
    """When the texts of an offer were last read for suggestions; read again once the offer has changed."""

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="reading")
    read_at = models.DateTimeField(_("gelesen"))

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer read_at"


class Passage(Row):
    """A passage of an offer's text that suggests a condition, and what a person made of it.

    ``digest`` is the mark of the sentence, the kind and the values: what was discarded is not proposed again while
    the sentence is the same.
    """

    class State(models.TextChoices):
        OPEN = "open", _("wartet")
        TAKEN = "taken", _("übernommen")
        DISCARDED = "discarded", _("verworfen")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    kind = models.CharField(_("Bedingung"), max_length=40)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    condition = models.ForeignKey(Criterion, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer digest kind state condition decided_by decided_on"

    class Meta:
        constraints = [UniqueConstraint(fields=["offer", "digest"], name="passage_once")]
        indexes = [models.Index(fields=["offer"], name="passage_waits", condition=Q(state="open"))]


class Reminder(Row):
    """That somebody was asked to confirm an offer: the provider by mail, or the coordination because nobody answers.

    ``due_on`` is the day on which the last confirmation runs out: each round belongs to one. ``number`` counts the
    mails of a round from 1; a step to the coordination has the number 0 and no address.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+")
    due_on = models.DateField(_("fällig am"))
    number = models.PositiveSmallIntegerField(_("Nummer"))
    sent_on = models.DateField(_("gesendet am"))
    address = models.CharField(_("E-Mail"), max_length=200, blank=True)
    reason = models.CharField(_("Grund"), max_length=20, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer due_on number sent_on address reason"

    class Meta:
        constraints = [
            UniqueConstraint(fields=["offer", "due_on", "number"], name="reminder_once"),
            CheckConstraint(condition=Q(number=0, address="") | Q(number__gt=0) & ~Q(address=""), name="reminder_to"),
        ]


class What(models.TextChoices):
    """What may be in the directory twice."""

    OFFER = "offer", _("Angebot")
    PROVIDER = "provider", _("Träger")


class Twin(Row):
    """Two offers, or two providers, that may be one; a person decides. ``first`` has the lower key."""

    class State(models.TextChoices):
        OPEN = "open", _("zu entscheiden")
        SAME = "same", _("dasselbe")
        DIFFERENT = "different", _("nicht dasselbe")

    what = models.CharField(_("was"), max_length=10, choices=What)
    first = models.UUIDField()
    second = models.UUIDField()
    reasons = models.JSONField(_("Gründe"), default=list)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    found_on = models.DateField(_("gefunden am"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id what first second reasons state found_on decided_by decided_on"

    class Meta:
        constraints = [
            UniqueConstraint(fields=["what", "first", "second"], name="twin_once"),
            CheckConstraint(condition=Q(first__lt=F("second")), name="twin_in_order"),
        ]
        indexes = [models.Index(fields=["what"], name="twin_open", condition=Q(state="open"))]


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> MergeQuerySet:
        """Merges of the person's own coordination."""
        houses = Unit.objects.filter(pk__in=standing(user).overseen).values("controller")
        return self.filter(controller__in=houses)


class Merge(Row):
    """Two entries made one. ``before`` and ``after`` are the fields of both; ``moved`` the keys of every row that
    pointed at the absorbed one, by table and column: all that undoing needs.
    """

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    twin = models.ForeignKey(Twin, models.CASCADE, related_name="merges")
    kept = models.UUIDField()
    absorbed = models.UUIDField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("rückgängig"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager[Merge]] = MergeQuerySet.as_manager()

    class Data(Row.Data):
        retention = "offers"
        plain = "id controller twin kept absorbed before after moved at by undone_at undone_by"

    class Meta:
        constraints = [
            policies.OfCoordination(),
            CheckConstraint(condition=Q(undone_at__gte=F("at")), name="merge_undone_after"),
        ]
