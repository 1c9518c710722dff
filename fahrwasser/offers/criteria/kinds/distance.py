"""How long the way is."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Fact, Facts
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
    tells_way = True
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
            return self.unknown(lambda: self.demand(values), "district")
        home, limit = facts.district, facts.travel_limit
        minutes = values["minutes"].get(home.value)
        if minutes is None:
            return self.silent(lambda: self.unsaid_words(home.value))
        truth = minutes <= limit.value if limit else None
        return self.decide(
            truth, lambda: self.way_words(minutes, home), lambda: self.limit_words(limit), "travel_limit"
        )

    def unsaid_words(self, home: str) -> str:
        place = place_name(home)
        return said(f"Angebot sagt nichts zum Weg ab {place}", f"The offer says nothing about the way from {place}")

    def way_words(self, minutes: int, home: Fact[str]) -> str:
        start = home.cited(place_name(home.value))
        return said(f"Weg {minutes} Minuten ab {start}", f"Way of {minutes} minutes from {start}")

    def limit_words(self, limit: Fact[int] | None) -> str:
        if limit is None:
            return ""
        return limit.cited(said(f"höchstens {limit.value} Minuten", f"at most {limit.value} minutes"))
