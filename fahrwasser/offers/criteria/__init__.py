"""Criteria of offers: a closed set of kinds, compared with facts in three values, explained in German or English.

``kind("childcare").evaluate(values, facts, on)``. Pure Python: nothing here knows the database.
"""

from fahrwasser.offers.criteria.base import KINDS, Hours, Kind, Outcome, Result, UnknownKind, Values, all_of, any_of
from fahrwasser.offers.criteria.facts import (
    OWN_WORDS,
    TOPICS,
    Fact,
    Facts,
    German,
    Obligation,
    Residence,
    Topic,
)
from fahrwasser.offers.criteria.fields import Field, FieldType
from fahrwasser.offers.criteria.kinds.capacity import earliest_place
from fahrwasser.offers.criteria.rows import CriterionRow, Row, Strictness, in_force
from fahrwasser.offers.criteria.wording import speaking


def kind(name: str) -> Kind:
    """The kind of that stable name; for a name outside the closed set one that says nothing."""
    return KINDS.get(name) or UnknownKind(name)


__all__ = [
    "KINDS",
    "OWN_WORDS",
    "TOPICS",
    "CriterionRow",
    "Fact",
    "Facts",
    "Field",
    "FieldType",
    "German",
    "Hours",
    "Kind",
    "Obligation",
    "Outcome",
    "Residence",
    "Result",
    "Row",
    "Strictness",
    "Topic",
    "UnknownKind",
    "Values",
    "all_of",
    "any_of",
    "earliest_place",
    "in_force",
    "kind",
    "speaking",
]
