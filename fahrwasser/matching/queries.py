"""A need against the directory: candidates by need, facts of the case, conditions as rows, and the match of each."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import to_facts
from fahrwasser.assessment.models import KnownFact, Need
from fahrwasser.assessment.queries import needs_of, newest_facts
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.clients.queries import main_person
from fahrwasser.matching.needs import Told, complete
from fahrwasser.matching.ranking import Ranked, rank
from fahrwasser.matching.rules import (
    Match,
    NextQuestion,
    OfferFacts,
    TrackRecord,
    Verdict,
    evaluate_offer,
    next_question,
    serves,
)
from fahrwasser.matching.together import Candidate, Together, hours_of, together
from fahrwasser.offers.codes import kind_name
from fahrwasser.offers.criteria import CriterionRow, Facts, Row
from fahrwasser.offers.models import Capacity, Criterion, Offer
from fahrwasser.offers.queries import criteria_of, newest_capacities
from fahrwasser.plan.models import Measure, PlanVersion

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
    return served.select_related("provider", "track_record").order_by("pk")


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
    return with_conditions(candidates(need_codes))


def with_conditions(found: Iterable[Offer]) -> list[Known]:
    """Offers with what was said last of their places, and their conditions; two queries for any number of offers."""
    offers = list(found)
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
    """What is known of the person, with the days of this need."""
    return complete(to_facts(known), told_of(need, person))


def told_of(need: Need, person: Client | None = None) -> Told:
    """The need's days, and what the file says of its client."""
    own = (person.birth.exact, person.gender, person.district) if person else ()
    return Told(need.urgency, need.recognised_on, need.wanted_by, need.case.opened_on, *own)


def offer_facts(offer: Offer, capacity: Capacity | None) -> OfferFacts:
    """An offer as the engine sees it."""
    return OfferFacts(
        id=engine_id(offer),
        name=offer.name,
        provider=offer.provider.name,
        kind=offer.kind,
        kind_name=kind_name(offer.kind),
        district=offer.district,
        languages=frozenset(offer.languages),
        remote=offer.is_remote,
        capacity=capacity_values(offer, capacity) if capacity else {},
        track_record=track_record(offer),
    )


def engine_id(offer: Offer) -> str:
    """What people call the offer: its code, or its key where it has none."""
    return offer.code or str(offer.pk)


def track_record(offer: Offer) -> TrackRecord:
    told = getattr(offer, "track_record", None)
    return TrackRecord(told.sent, told.started) if told else TrackRecord(0, 0)


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
