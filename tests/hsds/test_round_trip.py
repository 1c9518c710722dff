"""Out and in again: the examples of the specification, and the whole demo directory."""

import json
from itertools import zip_longest

import pytest

from fahrwasser.demo.offers import load
from fahrwasser.harvest import actions
from fahrwasser.hsds.queries import is_public
from fahrwasser.offers.hsds import profile
from fahrwasser.offers.models import Offer, Place, Provider
from tests.conftest import as_owner
from tests.hsds.conftest import EXAMPLES, assert_valid, example
from tests.hsds.test_interface import LISTS
from tests.town import NOW

OURS = "last_modified"
"""When we changed it, which is no word of the source."""


def taken_in(files, source="quelle"):
    """Read files through the whole pipeline into the directory, twice: the second time changes nothing."""
    plans = [actions.import_files(files=files, source=source, form="auto", by=None, now=NOW).plan for _ in range(2)]
    assert (plans[1].created, plans[1].updated) == (0, 0)
    return plans[0]


def differences(told, given, path=""):
    """Ways to everything that is not equal."""
    if isinstance(told, dict) and isinstance(given, dict):
        keys = [*given, *(key for key in told if key not in given)]
        return [way for key in keys for way in differences(told.get(key), given.get(key), f"{path}.{key}")]
    if isinstance(told, list) and isinstance(given, list) and told and given:
        pairs = zip_longest(told, given)
        return [way for place, pair in enumerate(pairs) for way in differences(*pair, f"{path}[{place}]")]
    return [] if told == given else [f"{path}: {told!r} != {given!r}"]


def without(entry, name):
    return {key: value for key, value in entry.items() if key != name}


def test_a_full_service_comes_out_as_it_went_in(client, town):
    given = example("service_full")
    plan = taken_in({"service_full.json": (EXAMPLES / "service_full.json").read_bytes()})
    assert not plan.rejected
    told = client.get(f"/hsds/services/{given['id']}").json()
    assert_valid("service", told)
    assert differences(without(told, OURS), without(given, OURS)) == []


def test_a_full_organisation_comes_out_as_it_went_in(client, town):
    given = example("organization_full")
    taken_in({"organization_full.json": (EXAMPLES / "organization_full.json").read_bytes()})
    told = client.get(f"/hsds/organizations/{given['id']}?full_service=true").json()
    assert_valid("organization", told)
    told["services"] = [without(entry, OURS) for entry in told["services"]]
    given["services"] = [without(entry, OURS) for entry in given["services"]]
    assert differences(told, given) == []


def test_a_list_of_services_comes_out_as_it_went_in(client, town):
    given = example("service_list")
    taken_in({"service_list.json": (EXAMPLES / "service_list.json").read_bytes()})
    told = client.get("/hsds/services").json()
    assert told.keys() == given.keys()
    assert [without(entry, OURS) for entry in told["contents"]] == [without(e, OURS) for e in given["contents"]]


def everything(client):
    """Every public entry of the directory as it goes out, in the order of its number."""
    lines = client.get("/hsds/services?format=ndjson&full=true").getvalue().decode().splitlines()
    return [without(json.loads(line), OURS) for line in lines]


def emptied():
    with as_owner():
        Offer.objects.all().delete()
        Provider.objects.all().delete()
        Place.objects.all().delete()


COLUMNS = [
    *(set(profile.OFFER_DETAILS) - {"starts_on", "ends_on"}), "name", "summary", "email", "phone", "website", "status",
    "needs", "languages", "cost", "eligibility", "application", "alert", "verified_on", "starts_on", "ends_on",
]  # fmt: skip
CRITERION = ("kind", "values", "strictness", "legal_basis", "valid_from", "valid_to", "rechtsstand")


def rows():
    """The columns of every offer, its conditions and what was said last about places; nothing of a shelter's place."""
    found = {}
    for offer in Offer.objects.prefetch_related("criteria", "texts", "capacities").select_related("provider"):
        hidden = ("district", "schedule") if offer.is_shelter else ()
        columns = {name: getattr(offer, name) for name in COLUMNS if name not in hidden}
        conditions = [row for row in offer.criteria.all() if is_public(row, offer)]
        said = sorted(json.dumps([getattr(row, n) for n in CRITERION], default=str) for row in conditions)
        newest = max(offer.capacities.all(), key=lambda row: (row.confirmed_on, row.pk), default=None)
        told = newest and [getattr(newest, name) for name in profile.CAPACITY]
        texts = {(row.field, row.language): row.text for row in offer.texts.all()}
        found[offer.pk] = [offer.provider.name, columns, said, told, texts]
    return found


@pytest.fixture
def demo(town):
    with as_owner():
        load(by=town["coordinator"], now=NOW)


@pytest.mark.parametrize("form", ["json", "tables"])
def test_the_whole_demo_directory_comes_back_as_it_went(client, demo, form):
    before, public = rows(), everything(client)
    assert len(before) > 80
    if form == "json":
        files = {"angebote.json": json.dumps(everything(client), ensure_ascii=False).encode()}
    else:
        files = {"hsds.zip": client.get("/hsds/download/hsds.zip").getvalue()}
    emptied()
    plan = taken_in(files)
    assert (plan.rejected, plan.orphans) == ([], [])
    assert differences(rows(), before) == []
    assert differences(everything(client), public) == []


def test_every_entry_of_the_demo_follows_the_schemas(client, demo):
    for path, entity in LISTS.items():
        for line in client.get(f"/hsds/{path}?format=ndjson&full=true").getvalue().decode().splitlines():
            assert_valid(entity, json.loads(line))
