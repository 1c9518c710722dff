"""When it takes place, against fixed appointments."""

from collections.abc import Hashable, Mapping
from datetime import date, time
from typing import Any

from fahrwasser.offers.criteria.base import Hours, Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts, Obligation
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import date_order, read_day
from fahrwasser.offers.criteria.vocabulary import WEEKDAYS
from fahrwasser.offers.criteria.wording import Both, day, listed, said, span


@register
class TimeWindowKind(Kind):
    """Fixed weekly hours against the person's own fixed hours."""

    name = "time_window"
    order = 100
    label = Both("Zeiten", "Times")
    reason_code = "UR-02"
    reads = ("obligations",)
    fields = {
        "windows": Field(Both("Zeiten", "Times"), FieldType.WINDOWS, required=True),
        "begin": Field(Both("Erster Tag", "First day"), FieldType.DATE),
        "end": Field(Both("Letzter Tag", "Last day"), FieldType.DATE),
    }

    def contradictions(self, values: Values) -> list[str]:
        return date_order(values, "begin", "end")

    def hours(self, values: Values) -> list[Hours]:
        if not self.is_stated(values):
            return []
        first, last = read_day(values, "begin") or date.min, read_day(values, "end") or date.max
        return [
            Hours(
                frozenset(one["days"]), time.fromisoformat(one["from"]), time.fromisoformat(one["to"]), first, last
            )
            for one in values["windows"]
        ]  # fmt: skip

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        if facts.obligations is None:
            return None
        return frozenset(
            (duty.days, duty.starts, duty.ends, duty.first_day, duty.last_day)
            for duty in facts.obligations.value
            if (duty.last_day or date.max) >= on
        )

    def demand(self, values: Values) -> str:
        return f"{said('Zeiten', 'Times')}: {listed(self.window_words(window) for window in values['windows'])}"

    def window_words(self, window: Mapping[str, Any]) -> str:
        return (
            f"{', '.join(WEEKDAYS[code] for code in window['days'])} {window['from']}–{window['to']}{said(' Uhr', '')}"
        )

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.obligations is None:
            return self.unknown(lambda: self.demand(values), "obligations")
        duties = facts.obligations
        clashes = [duty for duty in duties.value if self.clash(values, duty, on)]
        return self.decide(
            not clashes, lambda: self.demand(values), lambda: duties.cited(self.clash_words(clashes)), "obligations"
        )

    def clash_words(self, clashes: list[Obligation]) -> str:
        if clashes:
            return listed(map(self.duty_words, clashes))
        return said("kein fester Termin dagegen", "no fixed appointment against it")

    def clash(self, values: Values, duty: Obligation, on: date) -> bool:
        begin = max(on, read_day(values, "begin") or on)
        end = read_day(values, "end") or date.max
        first, last = max(begin, duty.first_day or date.min), min(end, duty.last_day or date.max)
        return first <= last and any(self.overlap(window, duty) for window in values["windows"])

    def overlap(self, window: Mapping[str, Any], duty: Obligation) -> bool:
        starts, ends = time.fromisoformat(window["from"]), time.fromisoformat(window["to"])
        same_day = not duty.days or bool(duty.days & set(window["days"]))
        return same_day and starts < duty.ends and duty.starts < ends

    def duty_words(self, duty: Obligation) -> str:
        since = f" {span(day(duty.first_day), None)}" if duty.first_day else ""
        return f"{duty.label} {duty.starts:%H:%M}–{duty.ends:%H:%M}{said(' Uhr', '')}{since}"
