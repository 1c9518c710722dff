"""The first page: my day for those who work on cases, and for everybody else where their work begins."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Need
from fahrwasser.core import clock
from fahrwasser.intake.models import Enquiry
from fahrwasser.referrals.models import Referral
from fahrwasser.work import actions as work
from fahrwasser.work.models import Task
from tests.conftest import acting_as, as_owner
from tests.desk.conftest import DAY, fill
from tests.town import NOW, Town


def first_page(client, town: Town, person: str) -> str:
    client.force_login(town[person])
    response = client.get("/")
    assert response.status_code == 200
    return str(response.content.decode())


def part(page: str, id: str) -> str:
    """One section of the page."""
    begin = page.index(f'id="{id}"')
    return page[begin : page.index("</section>", begin)]


def test_what_is_due_stands_first_with_one_next_step(client, full):
    with as_owner():
        Task.objects.create(case=full.files["normal"], what="Bescheid prüfen", why="Brief", due_on=DAY - timedelta(2))
    due = part(first_page(client, full, "cm1"), "fristen")
    assert due.index("Bescheid prüfen") < due.index("Aufgabe 0")
    for words in ("Seit 2 Tagen überfällig.", "Brief", "Heute fällig.", "Erledigt", "Probe Normal", "Zweck 0"):
        assert words in due, words


def test_answers_of_providers_and_what_one_does_with_them(client, full):
    answers = part(first_page(client, full, "cm1"), "antworten")
    for words in ("Hebamme Probe", "Platz zugesagt ab 09.03.", "Zusage mitteilen", "Heute"):
        assert words in answers, words


def test_what_was_told_on_the_telephone_is_no_news(client, full):
    with as_owner():
        Referral.objects.update(told_by="Frau Beispiel")
    assert "Keine neuen Antworten." in part(first_page(client, full, "cm1"), "antworten")


def test_needs_beyond_their_limit_stand_with_the_most_urgent_first(client, full):
    with as_owner():
        Need.objects.create(
            case=full.files["normal"], code="LA14.1", urgency="Z", recognised_on=DAY - timedelta(days=84)
        )
        Need.objects.create(case=full.files["normal"], code="LA14.2", urgency="P", recognised_on=DAY - timedelta(50))
    waits = part(first_page(client, full, "cm1"), "wartet")
    assert waits.index("Hebamme Probe") < waits.index("84 Tage")  # urgent before soon, then the longer wait
    assert waits.index("84 Tage") < waits.rindex("40 Tage")
    assert "50 Tage" not in waits
    assert "Passung öffnen" in waits


def test_a_need_whose_help_has_begun_does_not_wait(client, full):
    with as_owner():
        Referral.objects.update(state="started", started_on=DAY)
    assert "Hebamme Probe" not in part(first_page(client, full, "cm1"), "wartet")


def test_enquiries_wait_for_the_decision_of_their_lead(client, full):
    enquiries = part(first_page(client, full, "cm1"), "anfragen")
    assert reverse("intake:enquiry", args=[full.files["normal"].pk]) in enquiries
    with as_owner():
        Enquiry.objects.update(decision="short_advice", decided_on=DAY, decided_by=full["cm1"])
    assert 'id="anfragen"' not in first_page(client, full, "cm1")


def test_drafts_and_notices_stand_at_the_side(client, town):
    with acting_as(town["cm1"].pk):
        work.save_draft(user=town["cm1"], form="/kontakte/neu/", content="draft_label=Kontakt%2C+F-1", now=clock.now())
        work.notify(
            user=town["cm1"], words="Die Einwilligung ist da.", now=clock.now(), about_case=town.files["normal"].pk
        )
    page = first_page(client, town, "cm1")
    assert "Kontakt, F-1" in part(page, "entwuerfe")
    assert 'href="/kontakte/neu/"' in part(page, "entwuerfe")
    notices = part(page, "nachrichten")
    assert "Die Einwilligung ist da." in notices
    assert town.files["normal"].number in notices
    assert "Gelesen" in notices


def test_a_notice_about_a_hidden_file_links_nothing(client, town):
    with acting_as(town["cm1"].pk):
        work.notify(user=town["cm3"], words="Etwas", now=clock.now(), about_case=town.files["protected"].pk)
    page = first_page(client, town, "cm3")
    assert "Etwas" in page
    assert town.files["protected"].number not in page
    assert str(town.files["protected"].pk) not in page


def test_an_empty_day_says_so(client, town):
    page = first_page(client, town, "cm3")
    for words in (
        "nichts fällig",
        "Keine neuen Antworten",
        "Kein Bedarf wartet",
        "Kein angefangener Text",
        "Nichts Neues",
    ):
        assert words in page, words
    assert "Heute ist nichts überfällig." in page


@pytest.mark.parametrize("person", ["cm2", "cm3", "other_team_cm", "other_city_cm"])
def test_nothing_of_a_colleagues_case_stands_on_my_day(client, full, person):
    page = first_page(client, full, person)
    for hidden in ("Probe Normal", "Hebamme Probe", "Aufgabe 0", full.files["normal"].number):
        assert hidden not in page, hidden


def test_the_substitute_sees_whom_she_stands_in_for(client, full):
    from fahrwasser.desk import actions

    with acting_as(full["cm1"].pk):
        actions.name_substitute(
            case=full.files["normal"], user=full["cm3"], until=DAY, reason="Urlaub", by=full["cm1"], now=NOW
        )
    page = first_page(client, full, "cm3")
    assert f"Sie vertreten <b>{full['cm1'].name}</b> in einem Fall." in page
    assert "Aufgabe 0" in page


def test_queries_do_not_grow_with_the_day(client, full, django_assert_max_num_queries):
    client.force_login(full["cm1"])
    with django_assert_max_num_queries(43):
        client.get("/")
    with as_owner():
        provider = Organisation.objects.get(pk=full.provider.pk)
        fill(full.files["sensitive"], provider, times=6)
        fill(full.files["protected"], provider, times=6)
    with django_assert_max_num_queries(43):
        assert "Aufgabe 5" in client.get("/").content.decode()


def test_the_coordinator_begins_with_notices_enquiries_and_room(client, town, django_assert_max_num_queries):
    with as_owner():
        work.notify(user=town["coordinator"], words="Kollisionsprüfung: zwei Akten", now=clock.now())
    client.force_login(town["coordinator"])
    with django_assert_max_num_queries(23):
        page = client.get("/").content.decode()
    assert "Kollisionsprüfung" in part(page, "nachrichten")
    enquiries = part(page, "anfragen")
    assert town.files["normal"].number in enquiries
    assert "Zuteilen" in enquiries
    for hidden in (town.files["protected"].number, town.files["other_city"].number, "Probe Normal", "0221 4710"):
        assert hidden not in page, hidden
    room = part(page, "platz")
    assert "frei" in room
    names = [town[name].name for name in ("cm1", "cm2", "cm3")]
    assert [room.index(name) for name in names] == sorted(room.index(name) for name in names)


def test_the_assistant_begins_with_the_search(client, town):
    page = first_page(client, town, "assistant")
    assert 'action="/suche/"' in page
    assert "Probe Normal" not in page


@pytest.mark.parametrize(
    ("person", "view"),
    [
        ("provider", "referrals:inbox"), ("officer", "privacy:accesses"), ("head", "reporting:reports"),
        ("steering", "network:themes"),
    ],
)  # fmt: skip
def test_others_are_led_to_their_own_page(client, town, person, view):
    client.force_login(town[person])
    assert client.get("/").url == reverse(view)


@pytest.mark.parametrize("person", ["foreigners_office", "admin"])
def test_an_account_without_an_area_reads_a_plain_page(client, town, person):
    page = first_page(client, town, person)
    assert "kein Bereich eingerichtet" in page
    for hint in ("Fall", "Akte", "Fälle", town.files["normal"].number):
        assert hint not in page, hint


def test_nobody_is_led_to_the_log_in(client, town):
    assert "/konto/login/" in client.get("/").url
