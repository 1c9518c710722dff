"""What the person does not want."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class WishKind(Kind):
    """Kinds of offer the person does not want. An empty set of wishes is a fact: nothing was refused."""

    name = "wish"
    order = 220
    label = Both("Wunsch der Person", "Wish of the person")
    reason_code = "UR-16"
    exclusion = True
    of_every_offer = True
    reads = ("unwanted",)
    fields = {"kinds": Field(Both("Art des Angebots", "Kind of offer"), FieldType.NAMED, required=True)}

    def demand(self, values: Values) -> str:
        return f"{said('Art des Angebots', 'Kind of offer')}: {listed(values['kinds'].values())}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.unwanted is None:
            return self.unknown(self.demand(values), "unwanted")
        refused = any(code in facts.unwanted.value for code in values["kinds"])
        unwanted = said("von der Person nicht gewünscht", "not wanted by the person")
        known = facts.unwanted.cited(unwanted if refused else said("nicht abgelehnt", "not refused"))
        return self.decide(not refused, self.demand(values), known, "unwanted")
