"""When one can begin."""

from collections.abc import Hashable
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from fahrwasser.offers.criteria.base import Kind, Result, Values, Words, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import read_day
from fahrwasser.offers.criteria.wording import Both, day, said, span

BEFORE_BIRTH = timedelta(weeks=6)
AFTER_BIRTH = timedelta(weeks=8)
"""No start so close to a birth: by analogy with MuSchG § 3, which itself binds employers only."""


class Wait(NamedTuple):
    """Something that keeps a person from beginning: the first day on which it is over, and the words for it."""

    until: date
    words: Words


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
        waits = self.waits(values, facts, planned)
        if waits and not values.get("open"):
            return self.failed(lambda: self.waiting_words(values, waits))
        return self.against_deadline(values, facts, waits, waits[-1].until if waits else planned, on)

    def against_deadline(self, values: Values, facts: Facts, waits: list[Wait], begins: date, on: date) -> Result:
        limit = facts.legal_deadline
        if limit is None:
            return self.unknown(lambda: self.demand(values), "legal_deadline")
        if limit.value and begins > limit.value:
            return self.failed(lambda: self.late_words(values, limit, begins))
        return self.met(lambda: self.waiting_words(values, waits), available_from=begins if begins > on else None)

    def waiting_words(self, values: Values, waits: list[Wait]) -> str:
        return "; ".join((self.demand(values), *(wait.words() for wait in waits)))

    def late_words(self, values: Values, limit: Fact[date | None], begins: date) -> str:
        demand, earliest = self.demand(values), day(begins)
        until = limit.cited(span(None, day(limit.value))) if limit.value else ""
        return said(f"{demand}, also frühestens {earliest}; Frist {until}",
                    f"{demand}, so {earliest} at the earliest; deadline {until}")  # fmt: skip

    def planned_day(self, values: Values, on: date) -> date:
        if days := values.get("first_after_days"):
            return on + timedelta(days=days)
        return max(on, read_day(values, "begin") or on)

    def waits(self, values: Values, facts: Facts, planned: date) -> list[Wait]:
        """What keeps the person from beginning on the planned day, each later than the one before."""
        groups = facts.groups_from
        found: list[Wait] = []
        if values.get("group") and groups and groups.value > planned:
            found.append(Wait(groups.value, lambda: self.groups_words(groups)))
        if values.get("protected_period"):
            found += self.after_birth(facts, found[-1].until if found else planned)
        return found

    def groups_words(self, groups: Fact[date]) -> str:
        first = groups.cited(day(groups.value))
        return said(f"Gruppen erst ab {first}", f"groups only from {first}")

    def after_birth(self, facts: Facts, planned: date) -> list[Wait]:
        """The protected weeks into which the day falls; of several births the last one counts."""
        births = [born for born in facts.children.value] if facts.children else []
        if facts.due_date and facts.due_date.value:
            births.append(facts.due_date.value)
        ready = planned
        waits: list[Wait] = []
        for birth in sorted(births):
            if birth - BEFORE_BIRTH <= ready <= birth + AFTER_BIRTH:
                ready = birth + AFTER_BIRTH + timedelta(days=1)
                waits = [Wait(ready, partial(self.protection_words, birth))]
        return waits

    def protection_words(self, birth: date) -> str:
        first, last = day(birth), day(birth + AFTER_BIRTH)
        return said(f"Schutzzeit um die Geburt ({first}) bis {last}",
                    f"protected weeks around the birth ({first}) until {last}")  # fmt: skip
