"""The directory: providers' offers, their conditions, capacity and whether they are still true."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation, User
from fahrwasser.core.models import Row

PUBLIC = "the directory of offers is public"
SHELTER = "shelter"


class Offer(Row):
    """A help one can be referred to (HSDS service). A shelter has no address here, ever."""

    class Format(models.TextChoices):
        ON_SITE = "on_site", _("vor Ort")
        ONLINE = "online", _("online")
        MOBILE = "mobile", _("kommt nach Hause")

    class Status(models.TextChoices):
        ACTIVE = "active", _("besteht")
        PAUSED = "paused", _("ruht")
        ENDED = "ended", _("beendet")

    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    code = models.CharField(_("Kürzel"), max_length=60, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    summary = models.TextField(_("Beschreibung"), blank=True)
    kind = models.CharField(_("Art"), max_length=40, blank=True)
    recipient_type = models.CharField(_("Art der Stelle"), max_length=40, default="general")
    format = models.CharField(_("Form"), max_length=10, choices=Format, default=Format.ON_SITE)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.ACTIVE)
    needs = ArrayField(models.CharField(max_length=8), verbose_name=_("Bedarfe"), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("Sprachen"), default=list, blank=True)
    district = models.CharField(_("Ort"), max_length=80, blank=True)
    address = models.CharField(_("Anschrift"), max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    email = models.CharField(_("E-Mail"), max_length=200, blank=True)
    website = models.URLField(_("Internetseite"), max_length=500, blank=True)
    schedule = models.CharField(_("Zeiten"), max_length=300, blank=True)
    cost = models.CharField(_("Kosten"), max_length=100, blank=True)
    childcare = models.BooleanField(_("mit Kinderbetreuung"), null=True, blank=True)
    starts_on = models.DateField(_("beginnt am"), null=True, blank=True)
    ends_on = models.DateField(_("endet am"), null=True, blank=True)
    verified_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    verified_by = models.CharField(_("bestätigt von"), max_length=150, blank=True)
    verify_every_days = models.PositiveSmallIntegerField(_("bestätigen alle (Tage)"), default=180)
    capacity_valid_days = models.PositiveSmallIntegerField(_("Kapazität gilt (Tage)"), default=30)
    source = models.CharField(_("Quelle"), max_length=40, default="own")
    external_id = models.CharField(max_length=100, blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = (
            "id provider code name summary kind recipient_type format status needs languages district address"
            " latitude longitude phone email website schedule cost childcare starts_on ends_on verified_on"
            " verified_by verify_every_days capacity_valid_days source external_id provenance"
        )

    class Meta:
        constraints = [
            CheckConstraint(
                condition=~Q(recipient_type=SHELTER) | Q(address="", latitude=None, longitude=None),
                name="shelter_has_no_address",
            ),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="offer_ends_after_start"),
            UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="offer_imported_once"
            ),
            UniqueConstraint(fields=["code"], condition=~Q(code=""), name="offer_code_once"),
        ]
        indexes = [
            GinIndex(fields=["needs"], name="offer_needs"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="offer_name_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shelter(self) -> bool:
        return self.recipient_type == SHELTER

    @property
    def is_remote(self) -> bool:
        """Nobody has to travel: online, or somebody comes home."""
        return self.format != Offer.Format.ON_SITE


class Criterion(Row):
    """One structured condition of an offer; ``kind`` and ``values`` belong to ``offers.criteria``."""

    class Strictness(models.TextChoices):
        MUST = "muss", _("muss")
        SHOULD = "soll", _("soll")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="criteria")
    kind = models.CharField(_("Bedingung"), max_length=40)
    values = models.JSONField(default=dict)
    strictness = models.CharField(_("Strenge"), max_length=4, choices=Strictness, default=Strictness.MUST)
    legal_basis = models.CharField(_("Rechtsgrundlage"), max_length=200, blank=True)
    source = models.CharField(_("Quelle"), max_length=200, blank=True)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_to = models.DateField(_("gilt bis"), null=True, blank=True)
    rechtsstand = models.DateField(_("Rechtsstand"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer kind values strictness legal_basis source valid_from valid_to rechtsstand"

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="criterion_ends_after_start"),
        ]


class Capacity(Row):
    """What a provider said about places, with its date; the newest counts, none is overwritten."""

    class State(models.TextChoices):
        FREE = "frei", _("frei")
        FULL = "voll", _("voll")
        WAITING = "warteliste", _("Warteliste")
        UNKNOWN = "unbekannt", _("unbekannt")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="capacities")
    state = models.CharField(_("Kapazität"), max_length=10, choices=State)
    available = models.PositiveSmallIntegerField(_("freie Plätze"), null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(_("Plätze insgesamt"), null=True, blank=True)
    expected_wait_days = models.PositiveSmallIntegerField(_("erwartete Wartezeit in Tagen"), null=True, blank=True)
    free_from = models.DateField(_("Platz frei ab"), null=True, blank=True)
    confirmed_on = models.DateField(_("Stand vom"))
    confirmed_by = models.CharField(_("gesagt von"), max_length=150, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer state available maximum expected_wait_days free_from confirmed_on confirmed_by"

    class Meta:
        indexes = [models.Index(fields=["offer", "-confirmed_on"], name="capacity_newest")]


class OfferText(Row):
    """A text of an offer in another language; missing ones fall back visibly to German."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="texts")
    field = models.CharField(max_length=20)
    language = models.CharField(_("Sprache"), max_length=8)
    text = models.TextField(_("Text"))

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer field language text"

    class Meta:
        constraints = [UniqueConstraint(fields=["offer", "field", "language"], name="one_text_per_language")]


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
