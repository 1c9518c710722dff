"""What the page of the whole case says: for each open need the offer of the small set, or why there is none."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fahrwasser.assessment.models import Need
from fahrwasser.matching.actions import due_date
from fahrwasser.matching.filters import RESULT_CODES
from fahrwasser.matching.lines import GROUPS, Line, group_of
from fahrwasser.matching.queries import Comparison, WholeCase
from fahrwasser.offers.criteria.wording import listed


@dataclass(frozen=True)
class NeedRow:
    """One open need with the line of its offer in the set; ``is_clashing``: some offers fit, but not their times.

    ``planned``: the offers that the plan has for this need.
    """

    comparison: Comparison
    line: Line | None
    is_clashing: bool
    planned: frozenset[UUID] = frozenset()

    @property
    def need(self) -> Need:
        return self.comparison.need

    @property
    def due(self) -> date | None:
        """The day a measure for the need would be due."""
        return due_date(self.need, self.comparison.on)

    @property
    def is_planned(self) -> bool:
        return self.line is not None and self.line.offer.pk in self.planned

    @property
    def other_planned(self) -> str:
        """Names of other offers that the plan has for this need, as far as the directory still has them."""
        return listed(offer.name for offer in self.comparison.offers.values() if offer.pk in self.planned)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many offers fit, are to be clarified, fit but for one condition, or do not fit."""
        found = dict.fromkeys(("fits", "unclear", "near", "not"), 0)
        for ranked in self.comparison.ranked:
            found[group_of(ranked.match)] += 1
        return found

    @property
    def links(self) -> list[tuple[str, str, int]]:
        """Each answer there is, as code of the filter, name and number of offers."""
        titles = {key: str(title) for key, _shape, title, _note in GROUPS}
        return [(RESULT_CODES[key], titles[key], n) for key, n in self.counts.items() if n]

    @property
    def first_question(self) -> str:
        """The missing fact that decides most of the offers that are to be clarified."""
        return self.comparison.question.question if self.comparison.question else ""

    @property
    def gap(self) -> str:
        """Why no offer of the set covers the need."""
        if self.is_clashing:
            return _("Was passt, liegt zu denselben Zeiten wie ein anderes Angebot der Auswahl.")
        if self.counts["unclear"]:
            n = self.counts["unclear"]
            return ngettext("%(n)s Angebot ist zu klären.", "%(n)s Angebote sind zu klären.", n) % {"n": n}
        if self.counts["near"]:
            n = self.counts["near"]
            return ngettext(
                "%(n)s Angebot passt bis auf eine Bedingung.", "%(n)s Angebote passen bis auf eine Bedingung.", n
            ) % {"n": n}
        return _("Kein Angebot passt.") if self.comparison.ranked else _("Dafür steht kein Angebot im Verzeichnis.")


def need_rows(whole: WholeCase, planned: Set[tuple[UUID, UUID]] = frozenset()) -> list[NeedRow]:
    """All open needs in the order of their urgency; ``planned``: need and offer of each measure in the plan."""
    return [_row(comparison, whole, planned) for comparison in whole.comparisons]


def _row(comparison: Comparison, whole: WholeCase, planned: Set[tuple[UUID, UUID]]) -> NeedRow:
    key = str(comparison.need.pk)
    chosen = whole.together.chosen.get(key)
    ranked = next((one for one in comparison.ranked if chosen and one.match.offer.id == chosen.offer), None)
    line = Line(ranked, comparison.offers[ranked.match.offer.id], comparison.on) if ranked else None
    taken = frozenset(offer for need, offer in planned if need == comparison.need.pk)
    return NeedRow(comparison, line, key in whole.together.clashing, taken)
