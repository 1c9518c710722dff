"""How open needs stand against the directory, kept so that the network level need not compare again. All derived."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.models import Row
from fahrwasser.matching import rules
from fahrwasser.offers.models import Offer

COUNTED = "counts of offers and of the comparison itself, without persons and without files"


class NeedMatch(CaseRow):
    """One open need against every offer that serves it, as the last comparison found it.

    ``fits`` and ``unclear`` are keys of offers; ``near`` leads from the key of an offer to the kind of the one
    condition that separates. Compared with all facts of the file: pages show reasons only from the live comparison,
    which knows who reads.
    """

    need = models.OneToOneField(Need, models.CASCADE, related_name="match")
    fits = ArrayField(models.UUIDField(), verbose_name=_("passt"), default=list)
    unclear = ArrayField(models.UUIDField(), verbose_name=_("zu klären"), default=list)
    near = models.JSONField(_("passt fast"), default=dict)

    objects: ClassVar[models.Manager[NeedMatch]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "fits unclear near"
        plain = "id case need"

    class Meta:
        constraints = [
            policies.Content(worker="ALL"),
            policies.SameCase(parent="need"),
        ]


class MatchChange(CaseRow):
    """That an offer begins or ends to fit an open need although nobody touched the file.

    ``on``: the first day on which it holds; a day to come is what a condition with a date will do.
    """

    class Reason(models.TextChoices):
        OFFER = rules.ChangedBy.OFFER, _("Das Angebot hat sich geändert")
        RULE = rules.ChangedBy.RULE, _("Eine Bedingung gilt ab diesem Tag oder nicht mehr")
        DAY = rules.ChangedBy.DAY, _("Mit der Zeit: Alter, Fristen, freie Plätze")

    need = models.ForeignKey(Need, models.CASCADE, related_name="match_changes")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+")
    on = models.DateField(_("ab"))
    fits = models.BooleanField(_("passt"))
    reason = models.CharField(_("Warum"), max_length=5, choices=Reason)

    objects: ClassVar[models.Manager[MatchChange]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "offer fits reason"
        plain = "id case need on"

    class Meta:
        constraints = [
            policies.Content(worker="ALL"),
            policies.SameCase(parent="need"),
            UniqueConstraint(fields=["need", "offer", "on"], name="one_change_a_day"),
        ]
        indexes = [models.Index(fields=["on"], name="match_change_on")]


class OfferTrackRecord(Row):
    """How many referrals to an offer were sent and how many started, of three files or more, none of level 2.

    Written by the network.
    """

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="track_record")
    sent = models.PositiveIntegerField(_("vermittelt"))
    started = models.PositiveIntegerField(_("begonnen"))

    class Data(Row.Data):
        retention = "offers"
        open = COUNTED
        plain = "id offer sent started"

    class Meta:
        constraints = [
            policies.Counted(),
            CheckConstraint(condition=Q(started__lte=F("sent")), name="started_were_sent"),
        ]


class OfferOverride(Row):
    """How many files of a town were referred to an offer although a condition was not met, by reason: three or more.

    Written by the network.
    """

    controller = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="overrides")
    reason = models.CharField(_("Grund"), max_length=40)
    cases = models.PositiveIntegerField(_("Fälle"))

    class Data(Row.Data):
        retention = "offers"
        open = COUNTED
        plain = "id controller offer reason cases"

    class Meta:
        constraints = [
            policies.Counted(),
            UniqueConstraint(fields=["controller", "offer", "reason"], name="one_count_of_overrides"),
        ]


class Changed(Row):
    """Something a match depends on has changed: the database notes it, the next comparison takes it up."""

    class What(models.TextChoices):
        NEED = "need"
        CASE = "case"
        OFFER = "offer"

    what = models.CharField(max_length=5, choices=What)
    key = models.UUIDField()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id what key"

    class Meta:
        constraints = [policies.Unread(worker="ALL")]


class DirectoryChange(Row):
    """That something was written to the directory; noted by the database, so that processes read it anew.

    ``mark``: drawn at random for each time and summed up at night. So the sum tells what has been read: no other
    changes have the same, nor do those that were taken back.
    """

    mark = models.BigIntegerField()

    class Data(Row.Data):
        retention = "offers"
        open = COUNTED
        plain = "id mark"

    class Meta:
        constraints = [policies.Counted()]


class MatchRun(Row):
    """One comparison of open needs with the directory: when, for which day, and how much of it there was."""

    at = models.DateTimeField(_("beendet"))
    on = models.DateField(_("für den"))
    whole = models.BooleanField(_("alle Bedarfe"))
    needs = models.PositiveIntegerField(_("Bedarfe"))
    offers = models.PositiveIntegerField(_("Angebote"))
    pairs = models.PositiveBigIntegerField(_("Paare"))
    fitting = models.PositiveBigIntegerField(_("passende Paare"))
    milliseconds = models.PositiveIntegerField(_("Dauer in Millisekunden"))

    class Data(Row.Data):
        retention = "statistics"
        open = COUNTED
        plain = "id at on whole needs offers pairs fitting milliseconds"

    class Meta:
        constraints = [policies.Counted()]
        indexes = [models.Index(fields=["-at"], name="match_run_newest")]
