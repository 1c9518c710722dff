"""Pages of the network: who gets in, what they say, how they refuse."""

import pytest
from django.urls import reverse

from fahrwasser.cases.models import Case
from fahrwasser.core.acting import acting_as
from fahrwasser.network import actions
from fahrwasser.network.models import Decision, Finding, SystemMeasure, Theme, UnmetNeed
from tests.conftest import as_owner
from tests.network.build import WORDS, bring_to, finding_in, need_in, theme_of, unmet_in
from tests.town import NOW


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def status(client, user, url, **data):
    client.force_login(user)
    return (client.post(url, data) if data else client.get(url)).status_code


OUTSIDE = ("head", "assistant", "officer", "admin", "foreigners_office", "provider")


@pytest.mark.parametrize("person", OUTSIDE)
def test_no_door_for_others(town, client, person):
    theme = theme_of(town, "normal", "sensitive", "protected")
    for url in (reverse("network:themes"), reverse("network:theme", args=[theme.pk]), reverse("network:findings")):
        assert status(client, town[person], url) == 404


def test_themes_below_three_cases_stay_in_the_team(town, client):
    small = theme_of(town, "normal", "sensitive")
    url = reverse("network:theme", args=[small.pk])
    for person in ("cm1", "cm3", "coordinator"):
        assert status(client, town[person], url) == 200
    assert "unter 3 Fällen" in client.get(url).content.decode()
    assert status(client, town["steering"], url) == 404
    assert small.title not in client.get(reverse("network:themes")).content.decode()


def test_the_same_figure_for_every_viewer(town, client):
    theme = theme_of(town, "normal", "sensitive", "protected")
    for person in ("cm1", "cm3", "coordinator", "steering"):
        client.force_login(town[person])
        assert "3 Fälle" in client.get(reverse("network:theme", args=[theme.pk])).content.decode(), person
        assert "3 Fälle" in client.get(reverse("network:themes")).content.decode(), person


@pytest.mark.parametrize("person", ["other_city_cm", "other_city_coordinator"])
def test_themes_and_findings_belong_to_their_town(town, client, person):
    theme = theme_of(town, "normal", "sensitive", "protected")
    finding = finding_in(town, "normal", code="LA08.5")
    assert status(client, town[person], reverse("network:theme", args=[theme.pk])) == 404
    assert theme.title not in client.get(reverse("network:themes")).content.decode()
    assert status(client, town[person], reverse("network:finding", args=[finding.pk])) == 404


def test_the_steering_group_reads_and_changes_nothing(town, client):
    theme = theme_of(town, "normal", "sensitive", "protected")
    for url, data in (
        (reverse("network:theme_move", args=[theme.pk]), {"state": "analysed"}),
        (reverse("network:decision_new", args=[theme.pk]), {"wording": "x"}),
        (reverse("network:findings"), {}),
    ):
        assert status(client, town["steering"], url, **data) == 404
    page = client.get(reverse("network:theme", args=[theme.pk])).content.decode()
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_the_way_from_the_need_to_the_hint(town, client):
    with acting_as(town["cm1"].pk):
        need = need_in(town.files["normal"])
    url = reverse("network:finding_new", args=[need.pk])
    assert status(client, town["cm1"], url) == 200
    client.post(url, {"reason": "no_offer", "reason_code": "UR-06", "since": "01.03.2026"})
    assert "Ihre Beobachtung" in client.get(url).content.decode()
    refused = client.post(url, {"type": "gap", "words": "Probe braucht einen Kurs mit Betreuung"}).content.decode()
    assert "Hier steht ein Name aus der Akte." in refused
    assert "Probe braucht einen Kurs mit Betreuung" in refused
    client.post(url, {"type": "gap", "words": WORDS, "proposal": "Betreuung am Dienstag"})
    assert "liegt bei der Koordination" in client.get(url).content.decode()
    assert Finding.objects.get().reason_code == "UR-06"


@pytest.mark.parametrize(
    "data",
    [
        {"reason": "no_offer", "since": "31.02.2026"},
        {"reason": "no_offer", "since": "10.03.2026"},
        {"reason": "", "since": "01.03.2026"},
        {"reason": "no_offer", "since": "01.03.2026", "reason_code": "UR-99"},
    ],
)
def test_bad_words_about_an_unmet_need_stay_on_the_page(town, client, data):
    with acting_as(town["cm1"].pk):
        need = need_in(town.files["normal"])
    client.force_login(town["cm1"])
    answer = client.post(reverse("network:finding_new", args=[need.pk]), data)
    assert answer.status_code == 200
    assert "kern-error" in answer.content.decode()
    with as_owner():
        assert UnmetNeed.objects.count() == 0


@pytest.mark.parametrize("words", ["x" * 100_000, "x" * 301, ""])
def test_too_long_or_no_words_are_refused_and_kept(town, client, words):
    unmet = unmet_in(town)
    client.force_login(town["cm1"])
    answer = client.post(reverse("network:finding_new", args=[unmet.need_id]), {"type": "gap", "words": words})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Finding.objects.count() == 0


@pytest.mark.parametrize(("person", "expected"), [("cm1", 200), ("cm2", 404), ("cm3", 404), ("coordinator", 404)])
@pytest.mark.parametrize("name", ["finding_new", "close"])
def test_only_the_case_s_own_people_write_there(town, client, person, expected, name):
    unmet = unmet_in(town)
    key = unmet.need_id if name == "finding_new" else town.files["normal"].pk
    assert status(client, town[person], reverse(f"network:{name}", args=[key])) == expected


def test_the_coordinator_reviews_and_opens_a_theme(town, client):
    first, second = finding_in(town), finding_in(town, "protected")
    client.force_login(town["coordinator"])
    assert client.get(reverse("network:findings")).content.decode().count(WORDS) >= 2
    url = reverse("network:finding", args=[first.pk])
    nameless = client.post(url, {"words": WORDS, "title": ""})
    assert "Geben Sie dem neuen Thema einen Namen." in nameless.content.decode()
    client.post(url, {"words": "Kurse ohne Betreuung.", "title": "Sprachkurs mit Kinderbetreuung"})
    theme = Theme.objects.get()
    client.post(reverse("network:finding", args=[second.pk]), {"words": WORDS, "theme": str(theme.pk)})
    assert theme.findings.filter(state=Finding.State.REVIEWED).count() == 2
    assert client.get(url).status_code == 404


def test_a_finding_can_be_left_out(town, client):
    finding = finding_in(town)
    client.force_login(town["coordinator"])
    url = reverse("network:finding_reject", args=[finding.pk])
    assert client.get(url).status_code == 405
    client.post(url)
    assert Finding.objects.get().state == Finding.State.REJECTED
    assert "schon geprüft" in client.post(url, follow=True).content.decode()


def test_decision_and_measure_on_the_page(town, client):
    theme = bring_to(town, theme_of(town, "normal", "sensitive", "protected"), "analysed", "steering")
    client.force_login(town["coordinator"])
    url = reverse("network:decision_new", args=[theme.pk])
    fields = {"decided_on": "09.03.2026", "wording": "Ein Kurs mit Betreuung.", "responsible": "Bildungswerk"}
    early = client.post(url, {**fields, "due_on": "08.03.2026"}).content.decode()
    assert "Umgesetzt wird nach dem Beschluss" in early
    assert "Bildungswerk" in early
    client.post(url, {**fields, "due_on": "30.09.2026"})
    client.post(reverse("network:measure_new", args=[Decision.objects.get().pk]), {"what": "Neuer Kurs"})
    measure = SystemMeasure.objects.get()
    client.post(reverse("network:measure_done", args=[measure.pk]), {"implemented_on": "09.03.2026"})
    page = client.get(reverse("network:theme", args=[theme.pk])).content.decode()
    assert "umgesetzt am 09.03.2026, nach 0 Tagen" in page
    assert "Wirkungsprüfung am 09.09.2026" in page
    client.force_login(town["steering"])
    assert "Ein Kurs mit Betreuung." in client.get(reverse("network:theme", args=[theme.pk])).content.decode()


def test_a_move_that_is_not_allowed_is_said_in_words(town, client):
    theme = theme_of(town, "normal")
    client.force_login(town["coordinator"])
    url = reverse("network:theme_move", args=[theme.pk])
    for state, words in (
        ("effective", "Noch ist nichts umgesetzt"),
        ("decided", "von selbst"),
        ("x", "so nicht weiter"),
    ):
        assert words in client.post(url, {"state": state}, follow=True).content.decode()


def test_closing_asks_for_one_sentence(town, client):
    unmet_in(town)
    client.force_login(town["cm1"])
    url = reverse("network:close", args=[town.files["normal"].pk])
    assert "Ungedeckt und ohne Hinweis" in client.get(url).content.decode()
    refused = client.post(url, {"reason": "wegzug_ohne_uebergabe"}).content.decode()
    assert "noch keinen Hinweis" in refused
    done = client.post(url, {"reason": "wegzug_ohne_uebergabe", "finding_words": WORDS}, follow=True)
    assert "Der Fall ist abgeschlossen" in done.content.decode()
    again = client.post(url, {"reason": "wegzug_ohne_uebergabe"}).content.decode()
    assert "Der Fall ist abgeschlossen" in again
    with as_owner():
        assert Case.objects.get(pk=town.files["normal"].pk).closing_reason == "wegzug_ohne_uebergabe"


def test_pages_ask_few_questions(town, client, django_assert_max_num_queries):
    theme = theme_of(town, "normal", "sensitive", "protected")
    finding_in(town, "normal", code="LA08.5")
    client.force_login(town["coordinator"])
    with django_assert_max_num_queries(30):
        client.get(reverse("network:themes"))
    with django_assert_max_num_queries(32):
        client.get(reverse("network:theme", args=[theme.pk]))
    with django_assert_max_num_queries(24):
        client.get(reverse("network:findings"))


def test_a_met_need_starts_anew(town, client):
    unmet = unmet_in(town)
    with acting_as(town["cm1"].pk):
        actions.meet(need=unmet.need, by=town["cm1"], now=NOW)
    client.force_login(town["cm1"])
    page = client.get(reverse("network:finding_new", args=[unmet.need_id])).content.decode()
    assert "Woran liegt es?" in page
