"""Which body has to be in charge."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, either, said


@register
class CompetenceKind(Kind):
    """The offer acts only where certain bodies are in charge."""

    name = "competence"
    order = 150
    label = Both("Zuständigkeit", "Competence")
    reason_code = "UR-14"
    reads = ("competent_body",)
    fields = {"bodies": Field(Both("Zuständige Stellen", "Competent bodies"), FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        bodies = either(values["bodies"])
        return said(f"Nur bei Zuständigkeit von {bodies}", f"Only where {bodies} is in charge")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.competent_body
        if fact is None:
            return self.unknown(lambda: self.demand(values), "competent_body")

        def known() -> str:
            return f"{said('zuständig', 'in charge')}: {fact.cited(fact.value)}"

        return self.decide(fact.value in values["bodies"], lambda: self.demand(values), known, "competent_body")
