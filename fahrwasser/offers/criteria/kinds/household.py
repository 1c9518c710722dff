"""Who lives in the household, and who is expected."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import age_on
from fahrwasser.offers.criteria.wording import Both, children, day, listed, said, years

PREGNANCY_DAYS = 280


def pregnancy_day(due: date, on: date) -> int:
    """Days of pregnancy counted back from the due date (40 weeks)."""
    return PREGNANCY_DAYS - (due - on).days


def week_to_day(week: str) -> int:
    """``36+0`` as a day of pregnancy."""
    weeks, days = week.split("+")
    return int(weeks) * 7 + int(days)


def months_lived(births: Iterable[date], on: date) -> frozenset[int]:
    """Completed months of each child that is born."""
    lived = ((on.year - b.year) * 12 + on.month - b.month - (on.day < b.day) for b in births)
    return frozenset(count for count in lived if count >= 0)


def week_words(due: date, on: date) -> str:
    weeks, days = divmod(pregnancy_day(due, on), 7)
    return said(f"SSW {weeks}+{days}", f"week of pregnancy {weeks}+{days}")


@register
class HouseholdKind(Kind):
    """Children, single parents, pregnancy. Every demand that is stated has to hold."""

    name = "household"
    order = 80
    label = Both("Haushalt", "Household")
    reason_code = "UR-01"
    reads = ("due_date", "children", "single_parent")
    fields = {
        "pregnant": Field(Both("Nur für Schwangere", "Only for pregnant women"), FieldType.YES_NO),
        "pregnant_until": Field(Both("Schwangere nur bis SSW", "Pregnant women only until week"), FieldType.WEEK),
        "pregnant_or_child_below_months": Field(
            Both("Schwangere oder Kind jünger als (Monate)", "Pregnant or child younger than (months)"),
            FieldType.NUMBER,
            most=216,
        ),
        "children_at_least": Field(Both("Kinder mindestens", "Children at least"), FieldType.NUMBER, most=20),
        "children_at_most": Field(Both("Kinder höchstens", "Children at most"), FieldType.NUMBER, most=20),
        "single_parent": Field(Both("Nur für Alleinerziehende", "Only for single parents"), FieldType.YES_NO),
    }

    def contradictions(self, values: Values) -> list[str]:
        most = values.get("children_at_most")
        if most is not None and values.get("children_at_least", 0) > most:
            told = said("Die Zahl liegt über der höchsten.", "The number is above the highest.")
            return [f"{self.fields['children_at_least'].label}: {told}"]
        if not self.stated(values):
            told = said("Bitte mindestens eine Angabe machen.", "Please state at least one thing.")
            return [f"{self.label}: {told}"]
        return []

    def part(self, values: Values) -> str:
        return " ".join(self.stated(values))

    def stated(self, values: Values) -> list[str]:
        """The demands these values make; a no makes none."""
        return [key for key in self.fields if values.get(key) not in (None, False)]

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        children = facts.children.value if facts.children else None
        due = (facts.due_date.value,) if facts.due_date else None
        sees = {
            "pregnant": due and due[0] is not None,
            "pregnant_until": due,
            "pregnant_or_child_below_months": (due and due[0] is not None, children and months_lived(children, on)),
            "children_at_least": children is not None and sum(born <= on for born in children),
            "children_at_most": children is not None and sum(born <= on for born in children),
            "single_parent": facts.single_parent and (facts.single_parent.value,),
        }
        return tuple(sees[key] for key in aspect.split()), children is None

    def demand(self, values: Values) -> str:
        demands = listed(self.demand_words(key, values[key]) for key in self.stated(values))
        return said(f"Für: {demands}", f"For: {demands}")

    def demand_words(self, key: str, value: Any) -> str:
        if key in ("children_at_least", "children_at_most"):
            most = key == "children_at_most"
            return f"{said('höchstens', 'at most') if most else said('mindestens', 'at least')} {children(value)}"
        return {
            "pregnant": said("Schwangere", "pregnant women"),
            "pregnant_until": said(f"Schwangere bis SSW {value}", f"pregnant women until week {value}"),
            "pregnant_or_child_below_months": said(
                f"Schwangere oder Kind unter {value} Monaten", f"pregnant women, or a child below {value} months"
            ),
            "single_parent": said("Alleinerziehende", "single parents"),
        }[key]

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        parts = self.parts(values, facts, on)
        missing = next((fact for fact, truth in parts if truth is None), "")
        return self.decide(
            all_of(truth for _, truth in parts), lambda: self.demand(values), lambda: self.known(facts, on), missing
        )

    def parts(self, values: Values, facts: Facts, on: date) -> list[tuple[str, bool | None]]:
        """Each stated demand as (fact it asks for, whether it holds)."""
        parts: list[tuple[str, bool | None]] = []
        if values.get("pregnant"):
            parts.append(("due_date", self.expecting(facts)))
        if "pregnant_until" in values:
            parts.append(("due_date", self.early_enough(values["pregnant_until"], facts, on)))
        if months := values.get("pregnant_or_child_below_months"):
            baby, expecting = self.has_baby(months, facts, on), self.expecting(facts)
            parts.append(("due_date" if expecting is None else "children", any_of((baby, expecting))))
        if values.get("children_at_least") or "children_at_most" in values:
            parts.append(("children", self.count_fits(values, facts, on)))
        if values.get("single_parent"):
            parts.append(("single_parent", facts.single_parent.value if facts.single_parent else None))
        return parts

    def expecting(self, facts: Facts) -> bool | None:
        return facts.due_date.value is not None if facts.due_date else None

    def early_enough(self, week: str, facts: Facts, on: date) -> bool | None:
        if facts.due_date is None:
            return None
        due = facts.due_date.value
        return due is None or pregnancy_day(due, on) <= week_to_day(week)

    def has_baby(self, months: int, facts: Facts, on: date) -> bool | None:
        if facts.children is None:
            return None
        return any(count < months for count in months_lived(facts.children.value, on))

    def count_fits(self, values: Values, facts: Facts, on: date) -> bool | None:
        if facts.children is None:
            return None
        count = sum(born <= on for born in facts.children.value)
        return bool(values.get("children_at_least", 0) <= count <= values.get("children_at_most", count))

    def known(self, facts: Facts, on: date) -> str:
        told, stated = [], said("Angabe", "stated")
        if facts.due_date:
            due = facts.due_date.value
            words = self.due_words(due, on) if due else said("nicht schwanger", "not pregnant")
            told.append(f"{stated}: {facts.due_date.cited(words)}")
        if facts.children:
            ages = sorted(age_on(born, on) for born in facts.children.value if born <= on)
            words = facts.children.cited(years(ages) if ages else said("keine", "none"))
            told.append(said(f"Kinder: {words}", f"children: {words}"))
        if facts.single_parent:
            words = self.alone_words(facts.single_parent.value)
            told.append(f"{stated}: {facts.single_parent.cited(words)}")
        return "; ".join(told)

    def due_words(self, due: date, on: date) -> str:
        return f"{week_words(due, on)}, {said('Termin', 'due')} {day(due)}"

    def alone_words(self, alone: bool) -> str:
        if alone:
            return said("allein erziehend", "single parent")
        return said("nicht allein erziehend", "not a single parent")
