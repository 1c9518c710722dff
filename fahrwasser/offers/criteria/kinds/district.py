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
            return self.unknown(lambda: self.demand(values), "district")
        home = facts.district

        def known() -> str:
            return f"{said('Wohnort', 'lives in')}: {home.cited(place_name(home.value))}"

        return self.decide(home.value in values["districts"], lambda: self.demand(values), known, "district")
