"""How much German one needs, with or without a certificate."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, register
from fahrwasser.offers.criteria.facts import Fact, Facts, German
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import LEVELS, LITERACY, level_rank
from fahrwasser.offers.criteria.wording import Both, said, span


@register
class GermanLevelKind(Kind):
    """German from/to (CEFR, both ends included), with or without certificate, and reading and writing."""

    name = "german_level"
    order = 50
    label = Both("Deutschniveau", "Level of German")
    title = Both("Wie viel Deutsch man braucht", "How much German one needs")
    reason_code = "UR-05"
    reads = ("german", "literate")
    fields = {
        "from": Field(Both("Niveau von", "Level from"), FieldType.CHOICE, {level: level for level in LEVELS}),
        "to": Field(Both("Niveau bis", "Level to"), FieldType.CHOICE, {level: level for level in LEVELS}),
        "certificate": Field(Both("Nachweis verlangt", "Certificate required"), FieldType.YES_NO),
        "literacy": Field(Both("Lesen und Schreiben", "Reading and writing"), FieldType.CHOICE, LITERACY),
    }

    def contradictions(self, values: Values) -> list[str]:
        low, high = values.get("from"), values.get("to")
        if low and high and level_rank(low) > level_rank(high):
            told = said("Das untere Niveau liegt über dem oberen.", "The lower level is above the upper one.")
            return [f"{self.fields['from'].label}: {told}"]
        if not (low or high or "literacy" in values):
            told = said("Bitte ein Niveau oder Lesen und Schreiben angeben.",
                        "Please give a level, or reading and writing.")  # fmt: skip
            return [f"{self.label}: {told}"]
        return []

    def demand(self, values: Values) -> str:
        parts = []
        if "from" in values or "to" in values:
            proof = said(" mit Nachweis", " with certificate") if values.get("certificate") else ""
            parts.append(f"{said('Deutsch', 'German')} {span(values.get('from'), values.get('to'))}{proof}")
        if "literacy" in values:
            parts.append(LITERACY[values["literacy"]])
        return f"{said('Niveau', 'Level')}: {', '.join(parts)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        level = self.level_fits(values, facts.german)
        proof, script = self.proof_fits(values, facts.german), self.script_fits(values, facts)
        missing = "german" if level is None else "certificate" if proof is None else "literate"
        return self.decide(
            all_of((level, proof, script)), lambda: self.demand(values), lambda: self.known(values, facts), missing
        )

    def level_fits(self, values: Values, german: Fact[German] | None) -> bool | None:
        low, high = values.get("from", LEVELS[0]), values.get("to", LEVELS[-1])
        if (low, high) == (LEVELS[0], LEVELS[-1]):
            return True
        return level_rank(low) <= level_rank(german.value.level) <= level_rank(high) if german else None

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
            told.append(f"{said('Deutsch', 'German')}: {facts.german.cited(self.german_words(facts.german.value))}")
        if facts.literate and "literacy" in values:
            words = self.script_words(facts.literate.value)
            told.append(f"{said('Angabe', 'stated')}: {facts.literate.cited(words)}")
        return "; ".join(told)

    def script_words(self, literate: bool) -> str:
        if literate:
            return said("liest und schreibt", "reads and writes")
        return said("liest und schreibt noch nicht", "does not read and write yet")

    def german_words(self, german: German) -> str:
        without = said(" ohne Nachweis", " without certificate") if german.certified is False else ""
        return german.level + without
