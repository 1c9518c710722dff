"""Whether somebody looks after the children meanwhile."""

from collections.abc import Hashable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import age_on
from fahrwasser.offers.criteria.wording import age_span, years

CARE_NEEDED_BELOW = 7
"""Children younger than this (years) need somebody to look after them while a parent attends."""


@register
class ChildcareKind(Kind):
    """Whether the offer looks after children, and of which ages (completed years, both included)."""

    name = "childcare"
    order = 90
    label = "Kinderbetreuung"
    reason_code = "UR-06"
    reads = ("children", "childcare_arranged")
    fields = {
        "offered": Field("Betreuung wird angeboten", FieldType.YES_NO, required=True),
        "from": Field("Alter von", FieldType.NUMBER),
        "to": Field("Alter bis", FieldType.NUMBER),
    }

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        ages = self.ages_needing_care(facts, on)
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        return None if ages is None else tuple(dict.fromkeys(ages)), arranged

    def demand(self, values: Values) -> str:
        if not values["offered"]:
            return "Ohne Kinderbetreuung"
        if "from" not in values and "to" not in values:
            return "Mit Kinderbetreuung"
        return f"Betreuung für Kinder {age_span(values.get('from'), values.get('to'))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        ages = self.ages_needing_care(facts, on)
        if ages is None:
            return self.compare_unasked(values, facts)
        uncovered = [age for age in ages if not self.covers(values, age)]
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        truth = any_of((not uncovered, arranged))
        return self.decide(truth, self.demand(values), self.known(facts, ages), "childcare_arranged")

    def compare_unasked(self, values: Values, facts: Facts) -> Result:
        """Nobody has asked for the children: a yes that holds for any children decides all the same."""
        arranged, demand = facts.childcare_arranged, self.demand(values)
        if arranged and arranged.value:
            return self.met(f"{demand}; Betreuung: {arranged.cited('gesichert')}")
        if all(self.covers(values, age) for age in range(CARE_NEEDED_BELOW)):
            return self.met(demand)
        return self.unknown(demand, "children")

    def irrelevant(self, facts: Facts, on: date) -> bool:
        arranged = facts.childcare_arranged is not None and facts.childcare_arranged.value
        return arranged or self.ages_needing_care(facts, on) == []

    def ages_needing_care(self, facts: Facts, on: date) -> list[int] | None:
        if facts.children is None:
            return None
        ages = (age_on(born, on) for born in facts.children.value)
        return sorted(age for age in ages if 0 <= age < CARE_NEEDED_BELOW)

    def covers(self, values: Values, age: int) -> bool:
        return bool(values["offered"] and values.get("from", 0) <= age <= values.get("to", age))

    def known(self, facts: Facts, ages: list[int]) -> str:
        if not facts.children:
            return ""
        if not ages:
            return facts.children.cited("kein Kind, das Betreuung braucht")
        told = [f"Kinder: {facts.children.cited(years(ages))}"]
        if facts.childcare_arranged:
            words = "gesichert" if facts.childcare_arranged.value else "nicht gesichert"
            told.append(f"Betreuung: {facts.childcare_arranged.cited(words)}")
        return "; ".join(told)
