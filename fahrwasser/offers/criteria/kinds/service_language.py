"""In which languages one is served."""

from collections.abc import Hashable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import LANGUAGES, language_name, level_rank
from fahrwasser.offers.criteria.wording import Both, listed, said

TALKS_GERMAN_FROM = "B1"
"""From this level on, advice given only in German counts as understood."""


@register
class ServiceLanguageKind(Kind):
    """Languages in which the offer works, and whether it brings interpreters."""

    name = "service_language"
    order = 60
    label = Both("Sprache des Angebots", "Language of the offer")
    title = Both("In welchen Sprachen gearbeitet wird", "In which languages they work")
    reason_code = "UR-17"
    reads = ("languages", "german")
    fields = {
        "languages": Field(Both("Sprachen", "Languages"), FieldType.CHOICES, LANGUAGES, required=True),
        "interpreting": Field(Both("Sprachmittlung möglich", "Interpreting possible"), FieldType.YES_NO),
    }

    def look(self, facts: Facts, on: date, aspect: str) -> Hashable:
        spoken = facts.languages.value if facts.languages else None
        return spoken, self.talks_german(facts)

    def demand(self, values: Values) -> str:
        spoken = listed(language_name(code) for code in values["languages"])
        helped = said(", mit Sprachmittlung", ", with interpreting") if values.get("interpreting") else ""
        return said(f"Angebot auf {spoken}{helped}", f"Offered in {spoken}{helped}")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        shared = self.shared(values, facts)
        german = self.german_suffices(values, facts)
        truth = any_of((bool(values.get("interpreting")), shared, german))
        missing = "languages" if shared is None else "german"
        return self.decide(truth, lambda: self.demand(values), lambda: self.known(facts), missing)

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
            told.append(f"{said('Sprachen', 'languages')}: {facts.languages.cited(spoken)}")
        if facts.german:
            told.append(f"{said('Deutsch', 'German')}: {facts.german.cited(facts.german.value.level)}")
        return "; ".join(told)
