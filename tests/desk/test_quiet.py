"""Cases that have gone quiet: when, for whom, and what is never shown with them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case, Reopening
from fahrwasser.contacts.models import Appointment, Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.desk.queries.quiet import of_team, quiet
from fahrwasser.desk.silence import Silence, limit
from fahrwasser.work.models import FollowUpDate
from tests.conftest import as_owner
from tests.desk.test_day import first_page, part
from tests.town import NOW, Town

TODAY = date(2026, 3, 9)


def ago(weeks: int) -> date:
    return TODAY - timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("silence", "lead", "team"),
    [
        (Silence(ago(6) + timedelta(days=1)), False, False),
        (Silence(ago(6)), True, False),
        (Silence(ago(8)), True, True),
        (Silence(ago(8), tried_on=TODAY - timedelta(days=13)), True, False),
        (Silence(ago(8), tried_on=TODAY - timedelta(days=14)), True, True),
        (Silence(ago(11), coming_on=TODAY), True, False),
        (Silence(ago(12), tried_on=TODAY, coming_on=TODAY), True, True),
        (Silence(TODAY + timedelta(days=20)), False, False),
    ],
)
def test_six_weeks_concern_the_lead_and_eight_the_team_unless_somebody_cares(silence, lead, team):
    assert silence.concerns_lead(TODAY) is lead
    assert silence.concerns_team(TODAY) is team


def test_the_limits_are_policy():
    assert [limit(code, TODAY).days for code in ("lead", "team", "latest")] == [42, 56, 84]


def make_quiet(town: Town, name: str = "normal", weeks: int = 9) -> Case:
    """A running case whose last talk lies so many weeks back."""
    case = town.files[name]
    at = NOW - timedelta(weeks=weeks)
    with as_owner():
        Case.objects.filter(pk=case.pk).update(
            kind="case_management", opened_on=at - timedelta(days=9), accepted_on=at - timedelta(days=7)
        )
        Contact.objects.filter(case=case).update(at=at, outcome="took_place", type="BUERO")
    return case


def since_of(town: Town, case: Case, person: str = "cm1") -> Silence | None:
    with acting_as(town[person].pk):
        return dict(quiet(TODAY)).get(case.pk)


def test_my_day_names_the_case_and_what_may_be_done(client, town: Town):
    case = make_quiet(town)
    row = part(first_page(client, town, "cm1"), "still")
    assert "9 Wochen ohne Gespräch" in row
    assert "Seither kein Versuch" in row
    for url in ("work:follow_up", "desk:pause", "network:close"):
        assert reverse(url, args=[case.pk]) in row, url
    assert f"?fall={case.pk}" in row
    assert 'id="still"' not in first_page(client, town, "cm2")


@pytest.mark.parametrize("change", [{"type": "NETZ"}, {"type": "MSG", "counterpart": "Jobcenter"}])
def test_talks_with_offices_break_no_silence(town: Town, change):
    case = make_quiet(town)
    with as_owner():
        Contact.objects.create(case=case, unit=case.unit, by=case.lead, at=NOW, **{"outcome": "took_place", **change})
    assert since_of(town, case) == Silence(ago(9))


def test_a_talk_breaks_it_and_an_attempt_is_only_shown(town: Town):
    case = make_quiet(town)
    rows = {"case": case, "unit": case.unit, "by": case.lead, "type": "TEL"}
    with as_owner():
        Contact.objects.create(**rows, at=NOW - timedelta(days=3), outcome="not_reached")
    assert since_of(town, case) == Silence(ago(9), tried_on=TODAY - timedelta(days=3))
    with as_owner():
        Contact.objects.create(**rows, at=NOW - timedelta(days=2), outcome="took_place")
    assert since_of(town, case) is None


def test_what_is_planned_is_shown_with_its_next_day(town: Town):
    case = make_quiet(town)
    with as_owner():
        FollowUpDate.objects.create(case=case, on=TODAY + timedelta(days=9), why="Antwort", by=case.lead)
        FollowUpDate.objects.create(case=case, on=TODAY - timedelta(days=9), why="Vorbei", by=case.lead)
        at = NOW + timedelta(days=4)
        Appointment.objects.create(case=case, user=case.lead, at=at, until=at + timedelta(hours=1))
    assert since_of(town, case) == Silence(ago(9), coming_on=at.date())


def test_a_case_that_rests_is_not_quiet_and_begins_anew_afterwards(town: Town):
    case = make_quiet(town, weeks=20)
    with acting_as(town["cm1"].pk):
        case.refresh_from_db()
        begun = NOW - timedelta(weeks=10)
        cases.pause(case=case, until=TODAY + timedelta(days=5), reason="Reha", by=town["cm1"], now=begun)
    assert since_of(town, case) is None
    with acting_as(town["cm1"].pk):
        cases.wake(case=case, by=town["cm1"], now=NOW - timedelta(weeks=7))
    assert since_of(town, case) == Silence(ago(7))


def test_taking_a_case_up_again_begins_anew(town: Town):
    case = make_quiet(town, weeks=20)
    with as_owner():
        Reopening.objects.create(
            case=case, kind=case.kind, closed_on=ago(12), closing_reason="kontakt_verloren", reopened_on=ago(6),
            by=case.lead,
        )  # fmt: skip
    assert since_of(town, case) == Silence(ago(6))


@pytest.mark.parametrize(
    ("file", "person", "seen"),
    [
        ("normal", "coordinator", True),
        ("sensitive", "coordinator", True),
        ("protected", "coordinator", False),
        ("protected", "cm2", True),
        ("normal", "cm2", False),
        ("normal", "assistant", False),
        ("normal", "head", False),
        ("normal", "other_city_coordinator", False),
    ],
)
def test_who_learns_of_the_silence(town: Town, file, person, seen):
    case = make_quiet(town, file)
    assert (since_of(town, case, person) is not None) is seen


def test_the_list_of_the_team_names_numbers_and_nobody(client, town: Town):
    longer, shorter = make_quiet(town, "other_team", 11), make_quiet(town, "normal", 9)
    page = part(first_page(client, town, "coordinator"), "still")
    assert page.index(longer.number) < page.index(shorter.number)  # by the silence, across leads
    for person in ("cm1", "other_team_cm"):
        assert town[person].name not in page


def test_breaking_the_glass_puts_no_protected_case_into_the_list(town: Town):
    case = make_quiet(town, "protected")
    with acting_as(town["coordinator"].pk):
        cases.break_glass(number=case.number, reason="Gefahr", by=town["coordinator"], now=NOW)
        assert case.pk in dict(quiet(TODAY))
        assert of_team(town["coordinator"], TODAY) == []
