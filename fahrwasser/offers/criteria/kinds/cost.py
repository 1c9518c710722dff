"""What it costs."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS
from fahrwasser.offers.criteria.wording import either


@register
class CostKind(Kind):
    """Price in whole euros against what the person can pay; free for members of some benefit systems."""

    name = "cost"
    order = 180
    label = "Kosten"
    reason_code = "UR-11"
    reads = ("budget", "benefit_system")
    fields = {
        "euro": Field("Kosten in Euro", FieldType.NUMBER, required=True),
        "free_with": Field("Kostenlos bei", FieldType.CHOICES, BENEFIT_SYSTEMS),
    }

    def demand(self, values: Values) -> str:
        if not values["euro"]:
            return "Kostenlos"
        free = either(BENEFIT_SYSTEMS[code] for code in values.get("free_with", []))
        return f"Kosten {values['euro']} Euro" + (f", kostenlos bei {free}" if free else "")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        affordable = facts.budget.value >= values["euro"] if facts.budget else None
        truth = any_of((not values["euro"], self.is_waived(values, facts), affordable))
        missing = "budget" if affordable is None else "benefit_system"
        return self.decide(truth, self.demand(values), self.known(values, facts), missing)

    def is_waived(self, values: Values, facts: Facts) -> bool | None:
        if "free_with" not in values:
            return False
        return facts.benefit_system.value in values["free_with"] if facts.benefit_system else None

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.benefit_system and "free_with" in values:
            told.append(f"Leistung: {facts.benefit_system.cited(BENEFIT_SYSTEMS[facts.benefit_system.value])}")
        if facts.budget and values["euro"]:
            told.append(f"eigene Zahlung: {facts.budget.cited(f'bis {facts.budget.value} Euro')}")
        return "; ".join(told)
