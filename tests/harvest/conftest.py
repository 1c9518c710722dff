import json

import pytest

from fahrwasser.demo.offers import PLACES
from fahrwasser.harvest import actions
from fahrwasser.offers.models import Offer
from tests.town import NOW

RAW = PLACES.read_bytes()
SOURCE = "integreat-nuernberg"


def changed(**fields):
    """The file of Nuremberg with other values in its first place."""
    entries = json.loads(RAW)
    entries[0].update(fields)
    return written(*entries)


def written(*entries):
    return json.dumps(entries, indent=1, ensure_ascii=False).encode()


def first():
    return Offer.objects.get(external_id="4102")


@pytest.fixture
def read_in(town):
    """Reads files in at once; a single one by its bytes."""

    def act(files=RAW, source=SOURCE, **fields):
        given = {"orte_de.json": files} if isinstance(files, bytes) else files
        return actions.import_files(files=given, source=source, by=town["coordinator"], now=NOW, **fields).plan

    return act


def counts(plan):
    return plan.created, plan.updated, plan.unchanged
