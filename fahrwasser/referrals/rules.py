"""The states of a referral and who moves them: one table for rule, database trigger, diagram and exhaustive test."""

from enum import StrEnum


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
RUNNING = frozenset({State.SENT, State.QUESTION, State.WAITING, State.ACCEPTED, State.STARTED, State.NO_ANSWER})
