"""The front desk's rules: safety first, then the proposal of what becomes of an enquiry. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from fahrwasser.core.errors import NotAllowed

CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST = timedelta(days=366)
ASK_AGAIN = timedelta(days=1)
AGREE_WITHIN = timedelta(days=14)  # agreement after an emergency, or in writing after words (domain.md 4.4)
SHORT_ADVICE = timedelta(days=30)  # at most, or three contacts (domain.md 2.3)
RISK_AREA = "LA01."
RISK_CODES = frozenset({"LA03.1", "LA05.1", "LA05.6", "LA07.3"})
URGENCIES = "SDZP"  # from at once to plannable
MANY_AREAS, SOME_AREAS = 3, 2

PROTECTED, NORMAL = 2, 0


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Elsewhere(StrEnum):
    """Whether another body comes first."""

    NOBODY = ""
    COMPETENT = "competent"  # another service is competent
    YOUTH_OFFICE = "youth_office"  # under 18 without guardian: the youth office has primacy
    LEADS = "leads"  # another case management runs already: one lead


@dataclass(frozen=True)
class Call:
    """What reached the office. ``referrer_agreed``: whether the person knows of it, None when not known."""

    received_at: datetime
    channel: str
    referrer: str = ""
    referrer_agreed: bool | None = None
    concern: str = ""
    interpreter_needed: bool = False


@dataclass(frozen=True)
class Person:
    """Who it is about, as far as known; ``languages`` are codes with commas."""

    first_name: str
    last_name: str = ""
    birth_date: date | None = None
    languages: str = ""


@dataclass(frozen=True)
class Safety:
    """The three questions, the phone, and what is only compared with other files and not kept."""

    can_speak: str
    danger: str
    safe_way: str = ""
    phone: str = ""
    never: str = ""
    feared_person: str = ""
    former_address: str = ""

    @property
    def level(self) -> int:
        """Danger makes the file level 2 before it is saved for the first time."""
        return PROTECTED if self.danger == "yes" else NORMAL

    @property
    def ask_again(self) -> bool:
        """No danger was stated, but nobody asked or the person could not speak freely."""
        return self.danger != "yes" and (self.danger == "not_asked" or self.can_speak != "yes")


def check_received(received_at: datetime, now: datetime) -> None:
    if received_at > now + CLOCKS_DIFFER:
        raise NotAllowed("Der Eingang liegt in der Zukunft. Bitte prüfen Sie Tag und Uhrzeit.", field="received_at")
    if received_at < now - OLDEST:
        raise NotAllowed("Der Eingang liegt mehr als ein Jahr zurück. Bitte prüfen Sie das Datum.", field="received_at")


def check_protection(safety: Safety, lead: object, second: object | None) -> None:
    """Danger wants two different people and a way to reach the person safely."""
    if safety.level < PROTECTED:
        return
    if second is None:
        raise NotAllowed("Bei Gefahr braucht die Akte eine zweite Fallführung. Bitte wählen Sie.", field="second")
    if second == lead:
        raise NotAllowed("Die zweite Fallführung muss eine andere Person sein als die erste.", field="second")
    if not (safety.safe_way.strip() or safety.phone.strip()):
        raise NotAllowed("Bei Gefahr brauchen wir einen sicheren Weg, die Person zu erreichen.", field="safe_way")


def worst(urgencies: Iterable[str]) -> str:
    """The most urgent of S, D, Z, P; empty when there is none."""
    return min(urgencies, key=URGENCIES.index, default="")


def is_risk(needs: Iterable[tuple[str, str]]) -> bool:
    """R: something is needed at once for safety, shelter, life or a child. ``needs``: codes with urgency."""
    return any(urgency == "S" and (code.startswith(RISK_AREA) or code in RISK_CODES) for code, urgency in needs)


def complexity(needs: Iterable[tuple[str, str]]) -> Answer:
    """C1: three life areas with a need, or two when one is urgent; fewer known needs leave it unclear."""
    known = list(needs)
    areas = len({code.split(".")[0] for code, _ in known})
    urgent = any(urgency in "SD" for _, urgency in known)
    return Answer.YES if areas >= MANY_AREAS or (areas >= SOME_AREAS and urgent) else Answer.UNCLEAR


@dataclass(frozen=True)
class Criteria:
    """The five criteria (domain.md 2.3), the risk, and who else may come first.

    complexity: many areas; actors: two more organisations must be coordinated; regular_way_fails; overload: cannot
    coordinate alone; wish: wants case management and is informed.
    """

    complexity: Answer
    actors: Answer
    regular_way_fails: Answer
    overload: Answer
    wish: Answer
    risk: bool = False
    elsewhere: Elsewhere = Elsewhere.NOBODY

    @property
    def met(self) -> int:
        """How many of C1 to C4 are answered with yes."""
        return [self.complexity, self.actors, self.regular_way_fails, self.overload].count(Answer.YES)


CASE_MANAGEMENT = frozenset({"case_management", "shared_lead"})
BECOMES = {"case_management": "case_management", "shared_lead": "case_management", "short_advice": "short_advice"}
NEEDED_FOR_CM = 3


def propose(criteria: Criteria) -> str:
    """What the criteria speak for, never decided automatically; empty when they speak for nothing yet."""
    if criteria.elsewhere in (Elsewhere.COMPETENT, Elsewhere.YOUTH_OFFICE):
        return "referred_on"
    if criteria.wish == Answer.NO:
        return "declined"
    if criteria.wish != Answer.YES:
        return ""
    if criteria.risk or criteria.met >= NEEDED_FOR_CM:
        return "shared_lead" if criteria.elsewhere == Elsewhere.LEADS else "case_management"
    return "short_advice" if criteria.met else ""


def check_decision(criteria: Criteria, decision: str, reason: str, leading_body: str) -> None:
    """C5 is a hard condition; departing from the proposal wants a reason; there is one lead."""
    if not decision:
        raise NotAllowed("Bitte wählen Sie aus, wie es weitergeht.", field="decision")
    if decision in CASE_MANAGEMENT and criteria.wish != Answer.YES:
        raise NotAllowed("Case Management geht nur, wenn die Person es will und informiert ist (C5).", field="wish")
    if decision == "shared_lead" and not leading_body.strip():
        raise NotAllowed("Nennen Sie die Stelle, die den Fall führt.", field="leading_body")
    if decision != propose(criteria) and not reason.strip():
        raise NotAllowed("Sie weichen vom Vorschlag ab. Bitte schreiben Sie in einem Satz, warum.", field="reason")


def check_agreement(decision: str, form: str, *, emergency: bool) -> None:
    """Case management wants the participation agreement; words alone carry it only in an emergency."""
    if decision not in CASE_MANAGEMENT:
        return
    if not form:
        raise NotAllowed("Halten Sie fest, wie die Person der Teilnahme zugestimmt hat.", field="agreement")
    if form == "oral" and not emergency:
        raise NotAllowed(
            "Mündlich genügt nur im Notfall. Bitte lassen Sie die Vereinbarung unterschreiben.", field="agreement"
        )


def working_days(since: date, today: date) -> int:
    """Weekdays from Monday to Friday after ``since`` until ``today``; holidays are not taken out."""
    days = (since + timedelta(days=n) for n in range(1, (today - since).days + 1))
    return sum(day.weekday() < 5 for day in days)  # Saturday is 5


DECIDE_WITHIN = 3  # working days (domain.md 2.2)
