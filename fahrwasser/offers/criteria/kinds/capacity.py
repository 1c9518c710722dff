"""Whether and when there is a place."""

from datetime import date, timedelta

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import read_day
from fahrwasser.offers.criteria.vocabulary import CAPACITY_STATES
from fahrwasser.offers.criteria.wording import Both, day, said, span

STALE_AFTER_DAYS = 30
"""A capacity older than this is no longer believed, unless the offer sets its own period."""


def earliest_place(values: Values, on: date) -> date | None:
    """First day with a place by the values of a capacity; ``None`` when the offer does not say."""
    if "free_from" in values:
        return max(on, date.fromisoformat(values["free_from"]))
    if values.get("state") == "frei":
        return on
    if values.get("state") == "warteliste" and "wait_days" in values:
        return on + timedelta(days=values["wait_days"])
    return None


@register
class CapacityKind(Kind):
    """Free places and waiting time (days) against the day until which the need must be met.

    A day that has passed already excludes nothing: the longer somebody waits, the more the next place counts.
    """

    name = "capacity"
    order = 130
    label = Both("Platz und Wartezeit", "Places and waiting time")
    reason_code = "UR-07"
    of_every_offer = True
    from_the_offer = True
    reads = ("need_deadline",)
    fields = {
        "state": Field(Both("Kapazität", "Capacity"), FieldType.CHOICE, CAPACITY_STATES, required=True),
        "free_from": Field(Both("Platz frei ab", "Place free from"), FieldType.DATE),
        "wait_days": Field(Both("Wartezeit in Tagen", "Waiting time in days"), FieldType.NUMBER, most=3_650),
        "confirmed_on": Field(Both("Bestätigt am", "Confirmed on"), FieldType.DATE),
        "stale_after_days": Field(Both("Gilt (Tage)", "Holds (days)"), FieldType.NUMBER, most=3_650),
    }

    def demand(self, values: Values) -> str:
        words = CAPACITY_STATES[values["state"]]
        if "free_from" in values:
            words += f" {span(day(date.fromisoformat(values['free_from'])), None)}"
        if "wait_days" in values:
            words += said(f", Wartezeit {values['wait_days']} Tage", f", waiting time {values['wait_days']} days")
        confirmed = read_day(values, "confirmed_on")
        return f"{words} ({said('bestätigt', 'confirmed')} {day(confirmed)})" if confirmed else words

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if self.is_stale(values, on):
            return self.silent(
                lambda: f"{self.demand(values)}; {said('die Angabe ist veraltet', 'this is out of date')}"
            )
        if values["state"] == "voll" and "free_from" not in values:
            return self.failed(lambda: self.demand(values))
        earliest = earliest_place(values, on)
        if earliest is None:
            return self.silent(lambda: f"{self.demand(values)}; {self.unsaid_words()}")
        return self.against_need(values, facts, earliest, on)

    def unsaid_words(self) -> str:
        return said("Angebot sagt nichts zum frühesten Platz", "the offer does not say when")

    def against_need(self, values: Values, facts: Facts, earliest: date, on: date) -> Result:
        if earliest <= on:
            return self.met(lambda: self.demand(values))
        needed = facts.need_deadline
        if needed is None:
            return self.unknown(lambda: self.demand(values), "need_deadline")
        if needed.value and on <= needed.value < earliest:
            return self.failed(lambda: self.late_words(values, needed, earliest))
        return self.met(lambda: self.demand(values), available_from=earliest)

    def late_words(self, values: Values, needed: Fact[date | None], earliest: date) -> str:
        demand, first = self.demand(values), day(earliest)
        until = needed.cited(span(None, day(needed.value))) if needed.value else ""
        return said(f"{demand}, also frühestens {first}; gebraucht {until}",
                    f"{demand}, so {first} at the earliest; needed {until}")  # fmt: skip

    def is_stale(self, values: Values, on: date) -> bool:
        confirmed = read_day(values, "confirmed_on")
        return bool(confirmed and (on - confirmed).days > values.get("stale_after_days", STALE_AFTER_DAYS))
