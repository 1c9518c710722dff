"""Under what licence a source lets its offers be passed on, and whom it wants named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahrwasser.core.models import Row


class SourceRights(Row):
    """``source``: its short name, as it stands at the offers. Nobody's name but that of the body that publishes it."""

    source = models.CharField(_("Quelle"), max_length=40, unique=True)
    attribution = models.CharField(_("Namensnennung"), max_length=300, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=100, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = "the directory of offers is public"
        plain = "id source attribution licence"
