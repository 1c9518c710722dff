"""Nobody is turned away."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, said


@register
class OpenToAllKind(Kind):
    """Somebody has asked, and there is no condition: what sets an open offer apart from one nobody has described."""

    name = "open_to_all"
    order = 5
    label = Both("Offen für alle", "Open to all")
    reason_code = "UR-01"
    reads = ()
    fields = {"open": Field(Both("Niemand wird abgewiesen", "Nobody is turned away"), FieldType.YES_NO, required=True)}

    def contradictions(self, values: Values) -> list[str]:
        told = said("Dann bitte sagen, für wen das Angebot ist.", "Then please say for whom the offer is.")
        return [] if values["open"] else [f"{self.label}: {told}"]

    def demand(self, values: Values) -> str:
        return said("Offen für alle", "Open to all")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        return self.met(lambda: self.demand(values))
