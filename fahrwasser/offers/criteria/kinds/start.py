"""When one can begin."""

from collections.abc import Hashable
from datetime import date, timedelta

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import read_day
from fahrwasser.offers.criteria.wording import Both, day, said, span

BEFORE_BIRTH = timedelta(weeks=6)
AFTER_BIRTH = timedelta(weeks=8)
"""No start so close to a birth: by analogy with MuSchG § 3, which itself binds employers only."""


@register
class StartKind(Kind):
    """When one can begin, against the statutory deadline and the weeks around a birth.

    ``protected_period``: not for the weeks around a birth. ``group``: meets in a group on site.
    Nobody is asked about a pregnancy for this: only a birth that is already known counts.
    """

    name = "start"
    order = 110
    label = Both("Beginn und Frist", "Start and deadline")
    reason_code = "UR-02"
    says_when = True
    reads = ("legal_deadline", "children", "due_date", "groups_from")
    fields = {
        "begin": Field(Both("Beginn", "Start"), FieldType.DATE),
        "open": Field(Both("Einstieg laufend", "Start at any time"), FieldType.YES_NO),
        "first_after_days": Field(
            Both("Erster Termin nach (Tagen)", "First appointment after (days)"), FieldType.NUMBER, most=3_650
        ),
        "protected_period": Field(Both("Nicht rund um eine Geburt", "Not around a birth"), FieldType.YES_NO),
        "group": Field(Both("Gruppe vor Ort", "Group on site"), FieldType.YES_NO),
    }

    def contradictions(self, values: Values) -> list[str]:
        stated = ("begin" in values) + ("first_after_days" in values) + bool(values.get("open"))
        told = said("Bitte genau eine Angabe zum Beginn machen.", "Please state the start in exactly one way.")
        return [] if stated == 1 else [f"{self.fields['begin'].label}: {told}"]

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        """Only births within reach of a day from ``on`` on can delay a beginning."""
        known = [*(facts.children.value if facts.children else ()), facts.due_date and facts.due_date.value]
        births = tuple(birth for birth in known if birth and birth + AFTER_BIRTH >= on)
        legal = facts.legal_deadline and (facts.legal_deadline.value,)
        return legal, births, facts.groups_from and facts.groups_from.value

    def demand(self, values: Values) -> str:
        if "begin" in values:
            return f"{said('Beginn', 'Start')} {day(date.fromisoformat(values['begin']))}"
        if "first_after_days" in values:
            days = values["first_after_days"]
            return said(f"Erster Termin nach {days} Tagen", f"First appointment after {days} days")
        return said("Einstieg laufend", "Start at any time")

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
            limit, earliest = facts.legal_deadline.cited(span(None, day(deadline))), day(begins)
            return self.failed(
                said(f"{demand}, also frühestens {earliest}; Frist {limit}",
                     f"{demand}, so {earliest} at the earliest; deadline {limit}")
            )  # fmt: skip
        later = begins if begins > on else None
        return self.met("; ".join(filter(None, (demand, why))), available_from=later)

    def planned_day(self, values: Values, on: date) -> date:
        if days := values.get("first_after_days"):
            return on + timedelta(days=days)
        return max(on, read_day(values, "begin") or on)

    def ready_day(self, values: Values, facts: Facts, planned: date) -> tuple[date, str]:
        """First day from the planned one on which the person can begin, and the reason for waiting."""
        ready, why = planned, ""
        if values.get("group") and facts.groups_from and facts.groups_from.value > ready:
            ready = facts.groups_from.value
            first = facts.groups_from.cited(day(ready))
            why = said(f"Gruppen erst ab {first}", f"groups only from {first}")
        if values.get("protected_period"):
            ready, protection = self.after_birth(facts, ready)
            why = "; ".join(filter(None, (why, protection)))
        return ready, why

    def after_birth(self, facts: Facts, planned: date) -> tuple[date, str]:
        births = [born for born in facts.children.value] if facts.children else []
        if facts.due_date and facts.due_date.value:
            births.append(facts.due_date.value)
        ready, why = planned, ""
        for birth in sorted(births):
            if birth - BEFORE_BIRTH <= ready <= birth + AFTER_BIRTH:
                last = birth + AFTER_BIRTH
                ready = last + timedelta(days=1)
                why = said(f"Schutzzeit um die Geburt ({day(birth)}) bis {day(last)}",
                           f"protected weeks around the birth ({day(birth)}) until {day(last)}")  # fmt: skip
        return ready, why
