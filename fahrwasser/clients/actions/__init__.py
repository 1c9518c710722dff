"""The only writers of people, what is around them, channels, consents, and of what is one person."""

from fahrwasser.clients.actions.channels import protect_channel, set_channel, unprotect_channel
from fahrwasser.clients.actions.consents import confirm_consent, give_consent, revoke_consent
from fahrwasser.clients.actions.family import (
    correct_residence,
    end,
    leave_household,
    note_residence,
    note_stay,
    part_from_danger,
    relate,
    relate_by_name,
    represent,
)
from fahrwasser.clients.actions.merging import CHOOSABLE, decide_different, link, merge, propose, reconsider, undo
from fahrwasser.clients.actions.people import (
    add_person,
    change_person,
    check_collisions,
    fold_names,
    propose_duplicates,
)

__all__ = [
    "CHOOSABLE",
    "add_person",
    "change_person",
    "check_collisions",
    "confirm_consent",
    "correct_residence",
    "decide_different",
    "end",
    "fold_names",
    "give_consent",
    "leave_household",
    "link",
    "merge",
    "note_residence",
    "note_stay",
    "part_from_danger",
    "propose",
    "propose_duplicates",
    "protect_channel",
    "reconsider",
    "relate",
    "relate_by_name",
    "represent",
    "revoke_consent",
    "set_channel",
    "undo",
    "unprotect_channel",
]
