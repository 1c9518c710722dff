"""Who must not learn of it."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class ConfidentialityKind(Kind):
    """Communities or relatives who work or meet there and whom the person does not want to know."""

    name = "confidentiality"
    order = 200
    label = Both("Vertraulichkeit", "Confidentiality")
    reason_code = "UR-12"
    exclusion = True
    stays_inside = True
    reads = ("avoided_circles",)
    fields = {
        "circles": Field(
            Both("Gemeinschaften oder Personenkreise", "Communities or circles of people"),
            FieldType.TEXTS,
            required=True,
        )
    }

    def demand(self, values: Values) -> str:
        return f"{said('Dort begegnet man', 'People one meets there')}: {listed(values['circles'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.avoided_circles
        if fact is None:
            return self.unknown(lambda: self.demand(values), "avoided_circles")
        avoided = [circle for circle in values["circles"] if circle in fact.value]
        return self.decide(
            not avoided, lambda: self.demand(values), lambda: fact.cited(self.avoided_words(avoided)), "avoided_circles"
        )

    def avoided_words(self, avoided: list[str]) -> str:
        if avoided:
            return f"{said('soll nichts erfahren', 'must not learn of it')}: {listed(avoided)}"
        return said("niemand davon soll gemieden werden", "none of them is to be avoided")
