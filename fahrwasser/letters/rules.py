"""Rules of the post: what a letter may say, how long it may wait, and when an authority to act holds. No Django."""

import re
from datetime import date, timedelta
from enum import StrEnum

from fahrwasser.core.errors import NotAllowed

CLOSED = "Diese Akte ist abgeschlossen. Öffnen Sie sie wieder, um Post einzutragen."
LONGEST_AUTHORITY = timedelta(days=366 * 5)
LONG_WAIT = 14  # days; a letter that waits longer is shown as overdue


class Wants(StrEnum):
    """What an incoming letter asks of the client."""

    ANSWER = "answer"
    MONEY = "money"
    APPOINTMENT = "appointment"
    DOCUMENTS = "documents"
    NOTHING = "nothing"


def waits(wants: str, is_answered: bool) -> bool:
    """Whether somebody still has to do something about the letter."""
    return not is_answered and wants != Wants.NOTHING


def check_open(is_open: bool) -> None:
    if not is_open:
        raise NotAllowed(CLOSED)


def check_received(on: date, today: date) -> None:
    if on > today:
        raise NotAllowed("Der Eingang liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="received_on")
    if on.year < today.year - 10:
        raise NotAllowed("Der Eingang liegt mehr als zehn Jahre zurück. Bitte prüfen.", field="received_on")


def check_answered(on: date, received_on: date, today: date) -> None:
    if on < received_on:
        raise NotAllowed("Die Antwort liegt vor dem Eingang. Bitte prüfen Sie das Datum.", field="on")
    if on > today:
        raise NotAllowed("Die Antwort liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="on")


def check_sending(level: int, channel_confirmed_on: date | None, never: str, confirmed: bool) -> None:
    """A letter to the client's own address: at level 2 only after a confirmed safe channel, and a second yes."""
    if level >= 3:
        raise NotAllowed("Zu dieser Akte geht keine Post hinaus.")
    if level == 2 and channel_confirmed_on is None:
        raise NotAllowed("Geschützte Akte: Ein Brief geht erst hinaus, wenn der sichere Kontaktweg bestätigt ist.")
    if (level == 2 or "brief" in never.casefold() or "post" in never.casefold()) and not confirmed:
        raise NotAllowed("Bitte bestätigen Sie, dass ein Brief an diese Anschrift sicher ist.", field="safe")


def check_no_address(level: int, address: str, *texts: str) -> None:
    """On level 2 nobody types the client's address into a letter: not to an office, and not to themselves."""
    lines = [line for line in re.split(r"[\n,]", address.casefold()) if any(c.isdigit() for c in line)]
    written = " ".join(" ".join(texts).casefold().split())
    if level >= 2 and any(" ".join(line.split()) in written for line in lines):
        raise NotAllowed("Die geschützte Anschrift steht in diesem Brief. Bitte streichen.", field="recipient")


def check_filled(**texts: str) -> None:
    """No letter goes out with a gap of its template; ``texts`` by the name of their field."""
    for field, text in texts.items():
        if gap := re.search(r"\[[^\]\[\n]{1,80}\]", text):
            raise NotAllowed(f"Hier fehlt noch etwas: {gap[0]}. Bitte füllen Sie die Stelle aus.", field=field)


def check_authority(since: date, until: date, today: date) -> None:
    """An authority to act has an end, and is written down no earlier than it was given."""
    if until < since:
        raise NotAllowed("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Daten.", field="until")
    if until - since > LONGEST_AUTHORITY:
        raise NotAllowed("Eine Vollmacht gilt hier höchstens fünf Jahre. Danach wird sie neu gegeben.", field="until")
    if since > today + timedelta(days=366):
        raise NotAllowed("Der Beginn liegt mehr als ein Jahr in der Zukunft. Bitte prüfen.", field="since")


def check_withdrawn(on: date, since: date, today: date) -> None:
    if on < since:
        raise NotAllowed("Der Widerruf liegt vor dem Beginn. Bitte prüfen Sie das Datum.", field="on")
    if on > today:
        raise NotAllowed("Der Widerruf liegt in der Zukunft. Bitte prüfen Sie das Datum.", field="on")
