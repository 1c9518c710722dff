"""Importing places: proposed first, carried out once, idempotent, never over a person's words without showing it."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.core.errors import NotAllowed
from fahrwasser.demo.offers import PLACES
from fahrwasser.harvest import actions
from fahrwasser.harvest.importing import ImportRefused
from fahrwasser.harvest.models import ImportRun
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Offer
from tests.town import NOW

RAW = PLACES.read_bytes()
SOURCE = "integreat-nuernberg"


@pytest.fixture
def read_in(town):
    def act(raw=RAW, **fields):
        return actions.import_places(
            raw=raw, file_name="orte.json", source=SOURCE, by=town["coordinator"], now=NOW, **fields
        )

    return act


def changed(**fields):
    """The file with other values in its first place."""
    entries = json.loads(RAW)
    entries[0].update(fields)
    return json.dumps(entries, ensure_ascii=False, indent=1).encode()


def first():
    return Offer.objects.get(external_id=str(json.loads(RAW)[0]["id"]))


def counts(run):
    return run.added, run.changed, run.unchanged


def test_a_second_run_changes_nothing(read_in):
    assert counts(read_in()) == (64, 0, 0)
    before = list(Offer.objects.order_by("pk").values())
    assert counts(read_in()) == (0, 0, 64)
    assert list(Offer.objects.order_by("pk").values()) == before


def test_every_field_says_where_it_comes_from(read_in, town):
    read_in()
    assert first().provenance["name"] == {"source": SOURCE, "by": town["coordinator"].name, "on": "2026-03-09"}
    assert first().website.startswith("https://")


def test_a_provider_that_is_not_named_is_not_invented(read_in):
    read_in()
    assert first().provider.name == "Träger nicht angegeben"
    assert Organisation.objects.filter(name="Träger nicht angegeben").count() == 1


def test_changes_of_the_source_arrive(read_in):
    read_in()
    assert counts(read_in(changed(title="Café am Fenster"))) == (0, 1, 63)
    assert first().name == "Café am Fenster"


@pytest.fixture
def edited(read_in, town):
    """The first place with a name that a person gave it, and a file that calls it otherwise."""
    read_in()
    offers.edit(offer=first(), by=town["coordinator"], now=NOW + timedelta(days=1), name="Unser Café")
    return changed(title="Café am Fenster")


def test_the_words_of_a_person_stay_and_the_difference_is_shown(edited, read_in, town):
    run = actions.propose_import(raw=edited, file_name="orte.json", source=SOURCE, by=town["coordinator"], now=NOW)
    difference = actions.preview_of(run).kept[0].kept[0]
    assert (difference.label, difference.ours, difference.theirs) == ("Name", "Unser Café", "Café am Fenster")
    assert counts(read_in(edited)) == (0, 0, 64)
    assert first().name == "Unser Café"


def test_whoever_takes_the_other_words_gets_them(edited, read_in):
    assert counts(read_in(edited, take=[f"{first().external_id}:name"])) == (0, 1, 63)
    assert first().name == "Café am Fenster"
    assert first().provenance["name"]["source"] == SOURCE


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b'[{"id": 1,\n "title": }]', 2, "Hier fehlt ein Wert."),
        (b"\xff\xfe[\x00]\x00", 1, "UTF-16"),
        (b"%PDF-1.7\n\xe2\xe3", 2, "UTF-8"),
        (b"", 1, "leer"),
        (b'{"id": 1}', 1, "Liste"),
        (changed(title="ü" * 250), 6, "länger als 200 Zeichen"),
        (changed(website="https://" + "a" * 600 + ".example"), None, "länger als 500 Zeichen"),
        (changed(title=None), 6, "fehlt"),
    ],
)
def test_a_malformed_file_is_refused_with_line_and_reason_and_leaves_nothing(read_in, town, raw, line, words):
    with pytest.raises(ImportRefused) as refusal:
        read_in(raw)
    problem = refusal.value.problems[0]
    assert problem.file == "orte.json"
    assert line in (None, problem.line)
    assert words in problem.reason_de
    assert not Offer.objects.exists()
    assert not ImportRun.objects.exists()


def upload(client, raw, name="orte.json", source=SOURCE):
    file = SimpleUploadedFile(name, raw, content_type="application/json")
    return client.post(reverse("harvest:new"), {"file": file, "source": source})


@pytest.fixture
def coordinator(client, town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["coordinator"])
    return client


def test_the_page_proposes_before_it_writes(coordinator):
    page = coordinator.get(upload(coordinator, RAW).url).content.decode()
    assert "Was sich ändern würde" in page
    assert "Café Fenster zur Stadt" in page
    assert not Offer.objects.exists()


def test_a_proposal_is_carried_out_once(coordinator):
    address = upload(coordinator, RAW).url
    coordinator.post(address)
    answer = coordinator.post(address, follow=True)
    assert Offer.objects.count() == 64
    assert "schon übernommen" in answer.content.decode()
    run = ImportRun.objects.get()
    assert (counts(run), bytes(run.content)) == ((64, 0, 0), b"")


def test_the_page_names_file_line_and_reason_of_a_refusal(coordinator):
    page = coordinator.get(upload(coordinator, b'[{"id": 1,\n "title": }]', "kaputt.json").url).content.decode()
    assert "kaputt.json" in page
    assert "Hier fehlt ein Wert." in page
    run = ImportRun.objects.get()
    assert bytes(run.content) == b""
    with pytest.raises(NotAllowed):
        actions.carry_out(run_id=run.pk, by=run.by, now=NOW)


@pytest.mark.parametrize("source", ["", "Mit Leerzeichen", "ä", "x" * 41])
def test_a_bad_name_of_a_source_is_answered_at_the_field(coordinator, source):
    assert upload(coordinator, RAW, source=source).status_code == 200
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("person", ["cm1", "provider", "head", "foreigners_office"])
def test_nobody_else_imports(client, town, settings, person):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town[person])
    assert client.get(reverse("harvest:new")).status_code == 404
    assert upload(client, RAW).status_code == 404
    assert not ImportRun.objects.exists()
