"""When an import may be carried out or taken back. Plain Python."""

from fahrwasser.core.errors import NotAllowed

MOST_CASES = 2_000
AT_ONCE = 50  # people; more are taken over by the worker
STATE_TRANSITIONS = (
    ("open", "carried_out"), ("open", "queued"), ("queued", "carried_out"), ("queued", "open"), ("open", "discarded"),
    ("carried_out", "undone"),
)  # fmt: skip


def check_move(state: str, wanted: str) -> None:
    if (state, wanted) not in STATE_TRANSITIONS:
        raise NotAllowed("Diese Übernahme ist schon begonnen, ausgeführt oder verworfen. Laden Sie die Seite neu.")


def check_amount(cases: int) -> None:
    if cases > MOST_CASES:
        raise NotAllowed(f"Auf einmal werden höchstens {MOST_CASES} Fälle übernommen. Bitte teilen Sie die Tabelle.")


def check_whole(good: int, wrong: int, *, only_good: bool) -> None:
    """Something must be there to take over, and wrong rows stay out only when somebody said so."""
    if not good:
        raise NotAllowed("Es gibt keine Zeile, die übernommen werden kann.")
    if wrong and not only_good:
        raise NotAllowed(
            "Es gibt noch Zeilen mit Problemen. Beheben Sie sie, oder kreuzen Sie an, dass sie draußen bleiben.",
            field="only_good",
        )
