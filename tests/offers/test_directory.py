"""The directory in the browser: search, filters, one offer, who may change what."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.recorded import SEEN
from fahrwasser.demo import offers as demo_offers
from fahrwasser.offers import actions, queries
from fahrwasser.offers.forms import FIELDS
from fahrwasser.offers.models import Capacity, Offer
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()


@pytest.fixture
def directory(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load_invented(on=TODAY)
        Offer.objects.filter(code="OF-21").update(provider=town.provider)
    return {offer.code: offer for offer in Offer.objects.exclude(code="")}


def names(words):
    return [offer.name for offer in queries.search(words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sprachcafé", "Eltern-Sprachcafé mit Betreuung"),
        ("sprachcafe betreung", "Eltern-Sprachcafé mit Betreuung"),
        ("Hebame", "Hebamme mit Hausbesuch"),
        ("Sprachkurs vormittag", "Allgemeiner Integrationskurs in Vollzeit"),
        ("Schulden", "Schuldnerberatung"),
        ("Frauenhäuser", "Frauenhaus A"),
    ],
)
def test_search_finds_word_forms_and_forgives_typing_errors(directory, words, expected):
    assert expected in names(words)[:5]


@pytest.mark.parametrize("words", ["xqzwv", "Hebamme xqzwv", "'; DROP TABLE offers_offer; --qqq", "😀😀😀", "\\%%%"])
def test_search_for_what_is_not_there_finds_nothing(directory, words):
    assert names(words) == []


def test_without_a_word_everything_that_exists_is_listed(directory):
    assert len(names("")) == len(names("a de")) == 44


def listed(client, query):
    return client.get(f"/angebote/?{query}").content.decode()


def test_filters_are_links_and_work_together(client, town, directory):
    client.force_login(town["cm1"])
    found = listed(client, "bereich=LA09&sprache=ar")
    assert "Eltern-Sprachcafé mit Betreuung" in found
    assert "Allgemeiner Integrationskurs" not in found
    assert "Allgemeiner Integrationskurs" in listed(client, "bereich=LA09&betreuung=nein")


def test_unknown_filters_and_pages_do_no_harm(client, town, directory):
    client.force_login(town["cm1"])
    assert "44 von 44 Angeboten" in listed(client, "bereich=LA99&seite=abc&sprache=%00")
    assert "Seite 2 von 2" in listed(client, "seite=99")


def test_a_far_too_long_word_is_answered(client, town, directory):
    client.force_login(town["cm1"])
    assert client.get("/angebote/", {"suche": "ä" * 3000}).status_code == 200


def test_the_list_asks_a_constant_number_of_queries(client, town, directory, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(16):
        client.get("/angebote/")


@pytest.mark.parametrize(("person", "status"), [("cm1", 200), ("assistant", 200), ("provider", 200), ("head", 404),
                                                ("foreigners_office", 404), ("officer", 404)])  # fmt: skip
def test_who_reads_the_directory(client, town, directory, person, status):
    client.force_login(town[person])
    assert client.get("/angebote/").status_code == status
    assert client.get(reverse("offers:offer", args=[directory["OF-30"].pk])).status_code == status


def test_an_offer_shows_its_conditions_as_sentences_with_their_days(client, town, directory):
    client.force_login(town["cm1"])
    found = client.get(reverse("offers:offer", args=[directory["OF-30"].pk])).content.decode()
    assert "Ohne Kinderbetreuung." in found
    assert "Rechtsstand 09.02.2026" in found
    assert "gilt heute nicht" in found


def test_a_shelter_shows_no_place(client, town, directory):
    client.force_login(town["cm1"])
    found = client.get(reverse("offers:offer", args=[directory["OF-01"].pk])).content.decode()
    assert "Lage geschützt" in found
    assert "0221 4710 101" in found


def fields_of(offer, **changes):
    """What the form sends for an unchanged offer, and the changes."""
    known = {name: getattr(offer, name) for name in FIELDS if getattr(offer, name) is not None}
    known["childcare"] = {True: "true", False: "false", None: ""}[offer.childcare]
    return {**known, **changes}


@pytest.mark.parametrize(
    ("person", "offer", "status"),
    [
        ("coordinator", "OF-30", 302),
        ("provider", "OF-21", 302),
        ("provider", "OF-30", 404),
        ("cm1", "OF-30", 404),
        ("foreigners_office", "OF-30", 404),
    ],
)
@pytest.mark.parametrize("act", ["edit", "confirm", "capacity"])
def test_providers_change_their_own_offers_only(client, town, directory, act, person, offer, status):
    client.force_login(town[person])
    data = {
        "edit": fields_of(directory[offer]),
        "confirm": {},
        "capacity": {"state": "voll", "confirmed_on": "09.03.2026"},
    }
    assert client.post(reverse(f"offers:{act}", args=[directory[offer].pk]), data[act]).status_code == status


def test_the_action_itself_refuses_a_strange_offer(town, directory):
    with pytest.raises(NotAllowed):
        actions.confirm(offer=directory["OF-30"], by=town["provider"], now=NOW)


def test_an_edit_says_who_wrote_what(client, town, directory):
    offer = directory["OF-21"]
    client.force_login(town["provider"])
    client.post(reverse("offers:edit", args=[offer.pk]), fields_of(offer, schedule="Mo-Fr 8-12 Uhr"))
    offer.refresh_from_db()
    assert offer.schedule == "Mo-Fr 8-12 Uhr"
    assert offer.provenance == {"schedule": {"source": "person", "by": town["provider"].name, "on": "2026-03-09"}}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"starts_on": "31.02.2026"}, "Dieses Datum gibt es nicht."),
        ({"starts_on": "02.03.2026", "ends_on": "01.03.2026"}, "Das Ende liegt vor dem Beginn."),
        ({"kind": "raumstation"}, "raumstation ist keine gültige Auswahl."),
        ({"summary": "ü" * 100_000}, "zu lang"),
        ({"website": "javascript:alert(1)"}, "gültige"),
    ],
)
def test_bad_input_is_answered_in_words_and_kept(client, town, directory, changes, sentence):
    offer = directory["OF-21"]
    client.force_login(town["provider"])
    answer = client.post(reverse("offers:edit", args=[offer.pk]), fields_of(offer, phone="0221 999", **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "0221 999" in answer.content.decode()
    assert Offer.objects.get(pk=offer.pk).phone == offer.phone


def test_emoji_and_right_to_left_text_are_kept(client, town, directory):
    offer = directory["OF-21"]
    client.force_login(town["provider"])
    client.post(reverse("offers:edit", args=[offer.pk]), fields_of(offer, summary="قابلة 👶 Hebamme"))
    assert Offer.objects.get(pk=offer.pk).summary == "قابلة 👶 Hebamme"


def test_two_people_editing_are_told(client, town, directory):
    offer = directory["OF-21"]
    client.force_login(town["provider"])
    address = reverse("offers:edit", args=[offer.pk])
    found = re.search(rf'name="{SEEN}" value="([0-9a-f]+)"', client.get(address).content.decode())
    assert found
    first, second = (fields_of(offer, phone=phone, seen=found[1]) for phone in ("0221 111", "0221 222"))
    assert client.post(address, first).status_code == 302
    answer = client.post(address, second).content.decode()
    assert "Jemand anders hat hier inzwischen gespeichert" in answer
    assert "0221 111" in answer
    assert Offer.objects.get(pk=offer.pk).phone == "0221 111"


def test_a_shelter_never_gets_an_address(client, town, directory):
    offer = directory["OF-01"]
    client.force_login(town["coordinator"])
    answer = client.post(reverse("offers:edit", args=[offer.pk]), fields_of(offer, address="Hauptstraße 1"))
    assert "wird hier nie gespeichert" in answer.content.decode()
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(address="Hauptstraße 1")


def test_capacity_is_added_never_overwritten_and_never_twice(client, town, directory):
    offer = directory["OF-21"]
    client.force_login(town["provider"])
    told = {"state": "warteliste", "expected_wait_days": "14", "confirmed_on": "09.03.2026", "confirmed_by": "Praxis"}
    for _ in range(2):
        assert client.post(reverse("offers:capacity", args=[offer.pk]), told).status_code == 302
    assert [row.state for row in queries.capacity_history(offer)] == ["warteliste", "frei"]


def test_capacity_of_tomorrow_is_refused(client, town, directory):
    client.force_login(town["provider"])
    told = {"state": "frei", "confirmed_on": "10.03.2026"}
    answer = client.post(reverse("offers:capacity", args=[directory["OF-21"].pk]), told)
    assert "liegt in der Zukunft" in answer.content.decode()


def test_confirming_makes_the_offer_true_as_of_today(town, directory):
    offer = actions.confirm(offer=directory["OF-21"], by=town["provider"], now=NOW + timedelta(days=30))
    assert offer.verified_on == TODAY + timedelta(days=30)
    assert offer.verified_by == town["provider"].name


def test_ended_offers_leave_the_list(directory):
    Offer.objects.filter(code="OF-21").update(status=Offer.Status.ENDED)
    assert "Hebamme mit Hausbesuch" not in names("Hebamme")


def test_the_newest_capacity_counts(town, directory):
    offer = directory["OF-30"]
    Capacity.objects.create(offer=offer, state="voll", confirmed_on=TODAY)
    assert queries.newest_capacities([offer.pk])[offer.pk].state == "voll"
