"""``import_offers``: JSON and nothing else, a summary in words, and when it fails."""

import json
import zipfile
from io import StringIO

import pytest
from django.core.management import call_command

from fahrwasser.harvest.models import ImportRun
from fahrwasser.offers.models import Offer
from tests.harvest.conftest import RAW, written


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "locations_de.json"
    path.write_bytes(RAW)
    return path


def run(path, *arguments):
    out = StringIO()
    call_command("import_offers", str(path), *arguments, stdout=out)
    return out.getvalue()


def test_json_has_exactly_these_keys_and_a_second_run_changes_nothing(town, file):
    first = json.loads(run(file, "--json"))
    assert list(first) == ["read", "created", "updated", "unchanged", "rejected", "orphans", "warnings"]
    assert (first["read"], first["created"], first["rejected"]) == (64, 64, [])
    assert set(first["warnings"][0]) == {"file", "line", "column", "reason"}
    again = json.loads(run(file, "--json"))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 64)
    assert ImportRun.objects.filter(by=None).count() == 2


def test_rejected_entries_are_named_and_the_exit_code_stays_zero(town, tmp_path):
    path = tmp_path / "de.json"
    entries = ({"id": 1, "title": "A", "available_languages": {}}, {"id": "x", "available_languages": {}})
    path.write_bytes(written(*entries))
    told = json.loads(run(path, "--json", "--source", "probe"))
    assert (told["read"], told["created"], len(told["rejected"])) == (2, 1, 2)
    assert told["rejected"][0]["file"] == "de.json"
    assert told["rejected"][0]["line"] > 1 < told["rejected"][0]["column"]
    assert Offer.objects.get().source == "probe"


@pytest.mark.parametrize("content", [b"", b"[{", b"%PDF-1.7", b'{"a": 1}'])
def test_what_cannot_be_read_ends_with_two(town, tmp_path, content):
    path = tmp_path / "kaputt.json"
    path.write_bytes(content)
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_offers", str(path), "--json", stdout=out)
    assert end.value.code == 2
    assert json.loads(out.getvalue())["rejected"][0]["file"] == "kaputt.json"


def test_a_missing_file_ends_with_two_and_a_sentence(town, tmp_path):
    with pytest.raises(SystemExit) as end:
        run(tmp_path / "fehlt.json")
    assert end.value.code == 2


def test_words_for_people(town, file):
    said = run(file, "--dry-run")
    assert said.startswith("Probelauf: Es wurde nichts geschrieben.\n64 gelesen: 64 neu,")
    assert "Hinweise (" in said
    assert not Offer.objects.exists()


def test_a_folder_and_a_zip_are_read_alike(town, tmp_path, file):
    archive = tmp_path / "alles.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(file, "nuernberg/locations_de.json")
    folder = tmp_path / "ordner" / "nuernberg"
    folder.mkdir(parents=True)
    (folder / "locations_de.json").write_bytes(RAW)
    assert json.loads(run(archive, "--json", "--source", "a"))["created"] == 64
    assert json.loads(run(tmp_path / "ordner", "--json", "--source", "a"))["unchanged"] == 64


@pytest.mark.parametrize("name", ["../hinaus.json", "/etc/hinaus.json", "a\\..\\..\\b.json"])
def test_ways_out_of_an_archive_are_refused(town, tmp_path, name):
    path = tmp_path / "alles.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, RAW)
    with pytest.raises(SystemExit):
        run(path)


def test_an_archive_that_unpacks_without_end_is_refused(town, tmp_path):
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(5):
            packed.writestr(f"{number}.json", b" " * 49_000_000)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_offers", str(path), "--json", stdout=out)
    assert "entpackt zu groß" in json.loads(out.getvalue())["rejected"][0]["reason"]
