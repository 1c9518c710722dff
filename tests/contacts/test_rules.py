"""What counts as a contact, and what cannot be one."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


MET = st.builds(
    rules.Met,
    case=st.sampled_from(["F-1", "F-2", None]),
    day=st.dates(date(2026, 3, 1), date(2026, 3, 4)),
    type=st.sampled_from(["TEL", "MSG", "NETZ", "GRUPPE"]),
    outcome=st.sampled_from(["took_place", "not_met", "cancelled_by_us"]),
    counterpart=st.sampled_from(["", "Jobcenter", "jobcenter  "]),
    persons=st.integers(1, 30),
)


@given(st.lists(MET, max_size=12), st.randoms(use_true_random=False))
def test_the_order_changes_no_count(contacts, rng):
    shuffled = rng.sample(contacts, len(contacts))
    assert rules.counted(shuffled) == rules.counted(contacts)


@given(st.lists(MET, max_size=12))
def test_client_and_network_together_are_never_more_than_what_took_place(contacts):
    counts = rules.counted(contacts)
    assert counts[CountsAs.CLIENT] + counts[CountsAs.NETWORK] <= sum(met.outcome == "took_place" for met in contacts)


def test_a_thread_of_messages_with_one_office_is_one_contact():
    day, other = date(2026, 3, 9), date(2026, 3, 10)
    mails = [rules.Met("F-1", day, "MSG", "took_place", name) for name in ("Jobcenter", " jobcenter ", "JOBCENTER")]
    more = [
        rules.Met("F-1", other, "MSG", "took_place", "Jobcenter"),
        rules.Met("F-2", day, "MSG", "took_place", "Jobcenter"),
    ]
    assert rules.counted([*mails, *more]) == {CountsAs.NETWORK: 3}
    assert rules.counted([rules.Met("F-1", day, "NETZ", "took_place", "OF-01")] * 2) == {CountsAs.NETWORK: 2}


def test_a_group_is_one_contact_with_many_persons():
    group = [rules.Met(None, date(2026, 3, 9), "GRUPPE", "took_place", persons=14)]
    assert rules.counted(group) == {CountsAs.CLIENT: 1}
    assert rules.persons_met(group) == 14


@pytest.mark.parametrize("source", ["third_party", "authority"])
def test_information_from_somebody_else_names_them(source):
    with pytest.raises(NotAllowed):
        rules.check_source(source, " ")
    rules.check_source(source, "Schwester")
