"""Who must not learn of it."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import listed


@register
class ConfidentialityKind(Kind):
    """Communities or relatives who work or meet there and whom the person does not want to know."""

    name = "confidentiality"
    order = 200
    label = "Vertraulichkeit"
    reason_code = "UR-12"
    exclusion = True
    reads = ("avoided_circles",)
    fields = {"circles": Field("Gemeinschaften oder Personenkreise", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Dort begegnet man: {listed(values['circles'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.avoided_circles
        if fact is None:
            return self.unknown(self.demand(values), "avoided_circles")
        avoided = [circle for circle in values["circles"] if circle in fact.value]
        known = fact.cited(
            f"soll nichts erfahren: {listed(avoided)}" if avoided else "niemand davon soll gemieden werden"
        )
        return self.decide(not avoided, self.demand(values), known, "avoided_circles")
