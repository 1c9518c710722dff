"""The front desk's rules: safety first, then the proposal of what becomes of an enquiry. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from fahrwasser.core.errors import NotAllowed

CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST = timedelta(days=366)
ASK_AGAIN = 1  # working days
AGREE_WITHIN = timedelta(days=14)  # agreement after an emergency, or in writing after words (domain.md 4.4)
RISK_AREA = "LA01."
RISK_CODES = frozenset({"LA03.1", "LA05.1", "LA05.6", "LA07.3"})
URGENCIES = "SDZP"  # from at once to plannable
MANY_AREAS, SOME_AREAS = 3, 2
OTHER_BODIES = 2  # C2: so many further organisations must act
OF_AGE = 18  # years

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
    """What reached the office. ``referrer_agreed``: whether the person knows of it, None when not known.

    The wishes are "f" or "m": a woman or a man as case manager, as interpreter; empty when it does not matter.
    ``legal_basis`` is a code of the catalogue, filled where help starts without consent.
    """

    received_at: datetime
    channel: str
    referrer: str = ""
    referrer_agreed: bool | None = None
    concern: str = ""
    interpreter_needed: bool = False
    manager_wish: str = ""
    interpreter_wish: str = ""
    legal_basis: str = ""


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
    def has_way(self) -> bool:
        return bool(self.safe_way.strip() or self.phone.strip())

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Which questions are still to be asked, in words; danger needs only the safe way."""
        is_open = self.danger != "yes"
        speech = is_open and self.can_speak != "yes"
        fear = is_open and (self.danger == "not_asked" or speech)
        asked = {"frei sprechen": speech, "Angst vor jemandem": fear, "sicherer Weg": not self.has_way}
        return tuple(words for words, unanswered in asked.items() if unanswered)


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
    if not safety.has_way:
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
        return self._answers.count(Answer.YES)

    @property
    def unclear(self) -> int:
        return self._answers.count(Answer.UNCLEAR)

    @property
    def _answers(self) -> list[Answer]:
        return [self.complexity, self.actors, self.regular_way_fails, self.overload]

    @property
    def speaks_for_cm(self) -> bool:
        return self.risk or self.met >= NEEDED_FOR_CM

    @property
    def may_still_reach_cm(self) -> bool:
        return self.met + self.unclear >= NEEDED_FOR_CM


@dataclass(frozen=True)
class KnownFacts:
    """What the file says already. ``bodies``: organisations with a running referral; ``refused``: referrals that
    came to nothing; ``age`` in years, None when unknown; ``has_guardian``: somebody with custody is known."""

    needs: tuple[tuple[str, str], ...] = ()
    bodies: int = 0
    refused: int = 0
    interpreter_needed: bool = False
    age: int | None = None
    has_guardian: bool = False

    @property
    def is_minor_alone(self) -> bool:
        return self.age is not None and self.age < OF_AGE and not self.has_guardian


NO_GUARDIAN = "Unter 18, und niemand mit Sorgerecht ist bekannt."


@dataclass(frozen=True)
class Prefill:
    """An answer that follows from the file, and why, in words."""

    field: str
    answer: str | bool
    why: str


def prefilled(known: KnownFacts) -> list[Prefill]:
    """Answers for the criteria, as far as the file speaks for one; everything else stays unclear."""
    risk = is_risk(known.needs)
    found: list[tuple[bool, str, str | bool, str]] = [
        (complexity(known.needs) == Answer.YES, "complexity", Answer.YES, "Bedarfe in mehreren Lebensbereichen (C1)."),
        (known.bodies >= OTHER_BODIES, "actors", Answer.YES, f"{known.bodies} Stellen sind schon beteiligt (C2)."),
        (known.refused > 0, "regular_way_fails", Answer.YES, "Eine Vermittlung ist schon gescheitert (C3)."),
        (risk, "overload", Answer.YES, "Eine akute Notlage (C4)."),
        (known.interpreter_needed and not risk, "overload", Answer.YES, "Sprachmittlung ist nötig (C4)."),
        (risk, "risk", True, "Ein Bedarf verlangt sofort Hilfe (R)."),
        (known.is_minor_alone, "elsewhere", Elsewhere.YOUTH_OFFICE, NO_GUARDIAN),
    ]  # fmt: skip
    return [Prefill(field, answer, why) for holds, field, answer, why in found if holds]


CASE_MANAGEMENT = frozenset({"case_management", "shared_lead"})
BECOMES = {"case_management": "case_management", "shared_lead": "case_management", "short_advice": "short_advice"}
CLOSES = {
    "referred_on": "nicht_zustaendig_festgestellt",
    "declined": "abbruch_klient",
    "not_eligible": "nicht_zustaendig_festgestellt",
}  # with which closing reason a decision ends the file
NEEDED_FOR_CM = 3


def propose(criteria: Criteria) -> str:
    """What the criteria speak for, never decided automatically; empty while open answers may change it."""
    if criteria.elsewhere == Elsewhere.YOUTH_OFFICE:
        return "youth_office"
    if criteria.elsewhere == Elsewhere.COMPETENT:
        return "referred_on"
    if criteria.wish == Answer.NO:
        return "declined"
    if criteria.speaks_for_cm:
        managed = "shared_lead" if criteria.elsewhere == Elsewhere.LEADS else "case_management"
        return managed if criteria.wish == Answer.YES else ""
    return "" if criteria.may_still_reach_cm else "short_advice"


def explain(criteria: Criteria) -> str:
    """Why this is proposed, in one or two sentences."""
    proposal = propose(criteria)
    if proposal in BECAUSE:
        return BECAUSE[proposal]
    if criteria.risk:
        grounds = "Es besteht ein Sofort-Risiko (R)"
    else:
        grounds = f"{criteria.met} der vier Kriterien C1 bis C4 sind erfüllt"
    if proposal in CASE_MANAGEMENT:
        lead = " Eine andere Stelle führt schon: Es bleibt bei einer Fallführung." if proposal == "shared_lead" else ""
        return f"{grounds}, und die Person will es (C5).{lead}"
    if proposal == "short_advice":
        return f"{grounds}; für Case Management sind drei nötig, oder ein Sofort-Risiko."
    if criteria.speaks_for_cm:
        return f"{grounds}. Fragen Sie noch, ob die Person Case Management will (C5)."
    return f"{grounds}, {criteria.unclear} sind noch offen. Klären Sie sie: Sie können den Vorschlag ändern."


BECAUSE = {
    "youth_office": f"{NO_GUARDIAN} Das Jugendamt ist zuerst dran.",
    "referred_on": "Eine andere Stelle ist zuständig.",
    "declined": "Die Person will kein Case Management (C5).",
}


@dataclass(frozen=True)
class Outcome:
    """What was decided. ``body``: who leads, is competent, or takes over; ``told_on``: the day they were told;
    ``agreed``: whether the person wants that; ``review_on``: when to look at the waiting list again."""

    decision: str
    reason: str = ""
    body: str = ""
    told_on: date | None = None
    agreed: bool | None = None
    review_on: date | None = None


def check_undecided(kind: str, *, is_open: bool) -> None:
    if kind == "case_management" or not is_open:
        raise NotAllowed("Über diese Anfrage ist schon entschieden. Laden Sie die Seite neu.")


def check_decision(criteria: Criteria, outcome: Outcome, today: date, *, minor_alone: bool = False) -> None:
    """C5 is a hard condition; there is one lead; departing from the proposal wants a reason."""
    if not outcome.decision:
        raise NotAllowed("Bitte wählen Sie aus, wie es weitergeht.", field="decision")
    if outcome.decision in CASE_MANAGEMENT and criteria.wish != Answer.YES:
        raise NotAllowed("Case Management geht nur, wenn die Person es will und informiert ist (C5).", field="wish")
    _check_lead(criteria, outcome, minor_alone=minor_alone)
    _check_details(outcome, today)
    if outcome.decision != propose(criteria) and not outcome.reason.strip():
        raise NotAllowed("Sie weichen vom Vorschlag ab. Bitte schreiben Sie in einem Satz, warum.", field="reason")


def _check_lead(criteria: Criteria, outcome: Outcome, *, minor_alone: bool) -> None:
    alone = outcome.decision == "case_management"
    if alone and criteria.elsewhere == Elsewhere.LEADS:
        raise NotAllowed(
            "Es gibt nur eine Fallführung. Führt die andere Stelle, wählen Sie „andere Stelle führt“.", field="decision"
        )
    if minor_alone and alone:
        raise NotAllowed(
            "Unter 18 ohne Sorgeberechtigte führt das Jugendamt. Case Management geht nur daneben, mit Begründung.",
            field="decision",
        )
    if minor_alone and outcome.decision == "shared_lead" and not outcome.reason.strip():
        raise NotAllowed("Begründen Sie, warum wir neben dem Jugendamt gebraucht werden.", field="reason")
    if outcome.decision == "shared_lead" and not outcome.body.strip():
        raise NotAllowed("Nennen Sie die Stelle, die den Fall führt.", field="body_name")


def _check_details(outcome: Outcome, today: date) -> None:
    """What a decision needs beside its name."""
    if outcome.decision == "referred_on" and not outcome.body.strip():
        raise NotAllowed("Nennen Sie die Stelle, an die Sie weiterverweisen.", field="body_name")
    if outcome.told_on and outcome.told_on > today:
        raise NotAllowed("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="told_on")
    if outcome.decision in ("waiting_list", "not_eligible") and not outcome.reason.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, warum.", field="reason")
    if outcome.decision == "waiting_list":
        _check_review(outcome.review_on, today)


def check_duplicate(reason: str, open_needs: int) -> None:
    """Somebody says how they know; a need that is still open would get lost in a closed file."""
    if not reason.strip():
        raise NotAllowed("Bitte schreiben Sie in einem Satz, woran Sie die Person erkannt haben.", field="reason")
    if open_needs:
        raise NotAllowed("Ein Bedarf ist noch offen. Tragen Sie ihn in die andere Akte ein und beenden Sie ihn hier.")


def _check_review(review_on: date | None, today: date) -> None:
    if review_on is None:
        raise NotAllowed("Wann sehen Sie wieder nach? Bitte nennen Sie einen Tag.", field="review_on")
    if review_on <= today:
        raise NotAllowed("Bitte wählen Sie einen Tag nach heute.", field="review_on")
    if review_on > today + LONGEST_WAIT:
        raise NotAllowed("Bitte sehen Sie spätestens in drei Monaten wieder nach.", field="review_on")


LONGEST_WAIT = timedelta(days=92)  # without looking at the waiting list again


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
