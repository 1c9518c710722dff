"""Who may come, and whether the room is protected."""

from datetime import date

from fahrwasser.offers.criteria.base import Kind, Result, Values, all_of, register
from fahrwasser.offers.criteria.facts import Facts
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.vocabulary import GENDERS, SEXES, SPACES
from fahrwasser.offers.criteria.wording import Both, listed, needed_words, said


@register
class GenderKind(Kind):
    """Who may come, and whether the room is protected or mixed."""

    name = "gender"
    order = 40
    label = Both("Geschlecht und geschützter Raum", "Gender and protected space")
    title = Both(
        "Nur für Frauen, Männer oder andere; geschützter Raum", "Only for women, men or others; protected space"
    )
    reason_code = "UR-08"
    exclusion = True
    reads = ("gender", "protected_space")
    fields = {
        "genders": Field(Both("Nur für", "Only for"), FieldType.CHOICES, GENDERS),
        "space": Field(Both("Raum", "Space"), FieldType.CHOICE, SPACES),
    }

    def demand(self, values: Values) -> str:
        parts = []
        if "genders" in values:
            genders = listed(GENDERS[code] for code in values["genders"])
            parts.append(said(f"nur für {genders}", f"only for {genders}"))
        if "space" in values:
            parts.append(SPACES[values["space"]])
        return f"{said('Angebot', 'Offer')}: {', '.join(parts)}"

    def compare(self, values: Values, facts: Facts, on: date) -> Result:
        gender, space = self.gender_fits(values, facts), self.space_fits(values, facts)
        missing = "gender" if gender is None else "protected_space"
        return self.decide(
            all_of((gender, space)), lambda: self.demand(values), lambda: self.known(values, facts), missing
        )

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
            sex = facts.gender.value
            told.append(f"{said('Geschlecht', 'gender')}: {facts.gender.cited(SEXES.get(sex, sex))}")
        if facts.protected_space and "space" in values:
            words = needed_words(facts.protected_space.value)
            told.append(f"{said('geschützter Raum', 'protected space')}: {facts.protected_space.cited(words)}")
        return "; ".join(told)
