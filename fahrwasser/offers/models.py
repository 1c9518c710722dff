"""The directory: providers' offers, their conditions, capacity and whether they are still true."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import Organisation
from fahrwasser.core import clock
from fahrwasser.core.models import Row
from fahrwasser.offers import rules
from fahrwasser.offers.rights import SourceRights as SourceRights

PUBLIC = "the directory of offers is public"
OWN = "own"


class Sourced(Row):
    """Something of the directory that has a source and can hold what this house has no column for.

    ``source``: short name of where it was read from, ``own`` when somebody wrote it here. ``external_id``: its
    number there. ``more``: properties of HSDS 3.1 beyond our columns, exactly as the source gave them, so that
    they are shown and go out again. ``modified_at``: when anything about it changed.
    """

    source = models.CharField(_("Quelle"), max_length=40, default=OWN)
    external_id = models.CharField(max_length=100, blank=True)
    more = models.JSONField(default=dict, blank=True)
    modified_at = models.DateTimeField(_("geändert"), default=clock.now)

    class Meta:
        abstract = True


class Provider(Sourced):
    """What is public about an organisation that makes offers (HSDS organization); its name is the organisation's."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="public")
    summary = models.TextField(_("Beschreibung"), blank=True)
    email = models.CharField(_("E-Mail"), max_length=200, blank=True)
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    website = models.URLField(_("Internetseite"), max_length=500, blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id source external_id more modified_at organisation summary email phone website provenance"

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="provider_imported_once"
            ),
        ]


class Place(Sourced):
    """Where something takes place (HSDS location with its address); a shelter's place is never one."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("vor Ort")
        POSTAL = "postal", _("Postanschrift")
        VIRTUAL = "virtual", _("online")

    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="places")
    name = models.CharField(_("Name"), max_length=300, blank=True)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.PHYSICAL)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=20, blank=True)
    town = models.CharField(_("Ort"), max_length=100, blank=True)
    district = models.CharField(_("Ortsteil"), max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    getting_there = models.TextField(_("Anfahrt"), blank=True)
    accessibility = models.TextField(_("Barrierefreiheit"), blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = (
            "id source external_id more modified_at organisation name kind street postcode town district latitude"
            " longitude getting_there accessibility"
        )

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="place_imported_once"
            ),
            CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)) | Q(latitude=None, longitude=None),
                name="place_on_earth",
            ),
        ]


class Offer(Sourced):
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
    cost = models.CharField(_("Kosten"), max_length=300, blank=True)
    eligibility = models.TextField(_("Für wen, in Worten"), blank=True)
    application = models.TextField(_("Anmeldung"), blank=True)
    alert = models.TextField(_("Hinweis"), blank=True)
    childcare = models.BooleanField(_("mit Kinderbetreuung"), null=True, blank=True)
    starts_on = models.DateField(_("beginnt am"), null=True, blank=True)
    ends_on = models.DateField(_("endet am"), null=True, blank=True)
    verified_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    verified_by = models.CharField(_("bestätigt von"), max_length=150, blank=True)
    verify_every_days = models.PositiveSmallIntegerField(_("bestätigen alle (Tage)"), default=180)
    capacity_valid_days = models.PositiveSmallIntegerField(_("Kapazität gilt (Tage)"), default=30)
    provenance = models.JSONField(default=dict, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="german")
        + SearchVector("summary", "eligibility", weight="C", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = (
            "id source external_id more modified_at provider code name summary kind recipient_type format status needs"
            " languages district address latitude longitude phone email website schedule cost eligibility application"
            " alert childcare starts_on ends_on verified_on verified_by verify_every_days capacity_valid_days"
            " provenance words"
        )

    class Meta:
        constraints = [
            CheckConstraint(
                condition=~Q(recipient_type=rules.SHELTER) | Q(address="", latitude=None, longitude=None),
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
            GinIndex(fields=["words"], name="offer_words"),
            models.Index(fields=["modified_at"], name="offer_modified"),
            models.Index(fields=["name", "id"], name="offer_by_name"),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="shelter_has_no_place",
                operation=pgtrigger.UpdateOf("recipient_type"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__recipient_type=rules.SHELTER),
                func="""
                    IF EXISTS (SELECT 1 FROM offers_offerplace WHERE offer_id = NEW.id) THEN
                        RAISE EXCEPTION 'a shelter has no place' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shelter(self) -> bool:
        return self.recipient_type == rules.SHELTER

    @property
    def is_remote(self) -> bool:
        """Nobody has to travel: online, or somebody comes home."""
        return self.format != Offer.Format.ON_SITE


class OfferPlace(Sourced):
    """An offer at one of its places (HSDS service_at_location); ``position`` counts from 0, the main place first."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="at_places")
    place = models.ForeignKey(Place, models.CASCADE, related_name="offers_here")
    position = models.PositiveSmallIntegerField(default=0)
    summary = models.TextField(_("Was dort anders ist"), blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id source external_id more modified_at offer place position summary"

    class Meta:
        constraints = [UniqueConstraint(fields=["offer", "place"], name="offer_once_at_a_place")]
        triggers = [
            pgtrigger.Trigger(
                name="no_place_for_a_shelter",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM offers_offer WHERE id = NEW.offer_id AND recipient_type = 'shelter') THEN
                        RAISE EXCEPTION 'a shelter has no place' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]


class Schedule(Sourced):
    """When something takes place (HSDS schedule, the recurrence words of RFC 5545); of exactly one owner.

    ``byday``: ``MO,TU`` or with an ordinal ``2TH``; ``interval`` counts ``freq``; times are local to the place.
    """

    class Frequency(models.TextChoices):
        WEEKLY = "WEEKLY", _("jede Woche")
        MONTHLY = "MONTHLY", _("jeden Monat")

    offer = models.ForeignKey(Offer, models.CASCADE, null=True, blank=True, related_name="schedules")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="schedules")
    at_place = models.ForeignKey(OfferPlace, models.CASCADE, null=True, blank=True, related_name="schedules")
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_to = models.DateField(_("gilt bis"), null=True, blank=True)
    starts_on = models.DateField(_("zum ersten Mal am"), null=True, blank=True)
    until = models.DateField(_("zum letzten Mal am"), null=True, blank=True)
    freq = models.CharField(_("wie oft"), max_length=10, choices=Frequency, blank=True)
    interval = models.PositiveSmallIntegerField(_("alle"), null=True, blank=True)
    byday = models.CharField(_("Tage"), max_length=60, blank=True)
    opens_at = models.TimeField(_("von"), null=True, blank=True)
    closes_at = models.TimeField(_("bis"), null=True, blank=True)
    description = models.TextField(_("in Worten"), blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = (
            "id source external_id more modified_at offer place at_place position valid_from valid_to starts_on until"
            " freq interval byday opens_at closes_at description"
        )

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(offer__isnull=False, place=None, at_place=None)
                | Q(offer=None, place__isnull=False, at_place=None)
                | Q(offer=None, place=None, at_place__isnull=False),
                name="schedule_of_one_owner",
            ),
            CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="schedule_valid_in_order"),
            CheckConstraint(condition=Q(until__gte=F("starts_on")), name="schedule_in_order"),
        ]


class CostOption(Sourced):
    """What an offer costs for whom (HSDS cost_option); ``amount`` in ``currency`` (ISO 4217)."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="cost_options")
    position = models.PositiveSmallIntegerField(default=0)
    option = models.TextField(_("für wen"), blank=True)
    amount = models.DecimalField(_("Betrag"), max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("Währung"), max_length=3, blank=True)
    description = models.TextField(_("in Worten"), blank=True)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_to = models.DateField(_("gilt bis"), null=True, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = (
            "id source external_id more modified_at offer position option amount currency description"
            " valid_from valid_to"
        )

    class Meta:
        constraints = [CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="cost_valid_in_order")]


class RequiredDocument(Sourced):
    """A paper somebody has to bring (HSDS required_document)."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.TextField(_("Unterlage"))
    website = models.URLField(_("Internetseite"), max_length=500, blank=True)

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id source external_id more modified_at offer position name website"


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
    source = models.CharField(_("Quelle"), max_length=40, default=OWN)
    words = models.GeneratedField(
        expression=SearchVector("text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Data(Row.Data):
        retention = "offers"
        open = PUBLIC
        plain = "id offer field language text source words"

    class Meta:
        constraints = [UniqueConstraint(fields=["offer", "field", "language"], name="one_text_per_language")]
        indexes = [GinIndex(fields=["words"], name="offer_text_words")]
