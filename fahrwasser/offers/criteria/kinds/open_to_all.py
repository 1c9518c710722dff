"""Nobody is turned away."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType


@register
class OpenToAllKind(Kind):
    """Somebody has asked, and there is no condition: what sets an open offer apart from one nobody has described."""

    name = "open_to_all"
    order = 5
    label = "Offen für alle"
    reason_code = "UR-01"
    reads = ()
    fields = {"open": Field("Niemand wird abgewiesen", FieldType.YES_NO, required=True)}

    def contradictions(self, values: Values) -> list[str]:
        return [] if values["open"] else ["Offen für alle: Dann bitte sagen, für wen das Angebot ist."]

    def demand(self, values: Values) -> str:
        return "Offen für alle"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        return self.met(self.demand(values))
