"""The file: who leads it, how it is protected, and how far it has come. Nothing about the person."""

from __future__ import annotations

from typing import ClassVar, TypeVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases import rules
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row

M = TypeVar("M", bound=models.Model)


def granted_to(user: User) -> models.QuerySet[Grant]:
    """Running grants of this person; a substitute's never opens level 2."""
    now = timezone.now()
    running = Grant.objects.filter(user=user, valid_from__lte=now, valid_until__gt=now)
    return running.exclude(Q(kind=Grant.Kind.SUBSTITUTE) & Q(case__level__gte=rules.Level.PROTECTED))


def named(user: User, prefix: str = "") -> Q:
    """The condition on a case that names ``user``: lead or second; ``prefix`` leads from the row to the case."""
    return Q(**{f"{prefix}lead": user.pk}) | Q(**{f"{prefix}second": user.pk})


def readable(user: User, prefix: str = "") -> Q:
    """The condition on a case that opens its content to ``user``."""
    return named(user, prefix) | Q(**{f"{prefix}pk__in": Subquery(granted_to(user).values("case_id"))})


def recused_from(prefix: str = "") -> Q:
    """The condition on a case that whoever is acting is kept out of; only the database knows which these are."""
    return Q(**{f"{prefix}pk__in": RawSQL("SELECT unnest(fw.recused_from())", ())})


def worked_on(user: User, prefix: str = "") -> Q:
    """The condition on a case whose ordinary work may fall to ``user``: lead, second, or standing in."""
    covered = granted_to(user).filter(kind=Grant.Kind.SUBSTITUTE)
    return named(user, prefix) | Q(**{f"{prefix}pk__in": Subquery(covered.values("case_id"))})


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """Files the person may know of: number, phase, lead."""
        reach = standing(user)
        if reach.home_unit is None and not reach.roles:
            return self.none()
        team = Q(level=rules.Level.NORMAL, unit__in=reach.units)
        overseen = Q(level__lt=rules.Level.PROTECTED, unit__in=reach.overseen)
        return self.filter(readable(user) | team | overseen)

    def readable_by(self, user: User) -> CaseQuerySet:
        """Files whose content the person may read."""
        return self.filter(readable(user)) if standing(user).roles else self.none()


class OfCaseQuerySet(models.QuerySet[M]):
    """Rows of a case: whoever may read its content."""

    def visible_to(self, user: User) -> OfCaseQuerySet[M]:
        return self.filter(readable(user, "case__")) if standing(user).roles else self.none()


class ContactDataQuerySet(models.QuerySet[M]):
    """Rows with name, channel or appointment: the assistant of the unit too, at level 0."""

    def visible_to(self, user: User) -> ContactDataQuerySet[M]:
        reach = standing(user)
        if not reach.roles:
            return self.none()
        office = Q(case__level=rules.Level.NORMAL, case__unit__in=reach.for_contact_data)
        return self.filter(readable(user, "case__") | office)


@tracked(policies.History(case_column="pgh_obj_id"))
class Case(Row):
    """One file: an enquiry that may become short advice or case management; one family may be one file."""

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", _("Anfrage")
        SHORT_ADVICE = "short_advice", _("Kurzberatung")
        CASE_MANAGEMENT = "case_management", _("Case Management")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        CLOSED = "closed", _("abgeschlossen")

    number = models.CharField(_("Aktenzeichen"), max_length=20, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.ENQUIRY)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    level = models.PositiveSmallIntegerField(_("Schutzstufe"), default=0)
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Fallführung"))
    second = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Zweite Fallführung"), null=True, blank=True
    )
    opened_on = models.DateField(_("eröffnet am"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_on = models.DateField(_("aufgenommen am"), null=True, blank=True)
    closed_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    closing_reason = models.CharField(_("Abschlussgrund"), max_length=40, blank=True)
    # A key without a link: the earlier file may be deleted by then, or lie out of sight.
    earlier = models.UUIDField(null=True, editable=False)
    recorded_at = models.DateTimeField(editable=False, default=timezone.now)

    objects: ClassVar[models.Manager[Case]] = CaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = (
            "id number kind state level controller unit lead second opened_on opened_by accepted_on"
            " closed_on closed_by closing_reason earlier recorded_at"
        )

    class Meta:
        constraints = [
            policies.FileRow(),
            CheckConstraint(condition=Q(level__lte=3), name="case_level_known"),
            CheckConstraint(
                condition=Q(level__lt=2) | (Q(second__isnull=False) & ~Q(second=F("lead"))),
                name="case_level_2_names_two",
            ),
            CheckConstraint(
                condition=Q(state="open", closed_on=None, closed_by=None, closing_reason="")
                | Q(state="closed", closed_on__isnull=False, closed_by__isnull=False) & ~Q(closing_reason=""),
                name="case_closed_whole",
            ),
            CheckConstraint(condition=Q(closed_on__gte=F("opened_on")), name="case_closed_after_opening"),
            CheckConstraint(condition=Q(closed_on__gte=F("accepted_on")), name="case_closed_after_acceptance"),
            CheckConstraint(condition=Q(accepted_on__gte=F("opened_on")), name="case_accepted_after_opening"),
        ]
        indexes = [
            models.Index(fields=["lead"], name="case_lead"),
            models.Index(fields=["second"], name="case_second"),
            models.Index(fields=["unit"], name="case_unit_normal", condition=Q(level=0)),
        ]
        triggers = [
            pgtrigger.FSM(name="kind_moves", field="kind", transitions=list(rules.KIND_TRANSITIONS)),
            pgtrigger.FSM(name="state_moves", field="state", transitions=list(rules.STATE_TRANSITIONS)),
            pgtrigger.Trigger(
                name="stamp",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="NEW.recorded_at = transaction_timestamp(); RETURN NEW;",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_protected(self) -> bool:
        return self.level >= rules.Level.PROTECTED


class Grant(Row):
    """One file opened for one person, with reason and end; nothing else opens a file from outside."""

    class Kind(models.TextChoices):
        SUBSTITUTE = "substitute", _("Vertretung")
        SUPERVISION = "supervision", _("Fachaufsicht")
        BREAK_GLASS = "break_glass", _("Notfallzugriff")
        CONFERENCE = "conference", _("Hilfekonferenz")

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    reason = models.CharField(_("Grund"), max_length=300)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    valid_from = models.DateTimeField(_("von"))
    valid_until = models.DateTimeField(_("bis"))
    # A key without a link: what this grant exists for and ends with, an absence for example.
    because_of = models.UUIDField(null=True, editable=False)

    objects: ClassVar[models.Manager[Grant]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "reason"
        plain = "id case user kind given_by valid_from valid_until because_of"

    class Meta:
        constraints = [
            policies.GrantRow(),
            CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="grant_ends_after_start"),
            CheckConstraint(condition=~Q(reason=""), name="grant_has_reason"),
        ]


class CaseRow(Row):
    """A row about a person: it carries its own case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Recusal(CaseRow):
    """A colleague who knows somebody of the file in private: never proposed for it, and kept out by the database.

    Written by whoever works on the case, or by the colleague themself (``fw.recuse``); read with the content alone.
    """

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("verwandt")
        FRIEND = "friend", _("befreundet oder bekannt")
        NEIGHBOUR = "neighbour", _("Nachbarschaft, Verein oder Gemeinde")
        DISPUTE = "dispute", _("im Streit, oder es geht um Geld")

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Wer"))
    kind = models.CharField(_("Warum"), max_length=10, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_on = models.DateField(_("erklärt am"))
    ended_on = models.DateField(_("gilt nicht mehr seit"), null=True, blank=True)

    objects: ClassVar[models.Manager[Recusal]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "kind"
        plain = "id case user by declared_on ended_on"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(ended_on__gte=F("declared_on")), name="recusal_ends_after_start"),
        ]
        indexes = [models.Index(fields=["user"], name="recusal_running", condition=Q(ended_on=None))]


class Pause(CaseRow):
    """The case rests from a day to a day, with a reason; afterwards it wakes by itself."""

    since = models.DateField(_("ruht seit"))
    until = models.DateField(_("ruht bis"))
    reason = models.CharField(_("Warum ruht der Fall?"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_on = models.DateField(_("geht weiter seit"), null=True, blank=True)

    objects: ClassVar[models.Manager[Pause]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "reason"
        plain = "id case since until by ended_on"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(until__gt=F("since")), name="pause_ends_after_start"),
            CheckConstraint(condition=Q(ended_on__gte=F("since")), name="pause_ended_after_start"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on=None), name="pause_running_once"),
        ]


class Reopening(CaseRow):
    """That a closed case goes on: the closing it takes back, of which the case itself keeps nothing."""

    kind = models.CharField(_("Art"), max_length=20, choices=Case.Kind)
    closed_on = models.DateField(_("abgeschlossen am"))
    closing_reason = models.CharField(_("Abschlussgrund"), max_length=40)
    reopened_on = models.DateField(_("wieder aufgenommen am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Reopening]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case kind closed_on closing_reason reopened_on by"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(reopened_on__gte=F("closed_on")), name="reopened_after_closing"),
        ]


class HandOver(CaseRow):
    """That the case moved from one to another, and what the one wanted the other to know."""

    at = models.DateTimeField(_("übergeben am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    words = models.TextField(_("Übergabenotiz"), blank=True)

    objects: ClassVar[models.Manager[HandOver]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "words"
        plain = "id case at by to"

    class Meta:
        constraints = [policies.Content()]


class Deputy(Row):
    """Who stands in for somebody when nothing else was said: prefilled wherever a second name is needed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Data(Row.Data):
        retention = "user_account"
        open = "which colleague stands in for which; nothing about clients"
        plain = "id user deputy"

    class Meta:
        constraints = [CheckConstraint(condition=~Q(user=F("deputy")), name="deputy_is_somebody_else")]
