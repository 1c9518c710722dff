"""Readings of files and addresses into the directory of offers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.core.models import Row
from fahrwasser.offers.models import PUBLIC


class ImportRun(Row):
    """One reading of a file into the directory: proposed first, carried out once, or refused with its problems.

    ``content`` is the file while the proposal waits; it is emptied when the import is carried out.
    """

    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.CharField(_("Quelle"), max_length=40)
    file_name = models.CharField(_("Datei"), max_length=200)
    added = models.PositiveIntegerField(_("neu"), default=0)
    changed = models.PositiveIntegerField(_("geändert"), default=0)
    unchanged = models.PositiveIntegerField(_("unverändert"), default=0)
    problems = models.JSONField(_("Hinweise"), default=list)
    content = models.BinaryField(default=b"")
    carried_out_at = models.DateTimeField(_("übernommen"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id at by source file_name added changed unchanged problems content carried_out_at"
