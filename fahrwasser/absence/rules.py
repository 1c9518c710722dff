"""Who covers which file while somebody is away. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fahrwasser.core.errors import NotAllowed

AHEAD = 7  # days of deadlines that are shown
LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class Waiting:
    """A file of somebody who is away: its key, its language, and who is kept out of it."""

    case_id: UUID
    language: str = ""
    not_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Colleague:
    """Somebody who could cover; ``languages`` are codes."""

    user_id: UUID
    languages: frozenset[str]


def check_period(since: date, until: date) -> None:
    if until < since:
        raise NotAllowed("„Bis“ liegt in der Vergangenheit.", field="until")
    if until - since > LONGEST:
        raise NotAllowed("Für mehr als drei Monate: Bitte übergeben Sie die Fälle.", field="until")


def propose(waiting: Iterable[Waiting], colleagues: Sequence[Colleague], deputy: UUID | None) -> dict[UUID, UUID]:
    """A colleague for every file. The language decides, then the standing deputy, then whoever has fewest of these.

    Nothing about how much anybody has to do otherwise: that is asked, not computed.
    """
    given: dict[UUID, int] = {one.user_id: 0 for one in colleagues}
    found = {}
    for file in waiting:
        allowed = [one for one in colleagues if one.user_id not in file.not_by]
        speakers = [one for one in allowed if file.language in one.languages] or allowed
        if not speakers:
            continue
        chosen = min(speakers, key=lambda one: (one.user_id != deputy, given[one.user_id]))
        given[chosen.user_id] += 1
        found[file.case_id] = chosen.user_id
    return found
