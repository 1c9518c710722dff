"""What reports may count of the front desk: decisions, ways of access, the waiting list."""

from datetime import date, datetime

import pytest

from fahrwasser.cases import actions as cases
from fahrwasser.core.acting import acting_as
from fahrwasser.intake import actions, figures, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Answer, Criteria, Outcome
from tests.town import NOW, Town

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
CRITERIA = Criteria(Answer.YES, Answer.YES, Answer.YES, Answer.NO, wish=Answer.YES)
SAFE = rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200")
DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS")
REVIEW = {"reason": "voll", "review_on": date(2026, 4, 20)}


def day(month: int, number: int) -> datetime:
    return NOW.replace(month=month, day=number)


def take(town, by="cm1", safety=SAFE, channel="self", received=NOW):
    with acting_as(town[by].pk):
        second = town["cm2"] if safety.level else None
        return actions.take(
            by=town[by], now=received, call=rules.Call(received, channel), person=rules.Person("Probe"), lead=town[by],
            second=second, safety=safety,
        )  # fmt: skip


def decide(town, case, decision, now=NOW, by="cm1", **outcome):
    with acting_as(town[by].pk):
        actions.decide(
            enquiry=Enquiry.objects.get(case=case), by=town[by], now=now, criteria=CRITERIA, agreement="paper",
            outcome=Outcome(decision, **{"reason": "x", **outcome}),
        )  # fmt: skip


@pytest.fixture
def march(town: Town) -> Town:
    """Two cases (one protected), one wait, one declined; one more of another town, one opened in error."""
    decide(town, take(town, channel="school"), "case_management")
    decide(town, take(town, safety=DANGER), "case_management")
    decide(town, take(town), "waiting_list", **REVIEW)
    decide(town, take(town), "declined")
    decide(town, take(town, by="other_city_cm"), "case_management", by="other_city_cm")
    error = take(town)
    with acting_as(town["cm1"].pk):
        cases.close(case=error, reason="fehlanlage", by=town["cm1"], now=NOW)
    return town


def test_decisions_by_what_they_became(march: Town):
    with acting_as(march["head"].pk):
        found = figures.decisions(march.city.pk, *MARCH)
        assert found == {"case_management": 2, "waiting_list": 1, "declined": 1}
        assert figures.decisions(march.city.pk, date(2026, 2, 1), date(2026, 2, 28)) == {}
        assert figures.decisions(march.other_city.pk, *MARCH) == {"case_management": 1}


def test_ways_of_access(march: Town):
    with acting_as(march["head"].pk):
        assert figures.ways_of_access(march.city.pk, *MARCH) == {"school": 1, "self": 3}


def test_the_wait_counts_working_days_from_the_enquiry_to_the_case(town: Town):
    """Received on 9 March, waiting since the 11th, a case on 7 April: Good Friday and Easter Monday do not count."""
    case = take(town)
    decide(town, case, "waiting_list", now=day(3, 11), **REVIEW)
    with acting_as(town["head"].pk):
        assert figures.still_waiting(town.city.pk, date(2026, 3, 10)) == 0
        assert figures.still_waiting(town.city.pk, date(2026, 4, 6)) == 1
    decide(town, case, "case_management", now=day(4, 7))
    with acting_as(town["head"].pk):
        assert figures.still_waiting(town.city.pk, date(2026, 4, 6)) == 1
        assert figures.still_waiting(town.city.pk, date(2026, 4, 7)) == 0
        assert figures.waits(town.city.pk, date(2026, 4, 1), date(2026, 4, 30)) == {19: 1}
        assert figures.waits(town.city.pk, *MARCH) == {}


def test_who_leaves_the_waiting_list_otherwise_has_waited_for_no_case(town: Town):
    case = take(town)
    decide(town, case, "waiting_list", now=day(3, 11), **REVIEW)
    decide(town, case, "declined", now=day(3, 20))
    with acting_as(town["head"].pk):
        assert figures.waits(town.city.pk, *MARCH) == {}
        assert figures.still_waiting(town.city.pk, date(2026, 3, 20)) == 0
