"""AC-02: the end of a job, corrected later, moves what was counted from it."""

import pytest

from tests.deadlines.acts import Desk, on

KEY_DATE = "2026-05-11"


@pytest.fixture
def family(town) -> Desk:
    desk = Desk(town)
    for anchor, day in (
        ("end_of_job_known", "2026-05-08"),
        ("dismissal_received", "2026-05-08"),
        ("need_of_subsistence", "2026-05-11"),
        ("end_of_job", "2026-05-22"),
    ):
        desk.fact(anchor, day, KEY_DATE)
    return desk


@pytest.mark.parametrize(
    ("step", "end", "working"),
    [
        ("job_seeking", "2026-05-11", "2026-05-11"),
        ("dismissal_claim", "2026-05-29", "2026-05-29"),
        ("basic_income", "2026-05-31", "2026-05-29"),
        ("insurance_end", "2026-06-22", "2026-06-22"),
        ("worker_status_end", "2026-11-22", "2026-11-20"),
    ],
)
def test_every_row_of_the_table(family, step, end, working):
    assert family.ends(step)[step] == (end, working)


def test_the_right_end_of_the_job_is_copied_from_the_advice(family):
    row = family.typed("Richtiges Ende der Arbeit, falls die Kündigungsfrist zu kurz war", "2026-06-15", KEY_DATE)
    assert (row.statutory_end, row.working_day) == (on("2026-06-15"), on("2026-06-15"))


def test_a_corrected_end_of_employment_moves_both_deadlines(family):
    family.confirm_all(KEY_DATE)
    family.correct("end_of_job", "2026-06-15", "2026-06-08")
    rows = family.rows()
    assert (rows["insurance_end"].statutory_end, rows["worker_status_end"].statutory_end) == (
        on("2026-07-15"),
        on("2026-12-15"),
    )
    assert (rows["insurance_end"].previous_end, rows["worker_status_end"].previous_end) == (
        on("2026-06-22"),
        on("2026-11-22"),
    )
    assert {rows[step].state for step in ("insurance_end", "worker_status_end")} == {"confirmed"}
    assert rows["dismissal_claim"].previous_end is None
