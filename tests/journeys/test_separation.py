"""Fall trennen at the browser: one page, a protected file for two others, and no trace in the joint one."""

from typing import Any

from playwright.sync_api import expect

from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.town import PASSWORD
from tests.conftest import as_owner
from tests.journeys.steps import Journey
from tests.town import NOW


def joint_file(email: str) -> Case:
    """An open file of one worker in which two people live, one of them somebody whom the other fears."""
    with as_owner():
        case = Case.objects.filter(lead__email=email, state="open", kind="case_management", level=0).order_by("pk")[0]
        lead = case.lead
    with acting_as(lead.pk):
        clients.add_person(case=case, by=lead, now=NOW, first_name="Amira", last_name="(Demo)", role="partner")
    return case


def test_a_file_is_taken_apart_on_one_page(journey: Journey, settings: Any) -> None:
    settings.FAHRWASSER_TODAY = "2026-03-09T11:00"
    case = joint_file("cm1@demo.example")
    journey.log_in("cm1@demo.example", PASSWORD)
    journey.go(f"/faelle/{case.pk}/", "gemeinsame-akte")
    journey.page.get_by_text("Mehr", exact=True).first.click()
    journey.follow("Fall trennen")
    journey.look("trennen-leer")
    journey.press("Jetzt trennen")
    journey.look("trennen-fehler")
    assert {"client", "lead", "second"} <= set(journey.missing())
    journey.page.locator("select[name=client]").select_option(label="Amira (Demo)")
    journey.fill(words="Sie hat Angst, wenn er nach Hause kommt.", how="SMS vormittags", phone="0221 4710 200")
    for place, name in enumerate(("lead", "second"), start=1):
        journey.page.locator(f"select[name={name}]").select_option(index=place)
    journey.look("trennen-ausgefuellt")
    journey.press("Jetzt trennen")
    journey.told("Die Fälle sind getrennt.")
    journey.look("getrennt")
    journey.go(f"/faelle/{case.pk}/", "gemeinsame-akte-danach")
    for word in ("trennt", "Angst", "SMS vormittags", "Schutzstufe 2"):
        expect(journey.page.locator("main")).not_to_contain_text(word)
    assert_the_new_file_is_with_the_two(journey, case)


def assert_the_new_file_is_with_the_two(journey: Journey, joint: Case) -> None:
    """Whoever leads it now reads it, with the words and where it comes from."""
    with as_owner():
        new = Case.objects.filter(level=2).select_related("lead").latest("recorded_at")
        lead, number = new.lead.email, new.number
    journey.page.context.clear_cookies()
    journey.log_in(lead, PASSWORD)
    journey.told(number)
    journey.go(f"/faelle/{new.pk}/", "getrennte-akte")
    journey.told(f"Aus der gemeinsamen Akte {joint.number} getrennt")
    journey.told("Sie hat Angst, wenn er nach Hause kommt.")
