"""From when until when the offer exists."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import date_order, day_after, read_day
from fahrwasser.offers.criteria.wording import Both, day, said, span


@register
class AvailabilityKind(Kind):
    """The life of the offer itself: not yet running, running, ended."""

    name = "availability"
    order = 120
    label = Both("Laufzeit des Angebots", "Life of the offer")
    reason_code = "UR-15"
    of_every_offer = True
    from_the_offer = True
    says_when = True
    reads = ()
    fields = {
        "from": Field(Both("Verfügbar ab", "Available from"), FieldType.DATE),
        "to": Field(Both("Verfügbar bis", "Available until"), FieldType.DATE),
    }

    def turns(self, values: Values) -> list[date]:
        if not self.is_stated(values):
            return []
        begin, end = read_day(values, "from"), read_day(values, "to")
        return [turned for turned in (begin, day_after(end)) if turned]

    def contradictions(self, values: Values) -> list[str]:
        return date_order(values, "from", "to")

    def demand(self, values: Values) -> str:
        begin, end = read_day(values, "from"), read_day(values, "to")
        parts = (span(day(begin), None) if begin else "", said("bis ", "until ") + day(end) if end else "")
        return f"{said('Verfügbar', 'Available')} {' '.join(filter(None, parts))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        begin, end = read_day(values, "from"), read_day(values, "to")
        if begin and on < begin:
            return self.failed(
                lambda: f"{self.demand(values)}; {said('gefragt für', 'asked for')} {day(on)}", available_from=begin
            )
        if end and on > end:
            return self.failed(lambda: f"{self.demand(values)}; {said(f'am {day(on)} beendet', f'ended on {day(on)}')}")
        return self.met(lambda: self.demand(values))

    def separates(self, result: Result) -> bool:
        """An offer that has ended is no near miss."""
        return result.available_from is not None
