"""From when until when the offer exists."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import date_order, read_day
from fahrwasser.offers.criteria.wording import day


@register
class AvailabilityKind(Kind):
    """The life of the offer itself: not yet running, running, ended."""

    name = "availability"
    order = 120
    label = "Laufzeit des Angebots"
    reason_code = "UR-15"
    reads = ()
    fields = {"from": Field("Verfügbar ab", FieldType.DATE), "to": Field("Verfügbar bis", FieldType.DATE)}

    def contradictions(self, values: Values) -> list[str]:
        return date_order(values, "from", "to")

    def demand(self, values: Values) -> str:
        begin, end = read_day(values, "from"), read_day(values, "to")
        parts = (f"ab {day(begin)}" if begin else "", f"bis {day(end)}" if end else "")
        return f"Verfügbar {' '.join(filter(None, parts))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        begin, end = read_day(values, "from"), read_day(values, "to")
        if begin and on < begin:
            return self.failed(f"{self.demand(values)}; gefragt für {day(on)}", available_from=begin)
        if end and on > end:
            return self.failed(f"{self.demand(values)}; am {day(on)} beendet")
        return self.met(self.demand(values))

    def separates(self, result: Result) -> bool:
        """An offer that has ended is no near miss."""
        return result.available_from is not None
