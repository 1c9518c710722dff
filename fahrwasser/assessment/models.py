"""The assessment: fourteen life areas, the needs in them, and what is known about the person."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.assessment import languages, risks, rules
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.clients.models import Client
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row
from fahrwasser.offers.criteria.vocabulary import LEVELS, language_name


@tracked(policies.History())
class Assessment(CaseRow):
    """One look at the whole situation; the first, or a repeated one later."""

    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    started_on = models.DateField(_("begonnen am"))
    completed_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Assessment]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case number started_on completed_on by"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case", "number"], name="assessment_numbered_once"),
            CheckConstraint(condition=Q(completed_on__gte=F("started_on")), name="assessment_ends_after_start"),
        ]


@tracked(policies.History())
class Rating(CaseRow):
    """One life area in one assessment: the client's view and the case manager's apart."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="ratings")
    area = models.CharField(_("Lebensbereich"), max_length=4)
    situation = models.TextField(_("Situation"), blank=True)
    resource = models.TextField(_("Stärken und Ressourcen"), blank=True)
    client_view = models.TextField(_("Sicht der Person"), blank=True)
    own_view = models.TextField(_("Eigene Einschätzung"), blank=True)
    rating = models.PositiveSmallIntegerField(_("Einstufung"), null=True, blank=True)
    rated_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Rating]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "situation resource client_view own_view rating"
        plain = "id case assessment area rated_at"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="assessment"),
            UniqueConstraint(fields=["assessment", "area"], name="area_rated_once"),
            CheckConstraint(condition=Q(rating__range=(0, 4)), name="rating_in_range"),
        ]


@tracked(policies.History())
class Need(CaseRow):
    """Something missing in a life area, coded LAxx.y, with urgency S, D, Z or P.

    ``moved_on``: day of the last change of its state, empty while it is as it was recognised.
    """

    class Urgency(models.TextChoices):
        IMMEDIATE = "S", _("sofort")
        URGENT = "D", _("dringend, 7 Tage")
        SOON = "Z", _("zeitnah, 30 Tage")
        PLANNABLE = "P", _("planbar")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        IN_PROGRESS = "in_progress", _("in Bearbeitung")
        COVERED = "covered", _("gedeckt")
        NO_OFFER = "no_offer", _("kein Angebot")
        DEFERRED = "deferred", _("zurückgestellt")

    code = models.CharField(_("Bedarf"), max_length=8)
    urgency = models.CharField(_("Dringlichkeit"), max_length=1, choices=Urgency)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    recognised_on = models.DateField(_("erkannt am"))
    wanted_by = models.DateField(_("gewünscht bis"), null=True, blank=True)
    closed_on = models.DateField(_("beendet am"), null=True, blank=True)
    moved_on = models.DateField(_("Stand seit"), null=True, blank=True)
    words = models.CharField(_("in einem Satz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Need]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "code urgency state words"
        plain = "id case recognised_on wanted_by closed_on moved_on"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(condition=Q(closed_on__gte=F("recognised_on")), name="need_closed_after_recognised"),
            UniqueConstraint(fields=["case", "code"], condition=Q(closed_on=None), name="need_open_once"),
        ]
        indexes = [models.Index(fields=["case", "code"], name="need_case_code")]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=list(rules.NEED_TRANSITIONS))]

    @property
    def label(self) -> str:
        """German name in the catalogue."""
        return rules.need_label(self.code)


@tracked(policies.History())
class KnownFact(CaseRow):
    """One fact criteria compare with: ``name`` is a field of ``offers.criteria.Facts``; the newest counts."""

    name = models.CharField(_("Angabe"), max_length=40)
    value = models.JSONField(_("Wert"), null=True)
    source = models.CharField(_("Quelle"), max_length=60)
    as_of = models.DateField(_("Stand vom"))
    about = models.ForeignKey(Client, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[KnownFact]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "name value source"
        plain = "id case as_of about"

    class Meta:
        constraints = [policies.Content()]
        indexes = [models.Index(fields=["case", "name", "-as_of"], name="fact_newest")]


@tracked(policies.History())
class RiskScreen(CaseRow):
    """What cannot wait, asked on a day: five answers. The newest counts, the earlier ones stay."""

    class Answer(models.TextChoices):
        NOT_ASKED = risks.NOT_ASKED, _("nicht gefragt")
        NO = risks.NO, _("nein")
        UNCLEAR = risks.UNCLEAR, _("unklar")
        YES = risks.YES, _("ja")

    asked_at = models.DateTimeField(_("gefragt am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    violence = models.CharField(_("Gewalt"), max_length=9, choices=Answer, default=Answer.NOT_ASKED)
    child = models.CharField(_("Kindeswohl"), max_length=9, choices=Answer, default=Answer.NOT_ASKED)
    crisis = models.CharField(_("Seelische Krise"), max_length=9, choices=Answer, default=Answer.NOT_ASKED)
    housing = models.CharField(_("Wohnung"), max_length=9, choices=Answer, default=Answer.NOT_ASKED)
    deadlines = models.CharField(_("Fristen"), max_length=9, choices=Answer, default=Answer.NOT_ASKED)
    words = models.TextField(_("Was gesagt und vereinbart wurde"), blank=True)

    objects: ClassVar[models.Manager[RiskScreen]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "violence child crisis housing deadlines words"
        plain = "id case asked_at by"

    class Meta:
        constraints = [policies.Content()]
        indexes = [models.Index(fields=["case", "-asked_at"], name="risk_screen_newest")]

    @property
    def answers(self) -> dict[str, str]:
        """Answer by name of the question, in the order of the form."""
        return {risk.name: getattr(self, risk.name) for risk in risks.RISKS}

    @property
    def outcome(self) -> str:
        """``act``, ``clarify``, ``none`` or ``not_asked``."""
        return risks.outcome(self.answers)


@tracked(policies.History())
class LanguageEvidence(CaseRow):
    """How well somebody listens, reads, speaks or writes a language, and how we know. Nothing is overwritten."""

    class Skill(models.TextChoices):
        OVERALL = languages.OVERALL, _("insgesamt")
        LISTENING = "listening", _("Hören")
        READING = "reading", _("Lesen")
        SPEAKING = "speaking", _("Sprechen")
        WRITING = "writing", _("Schreiben")

    class Kind(models.TextChoices):
        CERTIFIED = languages.CERTIFIED, _("mit Zertifikat")
        ASSESSED = languages.ASSESSED, _("eingestuft")
        SELF = languages.SELF, _("selbst eingeschätzt")

    language = models.CharField(_("Sprache"), max_length=8)
    skill = models.CharField(_("Fertigkeit"), max_length=10, choices=Skill, default=Skill.OVERALL)
    level = models.CharField(_("Niveau"), max_length=4, choices=[(level, level) for level in LEVELS])
    kind = models.CharField(_("Woher wissen wir es?"), max_length=10, choices=Kind)
    seen_on = models.DateField(_("Stand vom"))
    source = models.CharField(_("Quelle"), max_length=60)

    objects: ClassVar[models.Manager[LanguageEvidence]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "language skill level kind source"
        plain = "id case seen_on"

    class Meta:
        constraints = [policies.Content()]

    @property
    def language_name(self) -> str:
        return language_name(self.language)


@tracked(policies.History())
class MapNode(CaseRow):
    """Somebody or some place around the client: a third party, so a first name or a role and nothing more."""

    class Sector(models.TextChoices):
        FAMILY = "family", _("Familie")
        FRIENDS = "friends", _("Freunde und Nachbarschaft")
        COMMUNITY = "community", _("Arbeit, Schule, Gemeinde")
        PROFESSIONALS = "professionals", _("Fachleute")

    label = models.CharField(_("Vorname oder Rolle"), max_length=30)
    sector = models.CharField(_("Bereich"), max_length=15, choices=Sector)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[MapNode]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "label"
        sensitive = "sector organisation"
        plain = "id case"

    class Meta:
        constraints = [
            policies.Content(),
            CheckConstraint(
                condition=~Q(label="") & ~Q(label__regex=rules.NOT_IN_A_LABEL.pattern),
                name="node_label_is_name_or_role",
            ),
        ]


@tracked(policies.History())
class MapTie(CaseRow):
    """A line of the map from a day to a day: to the client (``other`` empty, with a ring) or between two nodes."""

    class Ring(models.IntegerChoices):
        CLOSE = 1, _("sehr nah")
        MIDDLE = 2, _("nah")
        FAR = 3, _("eher fern")

    class Quality(models.TextChoices):
        STRONG = "strong", _("stark")
        WEAK = "weak", _("schwach")
        STRESSFUL = "stressful", _("belastet")
        BROKEN = "broken", _("abgebrochen")
        DANGEROUS = "dangerous", _("gefährlich")

    class Support(models.TextChoices):
        NONE = "none", _("keine Unterstützung")
        GIVES = "gives", _("unterstützt")
        RECEIVES = "receives", _("wird unterstützt")
        MUTUAL = "mutual", _("gegenseitig")

    node = models.ForeignKey(MapNode, models.PROTECT, related_name="ties")
    other = models.ForeignKey(MapNode, models.PROTECT, related_name="+", null=True, blank=True)
    ring = models.PositiveSmallIntegerField(_("Nähe"), choices=Ring, null=True, blank=True)
    quality = models.CharField(_("Beziehung"), max_length=10, choices=Quality)
    support = models.CharField(_("Unterstützung"), max_length=10, choices=Support, default=Support.NONE)
    since = models.DateField(_("seit"))
    until = models.DateField(_("bis"), null=True, blank=True)

    objects: ClassVar[models.Manager[MapTie]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "ring quality support"
        plain = "id case node other since until"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="node"),
            policies.SameCase(parent="other"),
            CheckConstraint(
                condition=Q(other=None, ring__range=(1, 3)) | Q(other__isnull=False, ring=None),
                name="tie_ring_to_client",
            ),
            CheckConstraint(condition=~Q(other=F("node")), name="tie_between_two"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="tie_ends_after_start"),
            UniqueConstraint(fields=["node"], condition=Q(other=None, until=None), name="tie_to_client_once"),
            UniqueConstraint(fields=["node", "other"], condition=Q(until=None), name="tie_between_once"),
        ]
