"""The sheet about chosen offers: in every language, accessible, and nothing on it that is nobody's business."""

from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fahrwasser.audit.models import Event
from fahrwasser.blocks.queries import language_row, languages
from fahrwasser.blocks.queries import texts as blocks
from fahrwasser.letters import handout
from fahrwasser.letters.forms import MOST_OFFERS
from fahrwasser.letters.queries import offers_for_paper
from fahrwasser.offers.models import Offer, OfferPlace, OfferText, Place, Provider, RequiredDocument, Schedule
from tests.conftest import as_owner
from tests.town import Town

SECRET = "Geheimweg 7"
EVERY_LANGUAGE = ["de", *languages()]


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def cafe(town: Town) -> Offer:
    """An offer with everything a sheet can show, and one translated text."""
    with as_owner():
        offer = Offer.objects.create(
            provider=town.provider, name="Sprachcafé", summary="Reden beim Kaffee.", languages=["de", "ar"],
            cost="kostenlos", phone="0221 4710 1", needs=["LA09.3"], eligibility="nur mit Duldung",
        )  # fmt: skip
        place = Place.objects.create(name="Haus am Markt", street="Markt 1", town="Dormagen")
        OfferPlace.objects.create(offer=offer, place=place)
        Schedule.objects.create(offer=offer, freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="12:00")
        RequiredDocument.objects.create(offer=offer, name="Ausweis")
        OfferText.objects.create(offer=offer, field="summary", language="ar", text="حديث مع القهوة")
    return offer


def hidden_offers(town: Town) -> list[Offer]:
    """A shelter, a place the directory calls confidential, and a name that sounds like a shelter."""
    common = {"provider": town.provider, "needs": ["LA04.1"], "phone": "0221 4710 9"}
    told = {"address": SECRET, "summary": SECRET, "schedule": SECRET, "application": SECRET}
    shelter = {**told, "address": ""}
    with as_owner():
        return [
            Offer.objects.create(name="Wohnen eins", recipient_type="shelter", **common, **shelter),
            Offer.objects.create(name="Beratung zwei", district="confidential", **common, **told),
            Offer.objects.create(name="Frauenhaus drei", **common, **told),
        ]


def address(town: Town, file="normal"):
    return reverse("letters:handout", args=[town.files[file].pk])


def read(content: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_the_paper_is_accessible_in_every_language_and_names_nobody(client, town, cafe, language):
    client.force_login(town["cm1"])
    answer = client.post(address(town), {"angebot": [cafe.pk], "sprache": language, "als": "pdf"})
    root: Any = PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    words = read(answer.content)
    for said in ("Sprachcafé", "Reden beim Kaffee.", "Markt 1", "Mo 10:00-12:00 Uhr", "kostenlos", "Ausweis", "4710 1"):
        assert said in words
    case = town.files["normal"]
    assert case.number not in words + answer["Content-Disposition"]
    assert "Duldung" not in words
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "day", "free"), [("en", "Monday 10:00–12:00", "free of charge"), ("fr", "lundi", "gratuit")]
)
def test_times_and_prices_are_said_in_the_language_of_the_sheet(client, town, cafe, language, day, free):
    client.force_login(town["cm1"])
    page = unescape(client.post(address(town), {"angebot": [cafe.pk], "sprache": language}).content.decode())
    for said in ("Mo 10:00-12:00 Uhr", day, "kostenlos", free):
        assert said in page


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_a_hidden_place_is_on_no_sheet_in_any_language(town, language):
    offers = hidden_offers(town)
    with as_owner():
        OfferText.objects.create(offer=offers[1], field="summary", language=language, text=SECRET)
        Provider.objects.create(organisation=town.provider, phone=SECRET)
        made = handout.content(town.files["normal"], offers_for_paper(offers), language)
    assert SECRET not in str(made)
    assert str(made).count("Wir gehen mit Ihnen dorthin.") == len(offers)
    assert SECRET not in read(handout.paper(made))


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_direction_and_missing_translations_are_marked(client, town, cafe, language):
    client.force_login(town["cm1"])
    page = client.post(address(town), {"angebot": [cafe.pk], "sprache": language}).content.decode()
    page = unescape(page)
    assert (f'lang="{language}" dir="rtl"' in page) == language_row(language)["rtl"]
    assert ("حديث مع القهوة" in page) == (language == "ar")
    missing = blocks(language, town.files["normal"].controller)["handout.german_only"].text
    assert (missing in page) == (language not in {"de", "ar"})


def test_a_protected_file_warns_first_and_names_neither_unit_nor_colleague(client, town, cafe):
    client.force_login(town["cm1"])
    page = client.post(address(town, "protected"), {"angebot": [cafe.pk]}).content.decode()
    assert "Dieses Blatt kann die falsche Person finden." in page
    case = town.files["protected"]
    with as_owner():
        made = handout.content(case, offers_for_paper([cafe]), "de")
    assert case.lead.name not in str(made)
    assert (made["unit"], made["head"]) == ("", [])


def test_a_hidden_place_on_the_sheet_warns_in_every_file(client, town, cafe):
    client.force_login(town["cm1"])
    warning = "Dieses Blatt kann die falsche Person finden."
    assert warning not in client.post(address(town), {"angebot": [cafe.pk]}).content.decode()
    for hidden in hidden_offers(town):
        assert warning in client.post(address(town), {"angebot": [cafe.pk, hidden.pk]}).content.decode()


def test_it_is_noted_without_the_offers(client, town, cafe):
    client.force_login(town["cm1"])
    client.post(address(town), {"angebot": [cafe.pk], "sprache": "ar"})
    with as_owner():
        noted = Event.objects.get(verb="handout.made")
    assert (noted.case_id, noted.words) == (town.files["normal"].pk, "1 auf Arabisch")


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator", "assistant", "provider", "other_city_cm"])
def test_only_the_people_of_the_file_make_one(client, town, cafe, person):
    client.force_login(town[person])
    assert client.get(address(town)).status_code == 404
    assert client.post(address(town), {"angebot": [cafe.pk]}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Es ist kein Angebot gewählt."),
        ({"angebot": ["x\x00"]}, "Bitte wählen Sie neu."),
        ({"angebot": ["018f0000-0000-7000-8000-000000000000"]}, "Bitte wählen Sie neu."),
    ],
)
def test_a_wrong_choice_is_told_and_nothing_is_made(client, town, typed, sentence):
    client.force_login(town["cm1"])
    answer = client.post(address(town), {**typed, "als": "pdf"})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with as_owner():
        assert not Event.objects.filter(verb="handout.made").exists()


def test_too_many_offers_and_a_language_without_blocks(client, town, cafe):
    with as_owner():
        many = [Offer.objects.create(provider=town.provider, name=f"Kurs {n}").pk for n in range(MOST_OFFERS + 1)]
    client.force_login(town["cm1"])
    assert "Bitte wählen Sie weniger." in client.post(address(town), {"angebot": many}).content.decode()
    assert client.post(address(town), {"angebot": [cafe.pk], "sprache": "xx"}).status_code == 200


def test_questions_to_the_database_do_not_grow_with_the_offers(client, town, cafe, django_assert_max_num_queries):
    with as_owner():
        many = [Offer.objects.create(provider=town.provider, name=f"Kurs {n}").pk for n in range(MOST_OFFERS - 1)]
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(32):
        page = client.post(address(town), {"angebot": [*many, cafe.pk], "sprache": "ar"}).content.decode()
    assert page.index("Kurs 0") < page.index("Kurs 9") < page.index("Sprachcafé")
