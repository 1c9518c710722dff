"""What counts as a contact, and what cannot be one."""

from datetime import datetime, timedelta

import pytest

from fahrwasser.contacts import rules
from fahrwasser.contacts.rules import CountsAs
from fahrwasser.core.errors import NotAllowed

NOW = datetime(2026, 3, 9, 9, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "outcome", "counts"),
    [
        ("BUERO", "took_place", CountsAs.CLIENT),
        ("KONF", "took_place", CountsAs.CLIENT),
        ("NETZ", "took_place", CountsAs.NETWORK),
        ("HAUS", "not_met", CountsAs.NO_SHOW),
        ("NETZ", "not_reached", CountsAs.ATTEMPT),
        ("TEL", "not_reached", CountsAs.ATTEMPT),
        ("BUERO", "cancelled_by_person", CountsAs.NOTHING),
        ("BUERO", "cancelled_by_us", CountsAs.NOTHING),
    ],
)
def test_what_counts(kind, outcome, counts):
    assert rules.counts_as(kind, outcome) == counts


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (NOW, True),
        (NOW + timedelta(minutes=5), True),
        (NOW + timedelta(minutes=6), False),
        (NOW - timedelta(days=3650), True),
        (NOW - timedelta(days=3651), False),
    ],
)
def test_when_a_contact_can_have_been(at, allowed):
    if allowed:
        rules.check_time(at, NOW)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_time(at, NOW)
    assert refusal.value.field == "at"


@pytest.mark.parametrize(
    ("has_case", "kind", "counterpart", "allowed"),
    [
        (True, "TEL", "Frau D.", True),
        (False, "TEL", " ", True),
        (False, "NETZ", "Jobcenter", True),
        (False, "TEL", "Frau D.", False),
    ],
)
def test_a_brief_information_has_no_name(has_case, kind, counterpart, allowed):
    if allowed:
        rules.check_nameless(has_case, kind, counterpart)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_nameless(has_case, kind, counterpart)
    assert refusal.value.field == "counterpart"


def test_a_stamp_tells_versions_apart():
    assert rules.stamp(["a", "b"]) == rules.stamp(["a", "b"])
    assert rules.stamp(["ab", ""]) != rules.stamp(["a", "b"])
    assert rules.stamp(["a", None]) != rules.stamp(["a", 0])
