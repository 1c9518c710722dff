"""Kinds about place, money and the person's own limits: way, stairs, cost, safety, wishes."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, any_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import BENEFIT_SYSTEMS, place_name
from fahrwasser.offers.criteria.wording import either, listed


@register
class DistrictKind(Kind):
    """Catchment area: elsewhere another body is responsible."""

    name = "district"
    label = "Einzugsgebiet"
    reason_code = "UR-14"
    reads = ("district",)
    fields = {"districts": Field("Ortsteile oder Gemeinden", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Nur für {listed(map(place_name, values['districts']))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        known = f"Wohnort: {facts.district.cited(place_name(facts.district.value))}"
        return self.decide(facts.district.value in values["districts"], self.demand(values), known, "district")


@register
class CompetenceKind(Kind):
    """The offer acts only where certain bodies are in charge."""

    name = "competence"
    label = "Zuständigkeit"
    reason_code = "UR-14"
    reads = ("competent_body",)
    fields = {"bodies": Field("Zuständige Stellen", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Nur bei Zuständigkeit von {either(values['bodies'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.competent_body
        if fact is None:
            return self.unknown(self.demand(values), "competent_body")
        known = f"zuständig: {fact.cited(fact.value)}"
        return self.decide(fact.value in values["bodies"], self.demand(values), known, "competent_body")


@register
class DistanceKind(Kind):
    """Way in minutes from each place of living, against the longest way the person can make."""

    name = "distance"
    label = "Weg"
    reason_code = "UR-04"
    reads = ("district", "travel_limit")
    fields = {"minutes": Field("Minuten je Ort", FieldType.MINUTES, required=True)}

    def demand(self, values: Values) -> str:
        ways = (f"{place_name(place)} {minutes}" for place, minutes in values["minutes"].items())
        return f"Weg in Minuten: {listed(ways)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.district is None:
            return self.unknown(self.demand(values), "district")
        minutes = values["minutes"].get(facts.district.value)
        if minutes is None:
            return self.silent(f"Angebot sagt nichts zum Weg ab {place_name(facts.district.value)}")
        return self.against_limit(facts.district.cited(place_name(facts.district.value)), minutes, facts)

    def against_limit(self, start: str, minutes: int, facts: Facts) -> Result:
        demand = f"Weg {minutes} Minuten ab {start}"
        if facts.travel_limit is None:
            return self.unknown(demand, "travel_limit")
        limit = facts.travel_limit.cited(f"höchstens {facts.travel_limit.value} Minuten")
        return self.decide(minutes <= facts.travel_limit.value, demand, limit, "travel_limit")


@register
class StepFreeKind(Kind):
    """Access without steps."""

    name = "step_free"
    label = "Stufenfreier Zugang"
    reason_code = "UR-10"
    reads = ("step_free_needed",)
    fields = {"step_free": Field("Stufenfrei", FieldType.YES_NO, required=True)}

    def demand(self, values: Values) -> str:
        return "Zugang stufenfrei" if values["step_free"] else "Zugang nicht stufenfrei"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        needed = facts.step_free_needed
        truth = any_of((values["step_free"], not needed.value if needed else None))
        words = "gebraucht" if needed and needed.value else "nicht gebraucht"
        return self.decide(truth, self.demand(values), needed.cited(words) if needed else "", "step_free_needed")

    def irrelevant(self, facts: Facts, on: date) -> bool:
        return facts.step_free_needed is not None and not facts.step_free_needed.value


@register
class CostKind(Kind):
    """Price in whole euros against what the person can pay; free for members of some benefit systems."""

    name = "cost"
    label = "Kosten"
    reason_code = "UR-11"
    reads = ("budget", "benefit_system")
    fields = {
        "euro": Field("Kosten in Euro", FieldType.NUMBER, required=True),
        "free_with": Field("Kostenlos bei", FieldType.CHOICES, BENEFIT_SYSTEMS),
    }

    def demand(self, values: Values) -> str:
        if not values["euro"]:
            return "Kostenlos"
        free = either(BENEFIT_SYSTEMS[code] for code in values.get("free_with", []))
        return f"Kosten {values['euro']} Euro" + (f", kostenlos bei {free}" if free else "")

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        affordable = facts.budget.value >= values["euro"] if facts.budget else None
        truth = any_of((not values["euro"], self.is_waived(values, facts), affordable))
        missing = "budget" if affordable is None else "benefit_system"
        return self.decide(truth, self.demand(values), self.known(values, facts), missing)

    def is_waived(self, values: Values, facts: Facts) -> bool | None:
        if "free_with" not in values:
            return False
        return facts.benefit_system.value in values["free_with"] if facts.benefit_system else None

    def known(self, values: Values, facts: Facts) -> str:
        told = []
        if facts.benefit_system and "free_with" in values:
            told.append(f"Leistung: {facts.benefit_system.cited(BENEFIT_SYSTEMS[facts.benefit_system.value])}")
        if facts.budget and values["euro"]:
            told.append(f"eigene Zahlung: {facts.budget.cited(f'bis {facts.budget.value} Euro')}")
        return "; ".join(told)


@register
class SafetyKind(Kind):
    """Places and situations where the person expects somebody dangerous, in their own words only."""

    name = "safety"
    label = "Sicherheit"
    reason_code = "UR-03"
    exclusion = True
    reads = ("dangerous_places",)
    fields = {"places": Field("Orte und Situationen", FieldType.NAMED, required=True)}

    def demand(self, values: Values) -> str:
        return f"Findet statt: {listed(values['places'].values())}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.dangerous_places is None:
            return self.unknown(self.demand(values), "dangerous_places")
        named = [words for code, words in values["places"].items() if code in facts.dangerous_places.value]
        if named:
            return self.failed(f"Von der Person als gefährlich genannt: {facts.dangerous_places.cited(listed(named))}")
        return self.met(f"{self.demand(values)}; {facts.dangerous_places.cited('nicht als gefährlich genannt')}")


@register
class ConfidentialityKind(Kind):
    """Communities or relatives who work or meet there and whom the person does not want to know."""

    name = "confidentiality"
    label = "Vertraulichkeit"
    reason_code = "UR-12"
    exclusion = True
    reads = ("avoided_circles",)
    fields = {"circles": Field("Gemeinschaften oder Personenkreise", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Dort begegnet man: {listed(values['circles'])}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        fact = facts.avoided_circles
        if fact is None:
            return self.unknown(self.demand(values), "avoided_circles")
        avoided = [circle for circle in values["circles"] if circle in fact.value]
        known = fact.cited(
            f"soll nichts erfahren: {listed(avoided)}" if avoided else "niemand davon soll gemieden werden"
        )
        return self.decide(not avoided, self.demand(values), known, "avoided_circles")


@register
class ResidenceBindingKind(Kind):
    """Living there means living in these areas, against an obligation to live in one."""

    name = "residence_binding"
    label = "Wohnsitzregelung"
    reason_code = "UR-13"
    reads = ("bound_to",)
    fields = {"within": Field("Liegt in", FieldType.TEXTS, required=True)}

    def demand(self, values: Values) -> str:
        return f"Wohnsitz in {listed(map(place_name, values['within']))}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.bound_to is None:
            return self.unknown(self.demand(values), "bound_to")
        area = facts.bound_to.value
        known = f"Wohnsitzregelung: {facts.bound_to.cited(place_name(area) if area else 'keine')}"
        return self.decide(area is None or area in values["within"], self.demand(values), known, "bound_to")


@register
class WishKind(Kind):
    """Kinds of offer the person does not want. An empty set of wishes is a fact: nothing was refused."""

    name = "wish"
    label = "Wunsch der Person"
    reason_code = "UR-16"
    exclusion = True
    reads = ("unwanted",)
    fields = {"kinds": Field("Art des Angebots", FieldType.NAMED, required=True)}

    def demand(self, values: Values) -> str:
        return f"Art des Angebots: {listed(values['kinds'].values())}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        if facts.unwanted is None:
            return self.unknown(self.demand(values), "unwanted")
        refused = any(code in facts.unwanted.value for code in values["kinds"])
        known = facts.unwanted.cited("von der Person nicht gewünscht" if refused else "nicht abgelehnt")
        return self.decide(not refused, self.demand(values), known, "unwanted")
