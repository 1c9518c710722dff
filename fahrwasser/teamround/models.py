"""The round of a team: what was brought, what was agreed, who does what until when. It names no client."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, named, readable, recused_from
from fahrwasser.cases.rules import Level
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class RoundQuerySet(models.QuerySet[models.Model]):
    def visible_to(self, user: User) -> models.QuerySet[models.Model]:
        """Rows of the teams in whose round the person sits."""
        return self.filter(unit__in=standing(user).rounds)


class Item(Row):
    """Something for one week's round: a question about a case, or a matter without one. ``week`` is a Monday.

    The whole team reads ``question`` and ``agreed``. Which case it is about stands apart, in ``Brought``, so that an
    item about a case one may not know of reads like one without a case.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    week = models.DateField(_("Woche"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(_("eingebracht"))
    question = models.TextField(_("Frage"))
    agreed = models.TextField(_("Verabredet"), blank=True)
    agreed_on = models.DateField(_("besprochen am"), null=True, blank=True)
    closed_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Item]] = RoundQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "question agreed"
        plain = "id unit week by brought_at agreed_on closed_on"

    class Meta:
        constraints = [
            policies.OfRound(),
            CheckConstraint(condition=~Q(question=""), name="round_item_asks_something"),
            CheckConstraint(
                condition=Q(agreed="", agreed_on=None) | ~Q(agreed="") & Q(agreed_on__isnull=False),
                name="round_item_agreed_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "week"], name="round_item_week")]


class BroughtQuerySet(models.QuerySet["Brought"]):
    def visible_to(self, user: User) -> BroughtQuerySet:
        """Those of cases the person reads, or sits in the round for and may know of; on level 2 the two named alone.

        None of a case they are kept out of.
        """
        reach = standing(user)
        if not reach.roles:
            return self.none()
        own = readable(user, "case__") & (Q(case__level__lt=Level.PROTECTED) | named(user, "case__"))
        team = Q(case__level=Level.NORMAL, case__unit__in=reach.rounds)
        overseen = Q(case__level__lt=Level.PROTECTED, case__unit__in=reach.overseen)
        return self.filter(own | team | overseen).exclude(recused_from("case__"))


class Brought(CaseRow):
    """Which case an item is about: for those who may know of the case, and nobody else."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="brought")

    objects: ClassVar[models.Manager[Brought]] = BroughtQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        plain = "id case item"

    class Meta:
        constraints = [policies.InRound()]


class AgreedStep(Row):
    """Who does what until when. For somebody who works on the item's case it is a task there, under the same key:
    so nobody else learns that it is one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="steps")
    what = models.CharField(_("Was"), max_length=200)
    who = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer"))
    until = models.DateField(_("Bis wann"))
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[AgreedStep]] = RoundQuerySet.as_manager()

    class Data(Row.Data):
        retention = "calendar_and_tasks"
        personal = "what"
        plain = "id unit item who until done_on"

    class Meta:
        constraints = [policies.OfRound(), CheckConstraint(condition=~Q(what=""), name="round_step_says_what")]
        indexes = [models.Index(fields=["who"], name="round_step_open", condition=Q(done_on=None))]
