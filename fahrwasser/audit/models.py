"""What happened, in words; and who opened what. Both are written, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahrwasser.core import policies
from fahrwasser.core.models import Row


class Event(Row):
    """An act on a case, in words. ``case_id`` is a plain key: this table lies below the cases."""

    case_id = models.UUIDField(db_index=True)
    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    words = models.CharField(_("was"), max_length=300, blank=True)

    class Data(Row.Data):
        retention = "audit_log"
        personal = "words"
        plain = "id case_id at by verb"

    class Meta:
        constraints = [policies.History()]


class Access(Row):
    """Somebody opened a record, or tried to. Belongs to the data protection officer alone."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("geöffnet")
        REFUSED = "refused", _("nicht gefunden oder abgelehnt")
        FAILED = "failed", _("fehlgeschlagen")

    at = models.DateTimeField(_("wann"))
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    page = models.CharField(_("Seite"), max_length=100)
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=Outcome)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)

    class Data(Row.Data):
        retention = "audit_log"
        personal = "reason"
        plain = "id at user case_id page outcome"

    class Meta:
        constraints = [policies.Log()]
        indexes = [models.Index(fields=["at"], name="access_by_time")]
