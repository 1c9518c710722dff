"""A need against the directory: facts of the case, and the match of every offer that serves it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from fahrwasser.accounts.models import User
from fahrwasser.assessment.models import Need
from fahrwasser.assessment.queries import closed_facts, in_order
from fahrwasser.cases.models import Case
from fahrwasser.matching.directory import Directory, directory
from fahrwasser.matching.needs import FileSays, NeedSays, complete, file_says
from fahrwasser.matching.questions import NextQuestion, next_question
from fahrwasser.matching.ranking import Ranked, rank
from fahrwasser.matching.rules import Match, Person, Verdict, evaluate_offer
from fahrwasser.matching.together import Candidate, Together, together
from fahrwasser.offers.criteria import Facts, kind
from fahrwasser.offers.models import Capacity, Offer

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Comparison:
    """A need held against every offer that serves it. ``ranked`` and ``offers`` (by engine id) belong together.

    ``facts``: what the offers were compared with.
    """

    need: Need
    on: date
    facts: Facts
    ranked: Sequence[Ranked]
    offers: Mapping[str, Offer]
    capacities: Mapping[str, Capacity | None]
    question: NextQuestion | None


@dataclass(frozen=True)
class WholeCase:
    """Every open need against the directory, the most urgent first, and the small set that covers most of them."""

    comparisons: Sequence[Comparison]
    together: Together


@dataclass(frozen=True)
class Against:
    """The must-conditions that fail, in sentences.

    ``barred``: danger, wish, protection; they rule the offer out for good. ``failed``: a reason may bend them.
    """

    barred: Sequence[str]
    failed: Sequence[str]


@dataclass(frozen=True)
class Read:
    """What one statement reads of a file: what it says, and the names of those who help already by the newest plan."""

    file: FileSays
    helping: frozenset[str] = frozenset()

    @classmethod
    def of(cls, row: Any) -> "Read":
        """What ``_with_file`` has put beside a row."""
        return cls(file_says(json.loads(row.said)), frozenset(row.helping))


def match_need(need: Need, user: User, on: date) -> list[Match]:
    """Every candidate with its verdict and reasons, in no order. Reads nothing but the need's own case."""
    facts = complete(_read(need.case, user, on).file, need_says(need))
    return [match for _known, match in directory().matches(need.code, Person(facts, on))]


def against(need: Need, offer: Offer, user: User, on: date) -> Against:
    """What speaks against the offer for this person on that day; the same as on the page of the match."""
    facts = complete(_read(need.case, user, on).file, need_says(need))
    found = [one for one in directory().known if one.offer.pk == offer.pk]
    failed = [check for one in found for check in evaluate_offer(one.facts, one.stated, facts, on).failed]
    return Against(
        barred=[check.result.sentence for check in failed if kind(check.row.kind).exclusion],
        failed=[check.result.sentence for check in failed if not kind(check.row.kind).exclusion],
    )


def compare(need: Need, user: User, on: date) -> Comparison:
    """The same for a page: in order, with the next question and the offers themselves."""
    return _comparison(need, _read(need.case, user, on), directory(), on)


def whole_case(case: Case, user: User, on: date) -> WholeCase:
    """All open needs of the case, in as many queries as one of them, and the offers that go together."""
    found = _with_file(Need.objects.visible_to(user).filter(case=case, closed_on=None), case, user, on)
    needs, offers = in_order(found), directory()
    for need in needs:
        need.case = case
    read = Read.of(needs[0]) if needs else Read(FileSays(case.opened_on))
    compared = [_comparison(need, read, offers, on) for need in needs]
    return WholeCase(compared, together({str(one.need.pk): _fitting(one) for one in compared}, read.helping))


def _comparison(need: Need, read: Read, offers: Directory, on: date) -> Comparison:
    facts = complete(read.file, need_says(need))
    found = offers.matches(need.code, Person(facts, on))
    matches = [match for _, match in found]
    return Comparison(
        need=need,
        on=on,
        facts=facts,
        ranked=rank(matches, on, read.helping),
        offers={match.offer.id: known.offer for known, match in found},
        capacities={match.offer.id: known.capacity for known, match in found},
        question=next_question(matches),
    )


def _fitting(comparison: Comparison) -> list[Candidate]:
    """What fits a need, in its order, with the fixed times of the offers."""
    fitting = [ranked for ranked in comparison.ranked if ranked.match.verdict is Verdict.FITS]
    return [
        Candidate(ranked.match.offer.id, ranked.match.offer.provider, ranked.place, ranked.match.asked.hours)
        for ranked in fitting
    ]


def need_says(need: Need) -> NeedSays:
    return NeedSays(need.urgency, need.recognised_on, need.wanted_by)


def _read(case: Case, user: User, on: date) -> Read:
    """The file, as far as this person may read it."""
    found = _with_file(Case.objects.readable_by(user).filter(pk=case.pk), case, user, on).first()
    return Read.of(found) if found else Read(FileSays(case.opened_on))


def _with_file(rows: QuerySet[Row], case: Case, user: User, on: date) -> QuerySet[Row]:
    """With what the file of these rows says; asked once, however many they are."""
    said = RawSQL("SELECT fw.file_to_match(%s, %s, %s)", (case.pk, on, sorted(closed_facts(user))))
    helping = RawSQL("SELECT fw.helping_in(%s)", (case.pk,))
    return cast(QuerySet[Row], rows.annotate(said=said, helping=helping))
