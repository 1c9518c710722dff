"""The people: who is helped, who lives with them, how they can be reached safely."""

from __future__ import annotations

from typing import ClassVar

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
    """A person of one file. Somebody in two files (wife and husband apart) is two rows that know nothing of each other."""

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

    objects: ClassVar[models.Manager[Client]] = ContactDataQuerySet.as_manager()  # type: ignore[assignment]

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
                condition=Q(in_household_until__gte=F("in_household_from")), name="client_household_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="client_case"),
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

    objects: ClassVar[models.Manager[SafeChannel]] = ContactDataQuerySet.as_manager()  # type: ignore[assignment]

    class Data(Row.Data):
        retention = "case_file"
        personal = "how phone when language never address"
        plain = "id case confirmed_on"

    class Meta:
        constraints = [policies.ContactData(), models.UniqueConstraint(fields=["case"], name="one_safe_channel")]


class ProtectedChannel(CaseRow):
    """The same for level 2: encrypted by the application, without a history, deleted soon after the protection ends."""

    how = EncryptedText(_("So erreichen"), blank=True)
    phone = EncryptedText(_("Telefon"), blank=True)
    when = EncryptedText(_("Wann"), blank=True)
    language = EncryptedText(_("Sprache"), blank=True)
    never = EncryptedText(_("Nicht"), blank=True)
    address = EncryptedText(_("Anschrift"), blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProtectedChannel]] = OfCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Data(Row.Data):
        retention = "protected_address"
        sensitive = "how phone when language never address"
        plain = "id case confirmed_on"

    class Meta:
        constraints = [policies.Content(), models.UniqueConstraint(fields=["case"], name="one_protected_channel")]
