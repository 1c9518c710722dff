"""The five people of the acceptance cases, as facts. All invented."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from fahrwasser.matching.rules import serves
from fahrwasser.offers.criteria import OWN_WORDS, Fact, Facts, German, Obligation, Residence

DAYS_BY_URGENCY = {"S": 1, "D": 7, "Z": 30}


@dataclass(frozen=True)
class Person:
    """Facts of one case; deadlines differ by need, so they are set per offer."""

    facts: Facts
    need_deadlines: dict[str, date | None] = field(default_factory=dict)
    legal_deadlines: dict[str, date] = field(default_factory=dict)

    def facts_for(self, offer_needs: list[str], case_needs: list[str], on: date) -> Facts:
        """The facts with the deadlines of the need that the offer serves (a week where none is set)."""
        need = next((code for code in case_needs if serves(offer_needs, code)), "")
        needed_by = self.need_deadlines.get(need, on + timedelta(days=DAYS_BY_URGENCY["D"]))
        return replace(
            self.facts,
            need_deadline=Fact(needed_by, "Bedarf", on),
            legal_deadline=Fact(self.legal_deadlines.get(need), "Fristen im Fall", on),
        )


def told(value, on):
    return Fact(value, OWN_WORDS, on)


def seen(value, on, source="Ausweis"):
    return Fact(value, source, on)


T1, T2, T3, T5, T7 = (
    date(2026, 3, 9),
    date(2026, 5, 11),
    date(2026, 3, 16),
    date(2026, 9, 7),
    date(2026, 5, 4),
)
NOTHING: frozenset[str] = frozenset()

RANA = Person(
    Facts(
        residence=seen(Residence("family_reunification", "§ 30"), T1, "Aufenthaltstitel"),
        course_right_until=seen(date(2025, 8, 12), T1, "Fristrechner"),
        birth_date=seen(date(1992, 1, 17), T1),
        gender=told("f", T1),
        protected_space=told(True, T1),
        german=told(German("A1.1", certified=False), T1),
        literate=told(True, T1),
        languages=told(frozenset({"ar"}), T1),
        district=told("horrem", T1),
        children=told((date(2021, 10, 2),), T1),
        single_parent=told(True, T1),
        due_date=seen(date(2026, 4, 13), T1, "Mutterpass"),
        benefit_system=seen("sgb2", T1, "Antrag"),
        childcare_arranged=told(False, T1),
        step_free_needed=told(False, T1),
        obligations=told((), T1),
        groups_from=seen(date(2026, 7, 13), T1, "Sicherheitsprüfung"),
        dangerous_places=told(frozenset({"horrem", "OF-30", "mixed_accommodation", "together_with_partner"}), T1),
        avoided_circles=told(NOTHING, T1),
        bound_to=seen("Nordrhein-Westfalen", T1, "Aufenthaltstitel"),
        unwanted=told(frozenset({"couple_counselling"}), T1),
        travel_limit=told(60, T1),
    ),
    need_deadlines={
        "LA01.1": date(2026, 3, 14),
        "LA02.1": date(2026, 6, 30),
        "LA02.5": date(2026, 4, 8),
        "LA01.3": date(2026, 4, 8),
        "LA03.2": None,
        "LA09.3": date(2026, 4, 8),
    },
    legal_deadlines={"LA01.1": date(2026, 3, 14), "LA06.2": date(2026, 4, 12), "LA02.1": date(2026, 8, 10)},
)

FAMILY_I = Person(
    Facts(
        residence=seen(Residence("eu_free_movement"), T2),
        birth_date=seen(date(1990, 2, 3), T2),
        gender=told("m", T2),
        protected_space=told(False, T2),
        languages=told(frozenset({"bg", "tr"}), T2),
        district=told("hackenbroich", T2),
        children=told((date(2013, 3, 5), date(2016, 9, 20), date(2019, 11, 30)), T2),
        benefit_system=seen("sgb2", T2, "Antrag"),
        childcare_arranged=told(False, T2),
        obligations=told((), T2),
        dangerous_places=told(NOTHING, T2),
        unwanted=told(NOTHING, T2),
        travel_limit=told(60, T2),
    ),
    legal_deadlines={"LA10.3": date(2026, 5, 29), "LA04.2": date(2026, 5, 31)},
)

SAMIR = Person(
    Facts(
        residence=seen(Residence("toleration", "§ 60a"), T3, "Duldung"),
        course_right_until=seen(None, T3, "Akte"),
        birth_date=seen(date(2006, 8, 11), T3),
        gender=told("m", T3),
        protected_space=told(False, T3),
        german=seen(German("B1", certified=True), T3, "Zertifikat"),
        literate=told(True, T3),
        languages=told(frozenset({"prs"}), T3),
        district=told("nievenheim", T3),
        children=told((), T3),
        due_date=told(None, T3),
        benefit_system=seen("asylblg", T3, "Bescheid"),
        proofs=seen(frozenset({"ausbildungsvertrag"}), T3, "Vertrag"),
        obligations=seen(
            (
                Obligation(
                    "Ausbildung",
                    frozenset({"mo", "di", "mi", "do", "fr"}),
                    time(7, 30),
                    time(16),
                    date(2026, 8, 1),
                ),
            ),
            T3,
            "Vertrag",
        ),
        dangerous_places=told(NOTHING, T3),
        bound_to=seen("Nordrhein-Westfalen", T3, "Duldung"),
        unwanted=told(frozenset({"shared_accommodation"}), T3),
        travel_limit=told(60, T3),
    ),
    need_deadlines={
        "LA02.1": date(2026, 6, 30),
        "LA05.3": date(2026, 4, 15),
        "LA09.4": None,
        "LA03.2": None,
        "LA11.2": date(2026, 8, 1),
    },
    legal_deadlines={"LA02.1": date(2026, 6, 30)},
)

PRIYA = Person(
    Facts(
        residence=seen(Residence("family_reunification", "§ 30"), T5, "Aufenthaltstitel"),
        course_right_until=seen(date(2027, 7, 13), T5, "Fristrechner"),
        german=told(German("A2"), T5),
        literate=told(True, T5),
        languages=told(frozenset({"en"}), T5),
        district=told("delhoven", T5),
        children=told((), T5),
        obligations=told((), T5),
        dangerous_places=told(NOTHING, T5),
        unwanted=told(NOTHING, T5),
        budget=told(200, T5),
        travel_limit=told(60, T5),
    ),
    need_deadlines={"LA11.1": None, "LA09.1": None},
)

SELAM = Person(
    Facts(
        residence=seen(Residence("recognised_protection", "§ 25 Abs. 2"), T7, "Aufenthaltstitel"),
        course_right_until=seen(date(2026, 11, 30), T7, "Berechtigungsschein"),
        birth_date=seen(date(1997, 2, 14), T7),
        gender=told("f", T7),
        protected_space=told(False, T7),
        german=told(German("A2.1"), T7),
        literate=told(True, T7),
        languages=told(frozenset({"ti"}), T7),
        district=told("horrem", T7),
        children=told((date(2022, 12, 1), date(2020, 9, 8)), T7),
        single_parent=told(True, T7),
        due_date=told(None, T7),
        benefit_system=seen("sgb2", T7, "Bescheid"),
        childcare_arranged=told(False, T7),
        obligations=told((), T7),
        dangerous_places=told(NOTHING, T7),
        unwanted=told(NOTHING, T7),
        budget=told(0, T7),
        travel_limit=told(60, T7),
    ),
    need_deadlines={
        "LA03.1": date(2026, 6, 1),
        "LA12.3": date(2026, 6, 1),
        "LA08.1": date(2026, 9, 30),
        "LA08.5": date(2026, 9, 30),
        "LA09.3": date(2026, 9, 30),
        "LA13.1": None,
    },
    legal_deadlines={"LA03.1": date(2026, 6, 1), "LA12.3": date(2026, 6, 1)},
)

PEOPLE = {"AC-01": RANA, "AC-02": FAMILY_I, "AC-03": SAMIR, "AC-05": PRIYA, "AC-07": SELAM}
