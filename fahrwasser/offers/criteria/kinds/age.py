"""How old the person or a child of the household is."""

from collections.abc import Hashable, Mapping
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import age_bounds, age_on, ages_order
from fahrwasser.offers.criteria.wording import Both, Spoken, age_span, either, said, years

WHOSE: Mapping[str, str] = Spoken({"person": ("Person", "person"), "child": ("Kind", "child")})


@register
class AgeKind(Kind):
    """Age in completed years, of the person or of at least one child in the household; both ends included."""

    name = "age"
    order = 30
    label = Both("Alter", "Age")
    title = Both("Alter der Person oder eines Kindes", "Age of the person or of a child")
    reason_code = "UR-09"
    reads = ("birth_date", "age", "children")
    fields = {
        "who": Field(Both("Wessen Alter", "Whose age"), FieldType.CHOICE, WHOSE, required=True),
        "from": Field(Both("Alter von", "Age from"), FieldType.NUMBER, most=120),
        "to": Field(Both("Alter bis", "Age to"), FieldType.NUMBER, most=120),
    }

    def contradictions(self, values: Values) -> list[str]:
        if "from" not in values and "to" not in values:
            told = said("Bitte mindestens eine Grenze angeben.", "Please give at least one limit.")
            return [f"{self.fields['from'].label}: {told}"]
        return ages_order(values)

    def part(self, values: Values) -> str:
        return str(values["who"])

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        if aspect == "person":
            return age_bounds(facts, on)
        return None if facts.children is None else frozenset(age_on(born, on) for born in facts.children.value)

    def demand(self, values: Values) -> str:
        ages = age_span(values.get("from"), values.get("to"))
        if values["who"] == "child":
            return said(f"Für Kinder {ages}", f"For children {ages}")
        return said(f"Für Menschen {ages}", f"For people {ages}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if values["who"] == "child":
            return self.compare_children(values, facts, on)
        bounds = age_bounds(facts, on)
        if bounds is None:
            return self.unknown(lambda: self.demand(values), "birth_date")
        inside = {self.fits(values, age) for age in range(bounds[0], bounds[1] + 1)}
        truth = inside.pop() if len(inside) == 1 else None
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(facts, bounds), "birth_date")

    def compare_children(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.children is None:
            return self.unknown(lambda: self.demand(values), "children")
        fact = facts.children
        ages = sorted(age for born in fact.value if (age := age_on(born, on)) >= 0)
        truth = any(self.fits(values, age) for age in ages)
        return self.decide(truth, lambda: self.demand(values), lambda: self.children_words(fact, ages), "children")

    def children_words(self, children: Fact[tuple[date, ...]], ages: list[int]) -> str:
        told = children.cited(years(ages) if ages else said("keine", "none"))
        return said(f"Kinder: {told}", f"children: {told}")

    def fits(self, values: Values, age: int) -> bool:
        return bool(values.get("from", 0) <= age <= values.get("to", age))

    def known(self, facts: Facts, bounds: tuple[int, int]) -> str:
        fact = facts.birth_date or facts.age
        words = years(bounds[:1]) if bounds[0] == bounds[1] else f"{either(bounds)} {said('Jahre', 'years')}"
        return f"{said('Angabe', 'stated')}: {fact.cited(words)}" if fact else ""
