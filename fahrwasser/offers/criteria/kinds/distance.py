"""How long the way is."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import place_name
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class DistanceKind(Kind):
    """Way in minutes from each place of living, against the longest way the person can make."""

    name = "distance"
    order = 160
    label = Both("Weg", "Way")
    reason_code = "UR-04"
    says_where = True
    reads = ("district", "travel_limit")
    fields = {
        "minutes": Field(
            Both("Minuten je Ort", "Minutes for each place"), FieldType.MINUTES, required=True, most=600
        )
    }  # fmt: skip

    def minutes_from(self, values: Values, district: str) -> int | None:
        return values["minutes"].get(district) if self.is_stated(values) else None

    def demand(self, values: Values) -> str:
        ways = listed(f"{place_name(place)} {minutes}" for place, minutes in values["minutes"].items())
        return said(f"Weg in Minuten: {ways}", f"Way in minutes: {ways}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        place = place_name(facts.district.value)
        minutes = values["minutes"].get(facts.district.value)
        if minutes is None:
            return self.silent(
                said(f"Angebot sagt nichts zum Weg ab {place}", f"The offer says nothing about the way from {place}")
            )
        return self.against_limit(facts.district.cited(place), minutes, facts)

    def against_limit(self, start: str, minutes: int, facts: Facts) -> Result:
        demand = said(f"Weg {minutes} Minuten ab {start}", f"Way of {minutes} minutes from {start}")
        if facts.travel_limit is None:
            return self.unknown(demand, "travel_limit")
        most = facts.travel_limit.value
        limit = facts.travel_limit.cited(said(f"höchstens {most} Minuten", f"at most {most} minutes"))
        return self.decide(minutes <= most, demand, limit, "travel_limit")
