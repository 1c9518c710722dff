"""The front desk: what reached the office, whether there is danger, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.History())
class Enquiry(CaseRow):
    """What reached the office before a decision; one per file."""

    class Decision(models.TextChoices):
        CASE_MANAGEMENT = "case_management", _("Case Management")
        SHARED_LEAD = "shared_lead", _("Case Management, andere Stelle führt")
        SHORT_ADVICE = "short_advice", _("Kurzberatung")
        WAITING_LIST = "waiting_list", _("Warteliste")
        REFERRED_ON = "referred_on", _("Verweis an eine andere Stelle")
        YOUTH_OFFICE = "youth_office", _("Jugendamt zuerst")
        DECLINED = "declined", _("von der Person abgelehnt")
        NOT_ELIGIBLE = "not_eligible", _("keine Zuständigkeit")
        DUPLICATE = "duplicate", _("gehört zu einer anderen Akte")

    class Wish(models.TextChoices):
        NONE = "", _("egal")
        WOMAN = "f", _("eine Frau")
        MAN = "m", _("ein Mann")

    received_at = models.DateTimeField(_("eingegangen"))
    channel = models.CharField(_("Zugangsweg"), max_length=30)
    referrer = models.CharField(_("wer meldet sich"), max_length=200, blank=True)
    referrer_agreed = models.BooleanField(_("Die Person weiß davon und ist einverstanden"), null=True, blank=True)
    concern = models.TextField(_("Anliegen"), blank=True)
    interpreter_needed = models.BooleanField(_("Sprachmittlung nötig"), default=False)
    manager_wish = models.CharField(_("Fallführung durch"), max_length=1, choices=Wish, blank=True)
    interpreter_wish = models.CharField(_("Sprachmittlung durch"), max_length=1, choices=Wish, blank=True)
    legal_basis = models.CharField(_("Rechtsgrundlage im Notfall"), max_length=40, blank=True)
    criteria = models.JSONField(_("Kriterien"), default=dict, blank=True)
    proposal = models.CharField(_("Vorschlag"), max_length=20, blank=True)
    decision = models.CharField(_("Entscheidung"), max_length=20, choices=Decision, blank=True)
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decision_reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    body = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("andere Stelle"), null=True, blank=True
    )
    body_name = models.CharField(_("Name der anderen Stelle"), max_length=200, blank=True)
    body_told_on = models.DateField(_("weitergegeben am"), null=True, blank=True)
    body_agreed = models.BooleanField(_("mit der Person vereinbart"), null=True, blank=True)
    waiting_since = models.DateField(_("auf der Warteliste seit"), null=True, blank=True)
    waiting_until = models.DateField(_("auf der Warteliste bis"), null=True, blank=True)
    review_on = models.DateField(_("Warteliste prüfen am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Enquiry]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "enquiry_without_case"
        personal = "referrer concern criteria decision_reason body body_name manager_wish interpreter_wish"
        plain = (
            "id case received_at channel referrer_agreed interpreter_needed legal_basis proposal decision decided_on"
            " decided_by body_told_on body_agreed waiting_since waiting_until review_on"
        )

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case"], name="one_enquiry_per_file"),
            CheckConstraint(condition=~Q(decision="shared_lead") | ~Q(body_name=""), name="shared_lead_names_the_lead"),
            CheckConstraint(condition=Q(body=None) | ~Q(body_name=""), name="other_body_has_its_name"),
            CheckConstraint(
                condition=~Q(decision="waiting_list")
                | Q(waiting_since__isnull=False, waiting_until=None, review_on__isnull=False),
                name="waiting_list_whole",
            ),
            CheckConstraint(condition=Q(waiting_until__gte=F("waiting_since")), name="wait_ends_after_start"),
        ]

    @property
    def lead_elsewhere(self) -> str:
        """Which body leads the case instead of us, empty when we do: a case has exactly one lead."""
        return self.body_name if self.decision == self.Decision.SHARED_LEAD else ""


@tracked(policies.History())
class SafetyCheck(CaseRow):
    """Two of the three questions, asked alone and in the person's own language; the newest row counts.

    The answer to the third (how do we reach you safely?) is the safe channel, encrypted on level 2.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("ja")
        NO = "no", _("nein")
        NOT_ASKED = "not_asked", _("nicht gefragt")

    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    can_speak = models.CharField(_("Können Sie frei sprechen?"), max_length=10, choices=Answer)
    danger = models.CharField(
        _("Haben Sie Angst vor jemandem, mit dem Sie leben oder gelebt haben?"), max_length=10, choices=Answer
    )

    objects: ClassVar[models.Manager[SafetyCheck]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "enquiry_without_case"
        sensitive = "can_speak danger"
        plain = "id case at by"

    class Meta:
        constraints = [policies.Content()]


@tracked(policies.History())
class ShortAdvice(CaseRow):
    """Advice without a plan, in the file of its enquiry: at most three contacts or thirty days.

    When it becomes case management the row stays as its pre-history. A file that is closed elsewhere ends it too.
    """

    class Outcome(models.TextChoices):
        CLOSED = "closed", _("abgeschlossen")
        CONVERTED = "converted", _("als Fall weitergeführt")
        REFERRED_ON = "referred_on", _("weiterverwiesen")

    started_on = models.DateField(_("begonnen am"))
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    outcome = models.CharField(_("Ergebnis"), max_length=12, choices=Outcome, blank=True)
    words = models.CharField(_("womit sie endet"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[ShortAdvice]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "short_advice"
        personal = "words"
        plain = "id case started_on started_by ended_on outcome"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case"], condition=Q(ended_on=None), name="one_running_advice_per_file"),
            CheckConstraint(
                condition=Q(ended_on=None, outcome="") | Q(ended_on__isnull=False) & ~Q(outcome=""),
                name="advice_ends_whole",
            ),
            CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="advice_ends_after_start"),
        ]


class PublicEnquiryQuerySet(models.QuerySet["PublicEnquiry"]):
    def visible_to(self, user: User) -> PublicEnquiryQuerySet:
        """What came to the person's house; close ones only for whoever oversees files."""
        reach = standing(user)
        ours, overseen = (Unit.objects.filter(pk__in=units) for units in (reach.home, reach.overseen))
        close = Q(kept_close=False) | Q(controller__in=overseen.values("controller"))
        return self.filter(close, controller__in=ours.values("controller"))


class PublicEnquiry(Row):
    """What somebody sent by the public form: unchecked, in no file, and gone once it is taken into one.

    ``channel`` is a code of the access channels; ``suspicion`` says why it may be spam; ``kept_close`` holds it back
    from everybody but the coordination, because the sender fears danger.
    """

    class Danger(models.TextChoices):
        YES = "yes", _("ja")
        NO = "no", _("nein")
        UNKNOWN = "unknown", _("weiß ich nicht")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(_("Nummer"), max_length=9)
    received_at = models.DateTimeField(_("eingegangen"))
    channel = models.CharField(_("Wer sind Sie?"), max_length=30)
    sender = models.CharField(_("Ihr Name und Ihre Stelle"), max_length=160)
    call_back = models.CharField(_("Wie erreichen wir Sie?"), max_length=150)
    first_name = models.CharField(_("Vorname"), max_length=100)
    last_name = models.CharField(_("Nachname"), max_length=100, blank=True)
    language = models.CharField(_("Sprache"), max_length=20, blank=True)
    interpreter_needed = models.BooleanField(_("Sprachmittlung nötig"), default=False)
    manager_wish = models.CharField(_("Gespräch lieber mit"), max_length=1, choices=Enquiry.Wish, blank=True)
    safe_way = models.CharField(_("sicherer Weg zur Person"), max_length=200, blank=True)
    danger = models.CharField(_("Gefahr durch jemanden"), max_length=10, choices=Danger)
    concern = models.TextField(_("Anliegen"))
    suspicion = models.CharField(_("Spamverdacht"), max_length=300, blank=True)
    kept_close = models.BooleanField(default=False)
    closed_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(_("Was daraus wurde"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[PublicEnquiry]] = PublicEnquiryQuerySet.as_manager()

    class Data(Row.Data):
        retention = "enquiry_without_case"
        personal = "sender call_back first_name last_name concern safe_way manager_wish outcome"
        sensitive = "danger"
        plain = (
            "id controller number received_at channel language interpreter_needed suspicion kept_close closed_at"
            " closed_by"
        )

    class Meta:
        constraints = [
            policies.SentIn(),
            CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="public_enquiry_closed_whole",
            ),
            CheckConstraint(condition=Q(closed_at__gte=F("received_at")), name="public_enquiry_closed_after_it_came"),
        ]
        indexes = [models.Index(fields=["controller", "received_at"], name="public_enquiry_by_day")]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
