"""How dates are counted: a table for every rule, and what must hold for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahrwasser import policy
from fahrwasser.catalogue.calendar import is_working_day
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import periods, rules
from fahrwasser.deadlines.rules import Colour, State

on = date.fromisoformat
ROWS = policy.read("deadline_rules")["deadline_rules"]
STEPS = {step["code"]: step for row in ROWS for step in row["computation"]}
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("code", "day", "end", "working"),
    [
        ("permit_end", "2026-08-11", "2026-08-11", "2026-06-30"),  # D-01
        ("course_claim", "2024-08-12", "2025-08-12", "2025-08-12"),  # D-03
        ("earliest_application", "2026-08-01", "2026-01-01", "2026-01-02"),  # D-04: New Year is no working day
        ("earliest_grant", "2026-08-01", "2026-02-01", "2026-02-02"),
        ("toleration_months", "2025-10-14", "2026-01-14", "2026-01-14"),
        ("identity_steps", "2023-05-20", "2023-11-20", "2023-11-20"),
        ("newborn_title", "2026-04-11", "2026-10-11", "2026-10-09"),  # D-05
        ("residence_duty_end", "2024-01-10", "2027-01-10", "2027-01-08"),  # D-06
        ("flat_claim", "2026-03-04", "2026-06-04", "2026-06-03"),  # D-07: Corpus Christi
        ("expulsion_end", "2026-03-04", "2026-03-14", "2026-03-13"),  # D-08
        ("birth_notice", "2026-04-11", "2026-04-18", "2026-04-17"),  # D-09
        ("block_end", "2027-12-31", "2027-12-31", "2027-12-31"),  # D-10
        ("parental_allowance", "2026-04-13", "2026-08-12", "2026-05-11"),  # D-11
        ("child_benefit", "2026-04-11", "2026-10-11", "2026-05-08"),  # D-12
        ("maintenance_advance", "2026-01-31", "2026-02-28", "2026-02-27"),  # D-13: February has no 31st
        ("basic_income", "2026-05-11", "2026-05-31", "2026-05-29"),  # D-14
        ("foundation", "2026-04-13", "2026-04-13", "2026-03-16"),  # D-15
        ("midwife_end", "2026-04-11", "2026-07-04", "2026-07-03"),  # D-16
        ("protection_start", "2026-04-13", "2026-03-02", "2026-03-02"),  # D-17
        ("protection_end", "2026-04-11", "2026-06-06", "2026-06-05"),
        ("grace_period", "2026-04-01", "2026-06-01", "2026-06-01"),  # D-18
        ("dismissal_claim", "2026-05-08", "2026-05-29", "2026-05-29"),  # D-19
        ("job_seeking", "2026-05-08", "2026-05-11", "2026-05-11"),  # D-20
        ("worker_status_end", "2026-05-22", "2026-11-22", "2026-11-20"),  # D-21
        ("insurance_end", "2026-06-15", "2026-07-15", "2026-07-15"),  # D-22
        ("forwarding", "2026-04-20", "2026-05-04", "2026-05-04"),  # D-23
        ("decision", "2026-04-24", "2026-05-15", "2026-05-15"),
        ("care_decision", "2026-04-20", "2026-05-28", "2026-05-28"),  # D-24: 1, 14 and 25 May are holidays
        ("benefit_change", "2026-07-01", "2026-10-01", "2026-10-01"),  # D-26
        ("transition", "2026-08-31", "2026-02-28", "2026-02-27"),  # D-27
        ("handover_check", "2028-02-29", "2027-02-28", "2027-02-26"),
        ("subject_request", "2026-10-05", "2026-11-05", "2026-11-05"),  # D-28
        ("breach", "2026-10-05", "2026-10-08", "2026-10-08"),
        ("consent_end", "2027-03-09", "2027-03-09", "2027-03-09"),  # D-30
        ("benefit_end", "2026-05-31", "2026-05-31", "2026-04-30"),  # D-31
        ("document_end", "2026-06-30", "2026-06-30", "2026-06-30"),  # D-32
        ("daycare_notice", "2026-08-31", "2026-02-28", "2026-02-27"),  # D-35
    ],
)
def test_every_rule_counts_as_the_law_says(code, day, end, working):
    found = rules.compute(STEPS[code], on(day))
    assert (found.statutory_end, found.working_day) == (on(end), on(working))


def test_every_computed_step_has_its_example():
    table = next(m for m in test_every_rule_counts_as_the_law_says.pytestmark if m.name == "parametrize")
    assert {row[0] for row in table.args[1]} == set(STEPS)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", -6, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_a_missing_day_of_the_month_is_its_last(day, months, expected):
    assert rules.months_later(on(day), months) == on(expected)


@given(day=DAYS, code=st.sampled_from(sorted(STEPS)))
def test_the_working_deadline_is_a_working_day_and_never_behind_the_end(day, code):
    found = rules.compute(STEPS[code], day)
    assert is_working_day(found.working_day)
    if found.kind == "earliest":
        assert found.working_day >= found.statutory_end
    else:
        assert found.working_day <= found.statutory_end


@given(day=DAYS, months=st.integers(0, 60))
def test_months_keep_the_day_or_end_with_the_month(day, months):
    end = rules.months_later(day, months)
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months


@given(first=DAYS, later=st.integers(0, 400), code=st.sampled_from(sorted(STEPS)))
def test_a_later_fact_never_ends_earlier(first, later, code):
    second = first + timedelta(days=later)
    assert rules.statutory_end(STEPS[code], first) <= rules.statutory_end(STEPS[code], second)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_change_of_the_clock_changes_no_day(day):
    assert rules.shift(on(day), {"hours": 72}) == on(day) + timedelta(days=3)


# ---- versions


class Version:
    def __init__(self, valid_from, valid_to=None, *, of_town=False, enabled=True, code="D-01"):
        self.valid_from, self.valid_to = on(valid_from), valid_to and on(valid_to)
        self.of_town, self.enabled, self.code = of_town, enabled, code
        self.computation = [STEPS["permit_end"]]


OLD, NEW = Version("2022-03-01", "2026-06-30"), Version("2026-07-01")
TOWN = Version("2026-04-01", of_town=True)


@pytest.mark.parametrize(
    ("versions", "day", "expected"),
    [
        ([OLD, NEW], "2026-06-30", OLD),
        ([OLD, NEW], "2026-07-01", NEW),
        ([OLD, NEW], "2020-01-01", OLD),  # older than every version: today's
        ([OLD, NEW, TOWN], "2026-03-31", OLD),
        ([OLD, NEW, TOWN], "2026-08-01", TOWN),
        ([OLD], "2026-07-01", None),  # the law has ended
        ([OLD, Version("2026-03-01", of_town=True, enabled=False)], "2026-03-09", None),  # the town lets it rest
        ([], "2026-03-09", None),
    ],
)
def test_the_version_of_the_day_of_the_fact_counts(versions, day, expected):
    assert rules.version_for(versions, on(day), on("2026-03-09")) is expected


def test_a_due_date_foretells_what_follows_from_a_birth():
    due, birth = rules.anchors()["due_date"], rules.anchors()["birth"]
    assert due.starts == {"due_date", "birth"}
    assert birth.starts == {"birth", "birth_or_move_of_child"}


def test_every_anchor_of_a_step_has_a_name_and_the_other_way_round():
    assert {step["anchor"] for step in STEPS.values()} == set(rules.anchors())


# ---- what it means today


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-02-12", False),
        ("2026-05-02", True),  # T-30
        ("2026-05-08", True),
        ("2026-05-09", False),
        ("2026-05-22", True),  # a week before the working deadline, and ever after
        ("2026-07-01", True),
    ],
)
def test_a_reminder_stays_a_week_and_the_last_stretch_until_it_is_met(today, expected):
    assert rules.is_reminded(on("2026-06-01"), on("2026-05-29"), [90, 30, 7], on(today)) is expected


def test_the_next_reminder_lies_ahead():
    assert rules.next_reminder(on("2026-06-01"), [90, 30, 7], on("2026-05-02")) == on("2026-05-25")
    assert rules.next_reminder(on("2026-06-01"), [90, 30, 7], on("2026-05-25")) is None


@pytest.mark.parametrize(
    ("kind", "today", "expected"),
    [
        ("deadline", "2026-01-01", Colour.CALM),
        ("deadline", "2026-02-15", Colour.AMBER),
        ("deadline", "2026-03-03", Colour.RED),
        ("deadline", "2026-06-01", Colour.RED),
        ("deadline", "2026-06-02", Colour.PASSED),
        ("notice", "2026-05-31", Colour.AMBER),
        ("earliest", "2026-05-31", Colour.CALM),
        ("earliest", "2026-06-01", Colour.PASSED),
    ],
)
def test_colours(kind, today, expected):
    assert rules.colour(kind, on("2026-06-01"), 90, on(today)) == expected


@pytest.mark.parametrize(
    ("state", "kind", "today", "why", "step"),
    [
        ("proposed", "deadline", "2026-05-01", "vorgeschlagen, Ende am 31.05.2026", "Prüfen und bestätigen"),
        ("confirmed", "deadline", "2026-05-26", "Arbeitsfrist in 3 Tagen, Ende am 31.05.2026", "Ansehen"),
        ("confirmed", "deadline", "2026-05-30", "Arbeitsfrist war am 29.05.2026, Ende morgen", "Jetzt erledigen"),
        ("confirmed", "deadline", "2026-06-02", "Ende war am 31.05.2026", "Eintragen, was daraus wurde"),
        ("confirmed", "earliest", "2026-06-02", "möglich seit 31.05.2026", "Ansehen"),
        ("confirmed", "earliest", "2026-05-02", "möglich ab 31.05.2026", "Ansehen"),
    ],
)
def test_why_it_stands_on_the_list(state, kind, today, why, step):
    assert rules.reason_to_look(state, kind, on("2026-05-31"), on("2026-05-29"), on(today)) == (why, step)


@pytest.mark.parametrize(
    ("days", "words"), [(0, "heute"), (1, "morgen"), (-1, "gestern"), (12, "in 12 Tagen"), (-3, "seit 3 Tagen vorbei")]
)
def test_days_in_words(days, words):
    assert rules.in_days(days) == words


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("to", list(State))
def test_a_move_is_allowed_or_refused_in_words(state, to):
    if to in rules.MOVES[state]:
        rules.check_move(state, to)
    else:
        with pytest.raises(NotAllowed):
            rules.check_move(state, to)


# ---- periods in words


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"months": 6}, "6 Monate"),
        ({"days": -1, "months": 4}, "4 Monate, -1 Tag"),
        ({"years": 1}, "1 Jahr"),
        ({"working_days": 25}, "25 Arbeitstage"),
        ({"hours": 72}, "72 Stunden"),
        ({"days": 0}, "am selben Tag"),
    ],
)
def test_periods_in_words_and_back(period, words):
    assert periods.in_words(period) == words
    assert periods.read(words) == period


@pytest.mark.parametrize(
    "words", ["", "bald", "6", "Monate", "6 Monde", "6 Monate 1 Tag", "1 Tag, 2 Tage", "999 Jahre", "١ Tage und"]
)
def test_other_words_are_refused(words):
    with pytest.raises(NotAllowed):
        periods.read(words)


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step["code"])
def test_every_shipped_step_can_be_said_and_kept(step):
    assert periods.step_in_words(step)
    assert periods.working_in_words(step)
    if "until" not in step:
        assert periods.with_period(step, periods.in_words(step[periods.way(step)])) == step
