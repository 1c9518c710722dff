"""Where the person expects somebody dangerous."""

from collections.abc import Iterable
from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Fact, Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.wording import Both, either, listed, said


@register
class SafetyKind(Kind):
    """Places and situations where the person expects somebody dangerous, in their own words only.

    ``places``: one comes to all of them. ``one_of``: places of which the person may choose one; while one of them is
    left, the sentence says which to avoid and which remain.
    """

    name = "safety"
    order = 190
    label = Both("Sicherheit", "Safety")
    reason_code = "UR-03"
    exclusion = True
    stays_inside = True
    of_every_offer = True
    says_where = True
    reads = ("dangerous_places",)
    fields = {
        "places": Field(Both("Orte und Situationen", "Places and situations"), FieldType.NAMED),
        "one_of": Field(Both("Orte, von denen einer genügt", "Places of which one is enough"), FieldType.NAMED),
    }

    def demand(self, values: Values) -> str:
        held = [*values.get("places", {}).values()]
        if "one_of" in values:
            choice = either(values["one_of"].values())
            held.append(said(f"wahlweise {choice}", f"at choice {choice}") if len(values["one_of"]) > 1 else choice)
        return f"{said('Ort und Umstände', 'Place and circumstances')}: {', '.join(held)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.dangerous_places
        if fact is None:
            return self.unknown(lambda: self.demand(values), "dangerous_places")
        dangerous, choice = fact.value, values.get("one_of", {})
        named = [words for code, words in values.get("places", {}).items() if code in dangerous]
        avoided = [words for code, words in choice.items() if code in dangerous]
        if named or (choice and len(avoided) == len(choice)):
            return self.failed(lambda: self.named_words(fact, named + avoided))
        if avoided:
            left = [words for code, words in choice.items() if code not in dangerous]
            return self.met(lambda: f"{self.named_words(fact, avoided)}; {self.left_words(left)}")
        return self.met(lambda: f"{self.demand(values)}; {self.unnamed_words(fact)}")

    def left_words(self, left: Iterable[str]) -> str:
        return f"{said('möglich', 'possible')}: {either(left)}"

    def unnamed_words(self, fact: Fact[frozenset[str]]) -> str:
        return fact.cited(said("nicht als gefährlich genannt", "not named as dangerous"))

    def named_words(self, fact: Fact[frozenset[str]], words: Iterable[str]) -> str:
        cited = fact.cited(listed(words))
        return said(f"Von der Person als gefährlich genannt: {cited}", f"Named as dangerous by the person: {cited}")
