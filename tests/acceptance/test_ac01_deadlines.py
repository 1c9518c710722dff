"""AC-01: the deadlines of the key date 9 March 2026, and what the birth of 11 April makes of them."""

import pytest

from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines import queries
from tests.deadlines.acts import Desk, on

KEY_DATE = "2026-03-09"


@pytest.fixture
def rana(town) -> Desk:
    """The file as it stands on the key date."""
    desk = Desk(town, "protected", "cm2")
    for anchor, day in (
        ("police_expulsion", "2026-03-04"),
        ("act_of_violence", "2026-03-04"),
        ("due_date", "2026-04-13"),
        ("permit_expiry", "2026-08-11"),
        ("need_of_subsistence", "2026-03-09"),
    ):
        desk.fact(anchor, day, KEY_DATE)
    return desk


@pytest.mark.parametrize(
    ("step", "end", "working"),
    [
        ("expulsion_end", "2026-03-14", "2026-03-13"),
        ("foundation", "2026-04-13", "2026-03-16"),
        ("birth_notice", "2026-04-20", "2026-04-20"),
        ("flat_claim", "2026-06-04", "2026-06-03"),
        ("midwife_end", "2026-07-06", "2026-07-06"),
        ("permit_end", "2026-08-11", "2026-06-30"),
        ("parental_allowance", "2026-08-12", "2026-05-11"),
        ("newborn_title", "2026-10-13", "2026-10-13"),
        ("basic_income", "2026-03-31", "2026-03-31"),
    ],
)
def test_every_row_of_the_table(rana, step, end, working):
    assert rana.ends(step)[step] == (end, working)


def test_the_last_admission_day_is_copied_from_the_offer(rana):
    row = rana.typed("Letzter Aufnahmetag im Frauenhaus", "2026-03-16", KEY_DATE)
    assert (row.statutory_end, row.working_day) == (on("2026-03-16"), on("2026-03-16"))


def test_the_birth_moves_five_dates_and_the_old_ones_stay_in_history(rana):
    rana.confirm_all(KEY_DATE)
    before = rana.rows()
    rana.fact("birth", "2026-04-11", "2026-04-12")
    moved = {step: row for step, row in rana.rows().items() if row.previous_end}
    assert set(moved) == {"birth_notice", "midwife_end", "parental_allowance", "newborn_title", "protection_end"}
    assert rana.ends("birth_notice") == {"birth_notice": ("2026-04-18", "2026-04-17")}
    expected = {
        "midwife_end": "2026-07-04",
        "parental_allowance": "2026-08-10",
        "newborn_title": "2026-10-11",
        "protection_end": "2026-06-06",
    }
    assert {step: str(moved[step].statutory_end) for step in expected} == expected
    for step, row in moved.items():
        assert row.state == "confirmed"
        assert row.previous_end == before[step].statutory_end
        assert row.recomputed_on == on("2026-04-12")
        with acting_as(rana.by.pk):
            assert queries.earlier_ends(row) == [before[step].statutory_end]


def test_the_birth_proposes_what_only_a_birth_starts(rana):
    rana.fact("birth", "2026-04-11", "2026-04-12")
    assert rana.rows()["child_benefit"].state == "proposed"
    assert rana.ends("child_benefit")["child_benefit"][0] == "2026-10-11"


def test_a_due_date_corrected_after_the_birth_moves_nothing_of_the_birth(rana):
    rana.fact("birth", "2026-04-11", "2026-04-12")
    rana.correct("due_date", "2026-04-15", "2026-04-13")
    rows = rana.rows()
    assert rows["newborn_title"].statutory_end == on("2026-10-11")
    assert rows["foundation"].statutory_end == on("2026-04-15")
    with acting_as(rana.by.pk):
        assert len(queries.of_case(rana.case, rana.by)) == len(rows)


def test_the_end_of_a_register_block_is_renewed_ninety_days_before(rana):
    rana.fact("register_block_end", "2028-03-20", KEY_DATE)
    row = rana.rows()["block_end"]
    assert (row.statutory_end, row.reminders[0]) == (on("2028-03-20"), 90)


def test_the_residence_duty_of_the_husband_binds_her_until_the_same_day(rana):
    rana.fact("recognition", "2024-01-10", KEY_DATE)
    assert rana.ends("residence_duty_end")["residence_duty_end"][0] == "2027-01-10"
