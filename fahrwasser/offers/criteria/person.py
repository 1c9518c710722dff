"""Kinds about the person: title, benefits, age, gender, German, languages, proofs."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, any_of, register
from fahrwasser.offers.criteria.facts import Fact, Facts, German
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import (
    BENEFIT_SYSTEMS,
    GENDERS,
    LEVELS,
    LITERACY,
    PROOFS,
    RESIDENCE_GROUPS,
    SEXES,
    SPACES,
    language_name,
    level_rank,
)
from fahrwasser.offers.criteria.wording import age_span, day, either, listed, span, years

TALKS_GERMAN_FROM = "B1"
"""From this level on, advice given only in German counts as understood."""


def age_on(born: date, on: date) -> int:
    """Completed years of age on a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_bounds(facts: Facts, on: date) -> tuple[int, int] | None:
    """Youngest and oldest possible age; ``None`` when nothing is known. A noted age grows with the years."""
    if facts.birth_date:
        exact = age_on(facts.birth_date.value, on)
        return exact, exact
    if not facts.age:
        return None
    noted, since = facts.age.value, facts.age.as_of
    passed = max(age_on(since, on), 0) if since else 0
    return noted + passed, noted + passed + (1 if since and since != on else 0)


@register
class ResidenceKind(Kind):
    """Status or title; several ways may lead in, one is enough."""

    name = "residence"
    label = "Aufenthalt und Zulassung"
    reason_code = "UR-01"
    reads = ("residence", "course_right_until")
    fields = {"ways": Field("Wege der Zulassung", FieldType.WAYS, required=True)}

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        return facts.residence and facts.residence.value, self.right_valid(facts.course_right_until, on)

    def demand(self, values: Values) -> str:
        return f"Zulassung: {either(self.way_words(way) for way in values['ways'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        truth = any_of(self.way_open(way, facts, on) for way in values["ways"])
        right_missing = facts.course_right_until is None and self.asks_right(values)
        asked = "course_right_until" if facts.residence and right_missing else "residence"
        return self.decide(truth, self.demand(values), self.known(values, facts), asked)

    def way_words(self, way: Mapping[str, Any]) -> str:
        groups = " / ".join(RESIDENCE_GROUPS[code] for code in way.get("groups", []))
        paragraphs = either(way.get("paragraphs", []))
        titles = " nach ".join(words for words in (groups, paragraphs) if words)
        if "course_right" not in way:
            return titles
        return f"Berechtigung zum Integrationskurs{f' ({titles})' if titles else ''}"

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
            words = ", ".join(w for w in (RESIDENCE_GROUPS[title.group], title.paragraph) if w)
            told.append(f"Aufenthalt: {facts.residence.cited(words)}")
        if facts.course_right_until and self.asks_right(values):
            until = facts.course_right_until.value
            words = f"bis {day(until)}" if until else "keine"
            told.append(f"Berechtigung: {facts.course_right_until.cited(words)}")
        return "; ".join(told)


@register
class BenefitSystemKind(Kind):
    """The legal benefit system the person belongs to."""

    name = "benefit_system"
    label = "Leistungssystem"
    reason_code = "UR-01"
    reads = ("benefit_system",)
    fields = {"systems": Field("Leistungssysteme", FieldType.CHOICES, BENEFIT_SYSTEMS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Für Menschen mit {either(BENEFIT_SYSTEMS[code] for code in values['systems'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.benefit_system
        if fact is None:
            return self.unknown(self.demand(values), "benefit_system")
        known = f"Leistung: {fact.cited(BENEFIT_SYSTEMS[fact.value])}"
        return self.decide(fact.value in values["systems"], self.demand(values), known, "benefit_system")


@register
class AgeKind(Kind):
    """Age in completed years, of the person or of at least one child in the household; both ends included."""

    name = "age"
    label = "Alter"
    reason_code = "UR-09"
    reads = ("birth_date", "age", "children")
    fields = {
        "who": Field("Wessen Alter", FieldType.CHOICE, {"person": "Person", "child": "Kind"}, required=True),
        "from": Field("Alter von", FieldType.NUMBER),
        "to": Field("Alter bis", FieldType.NUMBER),
    }

    def contradictions(self, values: Values) -> list[str]:
        if "from" not in values and "to" not in values:
            return ["Alter: Bitte mindestens eine Grenze angeben."]
        if values.get("from", 0) > values.get("to", values.get("from", 0)):
            return ["Alter: Die untere Grenze liegt über der oberen."]
        return []

    def aspect(self, values: Values) -> str:
        return str(values["who"]) if values else super().aspect(values)

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        if aspect == "person":
            return age_bounds(facts, on)
        return None if facts.children is None else frozenset(age_on(born, on) for born in facts.children.value)

    def demand(self, values: Values) -> str:
        whom = "Kinder" if values["who"] == "child" else "Menschen"
        return f"Für {whom} {age_span(values.get('from'), values.get('to'))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if values["who"] == "child":
            return self.compare_children(values, facts, on)
        bounds = age_bounds(facts, on)
        if bounds is None:
            return self.unknown(self.demand(values), "birth_date")
        inside = {self.fits(values, age) for age in range(bounds[0], bounds[1] + 1)}
        truth = inside.pop() if len(inside) == 1 else None
        return self.decide(truth, self.demand(values), self.known(facts, bounds), "birth_date")

    def compare_children(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.children is None:
            return self.unknown(self.demand(values), "children")
        ages = sorted(age for born in facts.children.value if (age := age_on(born, on)) >= 0)
        known = f"Kinder: {facts.children.cited(years(ages) if ages else 'keine')}"
        return self.decide(any(self.fits(values, age) for age in ages), self.demand(values), known, "children")

    def fits(self, values: Values, age: int) -> bool:
        return bool(values.get("from", 0) <= age <= values.get("to", age))

    def known(self, facts: Facts, bounds: tuple[int, int]) -> str:
        fact = facts.birth_date or facts.age
        words = years(bounds[:1]) if bounds[0] == bounds[1] else f"{bounds[0]} oder {bounds[1]} Jahre"
        return f"Angabe: {fact.cited(words)}" if fact else ""


@register
class GenderKind(Kind):
    """Who may come, and whether the room is protected or mixed."""

    name = "gender"
    label = "Geschlecht und geschützter Raum"
    reason_code = "UR-08"
    exclusion = True
    reads = ("gender", "protected_space")
    fields = {
        "genders": Field("Nur für", FieldType.CHOICES, GENDERS),
        "space": Field("Raum", FieldType.CHOICE, SPACES),
    }

    def demand(self, values: Values) -> str:
        parts = []
        if "genders" in values:
            parts.append(f"nur für {listed(GENDERS[code] for code in values['genders'])}")
        if "space" in values:
            parts.append(SPACES[values["space"]])
        return f"Angebot: {', '.join(parts)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        gender, space = self.gender_fits(values, facts), self.space_fits(values, facts)
        missing = "gender" if gender is None else "protected_space"
        return self.decide(all_of((gender, space)), self.demand(values), self.known(values, facts), missing)

    def irrelevant(self, facts: Facts, on: date) -> bool:
        return facts.protected_space is not None and not facts.protected_space.value

    def gender_fits(self, values: Values, facts: Facts) -> bool | None:
        if "genders" not in values:
            return True
        return facts.gender.value in values["genders"] if facts.gender else None

    def space_fits(self, values: Values, facts: Facts) -> bool | None:
        if values.get("space") != "mixed":
            return True
        return not facts.protected_space.value if facts.protected_space else None

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.gender and "genders" in values:
            told.append(f"Geschlecht: {facts.gender.cited(SEXES[facts.gender.value])}")
        if facts.protected_space and "space" in values:
            words = "gebraucht" if facts.protected_space.value else "nicht gebraucht"
            told.append(f"geschützter Raum: {facts.protected_space.cited(words)}")
        return "; ".join(told)


@register
class GermanLevelKind(Kind):
    """German from/to (CEFR, both ends included), with or without certificate, and reading and writing."""

    name = "german_level"
    label = "Deutschniveau"
    reason_code = "UR-05"
    reads = ("german", "literate")
    fields = {
        "from": Field("Niveau von", FieldType.CHOICE, {level: level for level in LEVELS}),
        "to": Field("Niveau bis", FieldType.CHOICE, {level: level for level in LEVELS}),
        "certificate": Field("Nachweis verlangt", FieldType.YES_NO),
        "literacy": Field("Lesen und Schreiben", FieldType.CHOICE, LITERACY),
    }

    def contradictions(self, values: Values) -> list[str]:
        low, high = values.get("from"), values.get("to")
        if low and high and level_rank(low) > level_rank(high):
            return ["Deutschniveau: Das untere Niveau liegt über dem oberen."]
        if not (low or high or "literacy" in values):
            return ["Deutschniveau: Bitte ein Niveau oder Lesen und Schreiben angeben."]
        return []

    def demand(self, values: Values) -> str:
        parts = []
        if "from" in values or "to" in values:
            proof = " mit Nachweis" if values.get("certificate") else ""
            parts.append(f"Deutsch {span(values.get('from'), values.get('to'))}{proof}")
        if "literacy" in values:
            parts.append(LITERACY[values["literacy"]])
        return f"Niveau: {', '.join(parts)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        level = self.level_fits(values, facts.german)
        proof, script = self.proof_fits(values, facts.german), self.script_fits(values, facts)
        missing = "german" if level is None else "certificate" if proof is None else "literate"
        return self.decide(all_of((level, proof, script)), self.demand(values), self.known(values, facts), missing)

    def level_fits(self, values: Values, german: Fact[German] | None) -> bool | None:
        if "from" not in values and "to" not in values:
            return True
        if german is None:
            return None
        rank = level_rank(german.value.level)
        return level_rank(values.get("from", LEVELS[0])) <= rank <= level_rank(values.get("to", LEVELS[-1]))

    def proof_fits(self, values: Values, german: Fact[German] | None) -> bool | None:
        if not values.get("certificate"):
            return True
        return german.value.certified if german else None

    def script_fits(self, values: Values, facts: Facts) -> bool | None:
        if "literacy" not in values:
            return True
        return facts.literate.value == (values["literacy"] == "with") if facts.literate else None

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.german and ("from" in values or "to" in values):
            told.append(f"Deutsch: {facts.german.cited(self.german_words(facts.german.value))}")
        if facts.literate and "literacy" in values:
            words = "liest und schreibt" if facts.literate.value else "liest und schreibt noch nicht"
            told.append(f"Angabe: {facts.literate.cited(words)}")
        return "; ".join(told)

    def german_words(self, german: German) -> str:
        return german.level if german.certified is not False else f"{german.level} ohne Nachweis"


@register
class ServiceLanguageKind(Kind):
    """Languages in which the offer works, and whether it brings interpreters."""

    name = "service_language"
    label = "Sprache des Angebots"
    reason_code = "UR-17"
    reads = ("languages", "german")
    fields = {
        "languages": Field("Sprachen", FieldType.TEXTS, required=True),
        "interpreting": Field("Sprachmittlung möglich", FieldType.YES_NO),
    }

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        spoken = facts.languages.value if facts.languages else None
        return spoken, self.talks_german(facts)

    def demand(self, values: Values) -> str:
        help_offered = ", mit Sprachmittlung" if values.get("interpreting") else ""
        return f"Angebot auf {listed(language_name(code) for code in values['languages'])}{help_offered}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        shared = self.shared(values, facts)
        german = self.german_suffices(values, facts)
        truth = any_of((bool(values.get("interpreting")), shared, german))
        missing = "languages" if shared is None else "german"
        return self.decide(truth, self.demand(values), self.known(facts), missing)

    def shared(self, values: Values, facts: Facts) -> bool | None:
        return bool(facts.languages.value & set(values["languages"])) if facts.languages else None

    def german_suffices(self, values: Values, facts: Facts) -> bool | None:
        if "de" not in values["languages"]:
            return False
        return self.talks_german(facts)

    def talks_german(self, facts: Facts) -> bool | None:
        return level_rank(facts.german.value.level) >= level_rank(TALKS_GERMAN_FROM) if facts.german else None

    def known(self, facts: Facts) -> str:
        told = []
        if facts.languages:
            spoken = listed(sorted(language_name(code) for code in facts.languages.value))
            told.append(f"Sprachen: {facts.languages.cited(spoken)}")
        if facts.german:
            told.append(f"Deutsch: {facts.german.cited(facts.german.value.level)}")
        return "; ".join(told)


@register
class ProofKind(Kind):
    """Papers one has to bring."""

    name = "proof"
    label = "Nachweis"
    reason_code = "UR-18"
    reads = ("proofs",)
    fields = {"proofs": Field("Nachweise", FieldType.CHOICES, PROOFS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Verlangt: {listed(PROOFS[code] for code in values['proofs'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.proofs is None:
            return self.unknown(self.demand(values), "proofs")
        lacking = [PROOFS[code] for code in values["proofs"] if code not in facts.proofs.value]
        known = facts.proofs.cited(f"fehlt: {listed(lacking)}" if lacking else "liegt vor")
        return self.decide(not lacking, self.demand(values), known, "proofs")
