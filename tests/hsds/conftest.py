"""A directory for the interface: one offer with everything, one shelter, one that has ended."""

import json
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from fahrwasser.accounts.models import Organisation
from fahrwasser.offers.hsds.schema import entities, schema
from fahrwasser.offers.models import (
    Capacity,
    CostOption,
    Criterion,
    Offer,
    OfferPlace,
    OfferText,
    Place,
    Provider,
    RequiredDocument,
    Schedule,
)
from tests.conftest import as_owner
from tests.town import NOW

FORMATS = jsonschema.FormatChecker(["uuid", "email"])
FORMATS.checks("date-time", ValueError)(datetime.fromisoformat)
FORMATS.checks("uri", ValueError)(lambda value: urlsplit(value).scheme and " " not in value)
EXAMPLES = Path(__file__).parent.parent / "data" / "hsds-3.1" / "examples"


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


@cache
def _validator(entity):
    found = [(f"{name}.json", DRAFT202012.create_resource(schema(name))) for name in entities()]
    registry = Registry().with_resources(found)
    return jsonschema.Draft202012Validator(schema(entity), registry=registry, format_checker=FORMATS)


def assert_valid(entity, entry):
    """The entry follows the schemas of the specification as they were published, formats included."""
    problems = [f"{list(error.absolute_path)}: {error.message}" for error in _validator(entity).iter_errors(entry)]
    assert problems == []


@pytest.fixture
def directory(town):
    """``course`` with everything, ``shelter``, ``ended``; all of the provider of the town."""
    with as_owner():
        return _directory(town.provider)


def _directory(body: Organisation):
    Provider.objects.create(organisation=body, summary="Kurse", phone="0911 1", website="https://traeger.example")
    place = Place.objects.create(
        organisation=body,
        name="Haus",
        street="Weg 1",
        postcode="90402",
        town="Nürnberg",
        latitude=49.45,
        longitude=11.08,
    )
    course = Offer.objects.create(
        provider=body, name="=Kurs", summary="Deutsch", needs=["LA09.1"], languages=["de", "ar"],
        kind="language_course", address="Weg 1, 90402 Nürnberg", district="mitte", cost="0 Euro",
        verified_on=date(2026, 3, 1), verified_by="Frau Petersen", modified_at=NOW,
        provenance={"name": {"by": "Herr Petersen", "source": "person", "on": "2026-03-01"}},
    )  # fmt: skip
    here = OfferPlace.objects.create(offer=course, place=place, summary="im Erdgeschoss")
    Schedule.objects.create(at_place=here, freq="WEEKLY", byday="MO,WE", opens_at=time(9), closes_at=time(12))
    CostOption.objects.create(offer=course, option="alle", amount="12.50", currency="EUR")
    RequiredDocument.objects.create(offer=course, name="Ausweis")
    Criterion.objects.create(offer=course, kind="german_level", values={"from": "A2"}, source="Herr Petersen")
    Capacity.objects.create(
        offer=course, state="frei", available=3, confirmed_on=date(2026, 3, 2), confirmed_by="Petersen"
    )
    OfferText.objects.create(offer=course, field="summary", language="ar", text="لغة")
    shelter = Offer.objects.create(
        provider=body, name="Frauenhaus", recipient_type="shelter", district="versteck", phone="0911 2",
        modified_at=NOW,
        more={"service_areas": [{"id": "1", "name": "Versteckgasse 3"}], "contacts": [{"name": "Versteck"}]},
    )  # fmt: skip
    Criterion.objects.create(offer=shelter, kind="distance", values={"minutes": {"versteck": 5}})
    Criterion.objects.create(offer=shelter, kind="gender", values={"genders": ["f"]})
    Place.objects.create(organisation=body, name="Versteck", street="Versteckgasse 3")
    ended = Offer.objects.create(provider=body, name="Früher", status="ended", modified_at=NOW)
    return {"course": course, "shelter": shelter, "ended": ended, "place": place, "here": here}
