"""Whether and when there is a place."""

from datetime import date, timedelta

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import read_day
from fahrwasser.offers.criteria.vocabulary import CAPACITY_STATES
from fahrwasser.offers.criteria.wording import day

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
    """Free places and waiting time (days) against the day until which the need must be met."""

    name = "capacity"
    order = 130
    label = "Platz und Wartezeit"
    reason_code = "UR-07"
    reads = ("need_deadline",)
    fields = {
        "state": Field("Kapazität", FieldType.CHOICE, CAPACITY_STATES, required=True),
        "free_from": Field("Platz frei ab", FieldType.DATE),
        "wait_days": Field("Wartezeit in Tagen", FieldType.NUMBER),
        "confirmed_on": Field("Bestätigt am", FieldType.DATE),
        "stale_after_days": Field("Gilt (Tage)", FieldType.NUMBER),
    }

    def demand(self, values: Values) -> str:
        words = CAPACITY_STATES[values["state"]]
        if "free_from" in values:
            words += f" ab {day(date.fromisoformat(values['free_from']))}"
        if "wait_days" in values:
            words += f", Wartezeit {values['wait_days']} Tage"
        confirmed = read_day(values, "confirmed_on")
        return f"{words} (bestätigt {day(confirmed)})" if confirmed else words

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        demand = self.demand(values)
        if self.is_stale(values, on):
            return self.silent(f"{demand}; die Angabe ist veraltet")
        if values["state"] == "voll" and "free_from" not in values:
            return self.failed(demand)
        earliest = earliest_place(values, on)
        if earliest is None:
            return self.silent(f"{demand}; Angebot sagt nichts zum frühesten Platz")
        return self.against_need(demand, facts, earliest, on)

    def against_need(self, demand: str, facts: Facts, earliest: date, on: date) -> Result:
        if earliest <= on:
            return self.met(demand)
        if facts.need_deadline is None:
            return self.unknown(demand, "need_deadline")
        deadline = facts.need_deadline.value
        if deadline and earliest > deadline:
            needed = facts.need_deadline.cited(f"bis {day(deadline)}")
            return self.failed(f"{demand}, also frühestens {day(earliest)}; gebraucht {needed}")
        return self.met(demand, available_from=earliest)

    def is_stale(self, values: Values, on: date) -> bool:
        confirmed = read_day(values, "confirmed_on")
        return bool(confirmed and (on - confirmed).days > values.get("stale_after_days", STALE_AFTER_DAYS))
