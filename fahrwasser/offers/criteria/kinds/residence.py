"""Which residence status or title lets one in."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, any_of, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import RESIDENCE_GROUPS
from fahrwasser.offers.criteria.wording import Both, day, either, said, span


@register
class ResidenceKind(Kind):
    """Status or title; several ways may lead in, one is enough."""

    name = "residence"
    order = 10
    label = Both("Aufenthalt und Zulassung", "Residence and admission")
    title = Both("Wer mit welchem Aufenthalt kommen kann", "Who can come with which residence status")
    reason_code = "UR-01"
    reads = ("residence", "course_right_until")
    fields = {"ways": Field(Both("Wege der Zulassung", "Ways of admission"), FieldType.WAYS, required=True)}

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        return facts.residence and facts.residence.value, self.right_valid(facts.course_right_until, on)

    def demand(self, values: Values) -> str:
        return f"{said('Zulassung', 'Admission')}: {either(self.way_words(way) for way in values['ways'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        truth = any_of(self.way_open(way, facts, on) for way in values["ways"])
        right_missing = facts.course_right_until is None and self.asks_right(values)
        asked = "course_right_until" if facts.residence and right_missing else "residence"
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(values, facts), asked)

    def way_words(self, way: Mapping[str, Any]) -> str:
        groups = " / ".join(RESIDENCE_GROUPS[code] for code in way.get("groups", []))
        paragraphs = either(way.get("paragraphs", []))
        titles = said(" nach ", " under ").join(words for words in (groups, paragraphs) if words)
        if "course_right" not in way:
            return titles
        right = said("Berechtigung zum Integrationskurs", "right to an integration course")
        return f"{right} ({titles})" if titles else right

    def way_open(self, way: Mapping[str, Any], facts: Facts, on: date) -> bool | None:
        title = facts.residence.value if facts.residence else None
        parts: list[bool | None] = []
        if "groups" in way:
            parts.append(title.group in way["groups"] if title else None)
        if "paragraphs" in way:
            parts.append(title.paragraph in way["paragraphs"] if title and title.paragraph else None)
        if "course_right" in way:
            parts.append(self.right_valid(facts.course_right_until, on))
        return all_of(parts)

    def right_valid(self, until: Fact[date | None] | None, on: date) -> bool | None:
        return None if until is None else until.value is not None and until.value >= on

    def asks_right(self, values: Values) -> bool:
        return any("course_right" in way for way in values["ways"])

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.residence:
            title = facts.residence.value
            words = ", ".join(w for w in (RESIDENCE_GROUPS.get(title.group, title.group), title.paragraph) if w)
            told.append(f"{said('Aufenthalt', 'residence')}: {facts.residence.cited(words)}")
        if facts.course_right_until and self.asks_right(values):
            until = facts.course_right_until.value
            words = span(None, day(until)) if until else said("keine", "none")
            told.append(f"{said('Berechtigung', 'right')}: {facts.course_right_until.cited(words)}")
        return "; ".join(told)
