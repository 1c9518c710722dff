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
from fahrwasser.matching.keeping import AHEAD
from fahrwasser.matching.models import MatchChange, MatchRun, OfferOverride
from fahrwasser.offers.criteria import Strictness, kind
from fahrwasser.offers.models import Criterion, Offer

BEHIND: Final = timedelta(days=30)
"""How long what has changed stays on the page."""


@dataclass(frozen=True)
class Turning:
    """One condition that begins or ends on a day."""

    row: Criterion
    begins: bool

    @property
    def sentence(self) -> str:
        return kind(self.row.kind).sentence(self.row.values)


@dataclass(frozen=True)
class Count:
    """Open needs below level 2 that begin or end to fit, in the whole town."""

    begin: int = 0
    end: int = 0


@dataclass(frozen=True)
class Turn:
    """One offer on one day: what turns, how many needs it touches, and which of them the reader's files hold."""

    day: date
    offer: Offer
    conditions: Sequence[Turning]
    count: Count
    own: Sequence[MatchChange]


def turns(user: User, today: date) -> list[Turn]:
    """From thirty days ago to sixty ahead, in the order of the days."""
    since, until = today - BEHIND, today + AHEAD
    found = {day: part.known for day, part in directory().turning(since, until).items()}
    counts, own = _counts(user, since, until), _own(user, since, until)
    return [
        Turn(day, one.offer, _conditions(one, day), counts.get((day, one.offer.pk), Count()), own[day, one.offer.pk])
        for day, known in found.items()
        for one in known
    ]


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


def bent() -> list[Bent]:
    """Where case managers decided otherwise than the directory says, the most frequent first."""
    words = {entry["code"]: entry["label"] for entry in catalogue.read("reason_codes")["override"]}
    rows = OfferOverride.objects.select_related("offer").order_by("-cases", "offer__name", "reason")
    return [Bent(row.offer, words.get(row.reason, row.reason), row.cases) for row in rows]


def newest_run() -> MatchRun | None:
    """The last comparison: how fresh the figures are."""
    return MatchRun.objects.order_by("-at").first()


def _conditions(one: Known, day: date) -> list[Turning]:
    musts = [row for row in one.rows if row.strictness == Strictness.MUST]
    ended = [Turning(row, begins=False) for row in musts if row.valid_to == day - timedelta(days=1)]
    return ended + [Turning(row, begins=True) for row in musts if row.valid_from == day]


def _counts(user: User, since: date, until: date) -> Mapping[tuple[date, UUID], Count]:
    """Counted by the statistics role: the same for every reader of a town."""
    towns = list(current_memberships().filter(user=user).values_list("unit__controller", flat=True))
    with as_statistics(), connection.cursor() as cursor:
        cursor.execute(
            'SELECT "on", offer_id, coalesce(sum(needs) FILTER (WHERE fits), 0),'
            " coalesce(sum(needs) FILTER (WHERE NOT fits), 0)"
            ' FROM stats.match_changes WHERE controller_id = ANY(%s) AND "on" BETWEEN %s AND %s GROUP BY 1, 2',
            [towns, since, until],
        )
        return {(day, offer): Count(begin, end) for day, offer, begin, end in cursor.fetchall()}


def _own(user: User, since: date, until: date) -> Mapping[tuple[date, UUID], list[MatchChange]]:
    found: dict[tuple[date, UUID], list[MatchChange]] = defaultdict(list)
    changes = MatchChange.objects.visible_to(user).filter(on__range=(since, until))
    for change in changes.select_related("case", "need").order_by("pk"):
        found[change.on, change.offer_id].append(change)
    return found
