"""Whether somebody looks after the children meanwhile."""

from collections.abc import Hashable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import age_on, ages_order
from fahrwasser.offers.criteria.wording import Both, age_span, said, years

CARE_NEEDED_BELOW = 7
"""Children younger than this (years) need somebody to look after them while a parent attends."""


@register
class ChildcareKind(Kind):
    """Whether the offer looks after children, and of which ages (completed years, both included)."""

    name = "childcare"
    order = 90
    label = Both("Kinderbetreuung", "Childcare")
    reason_code = "UR-06"
    reads = ("children", "childcare_arranged")
    fields = {
        "offered": Field(Both("Betreuung wird angeboten", "Childcare is offered"), FieldType.YES_NO, required=True),
        "from": Field(Both("Alter von", "Age from"), FieldType.NUMBER, most=120),
        "to": Field(Both("Alter bis", "Age to"), FieldType.NUMBER, most=120),
    }

    def contradictions(self, values: Values) -> list[str]:
        if not values["offered"] and ("from" in values or "to" in values):
            told = said("Ohne Betreuung gibt es kein Alter.", "There is no age without childcare.")
            return [f"{self.fields['from'].label}: {told}"]
        return ages_order(values)

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        ages = self.ages_needing_care(facts, on)
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        return None if ages is None else tuple(dict.fromkeys(ages)), arranged

    def demand(self, values: Values) -> str:
        if not values["offered"]:
            return said("Ohne Kinderbetreuung", "Without childcare")
        if "from" not in values and "to" not in values:
            return said("Mit Kinderbetreuung", "With childcare")
        ages = age_span(values.get("from"), values.get("to"))
        return said(f"Betreuung für Kinder {ages}", f"Childcare for children {ages}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        ages = self.ages_needing_care(facts, on)
        if ages is None:
            return self.compare_unasked(values, facts)
        uncovered = [age for age in ages if not self.covers(values, age)]
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        truth = any_of((not uncovered, arranged))
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(facts, ages), "childcare_arranged")

    def compare_unasked(self, values: Values, facts: Facts) -> Result:
        """Nobody has asked for the children: a yes that holds for any children decides all the same."""
        arranged = facts.childcare_arranged
        if arranged and arranged.value:
            return self.met(
                lambda: f"{self.demand(values)}; {self.label}: {arranged.cited(said('gesichert', 'arranged'))}"
            )
        if all(self.covers(values, age) for age in range(CARE_NEEDED_BELOW)):
            return self.met(lambda: self.demand(values))
        return self.unknown(lambda: self.demand(values), "children")

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
            return facts.children.cited(said("kein Kind, das Betreuung braucht", "no child who needs childcare"))
        told = [f"{said('Kinder', 'children')}: {facts.children.cited(years(ages))}"]
        if facts.childcare_arranged:
            arranged = facts.childcare_arranged.value
            words = said("gesichert", "arranged") if arranged else said("nicht gesichert", "not arranged")
            told.append(f"{said('Betreuung', 'childcare')}: {facts.childcare_arranged.cited(words)}")
        return "; ".join(told)
