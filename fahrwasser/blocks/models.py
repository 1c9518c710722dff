"""Translated blocks: what people of the house changed or checked; the files of the catalogue are the beginning."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.models import Row


class Wording(Row):
    """One version of a block in one language; the newest counts, none is overwritten."""

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(_("Baustein"), max_length=60)
    language = models.CharField(_("Sprache"), max_length=8)
    text = models.CharField(_("Übersetzung"), max_length=500)
    german = models.CharField(_("übersetzter deutscher Satz"), max_length=500)
    translator = models.CharField(_("übersetzt von"), max_length=150)
    checker = models.CharField(_("geprüft von"), max_length=150, blank=True)
    checked_on = models.DateField(_("geprüft am"), null=True, blank=True)
    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Wording]]

    class Data(Row.Data):
        retention = "organisation"
        open = "fixed sentences of the house and who translated them, nothing about clients"
        personal = "translator checker"
        plain = "id controller code language text german checked_on at by"

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(checker="") | Q(checked_on__isnull=False), name="wording_checked_on_a_day"),
        ]
        indexes = [models.Index(fields=["controller", "language", "code", "-at"], name="wording_newest")]
        triggers = [pgtrigger.Protect(name="wording_stays", operation=pgtrigger.Update | pgtrigger.Delete)]
