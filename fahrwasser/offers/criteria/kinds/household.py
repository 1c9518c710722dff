"""Who lives in the household, and who is expected."""

from collections.abc import Hashable, Iterable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.spans import age_on
from fahrwasser.offers.criteria.wording import children, day, listed, years

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
    return f"SSW {weeks}+{days}"


@register
class HouseholdKind(Kind):
    """Children, single parents, pregnancy. Every demand that is stated has to hold."""

    name = "household"
    order = 80
    label = "Haushalt"
    reason_code = "UR-01"
    reads = ("due_date", "children", "single_parent")
    fields = {
        "pregnant": Field("Nur für Schwangere", FieldType.YES_NO),
        "pregnant_until": Field("Schwangere nur bis SSW", FieldType.WEEK),
        "pregnant_or_child_below_months": Field("Schwangere oder Kind jünger als (Monate)", FieldType.NUMBER),
        "children_at_least": Field("Kinder mindestens", FieldType.NUMBER),
        "children_at_most": Field("Kinder höchstens", FieldType.NUMBER),
        "single_parent": Field("Nur für Alleinerziehende", FieldType.YES_NO),
    }

    def aspect(self, values: Values) -> str:
        stated = [key for key in self.fields if values.get(key) not in (None, False)]
        return " ".join(stated) if values else super().aspect(values)

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
        months = values.get("pregnant_or_child_below_months")
        words = {
            "pregnant": "Schwangere",
            "pregnant_until": f"Schwangere bis SSW {values.get('pregnant_until')}",
            "pregnant_or_child_below_months": f"Schwangere oder Kind unter {months} Monaten",
            "children_at_least": f"mindestens {children(values.get('children_at_least', 0))}",
            "children_at_most": f"höchstens {children(values.get('children_at_most', 0))}",
            "single_parent": "Alleinerziehende",
        }
        return f"Für: {listed(words[key] for key in words if values.get(key) not in (None, False))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        parts = self.parts(values, facts, on)
        missing = next((fact for fact, truth in parts if truth is None), "")
        return self.decide(all_of(truth for _, truth in parts), self.demand(values), self.known(facts, on), missing)

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
        told = []
        if facts.due_date:
            due = facts.due_date.value
            words = f"{week_words(due, on)}, Termin {day(due)}" if due else "nicht schwanger"
            told.append(f"Angabe: {facts.due_date.cited(words)}")
        if facts.children:
            ages = sorted(age_on(born, on) for born in facts.children.value if born <= on)
            told.append(f"Kinder: {facts.children.cited(years(ages) if ages else 'keine')}")
        if facts.single_parent:
            words = "allein erziehend" if facts.single_parent.value else "nicht allein erziehend"
            told.append(f"Angabe: {facts.single_parent.cited(words)}")
        return "; ".join(told)
