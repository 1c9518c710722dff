"""Which papers one has to bring."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import PROOFS
from fahrwasser.offers.criteria.wording import Both, listed, said


@register
class ProofKind(Kind):
    """Papers one has to bring."""

    name = "proof"
    order = 70
    label = Both("Nachweis", "Papers")
    title = Both("Welche Papiere man mitbringt", "Which papers one brings")
    reason_code = "UR-18"
    reads = ("proofs",)
    fields = {"proofs": Field(Both("Nachweise", "Papers"), FieldType.CHOICES, PROOFS, required=True)}

    def demand(self, values: Values) -> str:
        return f"{said('Verlangt', 'Required')}: {listed(PROOFS[code] for code in values['proofs'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.proofs is None:
            return self.unknown(lambda: self.demand(values), "proofs")
        held = facts.proofs
        lacking = [code for code in values["proofs"] if code not in held.value]
        return self.decide(
            not lacking, lambda: self.demand(values), lambda: held.cited(self.lacking_words(lacking)), "proofs"
        )

    def lacking_words(self, lacking: list[str]) -> str:
        if lacking:
            return f"{said('fehlt', 'missing')}: {listed(PROOFS[code] for code in lacking)}"
        return said("liegt vor", "at hand")
