"""The risk screen: five questions about what cannot wait, and what follows from the answers. Plain Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fahrwasser.assessment import rules
from fahrwasser.core.errors import NotAllowed

NOT_ASKED, NO, UNCLEAR, YES = "not_asked", "no", "unclear", "yes"
ANSWERS = (NOT_ASKED, NO, UNCLEAR, YES)
ASK_AGAIN = 7  # days after which an unclear answer is asked again
AT_ONCE = "S"
TASK_NOW = "Risikofragen: heute handeln"
TASK_AGAIN = "Risikofragen noch einmal ansprechen"
TASK_LEVEL = "Schutzstufe prüfen und entscheiden"
TASK_WHY = "Risikofragen der Falleinschätzung"


@dataclass(frozen=True)
class Risk:
    """One question. ``need``: code of the need a yes makes, empty for none; ``step``: what a yes asks of us."""

    name: str
    label: str
    question: str
    step: str
    need: str = ""


RISKS = (
    Risk(
        "violence", "Gewalt", "Hat die Person Angst vor jemandem, oder wird sie bedroht oder geschlagen?",
        "Allein und in der eigenen Sprache weitersprechen. Sicheren Ort und Sicherheitsplan klären.", "LA01.1",
    ),
    Risk(
        "child", "Kindeswohl", "Gibt es Anhaltspunkte, dass ein Kind gefährdet ist?",
        "Eine insoweit erfahrene Fachkraft hinzuziehen, ohne Namen zu nennen (§ 4 KKG).", "LA07.3",
    ),
    Risk(
        "crisis", "Seelische Krise", "Denkt die Person daran, nicht mehr leben zu wollen?",
        "Nicht allein lassen. Krisendienst oder 112 anrufen und die nächsten Stunden absprechen.", "LA05.6",
    ),
    Risk(
        "housing", "Wohnung", "Fehlt ein Schlafplatz, oder droht der Verlust der Wohnung?",
        "Noch heute die Fachstelle Wohnungssicherung anrufen.", "LA03.1",
    ),
    Risk(
        "deadlines", "Fristen", "Läuft in den nächsten Tagen eine Frist ab?",
        "Das Papier ansehen und die Frist in der Akte eintragen.",
    ),
)  # fmt: skip

OUTCOMES: Mapping[str, str] = {
    "act": "sofort handeln",
    "clarify": "noch einmal ansprechen",
    "none": "kein Hinweis auf ein Risiko",
    "not_asked": "nicht gefragt",
}


def outcome(answers: Mapping[str, str]) -> str:
    """What the whole screen asks for: a yes weighs more than an unclear answer; nothing is added up."""
    given = set(answers.values())
    if YES in given:
        return "act"
    if UNCLEAR in given:
        return "clarify"
    return "none" if NO in given else "not_asked"


def named(answers: Mapping[str, str], answer: str) -> list[Risk]:
    """The questions that were answered so."""
    return [risk for risk in RISKS if answers[risk.name] == answer]


def proposes_protection(level: int, needs: Collection[str], violence: str) -> bool:
    """Whether level 2 is proposed: violence, or an open need of protection, in a file below it. People decide."""
    return level < rules.PROTECTED and (violence == YES or not rules.PROTECTION_NEEDS.isdisjoint(needs))


def check(answers: Mapping[str, str]) -> None:
    if answers.keys() != {risk.name for risk in RISKS} or not set(answers.values()) <= set(ANSWERS):
        raise NotAllowed("Bitte wählen Sie zu jeder Frage eine Antwort aus der Liste.")
    if outcome(answers) == NOT_ASKED:
        raise NotAllowed("Noch ist keine Frage beantwortet. Eine genügt.", field=RISKS[0].name)
