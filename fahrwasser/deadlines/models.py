"""Deadlines: the rules as dated versions, the facts that start them, and what follows in one file."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import current_memberships
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.clients.models import Client
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.deadlines import rules


class RuleQuerySet(models.QuerySet["DeadlineRule"]):
    def visible_to(self, user: User) -> RuleQuerySet:
        """The shipped rules, and the versions of the town the person works for."""
        own = current_memberships().filter(user=user).values("unit__controller")
        return self.filter(Q(controller=None) | Q(controller__in=own))

    def approved_for(self, controller_id: Any) -> RuleQuerySet:
        """Every version that may count in a file of this town."""
        shipped_or_own = Q(controller=None) | Q(controller=controller_id)
        return self.filter(shipped_or_own, state=DeadlineRule.State.APPROVED)


class DeadlineRule(Row):
    """One version of one rule. Its words never change: a change is another version, which a second person approves."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        APPROVED = "approved", _("freigegeben")
        REFUSED = "refused", _("abgelehnt")

    code = models.CharField(_("Regel"), max_length=8)
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    label = models.CharField(_("Bezeichnung"), max_length=200)
    trigger_label = models.CharField(_("Auslöser"), max_length=200)
    norm = models.CharField(_("Norm"), max_length=200)
    source = models.URLField(_("Quelle"), max_length=300)
    computation = models.JSONField(_("Berechnung"), default=list)
    reminders = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("Erinnerungen"), default=list)
    red_from = models.PositiveSmallIntegerField(_("rot ab so vielen Tagen vorher"), default=0)
    residence = models.BooleanField(_("aufenthaltsrechtlich"), default=False)
    hint = models.CharField(_("Hinweis"), max_length=400, blank=True)
    valid_from = models.DateField(_("gilt ab"))
    valid_to = models.DateField(_("gilt bis"), null=True, blank=True)
    law_as_of = models.DateField(_("Rechtsstand"), null=True, blank=True)
    enabled = models.BooleanField(_("wird angewendet"), default=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PROPOSED)
    why = models.CharField(_("Anlass der Änderung"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    proposed_on = models.DateField(_("vorgeschlagen am"), null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    checked_on = models.DateField(_("geprüft am"), null=True, blank=True)

    objects: ClassVar[models.Manager[DeadlineRule]] = RuleQuerySet.as_manager()

    class Data(Row.Data):
        retention = "organisation"
        open = "law as data, no persons beside the staff who checked it"
        plain = (
            "id code controller label trigger_label norm source computation reminders red_from residence hint"
            " valid_from valid_to law_as_of enabled state why proposed_by proposed_on checked_by checked_on"
        )

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="deadline_rule_ends_after_start"),
            CheckConstraint(
                condition=Q(proposed_by=None) | Q(checked_by=None) | ~Q(checked_by=F("proposed_by")),
                name="deadline_rule_checked_by_another",
            ),
            CheckConstraint(
                condition=Q(controller=None, state="approved")
                | Q(controller__isnull=False, proposed_by__isnull=False, state="proposed", checked_by=None)
                | Q(controller__isnull=False, proposed_by__isnull=False, checked_by__isnull=False)
                & ~Q(state="proposed"),
                name="deadline_rule_by_two_people",
            ),
            UniqueConstraint(fields=["code", "valid_from"], condition=Q(controller=None), name="deadline_rule_shipped"),
            UniqueConstraint(
                fields=["code", "controller", "valid_from"],
                condition=Q(state="approved"),
                name="deadline_rule_one_from_a_day",
            ),
            UniqueConstraint(
                fields=["code", "controller"], condition=Q(state="proposed"), name="deadline_rule_proposed_once"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves", field="state", transitions=[("proposed", "approved"), ("proposed", "refused")]
            )
        ]

    @property
    def of_town(self) -> bool:
        """Made here, not shipped."""
        return self.controller_id is not None

    @property
    def is_typed(self) -> bool:
        """Its date is copied from a paper and never computed."""
        return not self.computation


@tracked(policies.History())
class TriggerDay(CaseRow):
    """A fact of the file with its day, from which deadlines are counted; ``anchor`` is a code of the policy file.

    A fact that turned out wrong is withdrawn and stays readable; nothing is counted from it any more.
    """

    class Source(models.TextChoices):
        PAPER = "paper", _("Papier gesehen")
        BODY = "body", _("von der Stelle mitgeteilt")
        PERSON = "person", _("eigene Angabe der Person")
        FILE = "file", _("aus den Angaben der Akte")

    anchor = models.CharField(_("Tatsache"), max_length=40)
    day = models.DateField(_("Tag"))
    about = models.ForeignKey(
        Client, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Für wen")
    )
    source = models.CharField(_("Woher wissen wir es?"), max_length=10, choices=Source)
    as_of = models.DateField(_("Stand vom"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("zurückgezogen am"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_because = models.CharField(_("Warum war die Tatsache falsch?"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[TriggerDay]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "anchor day source withdrawn_because"
        plain = "id case about as_of by withdrawn_on withdrawn_by"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="about"),
            CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="trigger_day_withdrawn_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "anchor"], name="trigger_day_case")]

    @property
    def counts(self) -> bool:
        return self.withdrawn_on is None

    @property
    def label(self) -> str:
        """German name of the fact."""
        return rules.anchors()[self.anchor].label


@tracked(policies.History())
class Deadline(CaseRow):
    """One deadline of a file: proposed by a rule or copied from a paper, confirmed by a person.

    ``previous_end``: the statutory end before it was last computed anew; the versions before lie in the history.
    """

    class Kind(models.TextChoices):
        DEADLINE = "deadline", _("Frist")
        EARLIEST = "earliest", _("frühestens")
        NOTICE = "notice", _("zum Vormerken")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        CONFIRMED = "confirmed", _("bestätigt")
        MET = "met", _("eingehalten")
        MISSED = "missed", _("versäumt")
        DROPPED = "dropped", _("verworfen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+", null=True, blank=True)
    trigger = models.ForeignKey(TriggerDay, models.PROTECT, related_name="deadlines", null=True, blank=True)
    code = models.CharField(_("Regel"), max_length=8, blank=True)
    step = models.CharField(max_length=40, blank=True)
    label = models.CharField(_("Was"), max_length=200)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.DEADLINE)
    statutory_end = models.DateField(_("gesetzliches Ende"))
    working_day = models.DateField(_("Arbeitsfrist"))
    previous_end = models.DateField(_("vorher"), null=True, blank=True)
    recomputed_on = models.DateField(_("neu berechnet am"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PROPOSED)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    met_on = models.DateField(_("eingehalten am"), null=True, blank=True)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    note = models.CharField(_("Notiz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Deadline]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "code step label reason note"
        plain = (
            "id case rule trigger kind statutory_end working_day previous_end recomputed_on state"
            " confirmed_by confirmed_on met_on"
        )

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="trigger"),
            CheckConstraint(
                condition=Q(kind="earliest") | Q(working_day__lte=F("statutory_end")),
                name="deadline_worked_on_in_time",
            ),
            CheckConstraint(
                condition=Q(state__in=["proposed", "dropped", "withdrawn"])
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="deadline_confirmed_by_somebody",
            ),
            CheckConstraint(
                condition=Q(state="met", met_on__isnull=False) | ~Q(state="met") & Q(met_on=None),
                name="deadline_met_on_a_day",
            ),
            CheckConstraint(
                condition=~Q(state__in=["missed", "dropped", "withdrawn"]) | ~Q(reason=""), name="deadline_ended_why"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "working_day"], name="deadline_case_day"),
            models.Index(fields=["trigger"], name="deadline_trigger"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def red_from(self) -> int:
        """Days before the end from which it is red."""
        return self.rule.red_from if self.rule else max(TYPED_REMINDERS)

    @property
    def reminders(self) -> list[int]:
        """T-n in days before the statutory end."""
        return list(self.rule.reminders) if self.rule else list(TYPED_REMINDERS)

    def colour(self, today: date) -> rules.Colour:
        return rules.colour(self.kind, self.statutory_end, self.red_from, today)


TYPED_REMINDERS = (14, 7, 3, 1)
"""Reminders of a date without a rule, in days before it: those of a notice typed from a paper (D-29)."""
