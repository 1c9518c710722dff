"""The plan: versions the client accepts, goals in the client's words, measures with who, what and until when."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import CaseRow, OfCaseQuerySet
from fahrwasser.core import policies
from fahrwasser.core.history import tracked
from fahrwasser.core.ids import new_id
from fahrwasser.core.models import Row
from fahrwasser.offers.models import Offer
from fahrwasser.plan import rules

QUOTES = '„“”"'

# Rows of an accepted version stay as they are; only the eraser takes them away. What may still be added is named.
_GOALLESS = "NOT EXISTS (SELECT FROM plan_goal g WHERE g.version_id = NEW.id)"
_NO_GOAL = "RAISE EXCEPTION 'an accepted plan has a goal' USING ERRCODE = 'check_violation';"
_STAYS = "RAISE EXCEPTION 'an accepted version of the plan stays as it is' USING ERRCODE = 'check_violation';"


def _accepted(row: str) -> str:
    """SQL: the version of OLD or NEW is accepted."""
    return f"EXISTS (SELECT FROM plan_planversion v WHERE v.id = {row}.version_id AND v.accepted_on IS NOT NULL)"


def _goal_accepted(row: str) -> str:
    return (
        "EXISTS (SELECT FROM plan_goal g JOIN plan_planversion v ON v.id = g.version_id"
        f" WHERE g.id = {row}.goal_id AND v.accepted_on IS NOT NULL)"
    )


def _kept(guard: str) -> str:
    return (
        f"IF current_user <> 'fw_eraser' AND ({guard}) THEN {_STAYS} END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    )


def frozen(name: str, operation: pgtrigger.Operation, guard: str) -> pgtrigger.Trigger:
    """A trigger that refuses ``operation`` on a row while ``guard`` (SQL over OLD and NEW) holds."""
    return pgtrigger.Trigger(name=name, operation=operation, when=pgtrigger.Before, func=_kept(guard))


def same_but(*fields: str) -> str:
    """SQL: nothing changed apart from these columns."""
    minus = "".join(f" - '{name}'" for name in fields)
    return f"to_jsonb(OLD){minus} = to_jsonb(NEW){minus}"


_UNANCHORED = f"EXISTS (SELECT FROM plan_goal g WHERE g.id = NEW.goal_id AND '' IN ({', '.join(rules.ANCHORS)}))"
_NO_ANCHORS = "RAISE EXCEPTION 'a rated goal has five anchors' USING ERRCODE = 'check_violation';"

_ENDED = same_but("done_on", "dropped_on", "dropped_because")

# An anchor that was still empty may be written before the first rating.
_FILLED_ONLY = " AND ".join(f"(OLD.{name} = '' OR OLD.{name} = NEW.{name})" for name in rules.ANCHORS)


@tracked(policies.History())
class PlanVersion(CaseRow):
    """One version of the plan. ``revision`` grows with every save: two people saving notice each other."""

    class How(models.TextChoices):
        SIGNED = "signed", _("auf Papier unterschrieben")
        ORAL = "oral", _("mündlich im Gespräch")

    number = models.PositiveSmallIntegerField(_("Fassung"))
    made_on = models.DateField(_("erstellt am"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_on = models.DateField(_("angenommen am"), null=True, blank=True)
    accepted_how = models.CharField(_("wie angenommen"), max_length=10, choices=How, blank=True)
    language = models.CharField(_("besprochen auf"), max_length=8, default="de")
    interpreter = models.CharField(_("gedolmetscht von"), max_length=150, blank=True)
    review_on = models.DateField(_("nächste Überprüfung"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[PlanVersion]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        personal = "interpreter"
        plain = "id case number made_on by accepted_on accepted_how language review_on revision"

    class Meta:
        constraints = [
            policies.Content(),
            UniqueConstraint(fields=["case", "number"], name="plan_version_once"),
            CheckConstraint(condition=Q(accepted_on__gte=F("made_on")), name="plan_accepted_after_made"),
            CheckConstraint(condition=Q(review_on__gte=F("made_on")), name="plan_reviewed_after_made"),
        ]
        triggers = [
            frozen("version_stays", pgtrigger.Update | pgtrigger.Delete, "OLD.accepted_on IS NOT NULL"),
            pgtrigger.Trigger(
                name="not_accepted_at_first",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.accepted_on IS NOT NULL"),
                func=_NO_GOAL,
            ),
            pgtrigger.Trigger(
                name="accepted_with_a_goal",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.accepted_on IS NOT NULL AND OLD.accepted_on IS NULL"),
                func=f"IF {_GOALLESS} THEN {_NO_GOAL} END IF; RETURN NEW;",
            ),
        ]


@tracked(policies.History())
class Review(CaseRow):
    """The look back at an accepted version. ``next_on`` is the day of the next one, none when a new version begins."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reviews")
    due_on = models.DateField(_("fällig am"))
    done_on = models.DateField(_("überprüft am"))
    next_on = models.DateField(_("nächste Überprüfung"), null=True, blank=True)
    words = models.CharField(_("Ergebnis in einem Satz"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Review]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "words"
        plain = "id case version due_on done_on next_on"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="version"),
            CheckConstraint(condition=Q(next_on__gt=F("done_on")), name="review_next_after_done"),
            UniqueConstraint(fields=["version", "due_on"], name="review_once"),
        ]


@tracked(policies.History())
class Goal(CaseRow):
    """A goal with its five anchors; anchor 0 is the expected result, the others may come before the first rating.

    ``earlier`` is the goal of the version before that it was copied from; ``thread`` is the same for all goals whose
    ratings can be compared. Other words or anchors after a rating begin a new thread: that is a new goal.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="goals")
    earlier = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    thread = models.UUIDField(default=new_id, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=1)
    client_words = models.CharField(_("Ziel in den Worten der Person"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("Gewicht"), default=1)
    anchor_minus_2 = models.CharField(_("−2: viel weniger als erwartet"), max_length=300, blank=True)
    anchor_minus_1 = models.CharField(_("−1: weniger als erwartet"), max_length=300, blank=True)
    anchor_0 = models.CharField(_("0: erwartet"), max_length=300)
    anchor_plus_1 = models.CharField(_("+1: mehr als erwartet"), max_length=300, blank=True)
    anchor_plus_2 = models.CharField(_("+2: viel mehr als erwartet"), max_length=300, blank=True)
    until = models.DateField(_("bis"), null=True, blank=True)
    needs = models.ManyToManyField(Need, through="GoalNeed", related_name="goals")

    objects: ClassVar[models.Manager[Goal]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "client_words anchor_minus_2 anchor_minus_1 anchor_0 anchor_plus_1 anchor_plus_2"
        plain = "id case version earlier thread position weight until"

    @property
    def quoted(self) -> str:
        """The person's words in quotation marks, once."""
        return f"„{self.client_words.strip(QUOTES)}“"

    @property
    def anchors(self) -> tuple[str, str, str, str, str]:
        """The five sentences from −2 to +2."""
        return (
            self.anchor_minus_2, self.anchor_minus_1, self.anchor_0, self.anchor_plus_1, self.anchor_plus_2,
        )  # fmt: skip

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="version"),
            CheckConstraint(condition=Q(weight__range=(1, 3)), name="goal_weight_1_to_3"),
            CheckConstraint(condition=~Q(anchor_0=""), name="goal_expects_something"),
        ]
        triggers = [
            frozen("goal_not_added", pgtrigger.Insert, _accepted("NEW")),
            frozen("goal_stays", pgtrigger.Delete, _accepted("OLD")),
            frozen(
                "goal_changes_anchors_only",
                pgtrigger.Update,
                f"{_accepted('OLD')} AND NOT ({same_but(*rules.ANCHORS)} AND {_FILLED_ONLY})",
            ),
        ]


class GoalNeed(CaseRow):
    """Which needs a goal serves."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[GoalNeed]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        plain = "id case goal need"

    class Meta:
        constraints = [policies.Content(), policies.SameCase(parent="goal"), policies.SameCase(parent="need")]
        triggers = [
            frozen("need_not_added", pgtrigger.Insert | pgtrigger.Update, _goal_accepted("NEW")),
            frozen("need_stays", pgtrigger.Update | pgtrigger.Delete, _goal_accepted("OLD")),
        ]


@tracked(policies.History())
class GoalRating(CaseRow):
    """How far a goal is reached, rated by client and case manager apart."""

    class Rater(models.TextChoices):
        CLIENT = "client", _("Klientin / Klient")
        CASE_MANAGER = "case_manager", _("Fallführung")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="ratings")
    rater = models.CharField(_("eingeschätzt von"), max_length=12, choices=Rater)
    value = models.SmallIntegerField(_("Stufe"))
    rated_on = models.DateField(_("am"))

    objects: ClassVar[models.Manager[GoalRating]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "value"
        plain = "id case goal rater rated_on"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="goal"),
            CheckConstraint(condition=Q(value__range=(-2, 2)), name="goal_rating_in_range"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rated_with_all_anchors",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"IF {_UNANCHORED} THEN {_NO_ANCHORS} END IF; RETURN NEW;",
            )
        ]


@tracked(policies.History())
class Measure(CaseRow):
    """Who does what until when, and who pays, in the agreed order. ``thread`` stays the same in the next version.

    ``need`` and ``offer`` where an offer of the directory was taken up for a need.
    """

    thread = models.UUIDField(default=new_id, editable=False)
    position = models.PositiveSmallIntegerField(default=1)
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="measures")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measures", null=True, blank=True)
    need = models.ForeignKey(Need, models.PROTECT, related_name="+", null=True, blank=True)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", null=True, blank=True)
    what = models.CharField(_("Was"), max_length=300)
    who = models.CharField(_("Wer"), max_length=150)
    until = models.DateField(_("Bis wann"), null=True, blank=True)
    cost_carrier = models.CharField(_("Wer zahlt"), max_length=150, blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    dropped_on = models.DateField(_("entfallen am"), null=True, blank=True)
    dropped_because = models.CharField(_("Warum sie entfällt"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Measure]] = OfCaseQuerySet.as_manager()

    class Data(Row.Data):
        retention = "case_file"
        sensitive = "need offer what who cost_carrier dropped_because"
        plain = "id case version thread position goal until done_on dropped_on"

    class Meta:
        constraints = [
            policies.Content(),
            policies.SameCase(parent="version"),
            policies.SameCase(parent="need"),
            UniqueConstraint(
                fields=["version", "need", "offer"], condition=Q(dropped_on=None), name="offer_taken_up_once"
            ),
            CheckConstraint(
                condition=Q(need=None, offer=None) | Q(need__isnull=False, offer__isnull=False),
                name="measure_offer_for_a_need",
            ),
            CheckConstraint(condition=Q(done_on=None) | Q(dropped_on=None), name="measure_done_or_dropped"),
            CheckConstraint(condition=Q(dropped_on=None) | ~Q(dropped_because=""), name="measure_dropped_for_a_reason"),
        ]
        triggers = [
            frozen("measure_not_added", pgtrigger.Insert, _accepted("NEW")),
            frozen("measure_stays", pgtrigger.Delete, _accepted("OLD")),
            frozen("measure_done_only", pgtrigger.Update, f"{_accepted('OLD')} AND NOT ({_ENDED})"),
        ]
