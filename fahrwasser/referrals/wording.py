"""A referral in words for the pages: its state as a sentence, and what one can do next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from fahrwasser.referrals import rules
from fahrwasser.referrals.models import Referral
from fahrwasser.referrals.rules import Mover, State


@dataclass(frozen=True)
class Status:
    """A shape of the design system, bold first words, the rest of the sentence."""

    shape: str
    strong: str
    detail: str


@dataclass(frozen=True)
class Step:
    """Something the case manager can do now: ``view`` in this app's urls."""

    label: str
    view: str


STEPS: dict[State, Step] = {
    State.STARTED: Step("Beginn eintragen", "referrals:start"),
    State.FINISHED: Step("Beenden", "referrals:finish"),
    State.BROKEN_OFF: Step("Abbruch festhalten", "referrals:break_off"),
    State.NOT_TAKEN_UP: Step("Nicht angetreten", "referrals:not_taken_up"),
    State.SENT: Step("Noch einmal anfragen", "referrals:ask_again"),
    State.WITHDRAWN: Step("Zurückziehen", "referrals:withdraw"),
    State.ENTERED_IN_ERROR: Step("Irrtümlich angelegt", "referrals:enter_in_error"),
}
TELL = Step("Antwort eintragen", "referrals:told")
NEXT: dict[str, Step] = {
    State.SENT: TELL,
    State.NO_ANSWER: STEPS[State.SENT],
    State.QUESTION: Step("Frage klären", "referrals:ask_again"),
    State.WAITING: TELL,
    State.ACCEPTED: STEPS[State.STARTED],
    State.STARTED: STEPS[State.FINISHED],
    State.NOT_TAKEN_UP: STEPS[State.SENT],
}


def day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def next_step(referral: Referral) -> Step | None:
    """The one step that stands beside the row."""
    return NEXT.get(referral.state)


def steps(referral: Referral) -> list[Step]:
    """Everything else that is possible now, in the order of the table."""
    first = next_step(referral)
    possible = [step for state, step in STEPS.items() if rules.may_move(referral.state, state, Mover.CASE_MANAGER)]
    if rules.told_from(referral.state):
        possible.insert(0, TELL)
    return [step for step in possible if first is None or step.view != first.view]


def status(referral: Referral, today: date) -> Status:
    """The state as a sentence."""
    words = WORDS.get(State(referral.state))
    return words(referral, today) if words else _ended(referral)


def _result(referral: Referral) -> str:
    return rules.RESULTS.get(referral.result, rules.RESULTS["unknown"]).removeprefix("Bedarf ")


def _sent(referral: Referral, today: date) -> Status:
    if referral.asked_on is None:
        return Status("open", _("Noch nicht gesendet."), "")
    until = rules.answer_by(referral.urgency, referral.asked_on)
    if until < today:
        return Status("warning", _("Noch keine Antwort."), _("Erbeten bis %s.") % day(until))
    return Status("waits", _("Gesendet."), _("Antwort erbeten bis %s.") % day(until))


def _waiting(referral: Referral, today: date) -> Status:
    place = _("Warteliste, Platz %s,") % referral.waiting_position if referral.waiting_position else _("Warteliste,")
    when = _("etwa ab %s.") % day(referral.expected_on) if referral.expected_on else _("ohne Datum.")
    late = referral.review_on is not None and referral.review_on < today
    return Status("warning" if late else "waits", place, when)


def _question(referral: Referral, today: date) -> Status:
    return Status("clarify", _("Rückfrage:"), referral.words)


def _accepted(referral: Referral, today: date) -> Status:
    return Status("success", _("Platz zugesagt,"), _("ab %s.") % day(referral.starts_on))


def _started(referral: Referral, today: date) -> Status:
    return Status("half", _("Begonnen"), _("am %s.") % day(referral.started_on))


def _finished(referral: Referral, today: date) -> Status:
    return Status("success", _("Beendet:"), _("Bedarf %s.") % _result(referral))


def _no_answer(referral: Referral, today: date) -> Status:
    return Status("warning", _("Keine Antwort"), _("auf die Anfrage vom %s.") % day(referral.asked_on))


WORDS: dict[State, Callable[[Referral, date], Status]] = {
    State.SENT: _sent,
    State.QUESTION: _question,
    State.WAITING: _waiting,
    State.ACCEPTED: _accepted,
    State.STARTED: _started,
    State.FINISHED: _finished,
    State.NO_ANSWER: _no_answer,
}


def _ended(referral: Referral) -> Status:
    label = rules.LABELS[State(referral.state)]
    reason = rules.reason_label(referral.reason_code) if referral.reason_code else referral.words
    return Status("none", f"{label}:" if reason else f"{label}.", reason)


def told(referral: Referral) -> str:
    """Who said it, where a case manager recorded it: ``gesagt von Frau K., am Telefon, 09.03.2026, 15:40 Uhr``."""
    if not referral.told_by or referral.answered_at is None:
        return ""
    when = timezone.localtime(referral.answered_at)
    how = rules.TOLD_HOW.get(referral.told_how, "")
    return _("gesagt von %(who)s, %(how)s, %(when)s Uhr") % {
        "who": referral.told_by,
        "how": how,
        "when": f"{when:%d.%m.%Y, %H:%M}",
    }
