"""Whether one gets in without steps."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, needed_words, said


@register
class StepFreeKind(Kind):
    """Access without steps."""

    name = "step_free"
    order = 170
    label = Both("Stufenfreier Zugang", "Step-free access")
    reason_code = "UR-10"
    reads = ("step_free_needed",)
    fields = {"step_free": Field(Both("Stufenfrei", "Step-free"), FieldType.YES_NO, required=True)}

    def demand(self, values: Values) -> str:
        if values["step_free"]:
            return said("Zugang stufenfrei", "Step-free access")
        return said("Zugang nicht stufenfrei", "Access is not step-free")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        needed = facts.step_free_needed
        truth = any_of((values["step_free"], not needed.value if needed else None))

        def known() -> str:
            return needed.cited(needed_words(needed.value)) if needed else ""

        return self.decide(truth, lambda: self.demand(values), known, "step_free_needed")

    def irrelevant(self, facts: Facts, on: date) -> bool:
        return facts.step_free_needed is not None and not facts.step_free_needed.value
