"""What it costs."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS
from fahrwasser.offers.criteria.wording import Both, either, said


@register
class CostKind(Kind):
    """Price in whole euros against what the person can pay; free for members of some benefit systems."""

    name = "cost"
    order = 180
    label = Both("Kosten", "Cost")
    reason_code = "UR-11"
    reads = ("budget", "benefit_system")
    fields = {
        "euro": Field(Both("Kosten in Euro", "Cost in euros"), FieldType.NUMBER, required=True),
        "free_with": Field(Both("Kostenlos bei", "Free of charge with"), FieldType.CHOICES, BENEFIT_SYSTEMS),
    }

    def demand(self, values: Values) -> str:
        if not values["euro"]:
            return said("Kostenlos", "Free of charge")
        free = either(BENEFIT_SYSTEMS[code] for code in values.get("free_with", []))
        price = said(f"Kosten {values['euro']} Euro", f"Cost {values['euro']} euros")
        return price + (said(f", kostenlos bei {free}", f", free of charge with {free}") if free else "")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        affordable = facts.budget.value >= values["euro"] if facts.budget else None
        truth = any_of((not values["euro"], self.is_waived(values, facts), affordable))
        missing = "budget" if affordable is None else "benefit_system"
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(values, facts), missing)

    def is_waived(self, values: Values, facts: Facts) -> bool | None:
        if "free_with" not in values:
            return False
        return facts.benefit_system.value in values["free_with"] if facts.benefit_system else None

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.benefit_system and "free_with" in values:
            system = facts.benefit_system.value
            words = facts.benefit_system.cited(BENEFIT_SYSTEMS.get(system, system))
            told.append(said(f"Leistung: {words}", f"benefit: {words}"))
        if facts.budget and values["euro"]:
            words = facts.budget.cited(said(f"bis {facts.budget.value} Euro", f"up to {facts.budget.value} euros"))
            told.append(said(f"eigene Zahlung: {words}", f"own payment: {words}"))
        return "; ".join(told)
