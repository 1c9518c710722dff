"""The safety questions in the person's own language, who is proposed as lead, and who leads (IND-24)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.blocks.models import Wording
from fahrwasser.blocks.queries import german
from fahrwasser.cases import actions as cases
from fahrwasser.cases import queries
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.desk.actions import name_substitute
from fahrwasser.intake import figures
from fahrwasser.intake.queries import SAFETY_QUESTIONS, usual_lead, usual_second
from tests.conftest import as_owner
from tests.intake.test_figures import decide, take
from tests.town import NOW, Town

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def safety_page(client, town: Town, language: str) -> str:
    case = town.files["normal"]
    with as_owner():
        Client.objects.filter(case=case, role="client").update(languages=language)
    client.force_login(town["cm1"])
    return str(client.get(reverse("intake:safety", args=[case.pk])).content.decode())


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("uk", "ltr"), ("fa", "rtl")])
def test_the_persons_own_language_stands_open_and_says_that_nobody_checked_it(client, town: Town, language, direction):
    page = safety_page(client, town, language)
    own = page[: page.index("<details", page.index("<main"))]
    assert own.count(f'lang="{language}" dir="{direction}"') >= len(SAFETY_QUESTIONS)
    assert "Diese Übersetzung ist nicht geprüft." in own
    assert "Haben Sie Angst vor jemandem" in own


def test_what_somebody_has_checked_carries_no_mark(client, town: Town):
    unchecked = safety_page(client, town, "tr")
    assert "nicht geprüft" in unchecked[: unchecked.index("Die Fragen in anderen Sprachen")]
    with as_owner():
        for code in SAFETY_QUESTIONS:
            Wording.objects.create(
                controller=town.city, code=code, language="tr", text="Soru", german=german()[code],
                translator="A. Probe", checker="B. Probe", checked_on=TODAY, by=town["coordinator"], at=NOW,
            )  # fmt: skip
    page = safety_page(client, town, "tr")
    own = page[: page.index("Die Fragen in anderen Sprachen")]
    assert "Soru" in own
    assert "nicht geprüft" not in own


def test_the_enquiry_has_the_questions_in_every_language(client, town: Town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(22):
        page = client.get(reverse("intake:new")).content.decode()
    for language in ("ar", "fa", "uk", "ti"):
        assert f'lang="{language}"' in page


@pytest.fixture
def absent(town: Town) -> Town:
    """cm1 is away today, and cm3 stands in as a rule."""
    with acting_as(town["cm1"].pk):
        cases.name_deputy(user=town["cm1"], deputy=town["cm3"])
        name_substitute(
            case=town.files["normal"], user=town["cm3"], until=TODAY + timedelta(7), reason="Urlaub", by=town["cm1"],
            now=NOW,
        )  # fmt: skip
    return town


def test_while_somebody_is_away_the_deputy_is_proposed(client, absent: Town):
    with acting_as(absent["coordinator"].pk):
        assert queries.away() == {absent["cm1"].pk: absent["cm3"]}
        assert usual_lead(absent["coordinator"]) != absent["cm1"]
    with acting_as(absent["cm1"].pk):
        assert usual_second(absent["cm1"]) == absent["cm3"]
    client.force_login(absent["coordinator"])
    for view in ("intake:new", "intake:emergency"):
        assert f"heute vertreten durch {absent['cm3'].name}" in client.get(reverse(view)).content.decode()


def test_separating_says_who_reads_the_joint_file_too(client, absent: Town):
    client.force_login(absent["cm1"])
    page = client.get(reverse("separation:separate", args=[absent.files["normal"].pk])).content.decode()
    assert f"{absent['cm3'].name} (vertritt die gemeinsame Akte)" in page


@pytest.mark.parametrize("person", ["other_city_cm", "foreigners_office", "provider"])
def test_who_is_away_is_known_in_the_house_alone(absent: Town, person):
    with acting_as(absent[person].pk):
        assert queries.covered_today() == set()


def test_every_case_has_exactly_one_lead(town: Town):
    """IND-24: a case that another body leads counts one lead, as one of ours does."""
    decide(town, take(town), "case_management")
    decide(town, take(town), "shared_lead", body="Jugendmigrationsdienst", told_on=TODAY)
    decide(town, take(town), "short_advice")
    gone = take(town)
    decide(town, gone, "case_management")
    with acting_as(town["cm1"].pk):
        cases.close(case=gone, reason="ziele_erreicht", by=town["cm1"], now=NOW + timedelta(days=1))
    with acting_as(town["head"].pk):
        assert figures.leads(town.city.pk, TODAY) == figures.Leads(cases=3, with_one=3, elsewhere=1)
        assert figures.leads(town.city.pk, TODAY + timedelta(days=1)) == figures.Leads(2, 2, 1)
        assert figures.leads(town.city.pk, date(2026, 3, 8)) == figures.Leads(0, 0, 0)
