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
        unwanted = facts.unwanted
        if unwanted is None:
            return self.unknown(lambda: self.demand(values), "unwanted")
        refused = any(code in unwanted.value for code in values["kinds"])
        return self.decide(
            not refused, lambda: self.demand(values), lambda: unwanted.cited(self.wish_words(refused)), "unwanted"
        )

    def wish_words(self, refused: bool) -> str:
        if refused:
            return said("von der Person nicht gewünscht", "not wanted by the person")
        return said("nicht abgelehnt", "not refused")
