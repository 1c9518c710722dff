"""Words of the data protection pages, as tables."""

import pytest

from fahrwasser.privacy import rules


@pytest.mark.parametrize(
    ("period", "words"),
    [("P1Y", "1 Jahr"), ("P3Y", "3 Jahre"), ("P6M", "6 Monate"), ("P30D", "30 Tage"), (None, "unbefristet")],
)
def test_periods(period, words):
    assert rules.period_in_words(period) == words


@pytest.mark.parametrize("period", ["P1W", "3 Jahre", "P1Y6M"])
def test_an_unknown_period_is_an_error(period):
    with pytest.raises(ValueError, match="Not a period"):
        rules.period_in_words(period)


@pytest.mark.parametrize(("view", "words"), [("plan:pdf", "Hilfeplan"), ("desk:case", "Fall"), ("", "andere Seite")])
def test_pages(view, words):
    assert rules.page_in_words(view) == words
