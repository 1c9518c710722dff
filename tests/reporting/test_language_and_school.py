"""IND-16 and IND-19 by half-year: what counts, and what too few people stand behind."""

from datetime import date

import pytest
from django.urls import reverse

from fahrwasser.assessment.models import LanguageEvidence
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.outcomes.models import OutcomeEvent
from fahrwasser.outcomes.rules import Child, school_rule
from fahrwasser.reporting import queries
from fahrwasser.reporting.models import Programme
from fahrwasser.reporting.progress import Cells, Certified, Young, german, school
from tests.conftest import acting_as, as_owner
from tests.town import NOW, Town

END = date(2025, 12, 31)
BEGUN = date(2025, 3, 1)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def certified(*levels: str, since: date = BEGUN, until: date | None = None, persons: int = 10) -> Certified:
    return Certified(since, until, levels, tuple(date(2025, 4 + n, 28) for n in range(len(levels))), persons)


@pytest.mark.parametrize(
    ("group", "grown"),
    [
        (certified("A1", "A2"), True),
        (certified("A2", "A1"), False),
        (certified("B1"), False),
        (certified("A1", "B1", since=date(2025, 8, 1)), None),  # five months in the case
        (certified("A1", "B1", until=date(2025, 6, 1)), None),  # gone after three
        (Certified(BEGUN, None, ("A1", "B1"), (BEGUN, date(2026, 1, 31)), 10), False),  # the second came later
    ],
)
def test_whose_german_has_grown(group, grown):
    assert group.has_grown(END) is grown


def test_few_people_give_no_figure():
    assert german([certified("A1", "A2", persons=9), certified("B1", persons=10)], END) == Cells(None, 10)


def test_children_of_school_age_with_and_without_a_place():
    groups = [
        Young(BEGUN, None, Child(date(2016, 5, 31), date(2025, 9, 30)), 12),
        Young(BEGUN, None, Child(date(2016, 5, 31), date(2026, 2, 28)), 11),  # later
        Young(BEGUN, None, Child(date(2024, 5, 31)), 30),  # too young
        Young(BEGUN, date(2025, 10, 1), Child(date(2016, 5, 31)), 30),  # no longer with us
    ]
    assert school(groups, END, school_rule(END)) == Cells(12, 11)


def test_the_figures_come_from_the_files_and_name_nobody(client, town: Town):
    case = town.files["normal"]
    with as_owner():
        Case.objects.filter(pk=case.pk).update(kind="case_management", opened_on=BEGUN, accepted_on=BEGUN)
        for level, day in (("A1", date(2025, 4, 2)), ("A2", date(2025, 11, 2))):
            LanguageEvidence.objects.create(
                case=case, language="de", skill="overall", level=level, kind="certified", seen_on=day, source="Kurs"
            )
        for number in range(11):
            child = Client.objects.create(case=case, role="child", first_name="Kind", birth_date=date(2016, 5, 3))
            if number < 10:
                OutcomeEvent.objects.create(
                    case=case, kind="schulplatz", about=child, day=date(2025, 9, 1), evidence="paper", by=case.lead
                )
        programme = Programme.objects.create(
            controller=town.city, name="KIM", starts_on=BEGUN, target_group=800, target_group_refugees=100,
            positions=6, source="Probe", as_of=BEGUN,
        )  # fmt: skip
    with acting_as(town["head"].pk):
        [(period, language, places), _] = queries.language_and_school(programme, NOW.date())
    assert (period.until, language, places) == (END, Cells(None, None), Cells(10, None))
    client.force_login(town["head"])
    page = client.get(reverse("reporting:language_and_school")).content.decode()
    assert "2. Halbjahr 2025" in page
    assert "zu wenige" in page
    client.force_login(town["assistant"])
    assert client.get(reverse("reporting:language_and_school")).status_code == 404
