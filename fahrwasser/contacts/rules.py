"""Contacts: type, direction and outcome are three things; only what took place counts."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from fahrwasser.core.errors import NotAllowed


class CountsAs(StrEnum):
    CLIENT = "client"
    NETWORK = "network"
    NO_SHOW = "no_show"
    ATTEMPT = "attempt"
    NOTHING = "nothing"


CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST = timedelta(days=3650)
NETWORK_TYPES = frozenset({"NETZ"})
TOOK_PLACE = "took_place"
NO_SHOW_OUTCOMES = frozenset({"not_met"})
ATTEMPT_OUTCOMES = frozenset({"not_reached", "not_met"})


def counts_as(contact_type: str, outcome: str) -> CountsAs:
    """How a contact counts (domain.md, IND-05): client and network apart, no-shows never as contacts."""
    if outcome == TOOK_PLACE:
        return CountsAs.NETWORK if contact_type in NETWORK_TYPES else CountsAs.CLIENT
    if outcome in NO_SHOW_OUTCOMES:
        return CountsAs.NO_SHOW
    return CountsAs.ATTEMPT if outcome in ATTEMPT_OUTCOMES else CountsAs.NOTHING


def check_time(at: datetime, now: datetime) -> None:
    """A contact is written down afterwards, and not after ten years."""
    if at > now + CLOCKS_DIFFER:
        raise NotAllowed("Der Kontakt liegt in der Zukunft. Tragen Sie ihn ein, wenn er stattgefunden hat.", field="at")
    if at < now - OLDEST:
        raise NotAllowed("Der Kontakt liegt mehr als zehn Jahre zurück. Bitte prüfen Sie das Datum.", field="at")


def check_nameless(has_case: bool, contact_type: str, counterpart: str) -> None:
    """A Kurzauskunft is counted without a name; a contact in the network may name the other office."""
    if not has_case and contact_type not in NETWORK_TYPES and counterpart.strip():
        raise NotAllowed(
            "Eine Kurzauskunft steht ohne Namen. Wählen Sie einen Fall, oder lassen Sie dieses Feld leer.",
            field="counterpart",
        )


def stamp(texts: Iterable[object]) -> str:
    """A short mark of a version: two versions with the same mark say the same."""
    return hashlib.sha256("\x00".join(map(str, texts)).encode()).hexdigest()[:16]
