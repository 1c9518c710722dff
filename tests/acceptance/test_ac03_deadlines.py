"""AC-03: a training toleration: what was possible from when, and the toleration that runs out."""

import pytest

from fahrwasser.deadlines.rules import Colour
from fahrwasser.deadlines.showing import Line
from tests.deadlines.acts import Desk, on

KEY_DATE = "2026-03-16"


@pytest.fixture
def samir(town) -> Desk:
    desk = Desk(town, "sensitive")
    for anchor, day in (
        ("training_start", "2026-08-01"),
        ("toleration_start", "2025-10-14"),
        ("entry", "2023-05-20"),
        ("document_expiry", "2026-06-30"),
    ):
        desk.fact(anchor, day, KEY_DATE)
    return desk


@pytest.mark.parametrize(
    ("step", "end"),
    [
        ("earliest_application", "2026-01-01"),
        ("earliest_grant", "2026-02-01"),
        ("toleration_months", "2026-01-14"),
        ("document_end", "2026-06-30"),
        ("identity_steps", "2023-11-20"),
    ],
)
def test_every_row_of_the_table(samir, step, end):
    assert samir.ends(step)[step][0] == end


def test_the_start_of_the_training_is_copied_from_the_contract(samir):
    row = samir.typed("Ausbildung beginnt", "2026-08-01", KEY_DATE)
    assert (row.statutory_end, row.working_day) == (on("2026-08-01"), on("2026-07-31"))


def test_the_earliest_application_has_passed_and_the_toleration_is_red(samir):
    rows, today = samir.rows(), on(KEY_DATE)
    assert rows["earliest_application"].colour(today) == Colour.PASSED
    assert Line(rows["earliest_application"], today).when == "schon möglich"
    toleration = rows["document_end"]
    assert toleration.colour(today) == Colour.RED
    assert (toleration.statutory_end - today).days == 106
    assert Line(toleration, today).when == "in 106 Tagen"
