"""The people of a file: who is helped, who lives with them, who matters to them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, ContactDataQuerySet
from fahrwasser.clients import births
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row

ONLY_A_NAME = Q(
    last_name="", own_form="", birth_date=None, gender="", languages="", written_language="", literacy="",
    district="", other_names=[],
)  # fmt: skip
"""What must be empty in the row of somebody who is not a client: a first name and a role are all we keep."""


class ClientQuerySet(ContactDataQuerySet["Client"]):
    def visible_to(self, user: User) -> ClientQuerySet:
        """People the person may know; rows merged into another are not people any more."""
        return super().visible_to(user).filter(merged_into=None)  # type: ignore[return-value]


@tracked(policies.ContactDataHistory(), exclude=("search_key", "name_words", "name_keys", "sound_keys"))
class Client(CaseRow):
    """A person of one file. Somebody in two files (wife and husband apart) is two rows that know nothing of another."""

    class Role(models.TextChoices):
        CLIENT = "client", _("Klientin / Klient")
        PARTNER = "partner", _("Partnerin / Partner")
        CHILD = "child", _("Kind")
        UNBORN = "unborn", _("erwartetes Kind")
        OTHER = "other", _("andere Person im Haushalt")
        RELATED = "related", _("Bezugsperson außerhalb des Haushalts")

    class Gender(models.TextChoices):
        FEMALE = "f", _("weiblich")
        MALE = "m", _("männlich")
        DIVERSE = "d", _("divers")
        UNKNOWN = "", _("keine Angabe")

    class Precision(models.TextChoices):
        DAY = births.Precision.DAY, _("auf den Tag")
        MONTH = births.Precision.MONTH, _("nur Monat und Jahr")
        YEAR = births.Precision.YEAR, _("nur das Jahr")
        ESTIMATED = births.Precision.ESTIMATED, _("geschätzt")

    class Literacy(models.TextChoices):
        UNKNOWN = "", _("noch nicht gefragt")
        FLUENT = "fluent", _("liest und schreibt")
        LEARNING = "learning", _("liest und schreibt wenig")
        NONE = "none", _("liest und schreibt nicht")

    role = models.CharField(_("Rolle"), max_length=10, choices=Role, default=Role.CLIENT)
    first_name = models.CharField(_("Vorname"), max_length=100)
    last_name = models.CharField(_("Nachname"), max_length=100, blank=True)
    called_name = models.CharField(_("wird genannt"), max_length=100, blank=True)
    own_form = models.CharField(_("Name in der eigenen Form"), max_length=200, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("weitere Schreibweisen"), default=list, blank=True
    )
    search_key = models.CharField(max_length=220, editable=False)
    name_words = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    name_keys = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    sound_keys = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    birth_date = models.DateField(_("Geburtsdatum"), null=True, blank=True)
    birth_precision = models.CharField(_("Genauigkeit"), max_length=10, choices=Precision, default=Precision.DAY)
    gender = models.CharField(_("Geschlecht"), max_length=1, choices=Gender, blank=True)
    languages = models.CharField(_("Sprachen"), max_length=60, blank=True)
    literacy = models.CharField(_("Lesen und Schreiben"), max_length=10, choices=Literacy, blank=True)
    written_language = models.CharField(_("Briefe am besten auf"), max_length=8, blank=True)
    district = models.CharField(_("Ortsteil"), max_length=60, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="absorbed", null=True, blank=True)

    objects: ClassVar[models.Manager[Client]] = ClientQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = (
            "role first_name last_name called_name own_form other_names search_key name_words name_keys sound_keys"
            " birth_date birth_precision gender languages literacy written_language district"
        )
        plain = "id case merged_into"

    class Meta:
        constraints = [
            policies.ContactData(),
            policies.SameCase(parent="merged_into"),
            CheckConstraint(condition=~Q(merged_into=F("id")), name="client_not_merged_into_itself"),
            CheckConstraint(condition=~Q(role="related") | ONLY_A_NAME, name="client_third_party_has_only_a_name"),
            CheckConstraint(
                condition=~Q(birth_precision__in=["month", "year"]) | Q(birth_date__day=1),
                name="client_birth_month_is_its_first_day",
            ),
            CheckConstraint(
                condition=~Q(birth_precision="year") | Q(birth_date__month=1), name="client_birth_year_is_its_first_day"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="client_case"),
            models.Index(fields=["birth_date"], name="client_birth_date"),
            models.Index(fields=["merged_into"], name="client_merged", condition=Q(merged_into__isnull=False)),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="client_search"),
            GinIndex(fields=["name_keys", "sound_keys"], name="client_name_keys", fastupdate=False),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sounds",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("name_words"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func="NEW.sound_keys = fw.sound_keys(NEW.name_words); RETURN NEW;",
            ),
        ]

    @property
    def name(self) -> str:
        """The whole name as the person uses it."""
        return self.own_form or f"{self.first_name} {self.last_name}".strip()

    @property
    def birth(self) -> births.Birth:
        """The birth date as far as it is known."""
        return births.Birth(self.birth_date, births.Precision(self.birth_precision))

    @property
    def is_third_party(self) -> bool:
        return self.role == self.Role.RELATED

    def age(self, on: date) -> int | None:
        """Full years on a day, the least possible where the day of birth is not known; ``None`` when unknown."""
        ages = self.birth.ages(on)
        return None if ages is None else ages[0]

    def age_words(self, on: date) -> str:
        """The age as far as it is known: "29 Jahre", "35 oder 36 Jahre"; empty when unknown."""
        return self.birth.age_words(on)

    def lives_here(self, on: date) -> bool:
        """Whether the person belongs to the household of the file on a day; with no day noted, always."""
        if self.is_third_party or self.role == self.Role.UNBORN:
            return False
        stays = list(self.stays.all())
        return not stays or any(stay.covers(on) for stay in stays)

    def left_on(self, on: date) -> date | None:
        """The day the person left the household for good, when that is before or on ``on``."""
        stays = list(self.stays.all())
        if not stays or any(stay.left_on is None or stay.left_on > on for stay in stays):
            return None
        return max(stay.left_on for stay in stays if stay.left_on)
