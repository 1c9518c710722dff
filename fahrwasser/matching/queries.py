"""A need against the directory: candidates by need, facts of the case, conditions as rows, and the match of each."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import to_facts
from fahrwasser.assessment.models import KnownFact, Need
from fahrwasser.assessment.queries import needs_of, newest_facts
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.clients.queries import main_person
from fahrwasser.matching.ranking import Ranked, rank
from fahrwasser.matching.rules import Match, NextQuestion, OfferFacts, Verdict, evaluate_offer, next_question, serves
from fahrwasser.matching.together import Candidate, Together, hours_of, together
from fahrwasser.offers.codes import kind_name
from fahrwasser.offers.criteria import OWN_WORDS, CriterionRow, Fact, Facts, Row
from fahrwasser.offers.models import Capacity, Criterion, Offer
from fahrwasser.offers.queries import criteria_of, newest_capacities
from fahrwasser.plan.models import Measure, PlanVersion

DAYS_BY_URGENCY: Mapping[str, int | None] = {"S": 1, "D": 7, "Z": 30, "P": None}
"""Days within which a need is to be met when nobody set a day: the urgency classes of ``life_areas.yaml``."""
SAYS_WHEN = frozenset({"start", "availability"})


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


@dataclass(frozen=True)
class Known:
    """An offer with what was said last about its places, and its conditions."""

    offer: Offer
    capacity: Capacity | None
    rows: Sequence[Criterion]


def candidates(need_codes: Collection[str]) -> QuerySet[Offer]:
    """Offers that exist and serve one of the needs, or its whole life area. Nothing else is dropped here."""
    areas = {code.partition(".")[0] for code in need_codes}
    served = Offer.objects.filter(status=Offer.Status.ACTIVE, needs__overlap=sorted({*need_codes, *areas}))
    return served.select_related("provider").order_by("pk")


def match_need(need: Need, user: User, on: date) -> list[Match]:
    """Every candidate with its verdict and reasons, in no order. Reads nothing but the need's own case."""
    facts = facts_for(need, newest_facts(need.case, user), main_person(need.case, user))
    return [match for _known, match in _matches(need, facts, _served([need.code]), on)]


def compare(need: Need, user: User, on: date) -> Comparison:
    """The same for a page: in order, with the next question and the offers themselves."""
    return _compared([need], need.case, user, on)[0]


def whole_case(case: Case, user: User, on: date) -> WholeCase:
    """All open needs of the case, in as many queries as one of them, and the offers that go together."""
    needs = [need for need in needs_of(case, user) if need.closed_on is None]
    compared = _compared(needs, case, user, on)
    fitting = {str(one.need.pk): _fitting(one, on) for one in compared}
    return WholeCase(compared, together(fitting, providers_in_plan(case, user)))


def _compared(needs: Sequence[Need], case: Case, user: User, on: date) -> list[Comparison]:
    known, person = newest_facts(case, user), main_person(case, user)
    served, helping = _served([need.code for need in needs]), providers_in_plan(case, user)
    return [_comparison(need, known, _matches(need, facts_for(need, known, person), served, on), on, helping)
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


def _served(need_codes: Collection[str]) -> list[Known]:
    offers = list(candidates(need_codes))
    ids = [offer.pk for offer in offers]
    capacities, criteria = newest_capacities(ids), criteria_of(ids)
    return [Known(offer, capacities.get(offer.pk), criteria.get(offer.pk, [])) for offer in offers]


def _matches(need: Need, facts: Facts, served: Sequence[Known], on: date) -> list[tuple[Known, Match]]:
    return [
        (known, match_offer(known.offer, known.capacity, known.rows, facts, on))
        for known in served
        if serves(known.offer.needs, need.code)
    ]


def match_offer(offer: Offer, capacity: Capacity | None, rows: Sequence[Criterion], facts: Facts, on: date) -> Match:
    """One offer with what was said about its places and its conditions."""
    return evaluate_offer(offer_facts(offer, capacity), engine_rows(offer, rows), facts, on)


def facts_for(need: Need, known: Mapping[str, KnownFact], person: Client | None) -> Facts:
    """What is known of the person, with the days of this need.

    No legal deadline noted in the case reads as none: the list of deadlines is the system's own. A wish against a
    kind of offer, or a circle to avoid, counts once the person names it; nobody is asked for them at every match.
    """
    facts = _with_the_file(to_facts(known), need, person)
    unsaid: Fact[frozenset[str]] = Fact(frozenset(), OWN_WORDS, need.recognised_on)
    return replace(
        facts,
        unwanted=facts.unwanted or unsaid,
        avoided_circles=facts.avoided_circles or unsaid,
        need_deadline=Fact(needed_by(need), "Bedarf", need.recognised_on),
        legal_deadline=facts.legal_deadline or Fact(None, "Fristen im Fall", need.recognised_on),
    )


def _with_the_file(facts: Facts, need: Need, person: Client | None) -> Facts:
    """Birth date, sex and district as the file itself has them, where no fact was noted."""
    if person is None:
        return facts
    told = {"birth_date": person.birth.exact, "gender": person.gender, "district": person.district}
    missing: dict[str, Any] = {
        name: Fact(value, "Akte", need.case.opened_on)
        for name, value in told.items()
        if value and getattr(facts, name) is None
    }
    return replace(facts, **missing)


def needed_by(need: Need) -> date | None:
    """The day the person named, else the one that follows from the urgency; ``None`` when there is time."""
    days = DAYS_BY_URGENCY[need.urgency]
    return need.wanted_by or (need.recognised_on + timedelta(days=days) if days else None)


def offer_facts(offer: Offer, capacity: Capacity | None) -> OfferFacts:
    """An offer as the engine sees it; its code, where it has one, is the name people use for it."""
    return OfferFacts(
        id=offer.code or str(offer.pk),
        name=offer.name,
        provider=offer.provider.name,
        kind=offer.kind,
        kind_name=kind_name(offer.kind),
        district=offer.district,
        languages=frozenset(offer.languages),
        remote=offer.is_remote,
        capacity=capacity_values(offer, capacity) if capacity else {},
    )


def capacity_values(offer: Offer, capacity: Capacity) -> dict[str, object]:
    """The newest capacity as values of that kind of criterion."""
    stated = {
        "free_from": capacity.free_from and capacity.free_from.isoformat(),
        "wait_days": capacity.expected_wait_days,
    }
    return {
        "state": capacity.state,
        "confirmed_on": capacity.confirmed_on.isoformat(),
        "stale_after_days": offer.capacity_valid_days,
        **{name: value for name, value in stated.items() if value is not None},
    }


def engine_rows(offer: Offer, rows: Sequence[Criterion]) -> list[CriterionRow]:
    """The conditions, and the first and last day of the offer where no row says when."""
    stated: list[CriterionRow] = list(rows)
    days = {"from": offer.starts_on, "to": offer.ends_on}
    values = {name: day.isoformat() for name, day in days.items() if day}
    if values and not any(row.kind in SAYS_WHEN for row in rows):
        stated.append(Row("availability", values, source=offer.source))
    return stated
