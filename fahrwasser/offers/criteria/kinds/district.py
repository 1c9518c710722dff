"""Where one has to live."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import listed


@register
class DistrictKind(Kind):
    """Catchment area: elsewhere another body is responsible."""

    name = "district"
    order = 140
    label = "Einzugsgebiet"
    reason_code = "UR-14"
    reads = ("district",)
    fields = {"districts": Field("Ortsteile oder Gemeinden", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Nur für {listed(map(place_name, values['districts']))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        known = f"Wohnort: {facts.district.cited(place_name(facts.district.value))}"
        return self.decide(facts.district.value in values["districts"], self.demand(values), known, "district")
