"""Kinds about time: fixed hours, start, the life of the offer, free places."""

from collections.abc import Hashable, Mapping
from datetime import date, time, timedelta
from typing import Any

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts, Obligation
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import CAPACITY_STATES, WEEKDAYS
from fahrwasser.offers.criteria.wording import day, listed

BEFORE_BIRTH = timedelta(weeks=6)
AFTER_BIRTH = timedelta(weeks=8)
"""No start so close to a birth: by analogy with MuSchG § 3, which itself binds employers only."""

STALE_AFTER_DAYS = 30
"""A capacity older than this is no longer believed, unless the offer sets its own period."""


def read_day(values: Mapping[str, Any], key: str) -> date | None:
    """A stored ISO date, or ``None``."""
    return date.fromisoformat(values[key]) if key in values else None


def date_order(values: Values, first: str, last: str) -> list[str]:
    """The complaint when two stored dates stand the wrong way round."""
    begin, end = read_day(values, first), read_day(values, last)
    return ["Das Ende liegt vor dem Anfang."] if begin and end and end < begin else []


@register
class TimeWindowKind(Kind):
    """Fixed weekly hours against the person's own fixed hours."""

    name = "time_window"
    label = "Zeiten"
    reason_code = "UR-02"
    reads = ("obligations",)
    fields = {
        "windows": Field("Zeiten", FieldType.WINDOWS, required=True),
        "begin": Field("Erster Tag", FieldType.DATE),
        "end": Field("Letzter Tag", FieldType.DATE),
    }

    def contradictions(self, values: Values) -> list[str]:
        return date_order(values, "begin", "end")

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        if facts.obligations is None:
            return None
        return frozenset(
            (duty.days, duty.starts, duty.ends, duty.first_day, duty.last_day)
            for duty in facts.obligations.value
            if (duty.last_day or date.max) >= on
        )

    def demand(self, values: Values) -> str:
        return f"Zeiten: {listed(self.window_words(window) for window in values['windows'])}"

    def window_words(self, window: Mapping[str, Any]) -> str:
        return f"{', '.join(WEEKDAYS[code] for code in window['days'])} {window['from']}–{window['to']} Uhr"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.obligations is None:
            return self.unknown(self.demand(values), "obligations")
        clashes = [duty for duty in facts.obligations.value if self.clash(values, duty, on)]
        known = facts.obligations.cited(
            listed(map(self.duty_words, clashes)) if clashes else "kein fester Termin dagegen"
        )
        return self.decide(not clashes, self.demand(values), known, "obligations")

    def clash(self, values: Values, duty: Obligation, on: date) -> bool:
        begin = max(on, read_day(values, "begin") or on)
        end = read_day(values, "end") or date.max
        apart = (duty.first_day or date.min) > end or (duty.last_day or date.max) < begin
        return not apart and any(self.overlap(window, duty) for window in values["windows"])

    def overlap(self, window: Mapping[str, Any], duty: Obligation) -> bool:
        starts, ends = time.fromisoformat(window["from"]), time.fromisoformat(window["to"])
        same_day = not duty.days or bool(duty.days & set(window["days"]))
        return same_day and starts < duty.ends and duty.starts < ends

    def duty_words(self, duty: Obligation) -> str:
        since = f" ab {day(duty.first_day)}" if duty.first_day else ""
        return f"{duty.label} {duty.starts:%H:%M}–{duty.ends:%H:%M} Uhr{since}"


@register
class StartKind(Kind):
    """When one can begin, against the statutory deadline and the weeks around a birth.

    ``protected_period``: not for the weeks around a birth. ``group``: meets in a group on site.
    Nobody is asked about a pregnancy for this: only a birth that is already known counts.
    """

    name = "start"
    label = "Beginn und Frist"
    reason_code = "UR-02"
    reads = ("legal_deadline", "children", "due_date", "groups_from")
    fields = {
        "begin": Field("Beginn", FieldType.DATE),
        "open": Field("Einstieg laufend", FieldType.YES_NO),
        "first_after_days": Field("Erster Termin nach (Tagen)", FieldType.NUMBER),
        "protected_period": Field("Nicht rund um eine Geburt", FieldType.YES_NO),
        "group": Field("Gruppe vor Ort", FieldType.YES_NO),
    }

    def contradictions(self, values: Values) -> list[str]:
        stated = ("begin" in values) + ("first_after_days" in values) + bool(values.get("open"))
        return [] if stated == 1 else ["Beginn: Bitte genau eine Angabe zum Beginn machen."]

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        """Only births within reach of a day from ``on`` on can delay a beginning."""
        known = [*(facts.children.value if facts.children else ()), facts.due_date and facts.due_date.value]
        births = tuple(birth for birth in known if birth and birth + AFTER_BIRTH >= on)
        legal = facts.legal_deadline and (facts.legal_deadline.value,)
        return legal, births, facts.groups_from and facts.groups_from.value

    def demand(self, values: Values) -> str:
        if "begin" in values:
            return f"Beginn {day(date.fromisoformat(values['begin']))}"
        if "first_after_days" in values:
            return f"Erster Termin nach {values['first_after_days']} Tagen"
        return "Einstieg laufend"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        planned = self.planned_day(values, on)
        ready, why = self.ready_day(values, facts, planned)
        if ready > planned and not values.get("open"):
            return self.failed(f"{self.demand(values)}; {why}")
        return self.against_deadline(values, facts, ready, on, why)

    def against_deadline(self, values: Values, facts: Facts, begins: date, on: date, why: str) -> Result:
        if facts.legal_deadline is None:
            return self.unknown(self.demand(values), "legal_deadline")
        deadline, demand = facts.legal_deadline.value, self.demand(values)
        if deadline and begins > deadline:
            limit = facts.legal_deadline.cited(f"bis {day(deadline)}")
            return self.failed(f"{demand}, also frühestens {day(begins)}; Frist {limit}")
        later = begins if begins > on else None
        return self.met("; ".join(filter(None, (demand, why))), available_from=later)

    def planned_day(self, values: Values, on: date) -> date:
        if days := values.get("first_after_days"):
            return on + timedelta(days=days)
        return max(on, read_day(values, "begin") or on)

    def ready_day(self, values: Values, facts: Facts, planned: date) -> tuple[date, str]:
        """First day from the planned one on which the person can begin, and the German reason for waiting."""
        ready, why = planned, ""
        if values.get("protected_period"):
            ready, why = self.after_birth(facts, planned)
        if values.get("group") and facts.groups_from and facts.groups_from.value > ready:
            ready = facts.groups_from.value
            later = f"Gruppen erst ab {facts.groups_from.cited(day(ready))}"
            why = "; ".join(filter(None, (why, later)))
        return ready, why

    def after_birth(self, facts: Facts, planned: date) -> tuple[date, str]:
        births = [born for born in facts.children.value] if facts.children else []
        if facts.due_date and facts.due_date.value:
            births.append(facts.due_date.value)
        for birth in births:
            if birth - BEFORE_BIRTH <= planned <= birth + AFTER_BIRTH:
                free = birth + AFTER_BIRTH + timedelta(days=1)
                return free, f"Schutzzeit um die Geburt ({day(birth)}) bis {day(birth + AFTER_BIRTH)}"
        return planned, ""


@register
class AvailabilityKind(Kind):
    """The life of the offer itself: not yet running, running, ended."""

    name = "availability"
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
