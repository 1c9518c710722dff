"""Referrals in a closed loop: what was sent, the frozen packet, and every answer."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.accounts.queries import standing
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.clients.models import Consent
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import rules


@tracked(policies.History())
class Referral(CaseRow):
    """A client sent to an offer, followed to the end. The provider never reads this row, only the packet."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SENT = "sent", _("Gesendet")
        QUESTION = "question", _("Rückfrage offen")
        WAITING = "waiting", _("Warteliste")
        ACCEPTED = "accepted", _("Platz zugesagt")
        STARTED = "started", _("Begonnen")
        FINISHED = "finished", _("Beendet")
        BROKEN_OFF = "broken_off", _("Abgebrochen")
        NOT_TAKEN_UP = "not_taken_up", _("Nicht angetreten")
        DECLINED = "declined", _("Abgelehnt")
        WITHDRAWN = "withdrawn", _("Zurückgezogen")
        NO_ANSWER = "no_answer", _("Keine Antwort")
        ENTERED_IN_ERROR = "entered_in_error", _("Irrtümlich angelegt")

    need = models.ForeignKey(Need, models.PROTECT, related_name="referrals")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    state = models.CharField(_("Stand"), max_length=20, choices=State, default=State.DRAFT)
    urgency = models.CharField(_("Dringlichkeit"), max_length=1)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="referrals", null=True, blank=True)
    legal_basis = models.CharField(_("Rechtsgrundlage"), max_length=60, blank=True)
    legal_reason = models.CharField(_("Begründung der Weitergabe"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("gesendet"), null=True, blank=True)
    asked_on = models.DateField(_("zuletzt angefragt am"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("Erinnerungen seit der Anfrage"), default=0)
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)
    told_by = models.CharField(_("gesagt von"), max_length=150, blank=True)
    told_how = models.CharField(_("auf welchem Weg"), max_length=20, blank=True)
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    started_on = models.DateField(_("begonnen am"), null=True, blank=True)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    waiting_position = models.PositiveSmallIntegerField(_("Platz auf der Warteliste"), null=True, blank=True)
    expected_on = models.DateField(_("voraussichtlich ab"), null=True, blank=True)
    review_on = models.DateField(_("nachfragen am"), null=True, blank=True)
    reason_code = models.CharField(_("Grund"), max_length=40, blank=True)
    words = models.CharField(_("in einem Satz"), max_length=300, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=10, blank=True)
    override_reason = models.CharField(_("Grund der Abweichung"), max_length=40, blank=True)
    override_words = models.CharField(_("Abweichung in einem Satz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Referral]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "need offer words reason_code override_reason override_words result legal_reason"
        personal = "told_by told_how"
        plain = (
            "id case state urgency consent legal_basis made_by sent_at asked_on reminders answered_at starts_on"
            " started_on ended_on waiting_position expected_on review_on"
        )

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="need"),
            policies.SameCase(parent="consent"),
            CheckConstraint(
                condition=Q(state__in=["draft", "entered_in_error"]) | Q(consent__isnull=False) | ~Q(legal_basis=""),
                name="referral_has_ground",
            ),
            CheckConstraint(
                condition=Q(state__in=["draft", "entered_in_error"]) | Q(sent_at__isnull=False),
                name="referral_sent_when",
            ),
            CheckConstraint(condition=~Q(state="declined") | ~Q(reason_code=""), name="decline_has_reason"),
            CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="referral_ends_after_start"),
        ]
        indexes = [models.Index(fields=["case", "state"], name="referral_case_state")]
        triggers = [pgtrigger.FSM(name="referral_moves", field="state", transitions=list(rules.TRANSITIONS))]


FROZEN = ("case_id", "referral_id", "recipient_id", "offer_name", "content", "categories")
WHEN_FROZEN = pgtrigger.UpdateOf(*FROZEN)  # type: ignore[no-untyped-call]


class PacketQuerySet(OfCaseQuerySet["Packet"]):
    """``visible_to``: what one's own cases sent; ``received_by``: what reached the person's organisation."""

    def received_by(self, user: User) -> PacketQuerySet:
        """Packets of running referrals; empty for everybody who is not a provider."""
        return self.filter(recipient__in=standing(user).organisations, active=True)


class Packet(CaseRow):
    """What exactly went out, frozen; all a provider ever sees, and only while the referral is active."""

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="packet")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    offer_name = models.CharField(_("Angebot"), max_length=200)
    content = models.JSONField(_("Angaben"))
    categories = ArrayField(models.CharField(max_length=40), default=list)
    answer_by = models.DateField(_("Antwort erbeten bis"), null=True, blank=True)
    contact_name = models.CharField(_("Rückfragen an"), max_length=150, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    active = models.BooleanField(default=True)
    sent_at = models.DateTimeField()
    channel = models.CharField(_("Weg"), max_length=20, default="portal")

    objects: ClassVar[models.Manager[Packet]] = PacketQuerySet.as_manager()

    class Data(Row.Data):
        retention = "consent_and_disclosure"
        sensitive = "content categories offer_name"
        plain = "id case referral recipient answer_by contact_name contact_phone active sent_at channel"

    class Meta:
        constraints = [policies.Packet(), policies.SameCase(parent="referral")]
        indexes = [models.Index(fields=["recipient"], name="packet_inbox", condition=Q(active=True))]
        triggers = [pgtrigger.Protect(name="packet_frozen", operation=WHEN_FROZEN)]


class Answer(CaseRow):
    """One answer to a packet, by the provider or as told to the case manager."""

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="answers")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(_("Antwort"), max_length=20)
    told = models.BooleanField(_("mündlich mitgeteilt"), default=False)
    details = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Answer]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "consent_and_disclosure"
        sensitive = "state details"
        plain = "id case packet by at told"

    class Meta:
        constraints = [policies.Content(), policies.SameCase(parent="packet")]
