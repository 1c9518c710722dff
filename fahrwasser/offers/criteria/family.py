"""Kinds about the household: who lives there, who is expected, who looks after the children."""

from collections.abc import Hashable, Iterable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.person import age_on
from fahrwasser.offers.criteria.wording import age_span, children, day, listed, years

CARE_NEEDED_BELOW = 7
"""Children younger than this (years) need somebody to look after them while a parent attends."""

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
        if "children_at_least" in values or "children_at_most" in values:
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


@register
class ChildcareKind(Kind):
    """Whether the offer looks after children, and of which ages (completed years, both included)."""

    name = "childcare"
    label = "Kinderbetreuung"
    reason_code = "UR-06"
    reads = ("children", "childcare_arranged")
    fields = {
        "offered": Field("Betreuung wird angeboten", FieldType.YES_NO, required=True),
        "from": Field("Alter von", FieldType.NUMBER),
        "to": Field("Alter bis", FieldType.NUMBER),
    }

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        ages = self.ages_needing_care(facts, on)
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        return None if ages is None else tuple(dict.fromkeys(ages)), arranged

    def demand(self, values: Values) -> str:
        if not values["offered"]:
            return "Ohne Kinderbetreuung"
        if "from" not in values and "to" not in values:
            return "Mit Kinderbetreuung"
        return f"Betreuung für Kinder {age_span(values.get('from'), values.get('to'))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        ages = self.ages_needing_care(facts, on)
        if ages is None:
            return self.unknown(self.demand(values), "children")
        uncovered = [age for age in ages if not self.covers(values, age)]
        arranged = facts.childcare_arranged.value if facts.childcare_arranged else None
        truth = any_of((not uncovered, arranged))
        return self.decide(truth, self.demand(values), self.known(facts, ages), "childcare_arranged")

    def irrelevant(self, facts: Facts, on: date) -> bool:
        arranged = facts.childcare_arranged is not None and facts.childcare_arranged.value
        return arranged or self.ages_needing_care(facts, on) == []

    def ages_needing_care(self, facts: Facts, on: date) -> list[int] | None:
        if facts.children is None:
            return None
        ages = (age_on(born, on) for born in facts.children.value)
        return sorted(age for age in ages if 0 <= age < CARE_NEEDED_BELOW)

    def covers(self, values: Values, age: int) -> bool:
        return bool(values["offered"] and values.get("from", 0) <= age <= values.get("to", age))

    def known(self, facts: Facts, ages: list[int]) -> str:
        if not facts.children:
            return ""
        if not ages:
            return facts.children.cited("kein Kind, das Betreuung braucht")
        told = [f"Kinder: {facts.children.cited(years(ages))}"]
        if facts.childcare_arranged:
            words = "gesichert" if facts.childcare_arranged.value else "nicht gesichert"
            told.append(f"Betreuung: {facts.childcare_arranged.cited(words)}")
        return "; ".join(told)
