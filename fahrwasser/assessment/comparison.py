"""Two assessments of a case side by side: what changed in each life area, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.assessment import queries, rules
from fahrwasser.assessment.models import Assessment, Need, Rating
from fahrwasser.cases.models import Case

TEXTS = {
    "situation": _("Situation"),
    "resource": _("Stärken und Ressourcen"),
    "client_view": _("Sicht der Person"),
    "own_view": _("Eigene Einschätzung"),
}


@dataclass(frozen=True)
class Side:
    """One life area in one assessment, with the needs that were open on its day, the most urgent first."""

    rating: Rating | None
    needs: list[Need]

    @property
    def level(self) -> int | None:
        return self.rating.rating if self.rating else None

    @property
    def words(self) -> str:
        return rules.rating_words(self.level)

    def text(self, name: str) -> str:
        return getattr(self.rating, name) if self.rating else ""

    @property
    def is_empty(self) -> bool:
        return self.rating is None and not self.needs


@dataclass(frozen=True)
class AreaChange:
    """One life area before and after; the change is that of the area, never of the person."""

    area: rules.Area
    before: Side
    after: Side

    @property
    def change(self) -> rules.Change:
        return rules.change(self.before.level, self.after.level)

    @property
    def was_discussed(self) -> bool:
        return not (self.before.is_empty and self.after.is_empty)

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """What was written, with its heading, where at least one side has words."""
        found = [(str(label), self.before.text(name), self.after.text(name)) for name, label in TEXTS.items()]
        return [line for line in found if line[1] or line[2]]


@dataclass(frozen=True)
class Comparison:
    """Two assessments and their fourteen life areas."""

    before: Assessment
    after: Assessment
    areas: list[AreaChange]

    @property
    def discussed(self) -> list[AreaChange]:
        return [area for area in self.areas if area.was_discussed]

    @property
    def left_open(self) -> list[rules.Area]:
        """Areas nobody spoke about either time; they need no reason."""
        return [area.area for area in self.areas if not area.was_discussed]


def assessments_of(case: Case, user: User) -> list[Assessment]:
    """All assessments of the case, the first one first."""
    return list(Assessment.objects.visible_to(user).filter(case=case).order_by("number"))


def compare(case: Case, user: User, before: Assessment, after: Assessment, today: date) -> Comparison:
    """``before`` and ``after`` as they stood at their ends; one that is not complete stands today."""
    ratings = {(rating.assessment_id, rating.area): rating for rating in queries.ratings_of(case, user)}
    needs = queries.needs_of(case, user)

    def side(assessment: Assessment, area: str) -> Side:
        day = assessment.completed_on or today
        return Side(ratings.get((assessment.pk, area)), _open_on(needs, area, day))

    rows = [AreaChange(area, side(before, code), side(after, code)) for code, area in rules.areas().items()]
    return Comparison(before, after, rows)


def _open_on(needs: Sequence[Need], area: str, day: date) -> list[Need]:
    found = [
        need
        for need in needs
        if rules.area_of(need.code) == area
        and need.recognised_on <= day
        and (need.closed_on is None or need.closed_on > day)
    ]
    return sorted(found, key=lambda need: (rules.urgency_rank(need.urgency), need.code))
