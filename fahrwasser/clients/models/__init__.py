"""The people, what is known around them, how they are reached, and which rows are one person."""

from fahrwasser.clients.models.channels import Consent, ProtectedChannel, SafeChannel
from fahrwasser.clients.models.duplicates import DuplicatePair, Merge
from fahrwasser.clients.models.family import HouseholdStay, Relation, Representative, Residence
from fahrwasser.clients.models.people import Client

__all__ = [
    "Client",
    "Consent",
    "DuplicatePair",
    "HouseholdStay",
    "Merge",
    "ProtectedChannel",
    "Relation",
    "Representative",
    "Residence",
    "SafeChannel",
]
