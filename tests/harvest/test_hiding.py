"""A source that says where a shelter is in every way it can; and what goes out of it again."""

import csv
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from fahrwasser.harvest import actions
from fahrwasser.offers import queries, rules
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.models import Offer, OfferPlace, Place
from tests.conftest import as_owner
from tests.town import NOW

SECRET = "Versteckgasse"
STREET = f"Hintere {SECRET} 3 a"
ADDRESS = {"id": "d1", "address_1": STREET, "city": "Musterstadt", "postal_code": "90402"}
TEXT = f"Wir sind rund um die Uhr da. Sie finden uns in der {STREET}, zweiter Hof."
PHONES = [{"id": "t1", "number": "0911 5", "description": STREET}]
CONTACTS = [{"id": "c1", "name": STREET, "phones": PHONES}]
FILES = (
    "/hsds/download/angebote.csv", "/hsds/download/angebote.xlsx", "/hsds/download/hsds.zip",
    "/hsds/services?full=true", "/hsds/services?format=ndjson&full=true", "/hsds/services?format=csv",
    "/hsds/organizations?full=true&full_service=true", "/hsds/organizations?format=ndjson&full=true",
    "/hsds/organizations?format=csv", "/hsds/service_at_locations?full=true", "/hsds/service_at_locations?format=csv",
    f"/hsds/services?search={SECRET}&full=true", "/hsds/service_at_locations?postcode=90402&full=true",
    "/hsds/service_at_locations?postcode=90402&proximity=5000",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def attribute(code, **value):
    return {**profile.attribute("details", code, "s1"), "value": json.dumps(value)}


def place(number, **fields):
    return {
        "id": number, "location_type": "physical", "name": "Haus", "addresses": [ADDRESS], "latitude": 49.4567,
        "longitude": 11.0812, "contacts": CONTACTS, "transportation": STREET, **fields,
    }  # fmt: skip


def shelter(**fields):
    """A shelter by a name that nobody has to know as one, that tells its street wherever HSDS has room for it."""
    return {
        "id": "s1", "name": "Frauenhaus Musterstadt", "status": "active", "description": TEXT, "alert": TEXT,
        "application_process": TEXT, "eligibility_description": TEXT, "fees_description": f"frei, {STREET}",
        "interpretation_services": STREET, "phones": PHONES, "contacts": CONTACTS,
        "service_areas": [{"id": "a1", "name": STREET}], "funding": [{"id": "f1", "source": STREET}],
        "cost_options": [{"id": "k1", "option": STREET, "amount_description": STREET,
                          "attributes": [{"id": "x1", "value": STREET}]}],
        "required_documents": [{"id": "p1", "document": f"Ausweis, {STREET}", "uri": "https://example.org"}],
        "schedules": [{"id": "z1", "freq": "WEEKLY", "byday": "MO", "description": STREET, "notes": STREET}],
        "attributes": [
            {"id": "x2", "label": "Lage", "value": STREET},
            attribute("offer", address=STREET, district="mitte", schedule=f"Mo, {STREET}", latitude=49.4567),
            attribute("text", field="summary", language="en", text=f"You find us at {STREET}."),
            attribute("text", field="application", language="ar", text=f"العنوان {STREET}"),
        ],
        "service_at_locations": [{"id": "l1", "description": STREET, "location": place("p1")}],
        "organization": {
            "id": "o1", "name": "Verein zum Schutz", "description": TEXT, "contacts": CONTACTS, "phones": PHONES,
            "locations": [place("p2")], "attributes": [{"id": "x3", "value": STREET}],
        },
        **fields,
    }  # fmt: skip


def advice(**fields):
    """An open offer of somebody else, with a street that everybody may know."""
    open_place = place(
        "p7", name="Rathaus", latitude=49.4, addresses=[{**ADDRESS, "id": "d7", "address_1": "Offener Weg 1"}]
    )
    return {
        "id": "s7", "name": "Beratung", "status": "active", "description": "Kommen Sie in den Offenen Weg 1.",
        "service_at_locations": [{"id": "l7", "location": {**open_place, "contacts": [], "transportation": "U1"}}],
        "organization": {"id": "o7", "name": "Beratungsverein", "description": "Offener Weg 1"}, **fields,
    }  # fmt: skip


def read_in(town, *entries):
    files = {"s.json": json.dumps(list(entries), ensure_ascii=False).encode()}
    with as_owner():
        return actions.import_files(files=files, source="probe", by=town["coordinator"], now=NOW).plan


def stored():
    """Every row of every table of the directory and of readings, as the database writes it."""
    tables = [
        model._meta.db_table
        for app in ("offers", "harvest", "upkeep")
        for model in apps.get_app_config(app).get_models()
    ]
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            yield from ((table, row) for (row,) in cursor.fetchall())


def told(client, url):
    """Everything an address says, unpacked."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    raw = answer.getvalue()
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist())
    return raw.decode()


WAYS = {
    "by its name": shelter(),
    "by its kind of recipient": shelter(name="Haus Lilith", attributes=[
        *shelter()["attributes"], attribute("offer", recipient_type="shelter", address=STREET)]),
    "by its kind": shelter(name="Haus Lilith", attributes=[
        *shelter()["attributes"], attribute("offer", kind="protected_room", address=STREET)]),
    "by its name in another language": shelter(name="Haus Lilith", attributes=[
        *shelter()["attributes"], attribute("text", field="name", language="en", text="Women’s shelter")]),
    "by its other name": shelter(name="Haus Lilith", alternate_name="Frauen-Haus"),
    "by its organisation": shelter(name="Aufnahme", organization={
        **shelter()["organization"], "name": "FRAUENHÄUSER Musterstadt e.V."}),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_where_a_shelter_is_gets_in_or_goes_out(client, town, way):
    plan = read_in(town, WAYS[way], advice())
    assert [row for row in stored() if SECRET in row[1] or "49.4567" in row[1]] == []
    assert any("Schutzunterkunft" in one.reason for one in plan.warnings)
    for url in FILES:
        said = told(client, url)
        assert SECRET not in said, url
    client.force_login(town["provider"])
    offer = Offer.objects.get(external_id="s1")
    for url in (reverse("offers:offer", args=[offer.pk]), reverse("offers:offers"), reverse("hsds:filtered_csv")):
        assert SECRET not in told(client, url), url
    assert "Offener Weg 1" in told(client, "/hsds/services?full=true")
    assert Offer.objects.get(external_id="s7").address.startswith("Offener Weg 1")


def test_a_second_reading_changes_nothing(town):
    read_in(town, shelter(), advice())
    assert read_in(town, shelter(), advice()).writes == 0


def test_of_a_place_shared_with_an_open_offer_only_the_open_offer_tells(client, town):
    shared = {"id": "l7", "location": place("p1", contacts=[], transportation="")}
    read_in(town, shelter(), advice(service_at_locations=[shared]))
    hidden, found = Offer.objects.get(external_id="s1"), Offer.objects.get(external_id="s7")
    assert SECRET in found.address
    assert SECRET not in json.dumps([hidden.summary, hidden.address, hidden.more])
    assert [at.offer_id for at in OfferPlace.objects.all()] == [found.pk]
    assert SECRET not in told(client, f"/hsds/services/{hidden.pk}")
    assert SECRET in told(client, f"/hsds/services/{found.pk}")


def test_a_place_that_is_called_like_a_shelter_is_none(client, town):
    named = {"id": "l7", "location": place("p7", name="Frauenhaus Musterstadt")}
    read_in(town, advice(service_at_locations=[named]))
    assert not Place.objects.exists()
    assert SECRET not in told(client, "/hsds/services?full=true")


def test_an_open_offer_that_becomes_a_shelter_loses_its_place(client, town):
    read_in(town, shelter(name="Haus Lilith", organization=advice()["organization"]))
    assert SECRET in Offer.objects.get(external_id="s1").address
    read_in(town, shelter(organization=advice()["organization"]))
    assert [row for row in stored() if SECRET in row[1] and not row[0].startswith("harvest_")] == []


def test_what_stands_there_from_before_does_not_go_out(client, town):
    """Whoever wrote it, and before this house knew the word."""
    read_in(town, shelter(name="Haus Lilith"))
    with as_owner():
        Offer.objects.filter(external_id="s1").update(name="Frauenschutzwohnung")
    for url in FILES:
        assert SECRET not in told(client, url), url
    assert json.loads(told(client, f"/hsds/services?search={SECRET}"))["contents"] == []
    assert len(json.loads(told(client, "/hsds/services?search=Frauenschutzwohnung"))["contents"]) == 1
    client.force_login(town["provider"])
    offer = Offer.objects.get(external_id="s1")
    page = told(client, reverse("offers:offer", args=[offer.pk]))
    assert "Lage geschützt" in page
    assert SECRET not in page


NAMES = (
    "Frauenhaus", "FRAUENHÄUSER", "Frauenha\u0308user", "Frauen-Haus", "Frauen\u00adhaus e.V.", "Frauenhaeuser",
    "Frauen- und Kinderschutzhaus", "Women’s Refuge", "Kadın Sığınma Evi", "SCHUTZUNTERKÜNFTE", "Zufluchtsstätte",
    "Frauencafé", "Frauen: Haushaltskurs", "Mehrgenerationenhaus", "Schutz vor Kündigung", "Frauengesundheit im Haus",
)  # fmt: skip


def test_the_database_and_the_rule_hide_the_same_names(town):
    with as_owner():
        Offer.objects.bulk_create([Offer(provider=town.provider, name=name) for name in NAMES])
    found = set(Offer.objects.filter(queries.hidden()).values_list("name", flat=True))
    assert found == {name for name in NAMES if rules.is_hidden("general", name)} == set(NAMES[:11])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"In der {STREET}, zweiter Hof.", ", zweiter Hof."),
        ("Straße des 17. Juni 5", ""),
        ("Königin-Luise-Straße 12-14 b klingeln", " klingeln"),
        (
            "Anruf 0911 5 genügt, auch auf dem Weg zu uns: 24 Stunden",
            "Anruf 0911 5 genügt, auch auf dem Weg zu uns: 24 Stunden",
        ),
    ],
)
def test_streets_leave_a_text_and_nothing_else_does(text, kept):
    assert rules.without_streets(text).rpartition(rules.LEFT_OUT)[2] == kept


def test_the_excel_says_the_same_as_the_csv(client, town):
    read_in(town, shelter(), advice())
    rows = list(csv.reader(io.StringIO(told(client, "/hsds/download/angebote.csv")), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {"Frauenhaus Musterstadt", "Beratung"}
