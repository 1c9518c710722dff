"""Consents: given, signed, counted, revoked."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError

from fahrwasser.audit.models import Event
from fahrwasser.blocks import queries as blocks
from fahrwasser.blocks.models import Wording
from fahrwasser.clients import actions, queries
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()


def give(town, by="cm1", **changes):
    values = {
        "kind": "disclosure", "purpose": "Hebamme finden", "form": "paper", "recipient": town.provider,
        "categories": ["first_name", "languages"], **changes,
    }  # fmt: skip
    with acting_as(town[by].pk):
        return actions.give_consent(case=town.files["normal"], by=town[by], now=NOW, **values)


def valid(town, categories=("first_name",), on=TODAY, recipient=None):
    with acting_as(town["cm1"].pk):
        return queries.valid_consent(
            town.files["normal"], recipient=recipient or town.provider, categories=categories, on=on
        )


def test_a_consent_holds_for_twelve_months(town: Town):
    consent = give(town)
    assert consent.expires_on == date(2027, 3, 9)
    assert consent.recipient_name == town.provider.name
    assert valid(town) == consent
    with acting_as(town["cm1"].pk):
        assert Event.objects.filter(case_id=consent.case_id, verb="consent.given").count() == 1
        assert not Task.objects.exists()


def test_it_carries_what_it_names_and_nothing_else(town: Town):
    give(town)
    assert valid(town, ("first_name", "languages"))
    assert valid(town, ("first_name", "residence_title")) is None
    assert valid(town, recipient=town.city) is None
    assert valid(town, on=TODAY - timedelta(days=1)) is None
    assert valid(town, on=date(2027, 3, 10)) is None


def test_participation_carries_no_disclosure(town: Town):
    give(town, kind="participation")
    assert valid(town) is None


def test_words_lapse_after_fourteen_days_until_they_are_signed(town: Town):
    """AC-01, assertion 9."""
    consent = give(town, form="oral", witness="Kollegin")
    with acting_as(town["cm1"].pk):
        assert Task.objects.get(case=consent.case_id).due_on == date(2026, 3, 23)
    assert valid(town, on=date(2026, 3, 23)) == consent
    assert valid(town, on=date(2026, 3, 24)) is None
    with acting_as(town["cm1"].pk):
        actions.confirm_consent(consent=consent, by=town["cm1"], now=NOW + timedelta(days=7))
    assert valid(town, on=date(2026, 3, 24)) == consent


def test_a_later_consent_takes_the_place_of_a_lapsed_one(town: Town):
    give(town, form="oral", witness="Kollegin")
    signed = give(town, given_on=TODAY)
    assert valid(town, on=date(2026, 4, 1)) == signed


def test_revoked_it_carries_nothing_from_that_day(town: Town):
    consent = give(town)
    with acting_as(town["cm1"].pk):
        actions.revoke_consent(consent=consent, by=town["cm1"], now=NOW)
        with pytest.raises(NotAllowed):
            actions.revoke_consent(consent=consent, by=town["cm1"], now=NOW)
        with pytest.raises(NotAllowed):
            actions.confirm_consent(consent=consent, by=town["cm1"], now=NOW)
    assert valid(town) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "oral"}, "witness"),
        ({"given_on": date(2026, 3, 10)}, "given_on"),
        ({"expires_on": date(2026, 3, 8)}, "expires_on"),
        ({"recipient": None}, "recipient_name"),
        ({"categories": []}, "categories"),
        ({"categories": ["shoe_size"]}, "categories"),
    ],
)
def test_what_is_refused(town: Town, changes, field):
    with pytest.raises(NotAllowed) as refusal:
        give(town, **changes)
    assert refusal.value.field == field
    with acting_as(town["cm1"].pk):
        assert not Consent.objects.exists()


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_team_cm", "assistant"])
def test_nobody_else_gives_or_reads_one(town: Town, person):
    give(town)
    with acting_as(town[person].pk):
        assert not Consent.objects.exists()
        assert list(queries.consents_of(town.files["normal"], town[person])) == []
    with pytest.raises(ProgrammingError):
        give(town, by=person)


@pytest.mark.parametrize(
    ("language", "form", "interpreter", "stands"),
    [
        ("de", "paper", "", True),
        ("ar", "paper", "", False),
        ("ar", "electronic", " ", False),
        ("ar", "paper", "SM-1", True),
        ("so", "paper", "", False),
        ("so", "paper", "SM-1", True),
        ("ar", "oral", "", True),
    ],
)
def test_a_signature_under_an_unchecked_translation_wants_an_interpreter(
    town: Town, language, form, interpreter, stands
):
    values = {"language": language, "form": form, "interpreter": interpreter, "witness": "A. Probe"}
    if stands:
        assert give(town, **values).interpreter == interpreter
        return
    with pytest.raises(NotAllowed, match="nicht geprüft") as refusal:
        give(town, **values)
    assert refusal.value.field == "interpreter"


def test_checked_blocks_carry_an_agreement_alone(town: Town):
    with as_owner():
        for code, german in blocks.german().items():
            if code.startswith("consent."):
                Wording.objects.create(
                    controller=town.city, code=code, language="tr", text="Metin", german=german, translator="A. Probe",
                    checker="B. Probe", checked_on=TODAY, by=town["coordinator"], at=NOW,
                )  # fmt: skip
    assert give(town, language="tr").language == "tr"
