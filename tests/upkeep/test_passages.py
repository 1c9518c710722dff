"""Suggestions on the page of an offer: taken over, changed first, discarded and remembered."""

import pytest
from django.urls import reverse

from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.offers.models import Offer
from fahrwasser.upkeep import passages, queries, tasks
from fahrwasser.upkeep.models import Passage
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
TEXT = "Ein Treff nur für Frauen. Für alle Menschen ab 18 Jahren. Bitte um Voranmeldung."


@pytest.fixture
def offer(town, directory):
    with as_owner():
        found = Offer.objects.create(provider=town.provider, name="Treff", kind="meeting_place", summary=TEXT)
        tasks.read_texts()
    return found


def marks(offer):
    return {one.kind: one.digest for one in passages.waiting(offer)}


def test_the_clock_counts_what_waits(town, offer):
    assert (
        queries.counts(TODAY)["vorschlaege"] == Passage.objects.filter(state="open").values("offer").distinct().count()
    )
    assert Passage.objects.filter(offer=offer).count() == 3
    assert passages.unread() == []


def test_a_suggestion_becomes_a_condition_whose_source_is_the_passage(client, town, offer):
    client.force_login(town["provider"])
    shown = client.get(reverse("upkeep:passages", args=[offer.pk])).content.decode()
    assert "<mark>nur für Frauen</mark>" in shown
    assert client.post(reverse("upkeep:passage_take", args=[offer.pk, marks(offer)["gender"]])).status_code == 302
    condition = offer.criteria.get()
    assert (condition.kind, condition.values) == ("gender", {"genders": ["f"]})
    assert condition.source == "Text des Angebots: „nur für Frauen“"
    assert "gender" not in marks(offer)
    assert Passage.objects.get(kind="gender", offer=offer).condition == condition


def test_a_suggestion_is_changed_first(client, town, offer):
    client.force_login(town["coordinator"])
    address = reverse("upkeep:passage", args=[offer.pk, marks(offer)["age"]])
    assert 'value="18"' in client.get(address).content.decode()
    fields = {"value_who": "person", "value_from": "16", "strictness": "soll", "source": "Anruf"}
    assert "Für Menschen ab 16 Jahren." in client.post(address, {**fields, "vorschau": "1"}).content.decode()
    assert client.post(address, fields).status_code == 302
    condition = offer.criteria.get()
    assert (condition.values["from"], condition.strictness, condition.source) == (16, "soll", "Anruf")
    words = reverse("upkeep:passage", args=[offer.pk, marks(offer)["application"]])
    assert client.post(words, {"text": "Bitte vorher anrufen."}).status_code == 302
    offer.refresh_from_db()
    assert offer.application == "Bitte vorher anrufen."
    assert client.get(address).status_code == 302


def test_what_was_discarded_comes_back_only_with_another_sentence(client, town, offer):
    client.force_login(town["provider"])
    mark = marks(offer)["gender"]
    assert client.post(reverse("upkeep:passage_drop", args=[offer.pk, mark])).status_code == 302
    assert "gender" not in marks(offer)
    assert client.post(reverse("upkeep:passage_take", args=[offer.pk, mark])).status_code == 302
    assert not offer.criteria.exists()
    offer.summary = "Unser Treff ist nur für Frauen."
    assert "gender" in marks(offer)


def test_what_the_offer_says_already_is_not_suggested(offer):
    offer.application = "Offen"
    assert "application" not in marks(offer)


@pytest.mark.parametrize("person", ["cm1", "head", "assistant"])
def test_nobody_else_decides(client, town, offer, person):
    client.force_login(town[person])
    for name in ("passage_take", "passage_drop"):
        assert client.post(reverse(f"upkeep:{name}", args=[offer.pk, marks(offer)["age"]])).status_code == 404
    with acting_as(town[person].pk), pytest.raises(NotAllowed):
        passages.discard(offer=offer, mark=marks(offer)["age"], by=town[person], now=NOW)
