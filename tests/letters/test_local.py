"""Days, hours, dates and prices in the language of the sheet; what only German words say stays German."""

from datetime import date, time
from decimal import Decimal

import pytest

from fahrwasser.letters import local
from fahrwasser.offers.models import CostOption, Schedule


def schedule(byday, **more):
    hours = {"opens_at": time(10), "closes_at": time(12), "freq": "WEEKLY"}
    return Schedule(byday=byday, **{**hours, **more})


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Monday–Wednesday 10:00–12:00"), ("fr", "lundi–mercredi 10:00–12:00"),
     ("uk", "Понеділок–Середа 10:00–12:00"),
     ("ar", "الاثنين–الأربعاء 10:00–12:00"), ("tr", "Pazartesi–Çarşamba 10:00–12:00"), ("de", ""), ("ti", "")],
)  # fmt: skip
def test_days_are_named_in_the_language(language, said):
    assert local.times([schedule("MO"), schedule("WE"), schedule("TU")], language) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(None, None, "Monday / Thursday 10:00–12:00"),
     (date(2026, 4, 1), date(2026, 7, 31), "Monday / Thursday 10:00–12:00, April 1, 2026 – July 31, 2026"),
     (date(2026, 4, 1), None, "Monday / Thursday 10:00–12:00, April 1, 2026 –"),
     (None, date(2026, 7, 31), "Monday / Thursday 10:00–12:00, – July 31, 2026")],
)  # fmt: skip
def test_dates_are_written_in_the_language(first, last, said):
    assert local.times([schedule("MO,TH", valid_from=first, valid_to=last)], "en") == said


@pytest.mark.parametrize(
    "row",
    [schedule("2TH"), schedule("MO", interval=2), schedule("MO", freq="MONTHLY"), schedule("XX"),
     schedule("MO", description="außer in den Ferien"), schedule("MO", closes_at=None)],
)  # fmt: skip
def test_what_needs_words_stays_german(row):
    assert local.times([row], "uk") == ""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "12.50 EUR"), ("fr", "12,50 EUR"), ("uk", "12,50 EUR"), ("de", ""), ("ti", "")]
)
def test_amounts_are_written_in_the_language(language, said):
    assert local.price(CostOption(amount=Decimal("12.5"), currency="EUR"), language) == said


@pytest.mark.parametrize("words", [{"option": "Familien"}, {"description": "je Monat"}, {"amount": None}])
def test_a_price_with_words_stays_german(words):
    assert local.price(CostOption(**{"amount": Decimal(5), "currency": "EUR", **words}), "en") == ""
