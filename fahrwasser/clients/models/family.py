"""Around a person: the household over time, ties to others, who acts for them, and their right to stay."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.cases.models import CaseRow, ContactDataQuerySet, OfCaseQuerySet
from fahrwasser.clients.models.people import Client
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.models import Row


class Days(Func):
    """A range of days with both ends in it; an end not known is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


@tracked(policies.ContactDataHistory())
class HouseholdStay(CaseRow):
    """A time somebody belonged to the household of the file. ``left_on`` is the first day without the person."""

    person = models.ForeignKey(Client, models.PROTECT, related_name="stays")
    role = models.CharField(_("Rolle im Haushalt"), max_length=100, blank=True)
    joined_on = models.DateField(_("im Haushalt seit"), null=True, blank=True)
    left_on = models.DateField(_("im Haushalt bis"), null=True, blank=True)

    objects: ClassVar[models.Manager[HouseholdStay]] = ContactDataQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "role joined_on left_on"
        plain = "id case person"

    class Meta:
        constraints = [
            policies.ContactData(),
            policies.SameCase(parent="person"),
            CheckConstraint(condition=Q(left_on__gte=F("joined_on")), name="stay_ends_after_start"),
        ]
        indexes = [models.Index(fields=["person"], name="stay_person")]

    def covers(self, on: date) -> bool:
        return (self.joined_on is None or self.joined_on <= on) and (self.left_on is None or on < self.left_on)


@tracked(policies.History())
class Relation(CaseRow):
    """What ``person`` is to ``other``, both of the same file: "parent" means ``person`` is the parent of ``other``."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("verheiratet mit")
        PARTNER = "partner", _("in Partnerschaft mit")
        FORMER_PARTNER = "former_partner", _("früher in Partnerschaft mit")
        PARENT = "parent", _("Mutter oder Vater von")
        SIBLING = "sibling", _("Schwester oder Bruder von")
        GRANDPARENT = "grandparent", _("Großmutter oder Großvater von")
        RELATIVE = "relative", _("verwandt mit")
        FRIEND = "friend", _("befreundet mit")
        SUPPORTER = "supporter", _("unterstützt")
        DANGER = "danger", _("eine Gefahr für")

    person = models.ForeignKey(Client, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Client, models.PROTECT, related_name="relations_to")
    kind = models.CharField(_("Beziehung"), max_length=15, choices=Kind)
    since = models.DateField(_("seit"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)
    told_by = models.CharField(_("Wer hat das gesagt?"), max_length=100, blank=True)

    objects: ClassVar[models.Manager[Relation]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "kind since until told_by"
        plain = "id case person other"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="person"),
            policies.SameCase(parent="other"),
            CheckConstraint(condition=~Q(person=F("other")), name="relation_of_two"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="relation_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["person"], name="relation_person"),
            models.Index(fields=["other"], name="relation_other"),
        ]


@tracked(policies.History())
class Residence(CaseRow):
    """The right to stay over time: at most one group on a day. ``until`` is the last day; empty: still so."""

    class Source(models.TextChoices):
        PAPER = "paper", _("Papier gesehen")
        LETTER = "letter", _("Schreiben der Behörde gesehen")
        TOLD = "told", _("von der Person erzählt")
        OTHER = "other", _("von einer anderen Stelle gesagt")

    person = models.ForeignKey(Client, models.PROTECT, related_name="residences")
    group = models.CharField(_("Gruppe"), max_length=30)
    title = models.CharField(_("Titel oder Vorschrift"), max_length=80, blank=True)
    since = models.DateField(_("seit"))
    until = models.DateField(_("bis"), null=True, blank=True)
    paper_valid_until = models.DateField(_("Papier gültig bis"), null=True, blank=True)
    source = models.CharField(_("Woher wissen wir das?"), max_length=10, choices=Source)
    noted_on = models.DateField(_("festgehalten am"))

    objects: ClassVar[models.Manager[Residence]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "group title since until paper_valid_until source"
        plain = "id case person noted_on"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="person"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="residence_ends_after_start"),
            ExclusionConstraint(
                name="residence_one_group_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Days("since", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["person", "-since"], name="residence_newest")]

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@tracked(policies.History())
class Representative(CaseRow):
    """Somebody who may act for a person, and how far. No birth date and no home address: it is a third party."""

    class Kind(models.TextChoices):
        CUSTODY = "custody", _("sorgeberechtigt")
        GUARDIAN = "guardian", _("Vormundschaft")
        SUPPLEMENTARY = "supplementary", _("Ergänzungspflegschaft")
        LEGAL_CARE = "legal_care", _("rechtliche Betreuung")
        AUTHORISED = "authorised", _("bevollmächtigt")
        LAWYER = "lawyer", _("anwaltliche Vertretung")

    class Scope(models.TextChoices):
        EVERYTHING = "everything", _("alle Angelegenheiten")
        PERSON = "person", _("Personensorge")
        RESIDENCE = "residence", _("Aufenthalt und Asyl")
        HEALTH = "health", _("Gesundheit")
        MONEY = "money", _("Vermögen und Leistungen")
        HOUSING = "housing", _("Wohnen")
        AUTHORITIES = "authorities", _("Behörden und Post")
        SCHOOL = "school", _("Schule und Kita")

    person = models.ForeignKey(Client, models.PROTECT, related_name="representatives")
    kind = models.CharField(_("Art"), max_length=15, choices=Kind)
    name = models.CharField(_("Name oder Stelle"), max_length=200)
    scope = ArrayField(models.CharField(max_length=12, choices=Scope), verbose_name=_("Wofür?"))
    reach = models.CharField(_("dienstlich erreichbar"), max_length=200, blank=True)
    since = models.DateField(_("seit"), null=True, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)
    proof_seen_on = models.DateField(_("Nachweis gesehen am"), null=True, blank=True)

    objects: ClassVar[models.Manager[Representative]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "kind name scope reach since until proof_seen_on"
        plain = "id case person"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="person"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="representative_ends_after_start"),
            CheckConstraint(condition=~Q(scope=[]), name="representative_has_scope"),
        ]
        indexes = [models.Index(fields=["person"], name="representative_person")]

    def acts(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
