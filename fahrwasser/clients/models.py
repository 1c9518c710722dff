"""The people: who is helped, who lives with them, how they can be reached safely."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.cases.models import CaseRow, ContactDataQuerySet, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedText
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.ContactDataHistory())
class Client(CaseRow):
    """A person of one file. Somebody in two files (wife and husband apart) is two rows that know nothing of another."""

    class Role(models.TextChoices):
        CLIENT = "client", _("Klientin / Klient")
        PARTNER = "partner", _("Partnerin / Partner")
        CHILD = "child", _("Kind")
        UNBORN = "unborn", _("erwartetes Kind")
        OTHER = "other", _("andere Person im Haushalt")

    class Gender(models.TextChoices):
        FEMALE = "f", _("weiblich")
        MALE = "m", _("männlich")
        DIVERSE = "d", _("divers")
        UNKNOWN = "", _("keine Angabe")

    role = models.CharField(_("Rolle"), max_length=10, choices=Role, default=Role.CLIENT)
    first_name = models.CharField(_("Vorname"), max_length=100)
    last_name = models.CharField(_("Nachname"), max_length=100, blank=True)
    search_key = models.CharField(max_length=220, editable=False)
    birth_date = models.DateField(_("Geburtsdatum"), null=True, blank=True)
    gender = models.CharField(_("Geschlecht"), max_length=1, choices=Gender, blank=True)
    languages = models.CharField(_("Sprachen"), max_length=60, blank=True)
    district = models.CharField(_("Ortsteil"), max_length=60, blank=True)
    in_household_from = models.DateField(_("im Haushalt seit"), null=True, blank=True)
    in_household_until = models.DateField(_("im Haushalt bis"), null=True, blank=True)

    objects: ClassVar[models.Manager[Client]] = ContactDataQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = (
            "role first_name last_name search_key birth_date gender languages district"
            " in_household_from in_household_until"
        )
        plain = "id case"

    class Meta:
        constraints = [
            policies.ContactData(),
            CheckConstraint(
                condition=Q(in_household_until__gte=F("in_household_from")),
                name="client_household_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="client_case"),
            models.Index(fields=["birth_date"], name="client_birth_date"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="client_search"),
        ]


class SafeChannel(CaseRow):
    """How the person wants to be reached, below level 2. Shown above everything else."""

    how = models.CharField(_("So erreichen"), max_length=200, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    when = models.CharField(_("Wann"), max_length=200, blank=True)
    language = models.CharField(_("Sprache"), max_length=200, blank=True)
    never = models.CharField(_("Nicht"), max_length=200, blank=True)
    address = models.CharField(_("Anschrift"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[SafeChannel]] = ContactDataQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "how phone when language never address"
        plain = "id case confirmed_on"

    class Meta:
        constraints = [
            policies.ContactData(),
            models.UniqueConstraint(fields=["case"], name="one_safe_channel"),
        ]


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
    """Who may learn what, why and until when. The plan's and the referral's ground, never the core file's."""

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
    language = models.CharField(_("Sprache"), max_length=8, default="de")
    given_on = models.DateField(_("erteilt am"))
    expires_on = models.DateField(_("gilt bis"))
    confirmed_on = models.DateField(_("schriftlich bestätigt am"), null=True, blank=True)
    revoked_on = models.DateField(_("widerrufen am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Consent]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "consent_and_disclosure"
        personal = "recipient recipient_name categories purpose witness"
        plain = "id case kind form language given_on expires_on confirmed_on revoked_on"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(expires_on__gte=F("given_on")), name="consent_ends_after_start"),
            CheckConstraint(condition=~Q(form="oral") | ~Q(witness=""), name="oral_consent_has_witness"),
        ]
