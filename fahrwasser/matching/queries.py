"""A need against the directory: facts of the case, and the match of every offer that serves it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import to_facts
from fahrwasser.assessment.models import KnownFact, Need, RiskScreen
from fahrwasser.assessment.queries import needs_of, newest_facts, risk_screens
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.clients.queries import people_of
from fahrwasser.matching.directory import Directory, Known, directory
from fahrwasser.matching.needs import FileSays, NeedSays, complete
from fahrwasser.matching.ranking import Ranked, rank
from fahrwasser.matching.rules import Match, NextQuestion, Verdict, evaluate_offer, next_question
from fahrwasser.matching.together import Candidate, Together, hours_of, together
from fahrwasser.offers.criteria import Facts, kind
from fahrwasser.offers.models import Capacity, Offer
from fahrwasser.plan.models import Measure, PlanVersion


@dataclass(frozen=True)
class Comparison:
    """A need held against every offer that serves it. ``ranked`` and ``offers`` (by engine id) belong together."""

    need: Need
    on: date
    known: Mapping[str, KnownFact]
    ranked: Sequence[Ranked]
    offers: Mapping[str, Offer]
    capacities: Mapping[str, Capacity | None]
    question: NextQuestion | None


@dataclass(frozen=True)
class WholeCase:
    """Every open need against the directory, the most urgent first, and the small set that covers most of them."""

    comparisons: Sequence[Comparison]
    together: Together


def match_need(need: Need, user: User, on: date) -> list[Match]:
    """Every candidate with its verdict and reasons, in no order. Reads nothing but the need's own case."""
    known, file = to_facts(newest_facts(need.case, user)), file_says(need.case, user, on)
    return [match for _known, match in _matches(need, complete(known, need_says(need), file), directory(), on)]


def barred(need: Need, offer: Offer, user: User, on: date) -> list[str]:
    """What rules the offer out for this person for good, in sentences: nobody is talked out of it."""
    known, file = to_facts(newest_facts(need.case, user)), file_says(need.case, user, on)
    facts = complete(known, need_says(need), file)
    found = [one for one in directory().known if one.offer.pk == offer.pk]
    failed = [check for one in found for check in evaluate_offer(one.facts, one.stated, facts, on).failed]
    return [check.result.sentence for check in failed if kind(check.row.kind).exclusion]


def compare(need: Need, user: User, on: date) -> Comparison:
    """The same for a page: in order, with the next question and the offers themselves."""
    return _compared([need], need.case, user, on, providers_in_plan(need.case, user))[0]


def whole_case(case: Case, user: User, on: date) -> WholeCase:
    """All open needs of the case, in as many queries as one of them, and the offers that go together."""
    needs = [need for need in needs_of(case, user) if need.closed_on is None]
    for need in needs:
        need.case = case
    helping = providers_in_plan(case, user)
    compared = _compared(needs, case, user, on, helping)
    return WholeCase(compared, together({str(one.need.pk): _fitting(one, on) for one in compared}, helping))


def _compared(needs: Sequence[Need], case: Case, user: User, on: date, helping: Set[str]) -> list[Comparison]:
    known, file, offers = newest_facts(case, user), file_says(case, user, on), directory()
    facts = to_facts(known)
    return [_comparison(need, known, _matches(need, complete(facts, need_says(need), file), offers, on), on, helping)
            for need in needs]  # fmt: skip


def _comparison(
    need: Need, known: Mapping[str, KnownFact], found: Sequence[tuple[Known, Match]], on: date, helping: Set[str]
) -> Comparison:
    matches = [match for _, match in found]
    return Comparison(
        need=need,
        on=on,
        known=known,
        ranked=rank(matches, on, helping),
        offers={match.offer.id: known.offer for known, match in found},
        capacities={match.offer.id: known.capacity for known, match in found},
        question=next_question(matches),
    )


def _fitting(comparison: Comparison, on: date) -> list[Candidate]:
    """What fits a need, in its order, with the fixed times of the offers."""
    fitting = [ranked for ranked in comparison.ranked if ranked.match.verdict is Verdict.FITS]
    return [
        Candidate(
            ranked.match.offer.id, ranked.match.offer.provider, ranked.place,
            hours_of([check.row for check in ranked.match.results], on),
        )
        for ranked in fitting
    ]  # fmt: skip


def providers_in_plan(case: Case, user: User) -> frozenset[str]:
    """Names of those who already do something in the newest version of the plan."""
    newest = PlanVersion.objects.visible_to(user).filter(case=case).order_by("-number").values("pk")[:1]
    return frozenset(Measure.objects.visible_to(user).filter(version__in=newest).values_list("who", flat=True))


def _matches(need: Need, facts: Facts, offers: Directory, on: date) -> list[tuple[Known, Match]]:
    return [(one, evaluate_offer(one.facts, one.stated, facts, on)) for one in offers.serving(need.code)]


def need_says(need: Need) -> NeedSays:
    return NeedSays(need.urgency, need.recognised_on, need.wanted_by)


def file_says(case: Case, user: User, on: date) -> FileSays:
    """What the file has of its people, as far as this person may read it."""
    people = people_of(case, user)
    person = people[0] if people and people[0].role == Client.Role.CLIENT else None
    births = [one.birth.exact for one in people if one.role == Client.Role.CHILD and one.lives_here(on)]
    screen = next(iter(risk_screens(case, user)), None)
    is_unafraid = screen is not None and screen.violence == RiskScreen.Answer.NO
    return FileSays(
        opened_on=case.opened_on,
        birth_date=person.birth.exact if person else None,
        gender=person.gender if person else "",
        district=person.district if person else "",
        children=() if None in births else tuple(sorted(filter(None, births))),
        unafraid_on=timezone.localdate(screen.asked_at) if screen and is_unafraid else None,
    )
