"""Tabular packages of older versions, as towns have them: numbers that are no UUIDs, times as people write them, rows
that point nowhere. What is wrong is named with its line, the rest is read."""

import json
from datetime import time

import pytest

from fahrwasser.harvest import hsds_json, hsds_tables, jsontext, times
from fahrwasser.offers.models import Offer

PACKAGE = {
    "organizations.csv": "id,name,description\n1,Träger A,Hilft\n2,Träger B,\n",
    "services.csv": (
        "id,organization_id,name,description,status,url,email\n"
        "10,1,Sprachkurs,Deutsch am Abend,active,https://probe.example/,kurs@probe.example\n"
        "11,99,Ohne Träger,Gehört zu nichts,active,,\n"
        "12,2,,Ohne Namen,active,,\n"
        "10,2,Noch einmal,Dieselbe Nummer,active,,\n"
    ),
    "locations.csv": "id,name,latitude,longitude\n20,Bürgerhaus,51.09,6.84\n21,Mond,200,400\n",
    "services_at_location.csv": "id,service_id,location_id\n30,10,20\n31,10,77\n",
    "physical_addresses.csv": (
        "id,location_id,address_1,city,state_province,postal_code,country\n40,20,Hauptstraße 1,Dormagen,NRW,41539,DE\n"
    ),
    "regular_schedules.csv": (
        "id,service_id,weekday,opens_at,closes_at\n50,10,2,9:00am,12:00\n51,10,4,halb neun,12:00\n"
    ),
    "phones.csv": "id,service_id,number,type\n60,10,02133 4711,voice\n",
    "fremd.csv": "a,b\n1,2\n",
}


def package(**changed):
    return {name: text.encode() for name, text in {**PACKAGE, **changed}.items()}


@pytest.fixture(scope="module")
def found():
    return hsds_tables.read(package())


def reasons(told):
    return [(one.spot.file, one.spot.line, one.reason) for one in told]


def test_an_old_package_is_read_with_numbers_of_its_own(found):
    by_number = {one.external_id: one for one in found.offers}
    course = by_number["10"]
    assert (course.values["name"], course.provider) == ("Sprachkurs", "1")
    assert [at.place for at in course.places] == ["20", "77"]  # the second is listed as an orphan
    assert {one.external_id: one.values["name"] for one in found.providers} == {"1": "Träger A", "2": "Träger B"}
    place = next(one for one in found.places if one.external_id == "20")
    assert (place.values["street"], place.values["town"]) == ("Hauptstraße 1", "Dormagen")


def test_times_are_read_as_people_write_them(found):
    course = next(one for one in found.offers if one.external_id == "10")
    opens = [times.parse(str(part.values.get("opens_at"))) for part in course.schedules if part.values.get("opens_at")]
    assert time(9) in opens


def test_what_is_wrong_is_named_with_file_and_line_and_the_rest_comes_in(found):
    told = reasons([*found.rejected, *found.orphans, *found.warnings])
    assert all(file and line for file, line, _ in told if file != "fremd.csv"), told
    files = {file for file, _, _ in told}
    assert {"services.csv", "locations.csv", "fremd.csv"} <= files
    assert any(file == "services.csv" and line == 5 and "zweimal" in reason for file, line, reason in told)
    assert any(file == "regular_schedules.csv" and line == 3 for file, line, _ in told)
    assert {"10", "11"} <= {one.external_id for one in found.offers}


def test_whoever_points_nowhere_is_kept_and_listed(read_in):
    plan = read_in(package(), source="alt", form="hsds")
    assert any("99" in one.reason for one in plan.orphans)
    assert any("77" in one.reason for one in [*plan.orphans, *plan.warnings])
    assert plan.created == 2
    assert read_in(package(), source="alt", form="hsds").writes == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'[{"id": "a", "name": "Kurs", "status": "active", "minimum_age": "https://probe.example/"}]', 1),
        (b'[\n{"id": "a", "name": "Kurs", "status": "active",\n "schedules": [{"id": "s", "opens_at": "25:99"}]}]', 3),
        (b'[\n{"id": "a", "name": "Kurs", "status": "active"},\n 7]', 3),
    ],
)
def test_a_wrong_value_is_named_and_the_entry_stays(text, line):
    found = hsds_json.read([jsontext.read(text, "angebote.json")])
    told = reasons([*found.rejected, *found.warnings])
    assert [place for _, place, _ in told] == [line], told
    assert [one.external_id for one in found.offers] == ["a"]


def test_markup_in_a_text_becomes_plain_and_angle_brackets_stay(read_in):
    text = "<p>Deutsch <b>lernen</b></p><script>alert(1)</script>"
    service = {"id": "m", "name": "Kurs", "status": "active", "description": text}
    plain = {"id": "n", "name": "Treff", "status": "active", "description": "Post an <treff@probe.example> für <3"}
    read_in(json.dumps([service, plain]).encode(), source="alt", form="hsds")
    found = dict(Offer.objects.filter(source="alt").values_list("external_id", "summary"))
    assert found == {"m": "Deutsch lernen", "n": "Post an <treff@probe.example> für <3"}
