"""The order of offers, and why: in time, short wait, own language, short way, good record, few providers.

Offers that are equal in all of it change places every day, so that no provider always stands first.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import inf
from operator import itemgetter

from fahrwasser.matching.rules import Match, TrackRecord, Verdict
from fahrwasser.offers.criteria.vocabulary import language_name

VERDICT_ORDER = (Verdict.FITS, Verdict.UNCLEAR, Verdict.DOES_NOT_FIT)
TELLING = 3  # referrals from which on a track record is said in figures
DEADLINE_ORDER = (True, None, False)

Key = tuple[int, bool, int, float, bool, float, float, bool]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A match with its place (from 1); ``equals``: how many stand level; ``helps``: its provider helps already."""

    place: int
    match: Match
    equals: int
    helps: bool

    @property
    def sentence(self) -> str:
        """The order in words, in the order in which it counts."""
        return explain(self.match, self.equals, helps=self.helps)


def rank(matches: Sequence[Match], seed_day: date, plan_providers: Set[str] = frozenset()) -> list[Ranked]:
    """Order matches of one need. ``plan_providers``: providers already in the plan ("aus einer Hand")."""

    def key(match: Match) -> Key:
        return order_key(match, plan_providers)

    ordered = sorted(((key(match), match.offer.id, match) for match in matches), key=itemgetter(0, 1))
    groups = [[match for _, _, match in equal] for _, equal in groupby(ordered, key=itemgetter(0))]
    placed = [(match, len(group)) for group in groups for match in rotated(group, seed_day)]
    return [
        Ranked(place, match, equals, match.offer.provider in plan_providers)
        for place, (match, equals) in enumerate(placed, 1)
    ]


def order_key(match: Match, plan_providers: Set[str]) -> Key:
    """Smaller comes first; what is not known stands behind what is known."""
    known = match.standing
    return (
        VERDICT_ORDER.index(match.verdict),
        match.verdict is Verdict.DOES_NOT_FIT and match.near_miss is None,
        DEADLINE_ORDER.index(known.deadline_met),
        inf if known.wait_days is None else known.wait_days,
        known.language is None,
        inf if known.minutes is None else known.minutes,
        -match.offer.track_record.share,
        match.offer.provider not in plan_providers,
    )


def rotated(equals: list[Match], seed_day: date) -> list[Match]:
    """Each of n equals stands first on one of n days in a row."""
    first = seed_day.toordinal() % len(equals)
    return equals[first:] + equals[:first]


def explain(match: Match, equals: int, *, helps: bool) -> str:
    parts = [
        deadline_words(match.standing.deadline_met),
        wait_words(match.standing.wait_days),
        language_words(match.standing.language),
        way_words(match),
        record_words(match.offer.track_record),
    ]
    if helps:
        parts.append("Träger ist schon im Hilfeplan")
    if equals > 1:
        others = "einem weiteren Angebot" if equals == 2 else f"{equals - 1} weiteren Angeboten"
        parts.append(f"gleichauf mit {others}, die Reihenfolge wechselt täglich")
    return f"{match.headline}. {'; '.join(parts)}."


def record_words(record: TrackRecord) -> str:
    """Figures only where they cannot tell of one single file; below, nobody counts."""
    if record.sent >= TELLING:
        return f"{record.started} von {record.sent} Vermittlungen begonnen"
    return "noch wenige oder keine Vermittlungen"


def deadline_words(met: bool | None) -> str:
    if met is None:
        return "Zieldatum nicht bekannt"
    return "Beginn rechtzeitig" if met else "Beginn nach dem Zieldatum"


def wait_words(days: int | None) -> str:
    if days is None:
        return "Wartezeit nicht bekannt"
    return f"Wartezeit {days} {'Tag' if days == 1 else 'Tage'}" if days else "keine Wartezeit"


def language_words(code: str | None) -> str:
    return f"spricht {language_name(code)}" if code else "keine gemeinsame Sprache bekannt"


def way_words(match: Match) -> str:
    if match.offer.remote:
        return "kein Weg nötig"
    minutes = match.standing.minutes
    return "Weg nicht bekannt" if minutes is None else f"Weg {minutes} Minuten"
