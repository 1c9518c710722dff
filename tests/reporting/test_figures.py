"""The figures of the one-page report, with their definitions, and with a protected case among them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fahrwasser.assessment.models import Need
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake.models import ShortAdvice
from fahrwasser.reporting import actions, queries
from fahrwasser.reporting.models import Programme, Snapshot
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
START = date(2026, 3, 1)


@pytest.fixture
def programme(town):
    with as_owner():
        return Programme.objects.create(
            controller=town.city, name="Probe", starts_on=START, target_group=800, target_group_refugees=100,
            positions=Decimal("6.0"), source="von Hand", as_of=START,
        )  # fmt: skip


def figures(town, key_date=TODAY):
    with acting_as(town["head"].pk):
        return queries.figures(town.city.pk, START, key_date)


def case_with(town, *codes, kind="case_management", level=0, by="cm1"):
    lead = town[by]
    with acting_as(lead.pk):
        case = cases.open_file(by=lead, now=NOW, lead=lead, level=level, second=town["cm2"] if level > 1 else None)
        for code in codes:
            Need(case=case, code=code, urgency="Z", recognised_on=TODAY).save(force_insert=True)
        if kind == Case.Kind.SHORT_ADVICE:
            ShortAdvice(case=case, started_on=TODAY, started_by=lead).save(force_insert=True)
        return cases.change_kind(case=case, kind=kind, by=lead, now=NOW)


def test_contacts_that_took_place_with_clients_count(town):
    before = sum(figures(town).contacts.values())
    with acting_as(town["cm1"].pk):
        for case, kind, outcome in (
            (town.files["normal"], "HAUS", "took_place"),
            (None, "BUERO", "took_place"),  # a Kurzauskunft
            (town.files["protected"], "GRUPPE", "took_place"),
            (town.files["normal"], "NETZ", "took_place"),
            (town.files["normal"], "TEL", "not_reached"),
            (town.files["normal"], "HAUS", "not_met"),
            (town.files["normal"], "TEL", "cancelled_by_us"),
        ):
            contacts.record(by=town["cm1"], now=NOW, case=case, type=kind, at=NOW, outcome=outcome)
        contacts.record(by=town["cm1"], now=NOW, case=None, type="TEL", at=NOW - timedelta(days=30))
    assert sum(figures(town).contacts.values()) == before + 3


def test_a_contact_shortly_before_midnight_belongs_to_its_german_day(town):
    at = NOW.replace(day=8, hour=23, minute=30)
    with acting_as(town["cm1"].pk):
        contacts.record(by=town["cm1"], now=NOW, case=None, type="TEL", at=at)
    assert figures(town, date(2026, 3, 8)).contacts == {date(2026, 3, 8): 1}


def test_running_are_cases_and_short_advice_not_enquiries(town):
    case_with(town)
    case_with(town, kind="short_advice")
    case_with(town, level=2)
    assert (figures(town).running, figures(town).short_advice) == (3, 1)
    assert figures(town, TODAY - timedelta(days=1)).running == 0


def test_closed_ones_run_no_longer_and_those_opened_in_error_count_nowhere(town):
    ended, error = case_with(town, "LA03.1"), case_with(town, "LA03.1")
    with acting_as(town["cm1"].pk):
        contacts.record(by=town["cm1"], now=NOW, case=error, type="TEL", at=NOW)
        counted = sum(figures(town).contacts.values())
        cases.close(case=ended, reason="ziele_erreicht", by=town["cm1"], now=NOW + timedelta(days=2))
        cases.close(case=error, reason="fehlanlage", by=town["cm1"], now=NOW)
    after = figures(town)
    assert (after.running, after.areas) == (1, {"LA03": 1})
    assert sum(after.contacts.values()) == counted - 1
    assert figures(town, TODAY + timedelta(days=2)).running == 0


def test_a_case_counts_once_in_each_area_while_it_needs_something_there(town):
    case = case_with(town, "LA03.1", "LA03.2", "LA09.3")
    assert figures(town).areas == {"LA03": 1, "LA09": 1}
    with acting_as(town["cm1"].pk):
        Need.objects.filter(case=case, code="LA09.3").update(closed_on=TODAY)
    assert figures(town).areas == {"LA03": 1}


def test_each_town_counts_its_own(town):
    case_with(town, "LA03.1", by="other_city_cm")
    assert figures(town).running == 0


def report(town, programme, key_date=TODAY, viewer="head"):
    with acting_as(town[viewer].pk):
        return queries.one_pager(programme, key_date)


def shown(report):
    return {row["label"] for row in report["topics"]["rows"]}


def test_no_cell_holds_the_protected_case_alone(town, programme):
    """AC-01, assertion 8: her areas never appear as a cell, and her coming and going changes no other cell's words."""
    for _ in range(12):
        case_with(town, "LA03.1", "LA09.3")
    without = report(town, programme)
    case_with(town, "LA01.1", "LA06.1", "LA02.1", level=2)
    her = report(town, programme)
    assert shown(her) == {"Wohnen", "Sprache"}
    assert her["topics"] == without["topics"]
    assert her["topics"]["hidden"] == 12
    for day in range(9):
        assert not shown(report(town, programme, TODAY - timedelta(days=day))) - {"Wohnen", "Sprache"}


def test_a_protected_case_counts_in_the_rounded_totals(town, programme):
    for _ in range(19):
        case_with(town)
    assert report(town, programme)["figures"][2]["figure"] == "mehr als zehn"
    case_with(town, level=2)
    assert report(town, programme)["figures"][2]["figure"] == "rund 20"


def test_the_same_report_for_every_viewer(town, programme):
    case_with(town, "LA03.1", level=2)
    for _ in range(11):
        case_with(town, "LA03.1")
    reports = [
        report(town, programme, viewer=viewer) for viewer in ("head", "coordinator", "cm1", "cm3", "other_team_cm")
    ]
    assert all(one == reports[0] for one in reports)
    assert shown(reports[0]) == {"Wohnen"}


def test_a_frozen_report_does_not_change(town, programme):
    coordinator = town["coordinator"]
    with acting_as(coordinator.pk):
        snapshot = actions.freeze(programme=programme, key_date=TODAY, by=coordinator, now=NOW)
    for _ in range(30):
        case_with(town)
    assert report(town, programme) != snapshot.figures
    assert Snapshot.objects.get().figures == snapshot.figures
    assert Snapshot.objects.get().definitions == 1
    with acting_as(coordinator.pk), pytest.raises(NotAllowed, match="schon eine Fassung"):
        actions.freeze(programme=programme, key_date=TODAY, by=coordinator, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_group_refugees": 801}, "target_group_refugees"),
        ({"ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"as_of": TODAY + timedelta(days=1)}, "as_of"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(town, changes, field):
    values = {
        "name": "Probe", "starts_on": START, "ends_on": None, "target_group": 800, "target_group_refugees": 100,
        "positions": Decimal(6), "source": "von Hand", "as_of": TODAY, **changes,
    }  # fmt: skip
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed) as refusal:
        actions.state_programme(controller_id=town.city.pk, by=town["coordinator"], now=NOW, **values)
    assert refusal.value.field == field
