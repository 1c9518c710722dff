"""Rules of keeping the directory true: when whom to ask. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from fahrwasser.core.errors import NotAllowed

LIMITS_FILE: Final = Path(__file__).resolve().parent.parent / "policy" / "verification.yaml"


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(LIMITS_FILE.read_text(encoding="utf-8"))["limits"]
    return sorted(entries, key=lambda entry: entry["valid_from"])


def limit(code: str, on: date) -> int:
    """The value of ``before``, ``repeat``, ``mails``, ``escalate`` or ``low`` as it holds on a day."""
    return int([entry["value"] for entry in _entries() if entry["code"] == code and entry["valid_from"] <= on][-1])


class Why(StrEnum):
    """Why the coordination takes over."""

    NO_ANSWER = "no_answer"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Round:
    """What has been done so that one offer is confirmed again.

    ``due_on``: last day of the last confirmation. ``sent``: days of the mails of this round, in order.
    """

    due_on: date
    address: str
    sent: tuple[date, ...] = ()
    is_escalated: bool = False


def next_mail(state: Round, today: date) -> int | None:
    """The number of the mail that is due today (from 1), or ``None``."""
    if not state.address or state.is_escalated or len(state.sent) >= limit("mails", today):
        return None
    if not state.sent:
        return 1 if today >= state.due_on - timedelta(days=limit("before", today)) else None
    waited = (today - state.sent[-1]).days
    return len(state.sent) + 1 if waited >= limit("repeat", today) else None


def escalation(state: Round, today: date) -> Why | None:
    """Why the coordination takes over today, or ``None``."""
    if state.is_escalated or today < state.due_on - timedelta(days=limit("before", today)):
        return None
    if not state.address:
        return Why.NO_ADDRESS
    waited = (today - state.sent[0]).days if state.sent else 0
    return Why.NO_ANSWER if waited >= limit("escalate", today) else None


def check_open(state: str) -> None:
    if state != "open":
        raise NotAllowed("Über dieses Paar ist schon entschieden.")


def check_logins(logins: int) -> None:
    """Whoever logs in for one provider must not begin to read what another one was sent."""
    if logins:
        raise NotAllowed(
            "Der Träger, der wegfallen soll, hat noch Zugänge. Behalten Sie diesen, oder lassen Sie seine Konten zuerst"
            " beenden."
        )


def check_packets(running: int) -> None:
    """A provider with running requests of the town stays, so that it can still answer them."""
    if running:
        raise NotAllowed(
            "An den Träger, der wegfallen soll, laufen noch Anfragen. Behalten Sie diesen, oder warten Sie die Antwort"
            " ab."
        )


def check_undo(*, is_undone: bool, later: bool) -> None:
    if is_undone:
        raise NotAllowed("Diese Zusammenführung ist schon rückgängig gemacht.")
    if later:
        raise NotAllowed("Machen Sie zuerst die spätere Zusammenführung rückgängig.")


def stayed(labels: Collection[str]) -> str:
    """What an undo has left as it is, because somebody changed it since."""
    return f"Seitdem geändert und darum so geblieben: {', '.join(labels)}." if labels else ""
