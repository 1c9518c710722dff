"""Where one is obliged to live."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class ResidenceBindingKind(Kind):
    """Living there means living in these areas, against an obligation to live in one."""

    name = "residence_binding"
    order = 210
    label = Both("Wohnsitzregelung", "Residence obligation")
    reason_code = "UR-13"
    says_where = True
    reads = ("bound_to",)
    fields = {"within": Field(Both("Liegt in", "Lies in"), FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"{said('Wohnsitz in', 'Residence in')} {listed(map(place_name, values['within']))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.bound_to is None:
            return self.unknown(lambda: self.demand(values), "bound_to")
        bound = facts.bound_to
        truth = bound.value is None or bound.value in values["within"]
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(bound), "bound_to")

    def known(self, bound: Fact[str | None]) -> str:
        words = place_name(bound.value) if bound.value else said("keine", "none")
        return f"{said('Wohnsitzregelung', 'residence obligation')}: {bound.cited(words)}"
