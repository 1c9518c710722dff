"""The pages of reading in: who may, what is shown, what is remembered, and what cannot be done twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fahrwasser.harvest import actions, sources
from fahrwasser.harvest.models import ColumnMapping, ImportRun, Source
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Offer
from tests.harvest.conftest import SOURCE, changed, first, written
from tests.harvest.test_import import TWO
from tests.town import NOW


def upload(client, *raw, name="orte.json", source=SOURCE, **fields):
    files = [SimpleUploadedFile(f"{number}_{name}", one) for number, one in enumerate(raw)]
    return client.post(reverse("harvest:new"), {"uploads": files, "source": source, "form": "auto", **fields})


@pytest.fixture
def coordinator(client, town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    client.force_login(town["coordinator"])
    return client


def proposed(client, *raw, **fields):
    """The run that an upload made, read by the worker's part."""
    upload(client, *raw, **fields)
    run = ImportRun.objects.order_by("-at", "-pk").first()
    actions.read_in(run.pk)
    run.refresh_from_db()
    return run


def shown(client, run, section=""):
    return client.get(reverse("harvest:run", args=[run.pk]), {"teil": section}).content.decode()


def test_the_page_waits_for_the_worker_and_renews_itself(coordinator):
    answer = coordinator.get(upload(coordinator, written(*TWO)).url)
    assert answer.headers["Refresh"] == "5"
    assert "Wartet auf den Hintergrunddienst" in answer.content.decode()
    assert not Offer.objects.exists()


def test_a_proposal_is_carried_out_once(coordinator, town):
    run = proposed(coordinator, written(*TWO))
    assert "Noch ist nichts geschrieben." in shown(coordinator, run)
    address = reverse("harvest:carry_out", args=[run.pk])
    coordinator.post(address)
    answer = coordinator.post(address, follow=True)
    assert "schon weiter" in answer.content.decode()
    actions.carry_out(run.pk)
    actions.carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, bytes(run.content), Offer.objects.count()) == ("done", b"", 2)
    assert "2 neu, 0 geändert" in shown(coordinator, run)


def test_what_a_person_wrote_stays_unless_somebody_chooses_the_other(coordinator, town, read_in):
    read_in()
    offers.edit(offer=first(), by=town["coordinator"], now=NOW + timedelta(days=1), name="Unser Café")
    run = proposed(coordinator, changed(title="Café am Fenster"))
    page = shown(coordinator, run, "kept")
    assert "Unser Café" in page
    assert "Café am Fenster" in page
    mark = run.lines.get(section="kept").mark
    coordinator.post(reverse("harvest:choose", args=[run.pk]), {"shown": [mark], "chosen": [mark]})
    coordinator.post(reverse("harvest:carry_out", args=[run.pk]))
    actions.carry_out(run.pk)
    assert first().name == "Café am Fenster"
    assert first().provenance["name"]["source"] == SOURCE


def test_vanished_offers_rest_when_somebody_says_so(coordinator, read_in):
    read_in(written(*TWO))
    run = proposed(coordinator, written(TWO[0]))
    mark = run.lines.get(section="vanished").mark
    coordinator.post(reverse("harvest:choose", args=[run.pk]), {"shown": [mark], "chosen": [mark]})
    coordinator.post(reverse("harvest:carry_out", args=[run.pk]))
    actions.carry_out(run.pk)
    assert Offer.objects.get(name="Treff").status == Offer.Status.PAUSED


def test_rejected_entries_can_be_taken_away_as_csv_without_formulas(coordinator):
    run = proposed(coordinator, written(TWO[0], "x"), name="=datei.json")
    answer = coordinator.get(reverse("harvest:rejected", args=[run.pk]))
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head == "Datei;Zeile;Spalte;Stelle;Grund"
    assert "geschweiften" in row
    assert not row.startswith(("=", "+", "-", "@"))


def test_nothing_readable_is_refused_with_its_place(coordinator):
    run = proposed(coordinator, b'[{"id": 1,\n "title": }]')
    assert (run.state, bytes(run.content)) == ("refused", b"")
    assert "Zeile 2, Spalte 11" in shown(coordinator, run)


def test_a_cancelled_run_can_be_read_again_or_thrown_away(coordinator):
    upload(coordinator, written(*TWO))
    run = ImportRun.objects.get()
    coordinator.post(reverse("harvest:cancel", args=[run.pk]))
    actions.read_in(run.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"
    coordinator.post(reverse("harvest:again", args=[run.pk]))
    actions.read_in(run.pk)
    coordinator.post(reverse("harvest:discard", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, bytes(run.content), run.lines.count()) == ("discarded", b"", 0)


def test_columns_are_assigned_once_and_for_all_times(coordinator):
    run = proposed(coordinator, b"Dings;Bums\nCafe;x\n", name="liste.csv", source="liste")
    assert "Spalten zuordnen" in shown(coordinator, run)
    address = reverse("harvest:columns", args=[run.pk])
    assert "Dings" in coordinator.get(address).content.decode()
    assert coordinator.post(address, {"name": "Dings", "summary": "Dings"}).status_code == 200
    coordinator.post(address, {"name": "Dings", "summary": "Bums"})
    actions.read_in(run.pk)
    run.refresh_from_db()
    assert run.counts["created"] == 1
    assert ColumnMapping.objects.get().places == {"name": "Dings", "summary": "Bums"}


def test_sections_have_pages_of_fifty(coordinator):
    many = [{**TWO[0], "id": number, "available_languages": {}} for number in range(1, 60)]
    run = proposed(coordinator, written(*many))
    assert "Seite 1 von 2" in shown(coordinator, run, "new")


@pytest.mark.parametrize(
    "fields", [{"source": ""}, {"source": "Mit Leerzeichen"}, {"source": "x" * 41}, {"form": "gibtsnicht"}]
)
def test_bad_fields_are_answered_at_the_field(coordinator, fields):
    assert upload(coordinator, written(*TWO), **fields).status_code == 200
    assert not ImportRun.objects.exists()


def test_neither_file_nor_address_and_an_address_with_a_password(coordinator):
    assert "Bitte wählen Sie Dateien aus" in upload(coordinator).content.decode()
    answer = upload(coordinator, address="https://wer:was@probe.example/")
    assert "Zugangsdaten" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_source_is_written_down_changed_and_removed(coordinator):
    values = {"name": "nachbar", "addresses": "https://probe.example/de\nhttps://probe.example/en", "form": "auto",
              "every_hours": "24"}  # fmt: skip
    coordinator.post(reverse("harvest:source_new"), values)
    made = Source.objects.get()
    assert made.addresses == ["https://probe.example/de", "https://probe.example/en"]
    seen = coordinator.get(reverse("harvest:source", args=[made.pk]))
    assert "https://probe.example/en" in seen.content.decode()
    coordinator.post(reverse("harvest:source_pull", args=[made.pk]))
    assert ImportRun.objects.get().addresses == made.addresses
    coordinator.post(reverse("harvest:source_remove", args=[made.pk]))
    assert not Source.objects.exists()


@pytest.mark.parametrize("person", ["cm1", "provider", "head", "foreigners_office"])
def test_nobody_else_imports(client, town, settings, person):
    settings.FAHRWASSER_MFA_REQUIRED = False
    run = actions.propose(files={"a.json": written(*TWO)}, source="a", by=town["coordinator"], now=NOW)
    made = sources.save(
        source=None, name="a", listed=["https://probe.example/"], form="auto", every_hours=0, alone=False,
        by=town["coordinator"],
    )  # fmt: skip
    client.force_login(town[person])
    assert client.get(reverse("harvest:new")).status_code == 404
    assert upload(client, written(*TWO)).status_code == 404
    for name in ("carry_out", "cancel", "again", "discard", "choose"):
        assert client.post(reverse(f"harvest:{name}", args=[run.pk])).status_code == 404
    assert client.get(reverse("harvest:run", args=[run.pk])).status_code == 404
    assert client.get(reverse("harvest:source", args=[made.pk])).status_code == 404


def test_the_page_of_a_proposal_costs_the_same_however_long_it_is(coordinator, django_assert_max_num_queries):
    many = [{**TWO[0], "id": number, "available_languages": {}} for number in range(1, 300)]
    run = proposed(coordinator, written(*many))
    with django_assert_max_num_queries(25):
        shown(coordinator, run, "new")
