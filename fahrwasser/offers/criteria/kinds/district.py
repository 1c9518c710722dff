"""Where one has to live."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class DistrictKind(Kind):
    """Catchment area: elsewhere another body is responsible."""

    name = "district"
    order = 140
    label = Both("Einzugsgebiet", "Catchment area")
    reason_code = "UR-14"
    says_where = True
    reads = ("district",)
    fields = {
        "districts": Field(
            Both("Ortsteile oder Gemeinden", "Districts or municipalities"), FieldType.TEXTS, required=True
        )
    }

    def demand(self, values: Values) -> str:
        places = listed(map(place_name, values["districts"]))
        return said(f"Nur für {places}", f"Only for {places}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        known = f"{said('Wohnort', 'lives in')}: {facts.district.cited(place_name(facts.district.value))}"
        return self.decide(facts.district.value in values["districts"], self.demand(values), known, "district")
