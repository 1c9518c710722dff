"""What changes by itself: conditions that begin or end, and which open needs that touches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from fahrwasser import catalogue
from fahrwasser.accounts.models import User
from fahrwasser.accounts.queries import current_memberships
from fahrwasser.core.acting import as_statistics
from fahrwasser.matching.directory import Known, directory
from fahrwasser.matching.directory import turns as turning_days
from fahrwasser.matching.keeping import AHEAD
from fahrwasser.matching.models import MatchChange, MatchRun, OfferOverride
from fahrwasser.offers.criteria import CriterionRow, kind
from fahrwasser.offers.models import Offer

FEW: Final = 3
"""Fewer files of others than this are not counted on a page."""
BEHIND: Final = timedelta(days=30)
"""How long what has changed stays on the page."""


@dataclass(frozen=True)
class Turning:
    """One condition that begins or ends on a day, or asks something else from then on."""

    row: CriterionRow
    begins: bool | None
    """``None``: it holds before and after, and names the day itself."""

    @property
    def sentence(self) -> str:
        return kind(self.row.kind).sentence(self.row.values)


@dataclass(frozen=True)
class Count:
    """Open needs of a town that begin or end to fit, and of how many files; none of level 2."""

    needs: int = 0
    cases: int = 0

    def told(self, own: Sequence[MatchChange]) -> int | None:
        """What a reader with these in the own files is told; ``None``: of too few others to say how many."""
        others = self.cases - len({change.case_id for change in own if not change.case.is_protected})
        return None if 0 < others < FEW else max(self.needs, len(own))


@dataclass(frozen=True)
class Turn:
    """One offer on one day: what turns, how many needs it touches, and which of them the reader's files hold.

    ``begin``, ``end``: needs that begin or end to fit, ``None`` for a few. ``compared``: whether the day is still to
    come, or somebody compared on it.
    """

    day: date
    offer: Offer
    conditions: Sequence[Turning]
    begin: int | None
    end: int | None
    own: Sequence[MatchChange]
    compared: bool

    @property
    def touches(self) -> bool:
        return self.begin != 0 or self.end != 0


def turns(user: User, today: date) -> list[Turn]:
    """From thirty days ago to sixty ahead, in the order of the days."""
    since, until = today - BEHIND, today + AHEAD
    found = {day: part.known for day, part in directory().turning(since, until).items()}
    counts, own = _counts(user, since, until), _own(user, since, until)
    runs = set(MatchRun.objects.filter(whole=True, on__gte=since).values_list("on", flat=True))

    def turn(day: date, one: Known) -> Turn:
        mine = own[day, one.offer.pk]
        begin, end = (
            counts[day, one.offer.pk, fits].told([change for change in mine if change.fits is fits])
            for fits in (True, False)
        )
        return Turn(day, one.offer, _conditions(one, day), begin, end, mine, day > today or day in runs)

    return [turn(day, one) for day, known in found.items() for one in known]


def newly_fitting(user: User, cases: Iterable[UUID], since: date, until: date) -> dict[UUID, list[MatchChange]]:
    """By need: what has begun to fit in these files since that day, and fits still."""
    changes = MatchChange.objects.visible_to(user).filter(case__in=list(cases), on__gt=since, on__lte=until, fits=True)
    found: dict[UUID, list[MatchChange]] = defaultdict(list)
    for change in changes.select_related("offer", "need", "need__match").order_by("on", "pk"):
        held = getattr(change.need, "match", None)
        told = {one.offer_id for one in found[change.need_id]}
        if held and change.offer_id in held.fits and change.offer_id not in told:
            found[change.need_id].append(change)
    return found


@dataclass(frozen=True)
class Bent:
    """An offer to which people were referred although a condition was not met; files of level 2 are not counted."""

    offer: Offer
    reason: str
    cases: int


def bent(user: User) -> list[Bent]:
    """Where case managers of the town decided otherwise than the directory says, the most frequent first."""
    words = {entry["code"]: entry["label"] for entry in catalogue.read("reason_codes")["override"]}
    rows = (
        OfferOverride.objects.filter(controller__in=_towns(user))
        .select_related("offer")
        .order_by("-cases", "offer__name", "reason")
    )
    return [Bent(row.offer, words.get(row.reason, row.reason), row.cases) for row in rows]


def newest_run() -> MatchRun | None:
    """The last comparison of everything: how fresh the figures are."""
    return MatchRun.objects.filter(whole=True).order_by("-at").first()


def _conditions(one: Known, day: date) -> list[Turning]:
    return [Turning(row, _begins(row, day)) for row in one.stated if day in turning_days(row)]


def _begins(row: CriterionRow, day: date) -> bool | None:
    if row.valid_from == day:
        return True
    return False if row.valid_to and row.valid_to < day else None


def _towns(user: User) -> list[UUID]:
    return list(current_memberships().filter(user=user).values_list("unit__controller", flat=True))


def _counts(user: User, since: date, until: date) -> Mapping[tuple[date, UUID, bool], Count]:
    """Counted by the statistics role: the same for every reader of a town. By day, offer, and whether it then fits."""
    towns = _towns(user)
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(
            'SELECT "on", offer_id, fits, sum(needs)::int, sum(cases)::int FROM stats.match_changes'
            ' WHERE controller_id = ANY(%s) AND "on" BETWEEN %s AND %s GROUP BY 1, 2, 3',
            [towns, since, until],
        )
        found = {(day, offer, fits): Count(*counted) for day, offer, fits, *counted in cursor.fetchall()}
    return defaultdict(Count, found)


def _own(user: User, since: date, until: date) -> Mapping[tuple[date, UUID], list[MatchChange]]:
    found: dict[tuple[date, UUID], list[MatchChange]] = defaultdict(list)
    changes = MatchChange.objects.visible_to(user).filter(on__range=(since, until))
    for change in changes.select_related("case", "need").order_by("pk"):
        found[change.on, change.offer_id].append(change)
    return found
