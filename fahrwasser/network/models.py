"""From the case to the system: unmet needs, findings without persons, themes, decisions, measures."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.network import rules
from fahrwasser.offers.models import Offer

WITHOUT_PERSONS = "de-identified: no names, no case, no free text about persons"


@tracked(policies.History())
class UnmetNeed(CaseRow):
    """A need that is not met, with a reason and a clock; opened and closed by what happens."""

    class Reason(models.TextChoices):
        NO_OFFER = rules.UnmetReason.NO_OFFER, _("kein Angebot")
        FULL = rules.UnmetReason.FULL, _("Angebot voll")
        WAITING = rules.UnmetReason.WAITING, _("Warteliste")
        CRITERION = rules.UnmetReason.CRITERION, _("eine Zugangsbedingung passt nicht")
        DECLINED = rules.UnmetReason.DECLINED, _("vom Träger oder von der Person abgelehnt")

    need = models.ForeignKey(Need, models.PROTECT, related_name="unmet")
    reason = models.CharField(_("Grund"), max_length=20, choices=Reason)
    reason_code = models.CharField(_("Code"), max_length=40, blank=True)
    since = models.DateField(_("seit"))
    until = models.DateField(_("bis"), null=True, blank=True)

    objects: ClassVar[models.Manager[UnmetNeed]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "need reason reason_code"
        plain = "id case since until"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="need"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="unmet_ends_after_start"),
            UniqueConstraint(fields=["need"], condition=Q(until=None), name="unmet_open_once"),
        ]


class Theme(Row):
    """Findings that belong together. ``state`` moves from collected to effective or rejected."""

    class State(models.TextChoices):
        COLLECTED = "collected", _("gesammelt")
        ANALYSED = "analysed", _("analysiert")
        WORKING_GROUP = "working_group", _("in der Arbeitsgruppe")
        STEERING = "steering", _("in der Lenkungsgruppe")
        DECIDED = "decided", _("beschlossen")
        IN_PROGRESS = "in_progress", _("in Umsetzung")
        EFFECTIVE = "effective", _("wirksam")
        REJECTED = "rejected", _("verworfen")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("Thema"), max_length=200)
    description = models.TextField(_("Worum es geht"), blank=True)
    state = models.CharField(_("Stand"), max_length=15, choices=State, default=State.COLLECTED)
    opened_on = models.DateField(_("eröffnet am"))

    class Data(Row.Data):
        retention = "system_level"
        open = WITHOUT_PERSONS
        plain = "id controller title description state opened_on"

    class Meta:
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=list(rules.THEME_TRANSITIONS))]


class Finding(Row):
    """A de-identified observation about the system; the coordinator reviews it before it counts."""

    class Type(models.TextChoices):
        GAP = "gap", _("Angebot fehlt")
        CAPACITY = "capacity", _("zu wenig Plätze")
        ACCESS = "access", _("Zugangsregel schließt aus")
        INTERFACE = "interface", _("Übergabe zwischen zwei Stellen")
        RULE = "rule", _("rechtliches Hindernis")
        QUALITY = "quality", _("Qualität")
        INFORMATION = "information", _("Angebot nicht bekannt")
        DISCRIMINATION = "discrimination", _("Diskriminierung")

    class State(models.TextChoices):
        NEW = "new", _("neu")
        REVIEWED = "reviewed", _("geprüft")
        REJECTED = "rejected", _("nicht übernommen")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    type = models.CharField(_("Art"), max_length=15, choices=Type)
    need_code = models.CharField(_("Bedarf"), max_length=8)
    reason_code = models.CharField(_("Grund"), max_length=40, blank=True)
    words = models.CharField(_("Beobachtung"), max_length=300)
    proposal = models.CharField(_("Vorschlag"), max_length=300, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.NEW)
    made_on = models.DateField(_("vom"))
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="findings", null=True, blank=True)

    class Data(Row.Data):
        retention = "system_level"
        open = WITHOUT_PERSONS
        plain = "id controller type need_code reason_code words proposal state made_on theme"

    class Meta:
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=list(rules.FINDING_TRANSITIONS))]


class Evidence(CaseRow):
    """Which case stands behind a finding: readable in the case only; the network sees a count."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    unmet_need = models.ForeignKey(UnmetNeed, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[Evidence]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "finding unmet_need"
        plain = "id case"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case", "finding"], name="evidence_once_per_case"),
        ]


class Aftercare(CaseRow):
    """One look back after the closure, by consent, three or six months later; it counts as no contact."""

    class Answer(models.TextChoices):
        STABLE = "stable", _("erreicht: es ist so geblieben")
        NEEDS_HELP = "needs_help", _("erreicht: es braucht wieder Hilfe")
        NOT_REACHED = "not_reached", _("nicht erreicht")
        DECLINED = "declined", _("möchte nicht mehr gefragt werden")

    months = models.PositiveSmallIntegerField(_("Monate nach dem Abschluss"))
    due_on = models.DateField(_("nachfragen am"))
    asked_on = models.DateField(_("nachgefragt am"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    answer = models.CharField(_("Antwort"), max_length=15, choices=Answer, blank=True)
    words = models.CharField(_("In einem Satz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Aftercare]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "answer words"
        plain = "id case months due_on asked_on asked_by"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(
                condition=Q(asked_on=None, asked_by=None, answer="")
                | Q(asked_on__isnull=False, asked_by__isnull=False) & ~Q(answer=""),
                name="aftercare_asked_whole",
            ),
        ]


class Decision(Row):
    """What the steering group decided about a theme."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="decisions")
    decided_on = models.DateField(_("beschlossen am"))
    wording = models.TextField(_("Beschluss"))
    responsible = models.CharField(_("verantwortlich"), max_length=200)
    due_on = models.DateField(_("umzusetzen bis"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Data(Row.Data):
        retention = "system_level"
        open = WITHOUT_PERSONS
        plain = "id theme decided_on wording responsible due_on recorded_by"

    class Meta:
        constraints = [CheckConstraint(condition=Q(due_on__gte=F("decided_on")), name="decision_due_after_made")]


class SystemMeasure(Row):
    """What is changed: a new or changed offer, an agreement, a procedure; with its effect checks."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="measures")
    what = models.CharField(_("Nachsteuerung"), max_length=300)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", null=True, blank=True)
    implemented_on = models.DateField(_("umgesetzt am"), null=True, blank=True)
    effect_check_on = models.DateField(_("Wirkungsprüfung am"), null=True, blank=True)

    class Data(Row.Data):
        retention = "system_level"
        open = WITHOUT_PERSONS
        plain = "id decision what offer implemented_on effect_check_on"

    @property
    def days_to_start(self) -> int | None:
        """Days from the decision to its implementation (IND-25); ``None`` before that."""
        return (self.implemented_on - self.decision.decided_on).days if self.implemented_on else None
