"""Whether one gets in without steps."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType


@register
class StepFreeKind(Kind):
    """Access without steps."""

    name = "step_free"
    order = 170
    label = "Stufenfreier Zugang"
    reason_code = "UR-10"
    reads = ("step_free_needed",)
    fields = {"step_free": Field("Stufenfrei", FieldType.YES_NO, required=True)}

    def demand(self, values: Values) -> str:
        return "Zugang stufenfrei" if values["step_free"] else "Zugang nicht stufenfrei"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        needed = facts.step_free_needed
        truth = any_of((values["step_free"], not needed.value if needed else None))
        words = "gebraucht" if needed and needed.value else "nicht gebraucht"
        return self.decide(truth, self.demand(values), needed.cited(words) if needed else "", "step_free_needed")

    def irrelevant(self, facts: Facts, on: date) -> bool:
        return facts.step_free_needed is not None and not facts.step_free_needed.value
