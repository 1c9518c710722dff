"""How long the way is."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import listed


@register
class DistanceKind(Kind):
    """Way in minutes from each place of living, against the longest way the person can make."""

    name = "distance"
    order = 160
    label = "Weg"
    reason_code = "UR-04"
    reads = ("district", "travel_limit")
    fields = {"minutes": Field("Minuten je Ort", FieldType.MINUTES, required=True)}

    def demand(self, values: Values) -> str:
        ways = (f"{place_name(place)} {minutes}" for place, minutes in values["minutes"].items())
        return f"Weg in Minuten: {listed(ways)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        minutes = values["minutes"].get(facts.district.value)
        if minutes is None:
            return self.silent(f"Angebot sagt nichts zum Weg ab {place_name(facts.district.value)}")
        return self.against_limit(facts.district.cited(place_name(facts.district.value)), minutes, facts)

    def against_limit(self, start: str, minutes: int, facts: Facts) -> Result:
        demand = f"Weg {minutes} Minuten ab {start}"
        if facts.travel_limit is None:
            return self.unknown(demand, "travel_limit")
        limit = facts.travel_limit.cited(f"höchstens {facts.travel_limit.value} Minuten")
        return self.decide(minutes <= facts.travel_limit.value, demand, limit, "travel_limit")
