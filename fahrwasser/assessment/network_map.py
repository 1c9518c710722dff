"""The network map of a case as it stood on a day: rows for the table and lines for the picture."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import may
from fahrwasser.accounts.rules import Permission
from fahrwasser.assessment import map_layout, rules
from fahrwasser.assessment.models import MapTie
from fahrwasser.cases.models import Case


def ties_on(case: Case, user: User, day: date) -> list[MapTie]:
    """The lines that stood on ``day``; dangerous ones, and whoever they lead to, only with the permission."""
    ties = MapTie.objects.visible_to(user).filter(case=case, since__lte=day).filter(Q(until=None) | Q(until__gt=day))
    found = list(ties.select_related("node__organisation", "other").order_by("ring", "node__label", "pk"))
    if may(user, Permission.SENSITIVE_READ):
        return found
    closed = {tie.node_id for tie in found if tie.quality == rules.DANGEROUS}
    return [tie for tie in found if tie.node_id not in closed and tie.other_id not in closed]


@dataclass(frozen=True)
class Line:
    """One tie as it is drawn, with its sentence."""

    tie: MapTie
    path: str
    at: tuple[float, float]

    @property
    def words(self) -> str:
        names = [self.tie.node.label] + ([self.tie.other.label] if self.tie.other else [])
        return f"{' – '.join(names)}: {self.tie.get_quality_display()}, {self.tie.get_support_display()}"


@dataclass(frozen=True)
class NetworkMap:
    """Everything of the picture and of the table."""

    sheet: map_layout.Sheet
    to_client: list[MapTie]
    between: list[MapTie]

    @property
    def dots(self) -> list[tuple[MapTie, map_layout.Place]]:
        return [(tie, self.sheet.places[tie.node_id]) for tie in self.to_client]

    @property
    def lines(self) -> list[Line]:
        return [self._line(tie) for tie in [*self.between, *self.to_client]]

    def _line(self, tie: MapTie) -> Line:
        end = self.sheet.places[tie.node_id]
        start = self.sheet.places[tie.other_id] if tie.other_id else None
        x, y = (start.x, start.y) if start else (self.sheet.middle, self.sheet.middle)
        path = map_layout.line(x, y, end.x, end.y, zigzag=tie.quality == MapTie.Quality.STRESSFUL)
        return Line(tie, path, ((x + end.x) / 2, (y + end.y) / 2))

    @property
    def corners(self) -> list[tuple[str, float, float, str]]:
        """Names of the sectors with the place of their first or last letter."""
        side = self.sheet.side
        return [
            (str(label), 2 if across < 0 else side - 2, 13 if down < 0 else side - 4, "start" if across < 0 else "end")
            for label, (across, down) in zip(CORNER_WORDS, map_layout.CORNERS.values(), strict=True)
        ]


CORNER_WORDS = (_("Familie"), _("Freunde"), _("Umfeld"), _("Fachleute"))


def map_on(case: Case, user: User, day: date) -> NetworkMap:
    """The map as it stood on ``day``."""
    ties = ties_on(case, user, day)
    to_client = [tie for tie in ties if tie.other_id is None]
    shown = {tie.node_id for tie in to_client}
    items = [map_layout.Item(tie.node_id, tie.node.label, tie.node.sector, tie.ring or 3) for tie in to_client]
    between = [tie for tie in ties if tie.other_id in shown and tie.node_id in shown]
    return NetworkMap(map_layout.arrange(items), to_client, between)


def days_of_change(case: Case, user: User) -> list[date]:
    """Days on which the map changed, the newest first."""
    spans = MapTie.objects.visible_to(user).filter(case=case).values_list("since", "until")
    return sorted({day for span in spans for day in span if day}, reverse=True)


def standing_ties(case: Case, user: User, today: date) -> list[MapTie]:
    """Lines to the client that stand today."""
    return [tie for tie in ties_on(case, user, today) if tie.other_id is None]
