"""What an offer's page shows beyond its own columns: times in words, places, prices, papers, contacts, languages."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from fahrwasser.offers.details import ContactLine, in_language, languages_of, price_in_words
from fahrwasser.offers.models import (
    CostOption,
    Offer,
    OfferPlace,
    OfferText,
    Place,
    RequiredDocument,
    Schedule,
)
from fahrwasser.offers.queries import details_of
from fahrwasser.offers.timetable import times_in_words
from tests.conftest import as_owner


def weekly(byday, opens="10:00", closes="12:00", **fields):
    return Schedule(
        byday=byday, freq=fields.pop("freq", "WEEKLY"), opens_at=opens and time.fromisoformat(opens),
        closes_at=closes and time.fromisoformat(closes), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("schedules", "words"),
    [
        ([], []),
        ([weekly("TU")], ["Di 10:00-12:00 Uhr"]),
        ([weekly("MO,TU,WE,TH,FR")], ["Mo-Fr 10:00-12:00 Uhr"]),
        ([weekly("FR"), weekly("MO"), weekly("WE")], ["Mo, Mi und Fr 10:00-12:00 Uhr"]),
        ([weekly("TU"), weekly("TU", "14:00", "16:30")], ["Di 10:00-12:00 Uhr", "Di 14:00-16:30 Uhr"]),
        ([weekly("TH", interval=2)], ["alle 2 Wochen Do 10:00-12:00 Uhr"]),
        ([weekly("2TH", freq="MONTHLY")], ["jeden Monat 2. Do 10:00-12:00 Uhr"]),
        ([weekly("-1SA", freq="MONTHLY")], ["jeden Monat letzten Sa 10:00-12:00 Uhr"]),
        ([weekly("MO", closes=None)], ["Mo ab 10:00 Uhr"]),
        ([weekly("MO", opens=None)], ["Mo bis 12:00 Uhr"]),
        ([Schedule(description="nach Vereinbarung")], ["nach Vereinbarung"]),
        ([weekly("XX", opens=None, closes=None, description="wie im Aushang")], ["wie im Aushang"]),
        (
            [weekly("MO", valid_from=date(2026, 9, 1), until=date(2026, 12, 18))],
            ["Mo 10:00-12:00 Uhr, ab 01.09.2026 bis 18.12.2026"],
        ),
    ],
)
def test_times_are_said_as_people_say_them(schedules, words):
    assert times_in_words(schedules) == words


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (CostOption(option="Familien", amount=Decimal("12.5"), currency="EUR", description="je Monat"),
         "Familien: 12,50 EUR, je Monat"),
        (CostOption(description="frei mit Ausweis"), "frei mit Ausweis"),
        (CostOption(amount=Decimal(0), currency="EUR"), "0,00 EUR"),
        (CostOption(currency="EUR"), ""),
    ],
)  # fmt: skip
def test_prices_in_words(cost, words):
    assert price_in_words(cost) == words


def text(language, words, field="summary"):
    return OfferText(language=language, field=field, text=words)


def test_a_missing_translation_shows_the_german_text_and_says_so():
    offer = Offer(name="Café", summary="Treffpunkt", application="ohne Anmeldung")
    texts = [text("ar", "مقهى"), text("ar", "لقاء", "name"), text("en", "Meeting place")]
    assert [link.code for link in languages_of(texts, "ar") if link.is_current] == ["ar"]
    shown = {one.field: (one.language, one.is_missing, one.is_rtl) for one in in_language(offer, texts, "ar")}
    assert shown == {"name": ("ar", False, True), "summary": ("ar", False, True), "application": ("de", True, False)}


def test_an_unknown_language_shows_german_without_a_word_about_translations():
    offer, texts = Offer(name="Café", summary="Treffpunkt"), [text("en", "Meeting place")]
    assert not any(one.is_missing for one in in_language(offer, texts, "tlh"))
    assert [link.code for link in languages_of(texts, "tlh") if link.is_current] == ["de"]
    assert languages_of([], "ar") == []


@pytest.fixture
def offer(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        made = Offer.objects.create(
            provider=town.provider, name="Sprachkurs", summary="Deutsch am Vormittag",
            more={"phones": [{"number": '"+49 211 1"', "extension": 7}, "kaputt"], "contacts": "kaputt"},
        )  # fmt: skip
        place = Place.objects.create(
            name="Bürgerhaus", street="Hauptstraße 1", postcode="41539", town="Dormagen", accessibility="Aufzug",
            more={"contacts": [{"name": "Rezeption", "title": "Empfang", "phones": [{"number": "0211 2"}]}]},
        )  # fmt: skip
        at = OfferPlace.objects.create(offer=made, place=place)
        Schedule.objects.create(at_place=at, byday="TU", freq="WEEKLY", opens_at=time(9), closes_at=time(12))
        RequiredDocument.objects.create(offer=made, name="Berechtigungsschein")
        CostOption.objects.create(offer=made, amount=Decimal("2.29"), currency="EUR", description="je Stunde")
        OfferText.objects.create(offer=made, field="summary", language="ar", text="الألمانية صباحا")
    return made


def test_contacts_come_from_what_the_source_gave_and_broken_ones_do_no_harm(offer):
    assert details_of(offer).contacts == [
        ContactLine("", "", ("+49 211 1, Durchwahl 7",), ""), ContactLine("Rezeption", "Empfang", ("0211 2",), ""),
    ]  # fmt: skip


def test_the_page_shows_everything_that_hangs_on_the_offer(client, town, offer, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(26):
        seen = client.get(reverse("offers:offer", args=[offer.pk])).content.decode()
    for words in ("Bürgerhaus", "Hauptstraße 1, 41539 Dormagen", "Di 09:00-12:00 Uhr", "Aufzug", "Berechtigungsschein",
                  "2,29 EUR, je Stunde", "Rezeption", "Arabisch", "Deutsch am Vormittag"):  # fmt: skip
        assert words in seen
    arabic = client.get(reverse("offers:offer", args=[offer.pk]), {"sprache": "ar"}).content.decode()
    assert '<div lang="ar" dir="rtl">' in arabic
    assert "Deutsch am Vormittag" not in arabic


def test_a_shelter_never_gets_a_place(town, offer):
    with as_owner():
        shelter = Offer.objects.create(provider=town.provider, name="Frauenhaus", recipient_type="shelter")
        with pytest.raises(IntegrityError), transaction.atomic():
            OfferPlace.objects.create(offer=shelter, place=Place.objects.get(name="Bürgerhaus"))
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.filter(pk=offer.pk).update(recipient_type="shelter")
