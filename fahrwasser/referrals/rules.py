"""The states of a referral and who moves them: one table for rule, database trigger, diagram and exhaustive test."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from fahrwasser.catalogue import read
from fahrwasser.catalogue.calendar import add_working_days, working_days_between
from fahrwasser.core.errors import Conflict, NotAllowed


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    QUESTION = "question"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    STARTED = "started"
    FINISHED = "finished"
    BROKEN_OFF = "broken_off"
    NOT_TAKEN_UP = "not_taken_up"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no_answer"
    ENTERED_IN_ERROR = "entered_in_error"


class Mover(StrEnum):
    """Who sets a state. What a provider sets, a case manager may record as told."""

    CASE_MANAGER = "case_manager"
    PROVIDER = "provider"
    SYSTEM = "system"


LABELS: dict[State, str] = {
    State.DRAFT: "Entwurf",
    State.SENT: "Gesendet",
    State.QUESTION: "Rückfrage offen",
    State.WAITING: "Warteliste",
    State.ACCEPTED: "Platz zugesagt",
    State.STARTED: "Begonnen",
    State.FINISHED: "Beendet",
    State.BROKEN_OFF: "Abgebrochen",
    State.NOT_TAKEN_UP: "Nicht angetreten",
    State.DECLINED: "Abgelehnt",
    State.WITHDRAWN: "Zurückgezogen",
    State.NO_ANSWER: "Keine Antwort",
    State.ENTERED_IN_ERROR: "Irrtümlich angelegt",
}
_MOVES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SENT,),
    State.SENT: (
        State.ACCEPTED,
        State.WAITING,
        State.QUESTION,
        State.DECLINED,
        State.WITHDRAWN,
        State.NO_ANSWER,
    ),
    State.QUESTION: (State.SENT, State.DECLINED, State.WITHDRAWN, State.NO_ANSWER),
    State.WAITING: (State.ACCEPTED, State.DECLINED, State.WITHDRAWN),
    State.ACCEPTED: (State.STARTED, State.NOT_TAKEN_UP, State.DECLINED, State.WITHDRAWN),
    State.STARTED: (State.FINISHED, State.BROKEN_OFF),
    State.NOT_TAKEN_UP: (State.SENT,),
    State.NO_ANSWER: (State.SENT, State.ACCEPTED, State.WAITING, State.QUESTION, State.DECLINED),
}
TRANSITIONS: tuple[tuple[str, str], ...] = tuple(
    (start.value, end.value) for start, ends in _MOVES.items() for end in ends
) + tuple((state.value, State.ENTERED_IN_ERROR.value) for state in State if state != State.ENTERED_IN_ERROR)
SET_BY: dict[State, frozenset[Mover]] = {
    State.DRAFT: frozenset({Mover.CASE_MANAGER}),
    State.SENT: frozenset({Mover.CASE_MANAGER}),
    State.QUESTION: frozenset({Mover.PROVIDER}),
    State.WAITING: frozenset({Mover.PROVIDER}),
    State.ACCEPTED: frozenset({Mover.PROVIDER}),
    State.DECLINED: frozenset({Mover.PROVIDER}),
    State.STARTED: frozenset({Mover.PROVIDER, Mover.CASE_MANAGER}),
    State.FINISHED: frozenset({Mover.PROVIDER, Mover.CASE_MANAGER}),
    State.BROKEN_OFF: frozenset({Mover.PROVIDER, Mover.CASE_MANAGER}),
    State.NOT_TAKEN_UP: frozenset({Mover.PROVIDER, Mover.CASE_MANAGER}),
    State.WITHDRAWN: frozenset({Mover.CASE_MANAGER}),
    State.NO_ANSWER: frozenset({Mover.SYSTEM}),
    State.ENTERED_IN_ERROR: frozenset({Mover.CASE_MANAGER}),
}
RUNNING = frozenset({State.SENT, State.QUESTION, State.WAITING, State.ACCEPTED, State.STARTED, State.NO_ANSWER})
PENDING = RUNNING - {State.STARTED}  # nothing has begun yet: can still be stopped
CLOSED = frozenset(State) - RUNNING - {State.DRAFT}  # the recipient sees nothing any more
ANSWERS = (State.ACCEPTED, State.WAITING, State.QUESTION, State.DECLINED)
PLACE_LOST = frozenset({"no_place", "offer_discontinued"})
RESULTS = {"met": "Bedarf gedeckt", "partly": "zum Teil gedeckt", "not_met": "nicht gedeckt", "unknown": "unbekannt"}
TOLD_HOW = {"phone": "am Telefon", "mail": "per E-Mail", "talk": "im Gespräch", "letter": "per Brief"}
NEEDS_WORDS = frozenset({"other", "wrong_office"})
SUPPLY, ACCESS, PERSON, PROCESS = "supply", "access", "person", "process"
REASON_GROUPS: Mapping[str, tuple[str, ...]] = {  # which groups of reasons fit which end, in the order of the list
    State.DECLINED: (SUPPLY, ACCESS, PERSON, PROCESS),
    State.WITHDRAWN: (PERSON, SUPPLY, PROCESS),
    State.BROKEN_OFF: (PERSON, SUPPLY, ACCESS, PROCESS),
    State.NOT_TAKEN_UP: (PERSON, SUPPLY, PROCESS),
}
OVERRIDE_REASONS: Mapping[str, str] = {entry["code"]: entry["label"] for entry in read("reason_codes")["override"]}


@dataclass(frozen=True)
class Reason:
    """Why a referral ended; ``group`` says what the network learns from it."""

    code: str
    label: str
    group: str


@cache
def reasons() -> Mapping[str, Reason]:
    return {
        row["code"]: Reason(row["code"], row["label"], row["group"]) for row in read("reason_codes")["referral_end"]
    }


@cache
def _group_labels() -> Mapping[str, str]:
    return {row["code"]: row["label"] for row in read("reason_codes")["groups"]}


def reason_label(code: str) -> str:
    known = reasons().get(code)
    return known.label if known else code


def reason_choices(state: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The reasons for one end, by group."""
    return [
        (_group_labels()[group], [(row.code, row.label) for row in reasons().values() if row.group == group])
        for group in REASON_GROUPS[state]
    ]


def can_move(start: str, end: str) -> bool:
    return (start, end) in TRANSITIONS


def movers(end: str, *, told: bool = False) -> frozenset[Mover]:
    """Who may set ``end``; ``told``: recorded by the case manager in the provider's words."""
    who = SET_BY[State(end)]
    return who | {Mover.CASE_MANAGER} if told and Mover.PROVIDER in who else who


def may_move(start: str, end: str, by: Mover, *, told: bool = False) -> bool:
    return can_move(start, end) and by in movers(end, told=told)


def check_move(start: str, end: str, by: Mover, *, told: bool = False) -> None:
    """Raise ``Conflict`` when the referral already is in that state, ``NotAllowed`` for any other refusal."""
    now, wanted = LABELS[State(start)], LABELS[State(end)]
    if start == end:
        raise Conflict(f"Diese Vermittlung hat schon den Stand „{now}“. Laden Sie die Seite neu.")
    if not can_move(start, end):
        raise NotAllowed(f"Von „{now}“ führt kein Weg zu „{wanted}“. Laden Sie die Seite neu.")
    if by not in movers(end, told=told):
        raise NotAllowed(f"Den Stand „{wanted}“ trägt der Träger ein. Halten Sie fest, wer ihn wann mitgeteilt hat.")


def answers_from(start: str) -> tuple[State, ...]:
    """What a provider may answer now, in the order of the form."""
    return tuple(state for state in ANSWERS if can_move(start, state))


def told_from(start: str) -> tuple[State, ...]:
    """Every provider state that may be recorded as told now, answers first."""
    others = tuple(state for state in State if state not in ANSWERS and Mover.PROVIDER in SET_BY[state])
    return tuple(state for state in (*ANSWERS, *others) if may_move(start, state, Mover.CASE_MANAGER, told=True))


# What an answer has to say

LATEST_START = timedelta(days=730)


@dataclass(frozen=True)
class Said:
    """One answer: the state, and what belongs to it. Empty where nothing was said."""

    state: str
    starts_on: date | None = None
    started_on: date | None = None
    first_contact: str = ""
    waiting_position: int | None = None
    expected_on: date | None = None
    reason_code: str = ""
    result: str = ""
    words: str = ""
    alternative: str = ""

    def details(self) -> dict[str, Any]:
        """As stored: without empty values, days in ISO 8601."""
        told = {name: value for name, value in vars(self).items() if name != "state" and value not in (None, "")}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def check_said(said: Said, *, was: str, sent_on: date, today: date) -> None:
    """An answer says what one needs to act on it. Raises ``NotAllowed`` at the field."""
    checks = {
        State.ACCEPTED: _check_accepted,
        State.WAITING: _check_waiting,
        State.QUESTION: _check_question,
        State.STARTED: _check_started,
        State.FINISHED: _check_finished,
    }
    if said.state in checks:
        checks[State(said.state)](said, sent_on, today)
    if said.state in REASON_GROUPS:
        check_reason(said.state, said.reason_code, said.words)
    if was == State.ACCEPTED and said.state == State.DECLINED and said.reason_code not in PLACE_LOST:
        raise NotAllowed(
            "Nach der Zusage ist eine Absage nur möglich, wenn der Platz weggefallen ist.", field="reason_code"
        )


def _check_accepted(said: Said, sent_on: date, today: date) -> None:
    if said.starts_on is None:
        raise NotAllowed("Ab wann ist der Platz frei? Bitte nennen Sie einen Tag.", field="starts_on")
    _check_span(said.starts_on, sent_on, today, "starts_on")


def _check_span(day: date, sent_on: date, today: date, name: str) -> None:
    if day < sent_on:
        raise NotAllowed(f"Der Tag liegt vor der Anfrage vom {sent_on:%d.%m.%Y}. Bitte prüfen Sie ihn.", field=name)
    if day > today + LATEST_START:
        raise NotAllowed("Der Tag liegt mehr als zwei Jahre in der Zukunft. Bitte prüfen Sie das Jahr.", field=name)


def _check_waiting(said: Said, sent_on: date, today: date) -> None:
    if said.waiting_position is None and said.expected_on is None:
        raise NotAllowed("Bitte nennen Sie den Platz auf der Warteliste oder ein Datum.", field="waiting_position")
    if said.expected_on:
        _check_span(said.expected_on, sent_on, today, "expected_on")


def _check_question(said: Said, sent_on: date, today: date) -> None:
    if not said.words:
        raise NotAllowed("Was möchten Sie wissen? Bitte schreiben Sie Ihre Frage.", field="words")


def _check_started(said: Said, sent_on: date, today: date) -> None:
    if said.started_on is None:
        raise NotAllowed("Wann hat es begonnen? Bitte nennen Sie den Tag.", field="started_on")
    if said.started_on > today:
        raise NotAllowed(
            "Der Beginn liegt in der Zukunft. Tragen Sie ihn ein, wenn es so weit ist.", field="started_on"
        )
    _check_span(said.started_on, sent_on, today, "started_on")


def _check_finished(said: Said, sent_on: date, today: date) -> None:
    if said.result not in RESULTS:
        raise NotAllowed("Ist der Bedarf gedeckt? Wenn Sie es nicht wissen, wählen Sie „unbekannt“.", field="result")


def check_reason(state: str, code: str, words: str) -> None:
    if not code:
        raise NotAllowed("Bitte nennen Sie den Grund. Nur so wird sichtbar, was fehlt.", field="reason_code")
    if code not in reasons() or reasons()[code].group not in REASON_GROUPS[state]:
        raise NotAllowed("Diesen Grund gibt es hier nicht. Wählen Sie einen aus der Liste.", field="reason_code")
    if code in NEEDS_WORDS and not words:
        raise NotAllowed("Bitte ergänzen Sie diesen Grund in einem Satz.", field="words")


def check_barred(barred: Collection[str]) -> None:
    """A danger, a wish of the person or her protection is no condition that one bends."""
    if barred:
        raise NotAllowed(f"Darüber setzt sich niemand hinweg: {' '.join(barred)}")


def check_override(reason: str, words: str) -> None:
    """A referral against a condition of the offer says why."""
    if reason not in OVERRIDE_REASONS:
        raise NotAllowed("Das Angebot passt nicht ganz. Warum geht es doch?", field="override_reason")
    if not words:
        raise NotAllowed("Begründen Sie die Abweichung in einem Satz.", field="override_words")


# How long one waits

ANSWER_DAYS: Mapping[str, int] = {"S": 0, "D": 2, "Z": 5, "P": 10}  # working days until the first reminder
REMINDER_DAYS: Mapping[str, tuple[int, ...]] = {"S": (0,), "D": (2,), "Z": (5,), "P": (10, 20)}
EXPIRY_DAYS = 30  # calendar days without any answer
NEVER_SILENT = frozenset({"S", "D"})
WAITING_REVIEW_DAYS = 28  # calendar days; when nobody named a day, one asks again then


def answer_by(urgency: str, asked_on: date) -> date:
    return add_working_days(asked_on, ANSWER_DAYS[urgency])


def limit_in_days(urgency: str, asked_on: date) -> int:
    """Calendar days until the first reminder: the tick of the wait bar."""
    return max(1, (answer_by(urgency, asked_on) - asked_on).days)


@dataclass(frozen=True)
class Silence:
    """A referral nobody has answered: when the provider was last asked, and how often one was reminded since."""

    urgency: str
    asked_on: date
    reminders: int = 0


class Due(StrEnum):
    NOTHING = "nothing"
    REMINDER = "reminder"
    EXPIRY = "expiry"


def due(silence: Silence, today: date) -> Due:
    """What has become due. S and D end like the others, but never silently: see ``task_at_expiry``."""
    if today - silence.asked_on >= timedelta(days=EXPIRY_DAYS):
        return Due.EXPIRY
    return Due.REMINDER if reminders_passed(silence, today) > silence.reminders else Due.NOTHING


def reminders_passed(silence: Silence, today: date) -> int:
    """How many reminders have fallen due by ``today``; a worker that slept does not remind twice at once."""
    waited = working_days_between(silence.asked_on, today)
    return sum(waited >= days for days in REMINDER_DAYS[silence.urgency])


def task_at_expiry(urgency: str) -> bool:
    return urgency in NEVER_SILENT
