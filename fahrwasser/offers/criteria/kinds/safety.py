"""Where the person expects somebody dangerous."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import listed


@register
class SafetyKind(Kind):
    """Places and situations where the person expects somebody dangerous, in their own words only."""

    name = "safety"
    order = 190
    label = "Sicherheit"
    reason_code = "UR-03"
    exclusion = True
    reads = ("dangerous_places",)
    fields = {"places": Field("Orte und Situationen", FieldType.NAMED, required=True)}

    def demand(self, values: Values) -> str:
        return f"Findet statt: {listed(values['places'].values())}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.dangerous_places is None:
            return self.unknown(self.demand(values), "dangerous_places")
        named = [words for code, words in values["places"].items() if code in facts.dangerous_places.value]
        if named:
            return self.failed(f"Von der Person als gefährlich genannt: {facts.dangerous_places.cited(listed(named))}")
        return self.met(f"{self.demand(values)}; {facts.dangerous_places.cited('nicht als gefährlich genannt')}")
