"""Contacts: type, direction and outcome are three things; only what took place counts."""

from enum import StrEnum


class CountsAs(StrEnum):
    CLIENT = "client"
    NETWORK = "network"
    NO_SHOW = "no_show"
    ATTEMPT = "attempt"
    NOTHING = "nothing"


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
