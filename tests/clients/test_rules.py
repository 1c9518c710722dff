"""Rules about people and consents."""

from datetime import date

import pytest

from fahrwasser.clients import rules
from fahrwasser.clients.births import Birth
from fahrwasser.clients.names import search_key
from fahrwasser.core.errors import NotAllowed

DAY = date(2026, 3, 9)
KNOWN = ("first_name", "languages")


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Müller", "Groß"), "muller gross"),
        (("  Rana ", ""), "rana"),
        (("Émile", "Ñandú"), "emile nandu"),
        (("رنا", "د"), "رنا د"),
    ],
)
def test_names_are_folded_for_searching(names, key):
    assert search_key(*names) == key


@pytest.mark.parametrize(
    ("birth", "on", "age"), [(date(2000, 3, 9), DAY, 26), (date(2000, 3, 10), DAY, 25), (None, DAY, None)]
)
def test_age(birth, on, age):
    assert rules.age(birth, on) == age


@pytest.mark.parametrize("birth", [date(2026, 3, 10), date(1890, 1, 1)])
def test_birth_dates_that_cannot_be(birth):
    with pytest.raises(NotAllowed) as refusal:
        rules.check_birth(Birth(birth), DAY)
    assert refusal.value.field == "birth_date"


def test_a_span_ends_after_it_began():
    rules.check_days(DAY, DAY, "until")
    rules.check_days(None, DAY, "until")
    with pytest.raises(NotAllowed) as refusal:
        rules.check_days(DAY, date(2026, 3, 8), "until")
    assert refusal.value.field == "until"


@pytest.mark.parametrize(
    ("protected", "how", "phone", "allowed"),
    [(False, "", "", True), (True, "SMS", "", True), (True, " ", "0221", True), (True, " ", "", False)],
)
def test_level_two_wants_a_safe_way(protected, how, phone, allowed):
    if allowed:
        rules.check_channel(protected, how, phone)
    else:
        with pytest.raises(NotAllowed):
            rules.check_channel(protected, how, phone)


@pytest.mark.parametrize(("day", "then"), [(DAY, date(2027, 3, 9)), (date(2024, 2, 29), date(2025, 2, 28))])
def test_twelve_months(day, then):
    assert rules.in_a_year(day) == then


@pytest.mark.parametrize(
    ("on", "form", "confirmed", "revoked", "counts"),
    [
        (DAY, "paper", None, None, True),
        (date(2026, 3, 8), "paper", None, None, False),
        (date(2027, 3, 9), "paper", None, None, True),
        (date(2027, 3, 10), "paper", None, None, False),
        (date(2026, 5, 1), "paper", None, date(2026, 5, 1), False),
        (date(2026, 4, 30), "paper", None, date(2026, 5, 1), True),
        (date(2026, 3, 23), "oral", None, None, True),
        (date(2026, 3, 24), "oral", None, None, False),  # AC-01, assertion 9
        (date(2026, 3, 24), "oral", date(2026, 3, 16), None, True),
        (date(2026, 3, 24), "oral", date(2026, 3, 25), None, False),
        (date(2026, 3, 25), "oral", date(2026, 3, 25), None, True),
        (date(2026, 3, 25), "oral", date(2026, 3, 16), date(2026, 3, 20), False),
    ],
)
def test_when_a_consent_counts(on, form, confirmed, revoked, counts):
    dates = {"given_on": DAY, "expires_on": date(2027, 3, 9), "confirmed_on": confirmed, "revoked_on": revoked}
    assert rules.consent_counts(on, form=form, **dates) is counts


@pytest.mark.parametrize(
    ("kind", "recipient", "categories", "field"),
    [
        ("participation", False, (), None),
        ("disclosure", True, ("languages",), None),
        ("disclosure", False, ("languages",), "recipient_name"),
        ("release", True, (), "categories"),
        ("disclosure", True, ("shoe_size",), "categories"),
    ],
)
def test_a_disclosure_names_who_learns_what(kind, recipient, categories, field):
    if field is None:
        rules.check_scope(kind, recipient, categories, KNOWN)
        return
    with pytest.raises(NotAllowed) as refusal:
        rules.check_scope(kind, recipient, categories, KNOWN)
    assert refusal.value.field == field
