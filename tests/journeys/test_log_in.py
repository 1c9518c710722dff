"""Logging in and out, at the browser."""

from fahrwasser.demo.town import PASSWORD
from tests.journeys.steps import Journey


def test_a_case_manager_logs_in(journey: Journey):
    journey.log_in("cm2@demo.example", PASSWORD)
    journey.look("start")


def test_a_wrong_password_is_answered_kindly(journey: Journey):
    journey.log_in("cm2@demo.example", "falsch-falsch")
    journey.look("abgewiesen")
    assert journey.page.get_by_role("alert").is_visible()
