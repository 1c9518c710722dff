"""Two rows that may be one person: proposed, decided, merged, and taken apart again."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import standing
from fahrwasser.cases.models import Case, CaseRow, OfCaseQuerySet, readable
from fahrwasser.cases.rules import Level
from fahrwasser.clients.models.people import Client
from fahrwasser.core import policies
from fahrwasser.core.models import Row


class PairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> PairQuerySet:
        """Pairs whose two files the person may both know people of, or oversees."""
        reach = standing(user)
        if not reach.roles:
            return self.none()
        for side in ("first_case", "second_case"):
            office = Q(**{f"{side}__level": Level.NORMAL, f"{side}__unit__in": reach.for_contact_data})
            overseen = Q(**{f"{side}__level__lt": Level.PROTECTED, f"{side}__unit__in": reach.overseen})
            self = self.filter(readable(user, f"{side}__") | office | overseen)
        return self

    def decidable_by(self, user: User) -> PairQuerySet:
        """Pairs whose two files the person reads: only they can compare and decide."""
        if not standing(user).roles:
            return self.none()
        return self.filter(readable(user, "first_case__"), readable(user, "second_case__"))


class DuplicatePair(Row):
    """Two rows that may be one person; ``first`` has the smaller key. A decision is kept, also "not the same"."""

    class State(models.TextChoices):
        OPEN = "open", _("noch zu prüfen")
        SAME = "same", _("dieselbe Person")
        DIFFERENT = "different", _("nicht dieselbe Person")

    class Reason(models.TextChoices):
        NAME = "name", _("gleicher Name")
        SCRIPT = "script", _("gleicher Name in anderer Schrift oder Schreibweise")
        SOUND = "sound", _("klingt gleich")
        FIRST_NAME = "first_name", _("Vorname klingt gleich")
        SPELLING = "spelling", _("ähnlich geschrieben")
        BIRTH_DATE = "birth_date", _("gleiches Geburtsdatum")
        PHONE = "phone", _("gleiche Telefonnummer")
        BY_HAND = "by_hand", _("von Hand gegenübergestellt")

    first = models.ForeignKey(Client, models.PROTECT, related_name="pairs_as_first")
    second = models.ForeignKey(Client, models.PROTECT, related_name="pairs_as_second")
    first_case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    second_case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reasons = ArrayField(models.CharField(max_length=15), default=list)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    found_on = models.DateField(_("gefunden am"))
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[DuplicatePair]] = PairQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "reasons"
        plain = "id first second first_case second_case state found_on decided_on decided_by"

    class Meta:
        constraints = [
            policies.BothFiles(),
            CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            CheckConstraint(
                condition=Q(state="open", decided_on=None, decided_by=None)
                | ~Q(state="open") & Q(decided_on__isnull=False, decided_by__isnull=False),
                name="pair_decided_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["first_case"], name="pair_first_case"),
            models.Index(fields=["second_case"], name="pair_second_case"),
            models.Index(fields=["second"], name="pair_second"),
        ]

    @property
    def in_one_file(self) -> bool:
        return self.first_case_id == self.second_case_id


class Merge(CaseRow):
    """One merge of two rows of a file. ``before`` and ``moved`` say what to put back when it is undone."""

    pair = models.ForeignKey(DuplicatePair, models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Client, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Client, models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(_("zusammengeführt am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("rückgängig gemacht am"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects: ClassVar[models.Manager[Merge]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "before after moved"
        plain = "id case pair kept absorbed at by undone_at undone_by"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="kept"),
            policies.SameCase(parent="absorbed"),
            CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two"),
            CheckConstraint(condition=Q(undone_at__gte=F("at")), name="merge_undone_afterwards"),
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_absorbs_a_row_once"),
        ]
