"""AC-07: the grace period after an eviction suit."""

import pytest

from fahrwasser.deadlines.rules import Colour
from fahrwasser.deadlines.showing import Line
from tests.deadlines.acts import Desk, on

KEY_DATE = "2026-05-04"


@pytest.fixture
def selam(town) -> Desk:
    desk = Desk(town)
    desk.fact("eviction_claim_served", "2026-04-01", KEY_DATE)
    return desk


def test_the_grace_period_is_red_and_says_what_it_heals(selam):
    row = selam.rows()["grace_period"]
    assert selam.ends("grace_period")["grace_period"] == ("2026-06-01", "2026-06-01")
    assert row.colour(on(KEY_DATE)) == Colour.RED
    assert "Heilt nur die fristlose Kündigung" in Line(row, on(KEY_DATE)).hint


@pytest.mark.parametrize(
    ("label", "day"), [("Sitzung der Lenkungsgruppe", "2026-06-15"), ("Neuer Kurs beginnt", "2026-09-14")]
)
def test_other_days_of_the_table_are_copied(selam, label, day):
    row = selam.typed(label, day, KEY_DATE)
    assert (row.statutory_end, row.working_day) == (on(day), on(day))
