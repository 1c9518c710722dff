"""People who work with the system, and where they belong."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts import policies
from fahrwasser.core.ids import new_id
from fahrwasser.core.models import Row

IN_USE = "current_user IN ('fw_app', 'fw_worker')"


def only_the_owner(name: str, operation: pgtrigger.core.Operation) -> pgtrigger.Trigger:
    """What neither the application nor the worker may do to a table: it would give reach without a second person."""
    func = f"IF {IN_USE} THEN RAISE insufficient_privilege; END IF; RETURN coalesce(NEW, OLD);"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


class Organisation(Row):
    """A body with its own responsibility: the municipality (a data controller) or a provider of offers."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Kommune")
        PROVIDER = "provider", _("Träger")

    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)

    class Data(Row.Data):
        retention = "organisation"
        open = "bodies and units, no persons"
        plain = "id name kind"

    def __str__(self) -> str:
        return self.name


class Unit(Row):
    """A team or office inside an organisation. ``controller`` is the organisation that answers for its data."""

    class Kind(models.TextChoices):
        CASE_MANAGEMENT = "case_management", _("Case Management")
        COORDINATION = "coordination", _("Koordination")
        HEAD = "head", _("Leitung")
        DATA_PROTECTION = "data_protection", _("Datenschutz")
        IT = "it", _("IT-Betrieb")
        PROVIDER = "provider", _("Träger")
        FOREIGNERS_OFFICE = "foreigners_office", _("Ausländerbehörde")
        OTHER = "other", _("Andere Stelle")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)

    class Data(Row.Data):
        retention = "organisation"
        open = "bodies and units, no persons"
        plain = "id controller name kind"

    class Meta:
        triggers = [only_the_owner("unit_stays_in_its_house", pgtrigger.UpdateOf("controller_id"))]  # type: ignore[no-untyped-call]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who logs in. What they may do follows from memberships alone; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=150)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    languages = models.CharField(_("Sprachen"), max_length=100, blank=True, help_text=_("Kürzel, mit Komma"))
    is_active = models.BooleanField(_("aktiv"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Data:
        retention = "user_account"
        open = "staff accounts: log-in reads them before anybody is known"
        personal = "email name phone languages password last_login"
        sensitive = ""
        plain = "id is_active joined_at"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Role(models.Model):
    """A role's reaches as the database's policies read them; filled from ``policy/roles.yaml``, never by hand."""

    name = models.CharField(primary_key=True, max_length=40)
    file_reach = models.CharField(max_length=20)
    contact_data_reach = models.CharField(max_length=20)
    reads_log = models.BooleanField(default=False)
    opens_files = models.BooleanField(default=False)

    class Data:
        retention = "organisation"
        open = "what policy/roles.yaml says"
        personal = ""
        sensitive = ""
        plain = "name file_reach contact_data_reach reads_log opens_files"

    class Meta:
        triggers = [only_the_owner("roles_are_policy", pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete)]


# The application gives a role with reach only where a second person confirmed it, and else may only end memberships.
ONLY_CONFIRMED = f"""
    IF TG_OP = 'UPDATE' THEN
        ends = (NEW.user_id, NEW.unit_id, NEW.role) = (OLD.user_id, OLD.unit_id, OLD.role)
            AND NEW.valid_from = OLD.valid_from AND NEW.valid_until <= coalesce(OLD.valid_until, 'infinity');
    END IF;
    IF {IN_USE} AND ends IS NOT TRUE AND NOT fw.begin_membership(NEW.user_id, NEW.unit_id, NEW.role) THEN
        RAISE insufficient_privilege;
    END IF;
    RETURN NEW;
"""


class Membership(Row):
    """A person's role in a unit, in real time; whoever left keeps no way in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=40)
    valid_from = models.DateTimeField(_("von"), default=timezone.now)
    valid_until = models.DateTimeField(_("bis"), null=True, blank=True)

    class Data(Row.Data):
        retention = "user_account"
        open = "staff accounts: log-in reads them before anybody is known"
        plain = "id user unit role valid_from valid_until"

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="membership_ends_after_start"),
            UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="membership_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="two_people",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("ends", "boolean")],
                func=ONLY_CONFIRMED,
            )
        ]


# Of a proposal the application decides once, and changes nothing else: what was confirmed is what was proposed.
DECIDED_ONCE = f"""
    IF {IN_USE} AND (TG_OP = 'INSERT' AND (NEW.begun OR NEW.confirmed IS NOT NULL)
        OR TG_OP = 'UPDATE' AND (OLD.confirmed IS NOT NULL
            OR (NEW.user_id, NEW.unit_id, NEW.role, NEW.by_id, NEW.at, NEW.begun)
                IS DISTINCT FROM (OLD.user_id, OLD.unit_id, OLD.role, OLD.by_id, OLD.at, OLD.begun))) THEN
        RAISE insufficient_privilege;
    END IF;
    RETURN NEW;
"""


class ProposedMembership(Row):
    """A role with reach that waits for a second person. While it waits it is no membership: nothing can see it as one.

    ``confirmed`` is empty while nobody has decided; ``reason`` says why it was refused. ``begun``: the one membership
    it is good for has been made; a second one takes two people again.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="proposals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(_("Rolle"), max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("angelegt"))
    confirmed = models.BooleanField(_("bestätigt"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(_("entschieden"), null=True)
    reason = models.CharField(_("Grund"), max_length=200, blank=True)
    begun = models.BooleanField(default=False, editable=False)

    class Data(Row.Data):
        retention = "user_account"
        personal = "reason"
        plain = "id user unit role by at confirmed decided_by decided_at begun"

    class Meta:
        constraints = [
            policies.TwoPeople(),
            CheckConstraint(
                condition=Q(confirmed=None, decided_by=None, decided_at=None)
                | Q(confirmed__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_whole",
            ),
            CheckConstraint(condition=~Q(decided_by=F("by")) & ~Q(decided_by=F("user")), name="proposal_takes_two"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=DECIDED_ONCE,
            )
        ]


class AccountAct(Row):
    """Who made, confirmed, refused or ended an account: for data protection, never changed. ``by`` is empty for the
    command that makes the first one.
    """

    class Verb(models.TextChoices):
        MADE = "made", _("angelegt")
        PROPOSED = "proposed", _("angelegt, wartet auf Bestätigung")
        CONFIRMED = "confirmed", _("bestätigt")
        REFUSED = "refused", _("abgelehnt")
        SHOWN = "shown", _("Zugang gezeigt")
        ENDED = "ended", _("beendet")

    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    verb = models.CharField(_("was"), max_length=10, choices=Verb)
    words = models.CharField(max_length=300, blank=True)

    class Data(Row.Data):
        retention = "audit_log"
        personal = "words"
        plain = "id controller at by user verb"

    class Meta:
        constraints = [policies.LogOfHouse()]
        indexes = [models.Index(fields=["controller", "at"], name="account_act_by_time")]
