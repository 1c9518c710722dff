"""Which legal benefit system one belongs to."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS
from fahrwasser.offers.criteria.wording import Both, either, said


@register
class BenefitSystemKind(Kind):
    """The legal benefit system the person belongs to."""

    name = "benefit_system"
    order = 20
    label = Both("Leistungssystem", "Benefit system")
    title = Both("Welche Leistung die Person bekommt", "Which benefit the person receives")
    reason_code = "UR-01"
    reads = ("benefit_system",)
    fields = {
        "systems": Field(Both("Leistungssysteme", "Benefit systems"), FieldType.CHOICES, BENEFIT_SYSTEMS, required=True)
    }

    def demand(self, values: Values) -> str:
        systems = either(BENEFIT_SYSTEMS[code] for code in values["systems"])
        return said(f"Für Menschen mit {systems}", f"For people with {systems}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.benefit_system
        if fact is None:
            return self.unknown(lambda: self.demand(values), "benefit_system")

        def known() -> str:
            return f"{said('Leistung', 'benefit')}: {fact.cited(BENEFIT_SYSTEMS.get(fact.value, fact.value))}"

        return self.decide(fact.value in values["systems"], lambda: self.demand(values), known, "benefit_system")
