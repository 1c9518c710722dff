"""When a reading may be carried out, stopped or thrown away. Plain Python."""

from typing import Final

from fahrwasser.core.errors import NotAllowed

READING, PROPOSED, REFUSED, QUEUED, DONE, CANCELLED, DISCARDED = (
    "reading", "proposed", "refused", "queued", "done", "cancelled", "discarded"
)  # fmt: skip
STATE_TRANSITIONS: Final = (
    (READING, PROPOSED), (READING, REFUSED), (READING, CANCELLED), (PROPOSED, QUEUED), (PROPOSED, DISCARDED),
    (PROPOSED, READING), (QUEUED, DONE), (QUEUED, CANCELLED), (CANCELLED, READING), (CANCELLED, DISCARDED),
    (READING, DISCARDED),
)  # fmt: skip
WORKING: Final = (READING, QUEUED)
KEEP_DAYS: Final = 14
"""A proposal that nobody carries out is thrown away after so many days, and the lines of one that was."""
COMMAND: Final = "Kommandozeile"
"""Stands in the provenance when nobody is logged in."""


def check_move(state: str, wanted: str) -> None:
    if (state, wanted) not in STATE_TRANSITIONS:
        raise NotAllowed("Das geht hier nicht mehr: Diese Datei ist schon weiter. Laden Sie die Seite neu.")
