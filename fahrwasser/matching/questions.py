"""Which missing fact to ask for first. No database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fahrwasser.matching.rules import Match, Verdict
from fahrwasser.offers.criteria import TOPICS, kind


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The missing fact to ask for first, in German, and how many offers wait for it.

    ``decided``: how many of them wait for nothing else.
    """

    fact_name: str
    question: str
    offers: int
    decided: int

    @property
    def sentence(self) -> str:
        if self.decided == self.offers:
            return f"Diese Angabe entscheidet {'ein Angebot' if self.offers == 1 else f'{self.offers} Angebote'}."
        return f"Diese Angabe fehlt bei {'einem Angebot' if self.offers == 1 else f'{self.offers} Angeboten'}."


def next_question(matches: Sequence[Match]) -> NextQuestion | None:
    """The fact missing in most offers that wait for one; among equals the one that alone decides more of them."""
    asked = Counter(name for match in matches for name in worth_asking(match))
    if not asked:
        return None
    alone = Counter(name for match in matches for name in waits_alone_for(match))
    best = min(asked, key=lambda name: (-asked[name], -alone[name], name))
    return NextQuestion(best, TOPICS[best].question, asked[best], alone[best])


def worth_asking(match: Match) -> frozenset[str]:
    """Missing facts that can change what is said; of a near miss those that tell whether it is safe to try."""
    if match.verdict is Verdict.UNCLEAR:
        return match.missing_facts
    if match.near_miss is None:
        return frozenset()
    excluding = [check.result.fact_name for check in match.unclear if kind(check.row.kind).exclusion]
    return frozenset(filter(None, excluding))


def waits_alone_for(match: Match) -> frozenset[str]:
    """The fact that an unclear offer waits for, where it waits for nothing else."""
    alone = match.verdict is Verdict.UNCLEAR and len(match.missing_facts) == 1
    return match.missing_facts if alone else frozenset()
