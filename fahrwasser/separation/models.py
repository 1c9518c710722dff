"""Fall trennen: a protected file taken out of a joint one, with what was chosen to come along."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.fields import EncryptedText
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


@tracked(policies.History(), exclude=("feared", "words"))
class Separation(CaseRow):
    """Stands in the new file alone, never in the joint one. The key is the form's: sent twice, it is one act."""

    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    joint_number = models.CharField(_("gemeinsame Akte"), max_length=20)
    feared = EncryptedText(_("gefürchtete Person"), blank=True)
    words = EncryptedText(_("Was die Person gesagt hat"), blank=True)

    objects: ClassVar[models.Manager[Separation]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "joint_number feared words"
        plain = "id case at by"

    class Meta:
        constraints = [policies.Content(), models.UniqueConstraint(fields=["case"], name="one_separation_per_file")]


@tracked(policies.History())
class CarriedNote(CaseRow):
    """A note of the joint file, copied by choice. It is no contact: the contact counts once, where it took place."""

    day = models.DateField(_("Tag"))
    heading = models.CharField(_("Art"), max_length=120)
    text = models.TextField(_("Notiz"))

    objects: ClassVar[models.Manager[CarriedNote]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "text"
        plain = "id case day heading"

    class Meta:
        constraints = [policies.Content()]
        indexes = [models.Index(fields=["case", "-day"], name="carried_note_day")]
