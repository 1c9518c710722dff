"""The pages of the assessment: who gets them, what they keep, what they refuse in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions, fact_words, facts
from fahrwasser.assessment.fact_forms import FORMS
from fahrwasser.assessment.models import Assessment, KnownFact, Need, Rating
from fahrwasser.core.acting import acting_as
from fahrwasser.offers.criteria import OWN_WORDS
from tests.assessment.test_facts import VALUES
from tests.conftest import as_owner
from tests.town import NOW, Town

LATER = NOW + timedelta(days=90)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def case(town: Town):
    return town.files["normal"]


@pytest.fixture
def worker(client, town):
    client.force_login(town["cm1"])
    return client


def url(page, case, /, **more):
    return reverse(f"assessment:{page}", kwargs={"case_id": case.pk, **more})


PAGES = [
    ("assessment", {}),
    ("area", {"area": "LA03"}),
    ("need_new", {}),
    ("facts", {}),
    ("fact", {"name": "german"}),
]


@pytest.mark.parametrize(("name", "more"), PAGES)
@pytest.mark.parametrize(
    ("person", "status"),
    [("cm1", 200), ("cm3", 404), ("assistant", 404), ("other_city_cm", 404), ("coordinator", 404), ("provider", 404)],
)
def test_who_gets_the_page(town, case, client, name, more, person, status):
    client.force_login(town[person])
    assert client.get(url(name, case, **more)).status_code == status


def fill(case, me):
    first = actions.start_assessment(case=case, by=me, now=NOW)
    for area in ("LA01", "LA03", "LA09"):
        actions.rate_area(assessment=first, area=area, by=me, now=NOW, rating=1, client_view=f"Früher {area}")
    actions.complete(assessment=first, completed_on=NOW.date(), by=me, now=NOW)
    second = actions.start_assessment(case=case, by=me, now=LATER)
    actions.rate_area(assessment=second, area="LA03", by=me, now=LATER, rating=3, own_view="Besser geworden")
    for code in ("LA03.1", "LA04.2", "LA09.3", "LA13.1"):
        actions.add_need(case=case, code=code, urgency="D", by=me, now=NOW)
    for name in ("age", "german", "languages", "obligations"):
        value = facts.to_json(VALUES[name])
        actions.set_fact(case=case, name=name, value=value, source=OWN_WORDS, as_of=NOW.date(), by=me, now=NOW)


def test_the_overview_shows_all_areas_old_words_and_few_queries(town, case, worker, django_assert_max_num_queries):
    with acting_as(town["cm1"].pk):
        fill(case, town["cm1"])
    worker.get(url("assessment", case))
    with django_assert_max_num_queries(20):
        page = worker.get(url("assessment", case)).content.decode()
    for words in ("Psyche und Behinderung", "Früher LA01", "Besser geworden", "zuvor 1", "A1.1"):
        assert words in page
    assert page.count("noch nicht besprochen") == 13


def test_an_area_is_written_down_with_its_needs_and_starts_the_assessment(case, worker):
    page = worker.get(url("area", case, area="LA03"))
    form = page.context["form"]
    data = {f"urgency-{need.code}": need.urgency for need in form.choosable}
    data |= {"client_view": "Ich habe Angst vor der Räumung. 😟 عندي خوف", "rating": "1", "need-LA03.1": "on"}
    data["urgency-LA03.1"] = "D"
    answer = worker.post(url("area", case, area="LA03"), data)
    assert answer.status_code == 302
    with as_owner():
        rating = Rating.objects.get(case=case)
        need = Need.objects.get(case=case)
    assert (rating.rating, rating.client_view) == (1, "Ich habe Angst vor der Räumung. 😟 عندي خوف")
    assert (need.code, need.urgency) == ("LA03.1", "D")
    page = worker.get(url("area", case, area="LA03")).content.decode()
    assert "Schon offen" in page
    assert 'name="need-LA03.1"' not in page


def test_an_area_without_a_word_is_fine(case, worker):
    data = {f"urgency-{need.code}": need.urgency for need in fetch_form(worker, case).choosable}
    assert worker.post(url("area", case, area="LA03"), data).status_code == 302
    assert "besprochen, ohne Stufe" in worker.get(url("assessment", case)).content.decode()


def fetch_form(worker, case):
    return worker.get(url("area", case, area="LA03")).context["form"]


def test_a_text_of_100000_characters_is_refused_in_words_and_kept(case, worker):
    long = "Wörter " * 15_000
    data = {f"urgency-{need.code}": need.urgency for need in fetch_form(worker, case).choosable}
    answer = worker.post(url("area", case, area="LA03"), {**data, "situation": long})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Zeichen zu lang; möglich sind 20000" in page
    assert long.strip() in page
    assert not Rating.objects.exists()


def test_a_completed_assessment_is_not_written_into(town, case, worker):
    with acting_as(town["cm1"].pk):
        first = actions.start_assessment(case=case, by=town["cm1"], now=NOW)
        actions.complete(assessment=first, completed_on=NOW.date(), by=town["cm1"], now=NOW)
    data = {f"urgency-{need.code}": need.urgency for need in fetch_form(worker, case).choosable}
    page = worker.post(url("area", case, area="LA03"), {**data, "situation": "Neues"}).content.decode()
    assert "Beginnen Sie eine neue" in page
    assert "Neues" in page
    assert worker.post(url("start", case), follow=True).status_code == 200
    assert worker.post(url("area", case, area="LA03"), {**data, "situation": "Neues"}).status_code == 302
    with as_owner():
        assert Rating.objects.get(case=case).assessment.number == 2


@pytest.mark.parametrize(
    ("day", "words"),
    [("08.03.2026", "vor dem Beginn"), ("10.03.2026", "Zukunft"), ("30.02.2026", "Dieses Datum gibt es nicht")],
)
def test_the_end_has_to_fit(town, case, worker, day, words):
    with acting_as(town["cm1"].pk):
        actions.start_assessment(case=case, by=town["cm1"], now=NOW)
    page = worker.post(url("complete", case), {"completed_on": day}).content.decode()
    assert words in page
    assert day in page
    with as_owner():
        assert Assessment.objects.get(case=case).completed_on is None


def test_completing_asks_for_no_area(town, case, worker):
    with acting_as(town["cm1"].pk):
        actions.start_assessment(case=case, by=town["cm1"], now=NOW)
    assert worker.post(url("complete", case), {"completed_on": "09.03.2026"}).status_code == 302


def test_a_need_takes_the_usual_urgency_and_unknown_codes_are_refused(case, worker):
    assert worker.post(url("need_new", case), {"code": "LA03.1"}).status_code == 302
    page = worker.post(url("need_new", case), {"code": "LA77.7", "words": "Bleibt stehen"}).content.decode()
    assert "Bleibt stehen" in page
    with as_owner():
        assert Need.objects.get(case=case).urgency == "S"


def test_the_state_of_a_need(case, worker):
    worker.post(url("need_new", case), {"code": "LA03.1"})
    with as_owner():
        need = Need.objects.get(case=case)
    assert worker.get(url("need", case, need_id=need.pk)).status_code == 200
    assert worker.post(url("need", case, need_id=need.pk), {"state": "covered"}).status_code == 302
    assert worker.post(url("need", case, need_id=need.pk), {"state": "gone"}).status_code == 200
    with as_owner():
        assert Need.objects.get(case=case).closed_on == date(2026, 3, 9)


def test_every_fact_on_the_page_has_a_form_and_words():
    assert set(FORMS) == fact_words.asked()
    assert facts.kinds().keys() - fact_words.asked() == {"need_deadline", "legal_deadline"}
    for name in fact_words.asked():
        assert fact_words.in_words(name, facts.to_json(VALUES[name]))


TYPED: dict[str, Any] = {
    "residence": {"group": "family_reunification", "paragraph": "§ 30"},
    "course_right_until": {"none": "on"},
    "birth_date": {"day": "01.01.1992"},
    "age": {"number": "34"},
    "gender": {"code": "f"},
    "protected_space": {"answer": "yes"},
    "german": {"level": "A1.1", "certified": "no"},
    "literate": {"answer": "yes"},
    "languages": {"codes": ["ar", "kmr"]},
    "district": {"code": "horrem"},
    "children": {"births": "02.05.2022\n"},
    "single_parent": {"answer": "yes"},
    "due_date": {"day": "13.04.2026"},
    "benefit_system": {"code": "sgb2"},
    "proofs": {"codes": ["wbs"]},
    "childcare_arranged": {"answer": "no"},
    "step_free_needed": {"answer": "yes"},
    "obligations": {
        "termin-TOTAL_FORMS": "2", "termin-INITIAL_FORMS": "0", "termin-0-label": "Sprachkurs",
        "termin-0-starts": "09:00", "termin-0-ends": "12:30", "termin-0-days": ["mo", "mi"],
        "termin-0-first_day": "01.04.2026",
    },
    "groups_from": {"day": "13.07.2026"},
    "dangerous_places": {"codes": ["horrem"], "words": "der Kurs am Markt"},
    "avoided_circles": {"words": "Gemeinde am Markt"},
    "bound_to": {"none": "on"},
    "competent_body": {"words": "Jobcenter"},
    "unwanted": {"words": "Gruppen"},
    "budget": {"number": "0"},
    "travel_limit": {"number": "45"},
}  # fmt: skip
STORED = {
    **{name: facts.to_json(value) for name, value in VALUES.items()},
    "birth_date": "1992-01-01",
    "dangerous_places": ["der Kurs am Markt", "horrem"],
    "unwanted": ["Gruppen"],
}


SETS = ("languages", "children", "proofs", "obligations", "dangerous_places", "avoided_circles", "unwanted")
NO_ROWS = {"termin-TOTAL_FORMS": "2", "termin-INITIAL_FORMS": "0"}


@pytest.mark.parametrize("name", SETS)
def test_that_there_is_none_is_a_choice_of_its_own(case, worker, name):
    typed = {"source": OWN_WORDS, "as_of": "09.03.2026", "none": "on", **NO_ROWS}
    assert worker.post(url("fact", case, name=name), typed).status_code == 302
    with as_owner():
        assert KnownFact.objects.get(case=case).value == []
    assert worker.get(url("fact", case, name=name)).context["form"]["none"].value() is True


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_fact_is_typed_stored_and_shown_again(case, worker, name):
    answer = worker.post(url("fact", case, name=name), {"source": OWN_WORDS, "as_of": "09.03.2026", **TYPED[name]})
    assert answer.status_code == 302, answer.content.decode()
    with as_owner():
        stored = KnownFact.objects.get(case=case)
    assert (stored.name, stored.value, stored.source) == (name, STORED[name], OWN_WORDS)
    assert worker.get(url("fact", case, name=name)).status_code == 200
    assert fact_words.in_words(name, stored.value).split(",")[0] in worker.get(url("facts", case)).content.decode()


@pytest.mark.parametrize(("starts", "ends"), [("22:00", "06:00"), ("18:00", "08:00"), ("23:00", "00:00")])
def test_a_night_shift_ends_on_the_next_day(case, worker, starts, ends):
    night = {**TYPED["obligations"], "termin-0-starts": starts, "termin-0-ends": ends}
    answer = worker.post(url("fact", case, name="obligations"), {"source": OWN_WORDS, "as_of": "09.03.2026", **night})
    assert answer.status_code == 302
    with as_owner():
        [stored] = KnownFact.objects.get(case=case).value or []
    assert (stored["starts"], stored["ends"]) == (f"{starts}:00", f"{ends}:00")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("birth_date", {"day": "31.02.1992"}, "Dieses Datum gibt es nicht"),
        ("age", {"number": "400"}, "130"),
        ("gender", {"code": "x"}, "Bitte"),
        ("due_date", {}, "kreuzen Sie an, dass es nichts gibt"),
        ("due_date", {"day": "13.04.2026", "none": "on"}, "kreuzen Sie an, dass es nichts gibt"),
        ("children", {"births": "02.05.2022\n3. Mai"}, "Dieses Datum gibt es nicht"),
        ("children", {"births": "02.05.2027"}, "Zukunft"),
        *((name, {}, "kreuzen Sie an, dass es nichts gibt") for name in SETS),
        *((name, {**TYPED[name], "none": "on"}, "kreuzen Sie an, dass es nichts gibt") for name in SETS),
        ("dangerous_places", {"codes": ["online"]}, "Auswahl"),
        ("german", {"level": "D9"}, "D9"),
        ("literate", {"answer": "yes", "as_of": "10.03.2026"}, "Stand liegt in der Zukunft"),
        ("obligations", {**TYPED["obligations"], "termin-0-ends": "08:00"}, "Das Ende liegt vor dem Anfang"),
    ],
)
def test_what_cannot_be_is_refused_in_words(case, worker, name, typed, words):
    sent = {"source": OWN_WORDS, "as_of": "09.03.2026", **NO_ROWS, **typed}
    answer = worker.post(url("fact", case, name=name), sent)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not KnownFact.objects.exists()


def test_a_danger_is_never_taken_from_another_source(case, worker):
    worker.post(
        url("fact", case, name="dangerous_places"),
        {"source": "Akte des Mannes", "as_of": "09.03.2026", "codes": ["horrem"]},
    )
    with as_owner():
        assert KnownFact.objects.get(case=case).source == OWN_WORDS


@pytest.mark.parametrize("name", ["shoe_size", "need_deadline"])
def test_an_unknown_fact_is_no_page(case, worker, name):
    assert worker.get(url("fact", case, name=name)).status_code == 404
