"""A need against the directory in the browser: who may, what is asked next, what is said and what is not."""

from datetime import date

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import KnownFact, Need
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching.bench import CODES, measure
from fahrwasser.offers.criteria import TOPICS
from fahrwasser.offers.models import Offer, OfferPlace, Place, Schedule
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()


@pytest.fixture
def need(town, settings):
    """Learning German, in a normal file of cm1 of whom only the place of living is known."""
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load_invented(on=TODAY)
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        note(town, "district", "horrem")
        return assessment.add_need(case=case, code="LA09.3", urgency="Z", by=town["cm1"], now=NOW)


def note(town, name, value, file="normal"):
    assessment.set_fact(
        case=town.files[file], name=name, value=value, source="eigene Angabe", as_of=TODAY, by=town["cm1"], now=NOW
    )


def without_tokens(answer):
    """The page line by line, without the lines that differ on every request."""
    lines = answer.content.decode().splitlines()
    return [line for line in lines if "csrf" not in line.lower() and 'name="once"' not in line]


def address(need):
    return reverse("matching:need", args=[need.pk])


@pytest.mark.parametrize(("person", "status"), [("cm1", 200), ("cm2", 404), ("cm3", 404), ("coordinator", 404),
                                                ("other_city_cm", 404), ("assistant", 404), ("provider", 404),
                                                ("foreigners_office", 404)])  # fmt: skip
def test_only_the_people_of_the_file_see_the_match(client, town, need, person, status):
    client.force_login(town[person])
    assert client.get(address(need)).status_code == status


def test_a_need_that_never_was_is_the_same_page_not_found(client, town, need):
    client.force_login(town["cm3"])
    hidden = client.get(address(need))
    missing = client.get(address(need).replace(str(need.pk), "018f0000-0000-7000-8000-000000000000"))
    assert hidden.status_code == missing.status_code == 404
    assert without_tokens(hidden) == without_tokens(missing)


def test_every_offer_for_the_need_is_listed_with_its_answer(client, town, need):
    client.force_login(town["cm1"])
    page = client.get(address(need)).content.decode()
    assert "9 Angebote geprüft" in page
    assert "Zu klären" in page
    assert "Nächste Frage" in page


def asked(client, need):
    return client.get(address(need)).context["form"].name


def answer(client, need, name, **fields):
    typed = {"source": "eigene Angabe", "as_of": "09.03.2026", "angabe": name, **fields}
    return client.post(address(need), typed)


def noted(town, need):
    with acting_as(town["cm1"].pk):
        return dict(KnownFact.objects.filter(case=need.case_id).values_list("name", "value"))


def test_the_answer_is_stored_and_the_next_question_follows(client, town, need):
    client.force_login(town["cm1"])
    first = asked(client, need)
    assert answer(client, need, first, none="on").status_code == 302
    assert noted(town, need)[first] == []
    assert asked(client, need) != first


def test_an_answer_is_stored_for_the_fact_it_names_whatever_is_asked_by_now(client, town, need):
    """Two people: while the page with one question is open, a colleague's note brings another to the top."""
    client.force_login(town["cm1"])
    assert asked(client, need) != "german"
    assert answer(client, need, "german", level="B1", certified="yes").status_code == 302
    stored = noted(town, need)
    assert stored.pop("german") == {"level": "B1", "certified": True}
    assert stored == {"district": "horrem"}


def test_an_old_page_never_overwrites_what_a_colleague_noted_meanwhile(client, town, need):
    client.force_login(town["cm1"])
    name = asked(client, need)
    seen = client.get(address(need)).context["form"].seen
    with acting_as(town["cm1"].pk):
        note(town, name, ["fa"] if name == "languages" else [])
    page = answer(client, need, name, seen=seen, **({"none": "on"} if name == "languages" else {"codes": ["horrem"]}))
    assert "Jemand anders hat hier inzwischen gespeichert" in page.content.decode()
    assert noted(town, need)[name] == (["fa"] if name == "languages" else [])


@pytest.mark.parametrize("name", ["", "shoe_size", "need_deadline"])
def test_an_answer_to_what_is_not_asked_is_refused(client, town, need, name):
    client.force_login(town["cm1"])
    page = client.post(address(need), {"angabe": name, "as_of": "09.03.2026", "none": "on"}, follow=True)
    assert "Es ist nichts gespeichert." in page.content.decode()
    assert noted(town, need) == {"district": "horrem"}


def test_a_click_without_an_answer_stores_nothing(client, town, need):
    client.force_login(town["cm1"])
    page = answer(client, need, "dangerous_places")
    assert "kreuzen Sie an, dass es nichts gibt" in page.content.decode()
    assert noted(town, need) == {"district": "horrem"}


def test_a_wrong_answer_is_refused_at_its_field_and_stores_nothing(client, town, need):
    client.force_login(town["cm1"])
    page = answer(client, need, asked(client, need), none="on", as_of="31.02.2026")
    assert "Dieses Datum gibt es nicht." in page.content.decode()
    with acting_as(town["cm1"].pk):
        assert KnownFact.objects.filter(case=need.case_id).count() == 1


def test_asking_later_hides_the_question_and_keeps_the_result(client, town, need):
    client.force_login(town["cm1"])
    page = client.get(f"{address(need)}?frage=spaeter").content.decode()
    assert "Antwort speichern" not in page
    assert "9 Angebote geprüft" in page


def test_reason_codes_stand_at_the_end_of_the_sentence(client, town, need):
    with acting_as(town["cm1"].pk):
        note(town, "children", ["2022-01-05"])
        note(town, "childcare_arranged", False)
    client.force_login(town["cm1"])
    page = client.get(address(need)).content.decode()
    assert "Betreuung: nicht gesichert (eigene Angabe, 09.03.2026)." in page
    assert '<span class="fw-code">UR-06</span>' in page


def test_a_near_miss_names_what_else_is_unknown_and_safety_first(client, town, need):
    with acting_as(town["cm1"].pk):
        note(town, "children", ["2022-01-05"])
        note(town, "childcare_arranged", False)
    client.force_login(town["cm1"])
    page = client.get(address(need))
    near = next(group for group in page.context["narrowed"].groups if group.key == "near")
    line = next(line for line in near.lines if "UR-06" in line.match.reason_codes)
    assert line.headline == "Passt vielleicht bis auf: Kinderbetreuung."
    assert (line.safety_is_open, line.fact_to_ask) == (True, "dangerous_places")
    assert line.missing.startswith(TOPICS["dangerous_places"].name)
    shown = page.content.decode()
    assert "Zuerst klären, ob es dort sicher ist." in shown
    with acting_as(town["cm1"].pk):
        note(town, "dangerous_places", [])
    assert "Zuerst klären, ob es dort sicher ist." not in client.get(address(need)).content.decode()


@pytest.mark.parametrize(("wish", "words"), [(None, "nach Dringlichkeit bis "), (TODAY, "Beginn gewünscht bis 09.03.")])
def test_a_day_is_a_wish_only_where_somebody_wished_it(client, town, need, wish, words):
    with as_owner():
        Need.objects.filter(pk=need.pk).update(wanted_by=wish)
    client.force_login(town["cm1"])
    assert words in client.get(address(need)).content.decode()


def test_no_wait_is_not_said_beside_a_later_begin(client, town, need):
    with as_owner():
        Offer.objects.update(starts_on=date(2026, 9, 7), ends_on=None)
    client.force_login(town["cm1"])
    lines = [line for group in client.get(address(need)).context["narrowed"].groups for line in group.lines]
    waits = {line.waits for line in lines if line.begin_day}
    assert "bis Beginn" in waits
    assert "keine" not in waits


def test_what_another_file_says_never_shows(client, town, need):
    """Somebody else's file names the very place as dangerous; this page knows nothing of it."""
    client.force_login(town["cm1"])
    answer(client, need, asked(client, need), none="on")
    client.get(address(need))
    before = client.get(address(need))
    with acting_as(town["cm1"].pk):
        note(town, "dangerous_places", ["horrem", "OF-30"], file="protected")
    assert without_tokens(client.get(address(need))) == without_tokens(before)


def test_queries_do_not_grow_with_the_directory(client, town, need, django_assert_max_num_queries):
    with as_owner():
        known = Offer.objects.get(code="OF-30")
        fields = {"provider_id": known.provider_id, "kind": known.kind, "needs": known.needs}
        Offer.objects.bulk_create(Offer(name=f"Kurs {number}", **fields) for number in range(150))
    client.force_login(town["cm1"])
    client.get(address(need))  # the directory is read once by each process
    with django_assert_max_num_queries(25):
        page = client.get(address(need))
    assert page.context["count"] == 159


def test_offers_that_rest_or_serve_other_needs_are_not_compared(client, town, need):
    with as_owner():
        Offer.objects.filter(code="OF-30").update(status=Offer.Status.PAUSED)
    client.force_login(town["cm1"])
    page = client.get(address(need)).content.decode()
    assert "8 Angebote geprüft" in page
    assert "Hebamme" not in page


def test_the_bench_compares_what_it_says():
    measured = measure("small", 3, 140)
    assert measured.pairs == 3 * 140 // CODES
    assert measured.pairs_per_second > 0


def at_places(*districts):
    """The midwife at several places, with hours at each."""
    with as_owner():
        offer = Offer.objects.get(code="OF-30")
        for position, district in enumerate(districts):
            place = Place.objects.create(name=f"Haus {position}", district=district)
            at = OfferPlace.objects.create(offer=offer, place=place, position=position)
            Schedule.objects.create(at_place=at, freq="WEEKLY", byday="TU", opens_at="09:00", closes_at="11:00")


def test_the_nearest_place_is_the_one_in_the_persons_district(client, town, need):
    at_places("Zons", "Horrem")
    client.force_login(town["cm1"])
    page = client.get(address(need)).content.decode()
    assert "Nächster von 2 Orten, im Ortsteil der Person: Horrem; Di 09:00-11:00 Uhr." in page


def test_where_the_district_says_nothing_the_page_says_so(client, town, need):
    at_places("zons", "Nievenheim")
    client.force_login(town["cm1"])
    page = client.get(address(need)).content.decode()
    assert "2 Orte: Zons, Nievenheim. Welcher am nächsten liegt, ist nicht bekannt." in page


def test_an_exclusion_is_never_offered_as_an_exception(client, town, need):
    """Safety, a wish, another sex: no way round. One separating condition: a way with its code."""
    with acting_as(town["cm1"].pk):
        note(town, "dangerous_places", ["OF-30", "horrem"])
    client.force_login(town["cm1"])
    shown = client.get(address(need)).context["narrowed"].groups
    lines = {line.offer.code: (group.key, line.override_code) for group in shown for line in group.lines}
    page = client.get(address(need)).content.decode()
    assert lines["OF-30"] == ("not", "")
    with as_owner():
        excluded = Offer.objects.get(code="OF-30").pk
    assert f"/{excluded}/?abweichung" not in page


def test_the_whole_case_links_each_answer_to_its_filter(client, town, need):
    client.force_login(town["cm1"])
    page = client.get(reverse("matching:case", args=[need.case_id])).content.decode()
    assert f"{address(need)}?ergebnis=klaeren#ergebnis" in page
