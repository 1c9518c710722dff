"""Which legal benefit system one belongs to."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS
from fahrwasser.offers.criteria.wording import either


@register
class BenefitSystemKind(Kind):
    """The legal benefit system the person belongs to."""

    name = "benefit_system"
    order = 20
    label = "Leistungssystem"
    title = "Welche Leistung die Person bekommt"
    reason_code = "UR-01"
    reads = ("benefit_system",)
    fields = {"systems": Field("Leistungssysteme", FieldType.CHOICES, BENEFIT_SYSTEMS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Für Menschen mit {either(BENEFIT_SYSTEMS[code] for code in values['systems'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.benefit_system
        if fact is None:
            return self.unknown(self.demand(values), "benefit_system")
        known = f"Leistung: {fact.cited(BENEFIT_SYSTEMS[fact.value])}"
        return self.decide(fact.value in values["systems"], self.demand(values), known, "benefit_system")
