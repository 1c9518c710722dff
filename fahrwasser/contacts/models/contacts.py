"""Contacts: each encounter or attempt, with its note in up to four parts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Unit, User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import Case, readable
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        """Contacts of readable cases, and those without a case that the person's unit holds."""
        team = Q(case=None, unit__in=standing(user).home)
        return self.filter(readable(user, "case__") | team) if standing(user).roles else self.none()


@tracked(policies.History())
class Contact(Row):
    """One encounter or attempt. Without a case (``case`` empty) it is a Kurzauskunft and belongs to the unit."""

    class Type(models.TextChoices):
        OFFICE = "BUERO", _("Beratung im Büro")
        HOME = "HAUS", _("Hausbesuch")
        OUTREACH = "AUFS", _("Aufsuchend")
        PHONE = "TEL", _("Telefonat")
        VIDEO = "VIDEO", _("Videogespräch")
        MESSAGE = "MSG", _("E-Mail oder Messenger")
        LETTER = "BRIEF", _("Brief")
        ACCOMPANIMENT = "BEGL", _("Begleitung")
        GROUP = "GRUPPE", _("Gruppe")
        CONFERENCE = "KONF", _("Hilfekonferenz")
        NETWORK = "NETZ", _("Netzwerk")

    class Direction(models.TextChoices):
        OUT = "out", _("von uns")
        IN = "in", _("zu uns")

    class Outcome(models.TextChoices):
        TOOK_PLACE = "took_place", _("stattgefunden")
        NOT_REACHED = "not_reached", _("nicht erreicht")
        NOT_MET = "not_met", _("nicht erschienen / nicht angetroffen")
        CANCELLED_BY_PERSON = "cancelled_by_person", _("von der Person abgesagt")
        CANCELLED_BY_US = "cancelled_by_us", _("von uns abgesagt")

    class Interpreting(models.TextChoices):
        NONE = "none", _("ohne Sprachmittlung")
        PROFESSIONAL = "professional", _("mit Sprachmittlung")
        LAYPERSON = "layperson", _("eine Begleitperson hat übersetzt")
        CHILD = "child", _("ein Kind hat übersetzt")

    class Source(models.TextChoices):
        """Where what stands here comes from (Art. 14, 15 GDPR)."""

        CLIENT = "client", _("von der Person selbst")
        THIRD_PARTY = "third_party", _("von jemand anderem")
        AUTHORITY = "authority", _("von einer Behörde oder Fachstelle")
        OWN = "own", _("selbst beobachtet")

    class Regime(models.TextChoices):
        """Which law binds the entry (domain.md 4.1); a disclosure follows the strictest label in its packet."""

        PUBLIC = "DSGVO_OEFF", _("Kommunales Case Management (DSGVO und Datenschutzgesetz des Landes)")
        SOCIAL_DATA = "SOZIALDATEN", _("Sozialdaten (§ 35 SGB I)")
        YOUTH_WELFARE = "JUGENDHILFE_ANVERTRAUT", _("in der Jugendhilfe anvertraut (§ 65 SGB VIII)")
        PROFESSIONAL = "BERUFSGEHEIMNIS_203", _("Berufsgeheimnis (§ 203 StGB)")
        TRANSMITTED = "UEBERMITTELT_ZWECK", _("zweckgebunden übermittelt (§ 78 SGB X)")
        ASYLUM = "ASYLBLG", _("Asylbewerberleistungen (Datenschutzgesetz des Landes)")
        INDEPENDENT = "FREIER_TRAEGER", _("Freier Träger (DSGVO oder Kirchenrecht)")

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    type = models.CharField(_("Art"), max_length=8, choices=Type)
    direction = models.CharField(_("Richtung"), max_length=3, choices=Direction, default=Direction.OUT)
    outcome = models.CharField(_("Ergebnis"), max_length=20, choices=Outcome, default=Outcome.TOOK_PLACE)
    at = models.DateTimeField(_("wann"))
    minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"), null=True, blank=True)
    persons = models.PositiveSmallIntegerField(_("Zahl der Personen"), default=1)
    counterpart = models.CharField(_("mit wem"), max_length=200, blank=True)
    interpreting = models.CharField(_("Sprachmittlung"), max_length=12, choices=Interpreting, default=Interpreting.NONE)
    facts = models.TextField(_("Was war"), blank=True)
    client_words = models.TextField(_("Worte der Person"), blank=True)
    assessment = models.TextField(_("Einschätzung"), blank=True)
    agreement = models.TextField(_("Vereinbart"), blank=True)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)
    topic = models.CharField(_("Thema"), max_length=10, blank=True)
    source = models.CharField(_("Herkunft der Information"), max_length=12, choices=Source, default=Source.CLIENT)
    source_name = models.CharField(_("wer es gesagt hat"), max_length=200, blank=True)
    regime = models.CharField(_("Rechtsrahmen"), max_length=24, choices=Regime, default=Regime.PUBLIC)

    objects: ClassVar[models.Manager[Contact]] = ContactQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "language counterpart facts client_words assessment agreement source_name"
        plain = "id case unit by type direction outcome at minutes persons interpreting topic source regime"

    class Meta:
        constraints = [
            policies.OfTeam(),
            CheckConstraint(condition=Q(minutes__lte=1440), name="contact_within_a_day"),
            CheckConstraint(condition=Q(persons__gte=1), name="contact_with_somebody"),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="contact_case_time")]
