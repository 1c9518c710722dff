"""A need against the directory: candidates by need, facts of the case, conditions as rows, and the match of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import to_facts
from fahrwasser.assessment.models import KnownFact, Need
from fahrwasser.assessment.queries import newest_facts
from fahrwasser.clients.queries import main_person
from fahrwasser.matching.ranking import Ranked, rank
from fahrwasser.matching.rules import Match, NextQuestion, OfferFacts, evaluate_offer, next_question
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


def candidates(need_code: str) -> QuerySet[Offer]:
    """Offers that exist and serve the need, or its whole life area. Nothing else is dropped here."""
    area = need_code.partition(".")[0]
    served = Offer.objects.filter(status=Offer.Status.ACTIVE, needs__overlap=[need_code, area])
    return served.select_related("provider").order_by("pk")


def match_need(need: Need, user: User, on: date) -> list[Match]:
    """Every candidate with its verdict and reasons, in no order. Reads nothing but the need's own case."""
    known = newest_facts(need.case, user)
    return [match for _, _, match in _matches(need, facts_for(need, known, user), on)]


def compare(need: Need, user: User, on: date) -> Comparison:
    """The same for a page: in order, with the next question and the offers themselves."""
    known = newest_facts(need.case, user)
    found = _matches(need, facts_for(need, known, user), on)
    matches = [match for _, _, match in found]
    return Comparison(
        need=need,
        on=on,
        known=known,
        ranked=rank(matches, on, providers_in_plan(need, user)),
        offers={match.offer.id: offer for offer, _, match in found},
        capacities={match.offer.id: capacity for _, capacity, match in found},
        question=next_question(matches),
    )


def providers_in_plan(need: Need, user: User) -> frozenset[str]:
    """Names of those who already do something in the newest version of the plan."""
    newest = PlanVersion.objects.visible_to(user).filter(case=need.case_id).order_by("-number").values("pk")[:1]
    return frozenset(Measure.objects.visible_to(user).filter(version__in=newest).values_list("who", flat=True))


def _matches(need: Need, facts: Facts, on: date) -> list[tuple[Offer, Capacity | None, Match]]:
    offers = list(candidates(need.code))
    ids = [offer.pk for offer in offers]
    capacities, criteria = newest_capacities(ids), criteria_of(ids)
    found = [(offer, capacities.get(offer.pk), criteria.get(offer.pk, [])) for offer in offers]
    return [(offer, capacity, match_offer(offer, capacity, rows, facts, on)) for offer, capacity, rows in found]


def match_offer(offer: Offer, capacity: Capacity | None, rows: Sequence[Criterion], facts: Facts, on: date) -> Match:
    """One offer with what was said about its places and its conditions."""
    return evaluate_offer(offer_facts(offer, capacity), engine_rows(offer, rows), facts, on)


def facts_for(need: Need, known: Mapping[str, KnownFact], user: User) -> Facts:
    """What is known of the person, with the days of this need.

    No legal deadline noted in the case reads as none: the list of deadlines is the system's own. A wish against a
    kind of offer, or a circle to avoid, counts once the person names it; nobody is asked for them at every match.
    """
    facts = _with_the_file(to_facts(known), need, user)
    unsaid: Fact[frozenset[str]] = Fact(frozenset(), OWN_WORDS, need.recognised_on)
    return replace(
        facts,
        unwanted=facts.unwanted or unsaid,
        avoided_circles=facts.avoided_circles or unsaid,
        need_deadline=Fact(needed_by(need), "Bedarf", need.recognised_on),
        legal_deadline=facts.legal_deadline or Fact(None, "Fristen im Fall", need.recognised_on),
    )


def _with_the_file(facts: Facts, need: Need, user: User) -> Facts:
    """Birth date, sex and district as the file itself has them, where no fact was noted."""
    person = main_person(need.case, user)
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
