"""Comparing all open needs with the directory, and keeping what came out: whole at night, in parts after changes.

Written by the worker. A second comparison of the same writes nothing. What begins or ends to fit although nobody
touched the file is noted as a change, in advance too where a condition has a date.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from fahrwasser.matching import everybody
from fahrwasser.matching.bulk import Block, BulkOffer, Engine, Population
from fahrwasser.matching.directory import Directory, directory
from fahrwasser.matching.everybody import OpenNeed, Which
from fahrwasser.matching.models import Changed, MatchChange, MatchRun, NeedMatch
from fahrwasser.matching.rules import ChangedBy
from fahrwasser.offers.models import Offer

AHEAD: Final = timedelta(days=60)
"""How far ahead conditions with a date are looked at."""
KEPT: Final = timedelta(days=90)
"""How long a change, and the note of a comparison, is kept."""
BATCH: Final = 2_000
Pair = tuple[UUID, UUID, bool]
"""A need, an offer, and whether it fits."""
Touched = Mapping[str, set[UUID]]
"""What has changed: keys of needs, files and offers by what they are keys of."""
LOCK: Final = 0x46574D41
"""One comparison at a time."""


@dataclass(slots=True)
class Found:
    """What one need found: keys of offers, and for near misses the kind of the condition that separates."""

    fits: list[UUID] = field(default_factory=list)
    unclear: list[UUID] = field(default_factory=list)
    near: dict[str, str] = field(default_factory=dict)

    def equals(self, kept: NeedMatch) -> bool:
        return (self.fits, self.unclear, self.near) == (kept.fits, kept.unclear, kept.near)


@dataclass
class Tally:
    """How much was compared."""

    needs: int = 0
    pairs: int = 0
    fitting: int = 0


@dataclass
class Context:
    """The comparison of one day: what the directory says, what was touched, and what is noted of it."""

    today: date
    directory: Directory
    reasons: Mapping[UUID, ChangedBy]
    touched: frozenset[UUID]
    """Files that somebody touched: what changes there is no news to anybody."""
    expected: frozenset[Pair] = frozenset()
    """What conditions with a date were to change: it is news in a touched file too."""
    tally: Tally = field(default_factory=Tally)

    def silent(self) -> frozenset[UUID]:
        """With those touched since: what a comparison has read of a file was noted before."""
        return self.touched | _touched_files(_by_what(Changed.objects.all()))


@transaction.atomic
def compare_all(*, now: datetime) -> MatchRun:
    """Every open need with every offer."""
    _alone()
    began, today = perf_counter(), now.date()
    touched = _taken_up()
    known = directory()
    last = compared_on() or today
    by_rule = known.turning(last, today)
    reasons = {one.offer.pk: ChangedBy.RULE for part in by_rule.values() for one in part.known}
    context = Context(today, known, reasons, _touched_files(touched), _expected_since(last, today))
    _compare(context, everybody.open_needs(today))
    _forget(today)
    _tidy()
    MatchChange.objects.filter(on__gt=today).delete()
    _look_ahead(today, known)
    return _noted(context.tally, now=now, whole=True, offers=len(known.known), began=began)


def compared_on() -> date | None:
    """The newest day for which everything was compared."""
    return MatchRun.objects.filter(whole=True).order_by("-at").values_list("on", flat=True).first()


def _expected_since(last: date, today: date) -> frozenset[Pair]:
    """What was to change on these days. It is no longer noted: the comparison notes what did."""
    rows = MatchChange.objects.filter(on__gt=last, on__lte=today)
    found = frozenset(rows.values_list("need", "offer", "fits"))
    rows.delete()
    return found


@transaction.atomic
def catch_up(*, now: datetime) -> MatchRun | None:
    """What has changed since the last comparison, on a new day everything; ``None`` when nothing has."""
    _alone()
    began, last = perf_counter(), compared_on()
    if last is None or last < now.date():
        return compare_all(now=now)
    touched = _taken_up()
    if not any(touched.values()):
        return None
    known = directory()
    offers = touched[Changed.What.OFFER]
    which = _which(touched, known)
    context = Context(now.date(), known, dict.fromkeys(offers, ChangedBy.OFFER), _touched_files(touched))
    _compare(context, everybody.open_needs(now.date(), which))
    _forget(now.date())
    _look_ahead_again(now.date(), touched, known)
    return _noted(context.tally, now=now, whole=False, offers=len(known.known), began=began)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _by_what(rows: Iterable[Changed]) -> Touched:
    found: dict[str, set[UUID]] = {what: set() for what in Changed.What.values}
    for row in rows:
        found[row.what].add(row.key)
    return found


def _taken_up() -> Touched:
    """What has changed, and is no longer noted."""
    rows = list(Changed.objects.all())
    Changed.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return _by_what(rows)


def _touched_files(touched: Touched) -> frozenset[UUID]:
    needs = NeedMatch.objects.filter(need__in=list(touched[Changed.What.NEED]))
    return frozenset(touched[Changed.What.CASE]).union(needs.values_list("case", flat=True))


def _which(touched: Touched, known: Directory) -> Which:
    """The needs that were touched, those of a touched file, and all an offer serves now or was held against before."""
    offers = touched[Changed.What.OFFER]
    held = NeedMatch.objects.filter(
        Q(fits__overlap=list(offers)) | Q(unclear__overlap=list(offers)) | Q(near__has_any_keys=list(map(str, offers)))
    )
    needs = touched[Changed.What.NEED] | (set(held.values_list("need", flat=True)) if offers else set())
    return Which(tuple(needs), tuple(touched[Changed.What.CASE]), tuple(known.part(offers).areas))


def _compare(context: Context, needs: Iterable[OpenNeed]) -> None:
    offers = context.directory.bulk(context.today)
    population = Population(offers, context.today)
    taken = _taken_in(needs, population)
    for places, blocks in Engine(offers, population).chunks():
        found = _found(len(places), blocks, context)
        _keep([(taken[int(place)], one) for place, one in zip(places, found, strict=True)], context)
    context.tally.needs += population.size


class Keys:
    """Keys of needs and of their files by place, 32 bytes each: of a whole state they fit into memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def append(self, need: OpenNeed) -> None:
        self._bytes += need.key.bytes + need.case.bytes

    def __getitem__(self, place: int) -> tuple[UUID, UUID]:
        both = bytes(self._bytes[place * 32 : place * 32 + 32])
        return UUID(bytes=both[:16]), UUID(bytes=both[16:])


def _taken_in(needs: Iterable[OpenNeed], *populations: Population) -> Keys:
    taken = Keys()
    for need in needs:
        for population in populations:
            population.add(need.code, need.facts)
        taken.append(need)
    return taken


def _found(count: int, blocks: Iterable[Block], context: Context) -> list[Found]:
    """What each need of a chunk found."""
    found = [Found() for _ in range(count)]
    keys = context.directory.keys
    for block in blocks:
        key = keys[block.offer.id]
        for place in block.fits.nonzero()[0]:
            found[place].fits.append(key)
        for place in block.is_unclear.nonzero()[0]:
            found[place].unclear.append(key)
        for place in block.near_misses.nonzero()[0]:
            found[place].near[str(key)] = block.kinds(int(block.failed[place]))[0]
        context.tally.pairs += count
        context.tally.fitting += int(block.fits.sum())
    return found


def _keep(found: Sequence[tuple[tuple[UUID, UUID], Found]], context: Context) -> None:
    """Write what differs from what was kept, and note what that changes."""
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        kept = {row.need_id: row for row in NeedMatch.objects.filter(need__in=[need for (need, _), _ in part])}
        rows = [_row(keys, one) for keys, one in part if keys[0] not in kept or not one.equals(kept[keys[0]])]
        news = [change for row in rows if row.need_id in kept for change in _changes(kept[row.need_id], row, context)]
        NeedMatch.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["need"], update_fields=["fits", "unclear", "near"]
        )
        _note(_news(news, context))


def _row(keys: tuple[UUID, UUID], found: Found) -> NeedMatch:
    need, case = keys
    return NeedMatch(case_id=case, need_id=need, fits=found.fits, unclear=found.unclear, near=found.near)


def _changes(before: NeedMatch, after: NeedMatch, context: Context) -> Iterator[MatchChange]:
    """Offers that begin or end to fit."""
    for key in set(before.fits) ^ set(after.fits):
        yield MatchChange(
            case_id=after.case_id, need_id=after.need_id, offer_id=key, on=context.today, fits=key in after.fits,
            reason=context.reasons.get(key, ChangedBy.DAY),
        )  # fmt: skip


def _news(changes: list[MatchChange], context: Context) -> list[MatchChange]:
    """Without what somebody did who touched the file, what changes back, and offers whose row is gone."""
    if not changes:
        return []
    back, silent = _taken_back(changes, context.today), context.silent()
    offers = Offer.objects.filter(pk__in={change.offer_id for change in changes})
    there = set(offers.values_list("pk", flat=True))
    return [
        change for change in changes
        if change.offer_id in there and (change.need_id, change.offer_id) not in back
        and (change.case_id not in silent or _pair(change) in context.expected)
    ]  # fmt: skip


def _pair(change: MatchChange) -> Pair:
    return change.need_id, change.offer_id, change.fits


def _taken_back(changes: list[MatchChange], today: date) -> set[tuple[UUID, UUID]]:
    """Needs and offers that change back on the day on which they changed: that they did is forgotten."""
    now = {(need, offer): fits for need, offer, fits in map(_pair, changes)}
    noted = MatchChange.objects.filter(on=today, need__in={need for need, _ in now})
    back = [row for row in noted if now.get((row.need_id, row.offer_id), row.fits) is not row.fits]
    MatchChange.objects.filter(pk__in=[row.pk for row in back]).delete()
    return {(row.need_id, row.offer_id) for row in back}


def _note(changes: list[MatchChange]) -> None:
    MatchChange.objects.bulk_create(
        changes, batch_size=BATCH, update_conflicts=True, unique_fields=["need", "offer", "on"],
        update_fields=["fits", "reason"],
    )  # fmt: skip


def _forget(today: date) -> None:
    """What was kept of needs that have ended, and what is long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.forget_ended_matches()")
    MatchChange.objects.filter(on__lt=today - KEPT).delete()
    MatchRun.objects.filter(on__lt=today - KEPT).delete()


def _tidy() -> None:
    """One note of a change to the directory stands for all before it: the same sum, so nobody reads anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fw.sum_up_directory_changes()")


def _look_ahead(today: date, directory: Directory, which: Which | None = None) -> None:
    """What conditions with a date will change on their day, all else being as it is known now."""
    for day, part in directory.turning(today, today + AHEAD).items():
        eve = day - timedelta(days=1)
        before, after = (part.bulk(on, capacity_of=today) for on in (eve, day))
        was, will = Population(before, eve), Population(after, day)
        taken = _taken_in(everybody.open_needs(today, which or Which(areas=tuple(part.areas))), was, will)
        turned = set(_fitting(before, was, part)) ^ (fitting := set(_fitting(after, will, part)))
        _note([_expected(taken[place], key, day, (place, key) in fitting) for place, key in sorted(turned)])


def _look_ahead_again(today: date, touched: Touched, known: Directory) -> None:
    """The same for offers that were touched, and for the needs of files that were."""
    offers, needs, cases = (touched[what] for what in (Changed.What.OFFER, Changed.What.NEED, Changed.What.CASE))
    ahead = MatchChange.objects.filter(on__gt=today)
    ahead.filter(Q(offer__in=offers) | Q(need__in=needs) | Q(case__in=cases)).delete()
    _look_ahead(today, known.part(offers))
    if needs or cases:
        _look_ahead(today, known, Which(tuple(needs), tuple(cases)))


def _fitting(offers: list[BulkOffer], population: Population, part: Directory) -> Iterator[tuple[int, UUID]]:
    keys = part.keys
    for block in Engine(offers, population).blocks():
        for place in block.needs[block.fits]:
            yield int(place), keys[block.offer.id]


def _expected(keys: tuple[UUID, UUID], offer: UUID, day: date, fits: bool) -> MatchChange:
    need, case = keys
    return MatchChange(case_id=case, need_id=need, offer_id=offer, on=day, fits=fits, reason=ChangedBy.RULE)


def _noted(tally: Tally, *, now: datetime, whole: bool, offers: int, began: float) -> MatchRun:
    run = MatchRun(
        at=now, on=now.date(), whole=whole, needs=tally.needs, offers=offers, pairs=tally.pairs,
        fitting=tally.fitting, milliseconds=round((perf_counter() - began) * 1000),
    )  # fmt: skip
    run.save(force_insert=True)
    return run
