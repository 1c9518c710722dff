"""Where one is obliged to live."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import listed


@register
class ResidenceBindingKind(Kind):
    """Living there means living in these areas, against an obligation to live in one."""

    name = "residence_binding"
    order = 210
    label = "Wohnsitzregelung"
    reason_code = "UR-13"
    reads = ("bound_to",)
    fields = {"within": Field("Liegt in", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Wohnsitz in {listed(map(place_name, values['within']))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.bound_to is None:
            return self.unknown(self.demand(values), "bound_to")
        area = facts.bound_to.value
        known = f"Wohnsitzregelung: {facts.bound_to.cited(place_name(area) if area else 'keine')}"
        return self.decide(area is None or area in values["within"], self.demand(values), known, "bound_to")
