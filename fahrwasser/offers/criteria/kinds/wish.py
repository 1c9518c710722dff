"""What the person does not want."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import listed


@register
class WishKind(Kind):
    """Kinds of offer the person does not want. An empty set of wishes is a fact: nothing was refused."""

    name = "wish"
    order = 220
    label = "Wunsch der Person"
    reason_code = "UR-16"
    exclusion = True
    reads = ("unwanted",)
    fields = {"kinds": Field("Art des Angebots", FieldType.NAMED, required=True)}

    def demand(self, values: Values) -> str:
        return f"Art des Angebots: {listed(values['kinds'].values())}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.unwanted is None:
            return self.unknown(self.demand(values), "unwanted")
        refused = any(code in facts.unwanted.value for code in values["kinds"])
        known = facts.unwanted.cited("von der Person nicht gewünscht" if refused else "nicht abgelehnt")
        return self.decide(not refused, self.demand(values), known, "unwanted")
