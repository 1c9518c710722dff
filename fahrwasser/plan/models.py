"""The plan: versions the client accepts, goals in the client's words, measures with who, what and until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.History())
class PlanVersion(CaseRow):
    """One version of the plan. ``revision`` grows with every save: two people saving notice each other."""

    number = models.PositiveSmallIntegerField(_("Fassung"))
    made_on = models.DateField(_("erstellt am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_on = models.DateField(_("angenommen am"), null=True, blank=True)
    review_on = models.DateField(_("nächste Überprüfung"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[PlanVersion]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case number made_on by accepted_on review_on revision"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case", "number"], name="plan_version_once"),
            CheckConstraint(condition=Q(accepted_on__gte=F("made_on")), name="plan_accepted_after_made"),
            CheckConstraint(condition=Q(review_on__gte=F("made_on")), name="plan_reviewed_after_made"),
        ]


@tracked(policies.History())
class Goal(CaseRow):
    """A goal with its five anchors; anchor 0 is the expected result, the others may come before the first rating."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    client_words = models.CharField(_("Ziel in den Worten der Person"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("Gewicht"), default=1)
    anchor_minus_2 = models.CharField(_("−2: viel weniger als erwartet"), max_length=300, blank=True)
    anchor_minus_1 = models.CharField(_("−1: weniger als erwartet"), max_length=300, blank=True)
    anchor_0 = models.CharField(_("0: erwartet"), max_length=300)
    anchor_plus_1 = models.CharField(_("+1: mehr als erwartet"), max_length=300, blank=True)
    anchor_plus_2 = models.CharField(_("+2: viel mehr als erwartet"), max_length=300, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)
    needs = models.ManyToManyField(Need, through="GoalNeed", related_name="goals")

    objects: ClassVar[models.Manager[Goal]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "client_words anchor_minus_2 anchor_minus_1 anchor_0 anchor_plus_1 anchor_plus_2"
        plain = "id case version position weight until"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="version"),
            CheckConstraint(condition=Q(weight__range=(1, 3)), name="goal_weight_1_to_3"),
            CheckConstraint(condition=~Q(anchor_0=""), name="goal_expects_something"),
        ]


class GoalNeed(CaseRow):
    """Which needs a goal serves."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[GoalNeed]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case goal need"

    class Meta:
        constraints = [policies.Content(), policies.SameCase(parent="goal"), policies.SameCase(parent="need")]


@tracked(policies.History())
class GoalRating(CaseRow):
    """How far a goal is reached, rated by client and case manager apart."""

    class Rater(models.TextChoices):
        CLIENT = "client", _("Klientin / Klient")
        CASE_MANAGER = "case_manager", _("Fallführung")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="ratings")
    rater = models.CharField(_("eingeschätzt von"), max_length=12, choices=Rater)
    value = models.SmallIntegerField(_("Stufe"))
    rated_on = models.DateField(_("am"))

    objects: ClassVar[models.Manager[GoalRating]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "value"
        plain = "id case goal rater rated_on"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="goal"),
            CheckConstraint(condition=Q(value__range=(-2, 2)), name="goal_rating_in_range"),
        ]


@tracked(policies.History())
class Measure(CaseRow):
    """Who does what until when, and who pays."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="measures")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measures", null=True, blank=True)
    what = models.CharField(_("Was"), max_length=300)
    who = models.CharField(_("Wer"), max_length=150)
    until = models.DateField(_("Bis wann"), null=True, blank=True)
    cost_carrier = models.CharField(_("Wer zahlt"), max_length=150, blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Measure]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "what who cost_carrier"
        plain = "id case version goal until done_on"

    class Meta:
        constraints = [policies.Content(), policies.SameCase(parent="version")]
