"""Writing the directory by hand: new offers, conditions of every kind, texts, what rests and ends."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.demo import offers as demo_offers
from fahrwasser.offers import actions
from fahrwasser.offers.conditions import ConditionForm
from fahrwasser.offers.criteria import KINDS
from fahrwasser.offers.models import Criterion, Offer, OfferText
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
LEAST = {"name": "Sprachtreff", "kind": "language_cafe", "format": "on_site", "verify_every_days": "180",
         "capacity_valid_days": "30", "provider": "Hebammenpraxis Probe"}  # fmt: skip


@pytest.fixture
def directory(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load_invented(on=TODAY)
        Offer.objects.filter(code="OF-21").update(provider=town.provider)
    return {offer.code: offer for offer in Offer.objects.exclude(code="")}


def typed(values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form_of(row):
    """The form of a stored condition, sent back as it was shown."""
    shown = ConditionForm(None, kind=KINDS[row.kind], row=row)
    data = {}
    for name in shown.fields:
        value = shown[name].value()
        if value is not None and value is not False and value != "":
            data[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return ConditionForm(typed(data), kind=KINDS[row.kind], row=row)


def test_every_condition_of_the_demo_comes_back_from_its_form_as_it_was(directory):
    rows = list(Criterion.objects.exclude(values={}))
    assert len({row.kind for row in rows}) > 15
    for row in rows:
        form = form_of(row)
        assert form.is_valid(), (row.kind, row.values, form.errors)
        assert form.cleaned_data["values"] == row.values


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        ("age", {"value_who": "person", "value_from": "16", "value_to": "27"}, {"who": "person", "from": 16, "to": 27}),
        ("german_level", {"value_from": "B1", "value_certificate": "true"}, {"from": "B1", "certificate": True}),
        ("time_window", {"value_windows": "Mo–Mi 9:00-12:15\nFr, Sa 14.00 bis 16.30"},
         {"windows": [{"days": ["mo", "di", "mi"], "from": "09:00", "to": "12:15"},
                      {"days": ["fr", "sa"], "from": "14:00", "to": "16:30"}]}),
        ("distance", {"value_minutes": "Horrem: 22"}, {"minutes": {"horrem": 22}}),
        ("district", {"value_districts": "Horrem\nAnderswo"}, {"districts": ["horrem", "Anderswo"]}),
        ("step_free", {"value_step_free": "false"}, {"step_free": False}),
        ("cost", {"value_euro": "0"}, {"euro": 0}),
        ("residence", {"way1_paragraphs": "§ 24, § 25", "way2_right": "on"},
         {"ways": [{"paragraphs": ["§ 24", "§ 25"]}, {"course_right": True}]}),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_values(kind, fields, values):
    form = ConditionForm(typed({**fields, "strictness": "muss"}), kind=KINDS[kind])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["values"] == values
    assert form.sentence.endswith(".")


@pytest.mark.parametrize(
    ("kind", "fields", "place", "told"),
    [
        ("age", {"value_who": "person", "value_from": "30", "value_to": "20"}, "value_from", "untere Grenze"),
        ("age", {"value_who": "person"}, "value_from", ""),
        ("age", {"value_from": "3"}, "value_who", "Bitte wählen"),
        ("time_window", {"value_windows": "irgendwann vormittags"}, "value_windows", "Bitte Tage"),
        ("time_window", {"value_windows": "Mo 12:00–09:00"}, "value_windows", "Bitte Tage"),
        ("distance", {"value_minutes": "Horrem: weit"}, "value_minutes", "ganze Zahl"),
        ("german_level", {"value_certificate": "true"}, "__all__", "Niveau"),
        ("gender", {}, "__all__", "mindestens eine Angabe"),
        ("residence", {}, "__all__", "mindestens eine Angabe"),
    ],
)
def test_wrong_values_are_told_where_they_stand(kind, fields, place, told):
    form = ConditionForm(typed({**fields, "strictness": "muss"}), kind=KINDS[kind])
    assert not form.is_valid()
    assert any(told in str(error) for errors in form.errors.values() for error in errors)
    assert place in form.errors or not told


def post(client, address, /, **fields):
    return client.post(address, fields)


def test_a_preview_says_the_sentence_and_stores_nothing(client, town, directory):
    client.force_login(town["coordinator"])
    offer = directory["OF-21"]
    address = reverse("offers:condition_new", args=[offer.pk, "age"])
    before = offer.criteria.count()
    fields = {"value_who": "person", "value_from": "16", "strictness": "soll"}
    shown = post(client, address, **fields, vorschau="1").content.decode()
    assert "Für Menschen ab 16 Jahren." in shown
    assert offer.criteria.count() == before
    assert post(client, address, **fields).status_code == 302
    row = offer.criteria.get(kind="age", values__from=16)
    assert (row.strictness, row.source) == ("soll", "Coordinator, 09.03.2026")
    offer.refresh_from_db()
    assert offer.provenance["criteria"]["source"] == "person"


def test_a_condition_is_changed_and_ended_and_stays(client, town, directory):
    client.force_login(town["provider"])
    with acting_as(town["provider"].pk):
        row = actions.add_condition(
            offer=directory["OF-21"], kind="step_free", values={"step_free": True}, by=town["provider"], now=NOW
        )
    response = post(client, reverse("offers:condition", args=[row.pk]), value_step_free="false", strictness="muss")
    assert response.status_code == 302
    assert post(client, reverse("offers:condition_end", args=[row.pk]), valid_to="31.03.2026").status_code == 302
    row.refresh_from_db()
    assert (row.values, row.valid_to) == ({"step_free": False}, date(2026, 3, 31))


@pytest.mark.parametrize("person", ["cm1", "provider", "head"])
def test_conditions_of_others_are_not_found(client, town, directory, person):
    client.force_login(town[person])
    row = Criterion.objects.exclude(offer__provider=town.provider)[0]
    for name, key in (("condition", row.pk), ("condition_end", row.pk), ("condition_kinds", row.offer_id),
                      ("texts", row.offer_id), ("standing", row.offer_id)):  # fmt: skip
        assert client.get(reverse(f"offers:{name}", args=[key])).status_code == 404


def test_the_coordination_adds_an_offer_and_its_provider(client, town, directory):
    client.force_login(town["coordinator"])
    address = reverse("offers:new")
    refused = post(client, address, **{**LEAST, "provider": "Hebamenpraxis Probe"}).content.decode()
    assert "Meinen Sie: Hebammenpraxis Probe" in refused
    assert post(client, address, **{**LEAST, "provider": "Verein Neuland", "is_new_provider": "on"}).status_code == 302
    offer = Offer.objects.get(name="Sprachtreff")
    assert (offer.provider.name, offer.recipient_type, offer.verified_on) == ("Verein Neuland", "language_course", None)
    assert offer.provenance["name"]["by"] == "Coordinator"


def test_a_provider_adds_its_own_offers_alone(client, town, directory):
    client.force_login(town["provider"])
    address = reverse("offers:new")
    with as_owner():
        Organisation.objects.create(name="Fremder Träger", kind=Organisation.Kind.PROVIDER)
    for name in ("Fremder Träger", "Neuer Träger"):
        sent = {**LEAST, "provider": name, "is_new_provider": "on"}
        assert "gibt es hier nicht" in post(client, address, **sent).content.decode()
    assert post(client, address, **LEAST).status_code == 302
    assert Offer.objects.get(name="Sprachtreff").provider == town.provider


def test_a_shelter_is_added_without_a_place(client, town, directory):
    client.force_login(town["coordinator"])
    sent = {**LEAST, "kind": "shelter", "address": "Weg 1"}
    assert "nie gespeichert" in post(client, reverse("offers:new"), **sent).content.decode()
    assert post(client, reverse("offers:new"), **{**sent, "address": ""}).status_code == 302
    assert Offer.objects.get(name="Sprachtreff").is_shelter


def test_an_offer_rests_ends_and_comes_back(client, town, directory):
    client.force_login(town["provider"])
    offer = directory["OF-21"]
    address = reverse("offers:standing", args=[offer.pk])
    assert post(client, address, status="paused", alert="Sommerpause").status_code == 302
    assert "Sommerpause" in client.get(reverse("offers:offer", args=[offer.pk])).content.decode()
    assert "in der Zukunft" in post(client, address, status="ended", ends_on="01.05.2026").content.decode()
    assert post(client, address, status="ended").status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.ends_on) == ("ended", TODAY)
    assert post(client, address, status="active", alert="").status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.alert) == ("active", "")


def test_texts_stand_beside_the_german_ones(client, town, directory):
    client.force_login(town["coordinator"])
    offer = directory["OF-21"]
    address = reverse("offers:text", args=[offer.pk, "ar"])
    shown = client.get(address).content.decode()
    assert 'dir="rtl"' in shown
    assert offer.summary[:30] in shown
    assert post(client, address, name="قابلة").status_code == 302
    assert OfferText.objects.get(offer=offer, language="ar").text == "قابلة"
    assert post(client, address, name=" ").status_code == 302
    assert not OfferText.objects.filter(offer=offer).exists()
    assert client.get(reverse("offers:text", args=[offer.pk, "de"])).status_code == 404


def test_confirming_by_telephone_never_goes_back_in_time(town, directory):
    offer = directory["OF-21"]
    with acting_as(town["coordinator"].pk), pytest.raises(NotAllowed):
        actions.confirm(offer=offer, by=town["coordinator"], now=NOW, told_by="Frau Probe", told_on=date(2020, 1, 1))
    with acting_as(town["coordinator"].pk):
        actions.confirm(offer=offer, by=town["coordinator"], now=NOW, told_by="Frau Probe", told_on=TODAY)
    offer.refresh_from_db()
    assert (offer.verified_on, offer.verified_by) == (TODAY, "Frau Probe")
