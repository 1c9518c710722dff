"""How people are reached safely, and what they agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.cases.models import CaseRow, ContactDataQuerySet, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedText
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


class SafeChannel(CaseRow):
    """How the person wants to be reached, below level 2. Shown above everything else."""

    how = models.CharField(_("So erreichen"), max_length=200, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    when = models.CharField(_("Wann"), max_length=200, blank=True)
    language = models.CharField(_("Sprache"), max_length=200, blank=True)
    never = models.CharField(_("Nicht"), max_length=200, blank=True)
    address = models.CharField(_("Anschrift"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[SafeChannel]] = ContactDataQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "how phone phone_key when language never address"
        plain = "id case confirmed_on"

    class Meta:
        constraints = [
            policies.ContactData(),
            models.UniqueConstraint(fields=["case"], name="one_safe_channel"),
        ]
        indexes = [models.Index(fields=["phone_key"], name="channel_phone")]


class ProtectedChannel(CaseRow):
    """The same for level 2: encrypted by the application, without a history, deleted soon after the protection ends."""

    how = EncryptedText(_("So erreichen"), blank=True)
    phone = EncryptedText(_("Telefon"), blank=True)
    when = EncryptedText(_("Wann"), blank=True)
    language = EncryptedText(_("Sprache"), blank=True)
    never = EncryptedText(_("Nicht"), blank=True)
    address = EncryptedText(_("Anschrift"), blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProtectedChannel]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "protected_contact_data"
        sensitive = "how phone when language never address"
        plain = "id case confirmed_on"

    class Meta:
        constraints = [
            policies.Content(),
            models.UniqueConstraint(fields=["case"], name="one_protected_channel"),
        ]


@tracked(policies.History())
class Consent(CaseRow):
    """Who may learn what, why and until when. The plan's and the referral's ground, never the core file's.

    ``signature_task`` is the key of the task that asks for the signature of an oral one.
    """

    class Kind(models.TextChoices):
        PARTICIPATION = "participation", _("Teilnahmevereinbarung")
        DISCLOSURE = "disclosure", _("Einwilligung in eine Weitergabe")
        RELEASE = "release", _("Schweigepflichtentbindung")
        INTERPRETER = "interpreter", _("Sprachmittlung")
        FOLLOW_UP = "follow_up", _("Kontakt nach dem Abschluss")

    class Form(models.TextChoices):
        PAPER = "paper", _("auf Papier unterschrieben")
        ELECTRONIC = "electronic", _("elektronisch")
        ORAL = "oral", _("mündlich, mit Zeugin oder Zeuge")

    kind = models.CharField(_("Art"), max_length=15, choices=Kind)
    recipient = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Stelle"),
    )
    recipient_name = models.CharField(_("an wen"), max_length=200, blank=True)
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("Angaben"), default=list, blank=True)
    purpose = models.CharField(_("wofür"), max_length=300)
    form = models.CharField(_("Form"), max_length=10, choices=Form)
    witness = models.CharField(_("Zeugin oder Zeuge"), max_length=100, blank=True)
    interpreter = models.CharField(_("wer gedolmetscht hat"), max_length=100, blank=True)
    language = models.CharField(_("Sprache"), max_length=8, default="de")
    given_on = models.DateField(_("erteilt am"))
    expires_on = models.DateField(_("gilt bis"))
    confirmed_on = models.DateField(_("schriftlich bestätigt am"), null=True, blank=True)
    revoked_on = models.DateField(_("widerrufen am"), null=True, blank=True)
    signature_task = models.UUIDField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Consent]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "consent_and_disclosure"
        personal = "recipient recipient_name categories purpose witness interpreter"
        plain = "id case kind form language given_on expires_on confirmed_on revoked_on signature_task"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(expires_on__gte=F("given_on")), name="consent_ends_after_start"),
            CheckConstraint(condition=Q(confirmed_on__gte=F("given_on")), name="consent_confirmed_after_start"),
            CheckConstraint(condition=Q(revoked_on__gte=F("given_on")), name="consent_revoked_after_start"),
            CheckConstraint(condition=~Q(form="oral") | ~Q(witness=""), name="oral_consent_has_witness"),
        ]
