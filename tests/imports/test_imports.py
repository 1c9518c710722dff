"""Running cases come over from a list: every wrong cell is named, all good rows or nothing, and back as a whole."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import actions, checking, queries, reading, tables, writing
from fahrwasser.imports.checking import Known, Mapped
from fahrwasser.imports.columns import CASES, CONTACTS, PEOPLE, proposed
from fahrwasser.imports.models import Import, ImportedCase
from tests.conftest import as_owner
from tests.town import NOW, Town

HEAD = "Altes Aktenzeichen;Vorname;Nachname;Geburtsdatum;Telefon;Eröffnet am;Art;Fallführung"
MAIL = "cm1@probe.example"
TODAY = date(2026, 3, 9)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def line(number: int = 1, **other: str) -> str:
    cells = {
        "nr": f"A-{number}", "first": "Rima", "last": f"Muster{number}", "born": "1990", "phone": "02133 900 210",
        "opened": "15.09.2025", "kind": "CM", "lead": MAIL, **other,
    }  # fmt: skip
    return ";".join(cells.values())


def cases(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


def uploaded(town: Town, by: str = "coordinator", **files: bytes) -> Import:
    with acting_as(town[by].pk):
        return actions.upload(files=files, by=town[by], now=NOW)


def carried_out(town: Town, run: Import, only_good: bool = False) -> Import:
    with acting_as(town["coordinator"].pk):
        return actions.carry_out(run=run, only_good=only_good, by=town["coordinator"], now=NOW)


def checked(text: bytes, table: str = CASES) -> list[checking.Line]:
    found = tables.table_of(reading.read(text)[""])
    mapped = Mapped(found, proposed(table, found.header), {})
    return checking.check({table: mapped}, Known(TODAY, {MAIL: "1"}))[table]


def workbook(sheet: str, book: str = "", styles: str = "") -> bytes:
    parts = writing.as_xlsx({"Fälle": [["a"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(parts)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
            if name == "xl/workbook.xml":
                text = text.replace("<sheets>", f"{book}<sheets>")
            if name == "xl/styles.xml" and styles:
                text = styles
            new.writestr(name, text)
    return out.getvalue()


# Checking


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"nr": ""}, "Altes Aktenzeichen"), ({"first": ""}, "Vorname"), ({"born": "31.02.1990"}, "Geburtsdatum"),
        ({"born": "09.03.2027"}, "Geburtsdatum"), ({"opened": "gestern"}, "Eröffnet am"),
        ({"opened": "10.03.2026"}, "Eröffnet am"), ({"opened": ""}, "Eröffnet am"), ({"kind": "xyz"}, "Art"),
        ({"lead": "niemand"}, "Fallführung"), ({"phone": "keins"}, "Telefon"), ({"first": "a" * 10_000}, "Vorname"),
        ({"first": "a" * 101}, "Vorname"), ({"last": "Mu\x07ster"}, "Nachname"),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_named_by_row_and_column(cells, column):
    found = checked(cases(line(1), line(2, **cells)))
    assert found[0].is_good
    assert [(one.number, one.column) for one in found[1].problems] == [(3, column)]


@pytest.mark.parametrize(("born", "precision"), [("1990", "year"), ("05.1990", "month"), ("12.05.1990", "day")])
def test_a_birth_date_may_be_partial(born, precision):
    assert checked(cases(line(born=born)))[0].values["birth"].precision == precision


def test_a_number_as_phone_has_lost_its_zero_and_text_keeps_it():
    assert checked(cases(line(phone="0171 4710100")))[0].values["phone"] == "0171 4710100"
    with pytest.raises(NotAllowed) as refusal:
        checking._phone(1714710100, TODAY)
    assert refusal.value.sentence == checking.LOST_ZERO


def test_level_2_never_comes_over_from_a_list():
    text = f"{HEAD};Schutzstufe\n{line()};2".encode()
    assert checked(text)[0].problems[0].sentence == checking.PROTECTED


def test_an_old_number_stands_once():
    found = checked(cases(line(1), line(1)))
    assert found[1].problems[0].sentence == checking.TWICE.format(2)


def test_300_wrong_rows_of_20000_are_each_named_and_the_rest_is_good():
    rows = [line(number, opened="31.02.2025" if number % 66 == 0 else "15.09.2025") for number in range(1, 20_001)]
    found = checked(cases(*rows))
    wrong = [one for one in found if not one.is_good]
    assert len(found) == 20_000
    assert len(wrong) == 303
    assert all(one.problems[0].column == "Eröffnet am" and one.number % 66 == 1 for one in wrong)


# Carrying out


def test_cases_people_and_contacts_come_over_with_their_own_days(town: Town):
    people = b"Altes Aktenzeichen;Vorname;Rolle\nA-1;Sami;Kind"
    contacts = "Aktenzeichen;Datum;Art;Was war\nA-1;20.01.2026;Telefonat;Bescheid erklärt".encode("cp1252")
    run = carried_out(town, uploaded(town, cases=cases(line(1)), people=people, contacts=contacts))
    assert (run.state, run.cases, run.people, run.contacts, run.content) == ("carried_out", 1, 2, 1, None)
    with acting_as(town["cm1"].pk):
        case = Case.objects.readable_by(town["cm1"]).get(pk=ImportedCase.objects.get(old_number="A-1").case_id)
        assert (case.opened_on, case.kind, case.lead) == (date(2025, 9, 15), "case_management", town["cm1"])
        assert set(Client.objects.filter(case=case).values_list("first_name", flat=True)) == {"Rima", "Sami"}
        assert SafeChannel.objects.get(case=case).phone == "02133 900 210"
        contact = Contact.objects.get(case=case)
        assert (timezone.localdate(contact.at), contact.source_name) == (date(2026, 1, 20), actions.TAKEN_OVER)
        assert [event.verb for event in Event.objects.filter(case_id=case.pk)] == ["case.imported"]


def test_wrong_rows_stay_out_only_knowingly_and_nothing_is_half_done(town: Town):
    run = uploaded(town, cases=cases(line(1), line(2, opened="x")))
    with pytest.raises(NotAllowed):
        carried_out(town, run)
    with as_owner():
        assert not ImportedCase.objects.exists()
    assert carried_out(town, run, only_good=True).cases == 1


def test_the_second_of_two_people_is_refused(town: Town):
    run = uploaded(town, cases=cases(line()))
    carried_out(town, run)
    with pytest.raises(NotAllowed):
        carried_out(town, run)
    with as_owner():
        assert ImportedCase.objects.count() == 1


def test_an_old_number_comes_over_once_and_the_same_file_is_recognised(town: Town):
    run = uploaded(town, cases=cases(line()))
    carried_out(town, run)
    again = uploaded(town, cases=cases(line()))
    with acting_as(town["coordinator"].pk):
        assert queries.uploaded_before(town["coordinator"], again) == run
        found = queries.lines(again, town["coordinator"], TODAY)[CASES]
    assert found[0].problems[0].sentence == checking.KNOWN


def test_an_import_breaks_off_as_a_whole(town: Town, monkeypatch):
    run = uploaded(town, cases=cases(line(1), line(2)))

    def power_cut(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr(actions, "_add_contacts", power_cut)
    with pytest.raises(OSError, match=r"^$"):
        carried_out(town, run)
    with as_owner():
        assert not ImportedCase.objects.exists()
        assert Import.objects.get(pk=run.pk).state == "open"


# Files to download


def test_the_template_is_a_table_that_is_read_again():
    rows = reading.read(writing.as_xlsx({"Fälle": writing.template_rows(CASES)}))["Fälle"]
    assert set(proposed(CASES, [str(cell) for cell in rows[0].cells])) >= {"old_number", "first_name", "lead", "phone"}
    assert rows[1].faults == {}


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@SUM(A1)"])
def test_no_cell_of_a_download_can_become_a_formula(cell):
    found = checked(cases(line(first=cell, opened="x")))
    table = tables.table_of(reading.read(cases(line(first=cell, opened="x")))[""])
    rows = writing.wrong_rows(table, found)
    assert f"'{cell}" in writing.as_csv(rows).decode("utf-8-sig")
    assert f"'{cell}" in [str(one) for one in reading.read(writing.as_xlsx({"A": rows}))["A"][1].cells]
    assert "Eröffnet am" in str(rows[1][-1])


# Pages


def send(client, **files: bytes):
    sent = {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in files.items()}
    return client.post(reverse("imports:imports"), sent, follow=True)


def test_from_the_upload_to_the_files(coordinator, town: Town):
    people = b"Altes Aktenzeichen;Vorname;Rolle\nA-1;Sami;Kind"
    assert "Welche Spalte" in send(coordinator, cases=cases(line(1, kind="Neu"), line(2)), people=people).text
    with as_owner():
        run = Import.objects.get()
    page = reverse("imports:preview", args=[run.pk])
    assert "steht nicht in der Liste" in coordinator.get(page).text
    mapping = reverse("imports:mapping", args=[run.pk])
    form = coordinator.get(mapping).context["form"]
    chosen = {name: form[name].initial or "" for name in form.fields}
    chosen["word-kind-0"] = "short_advice"
    assert "Alle Zeilen" in coordinator.post(mapping, chosen, follow=True).text
    assert "sind übernommen" in coordinator.post(page, {}, follow=True).text
    assert "zurückgenommen" in coordinator.post(reverse("imports:undo", args=[run.pk]), follow=True).text
    again = send(coordinator, cases=cases(line(7, kind="Neu"))).context["form"]
    assert not again.word_fields or again["word-kind-0"].initial == "short_advice"


@pytest.mark.parametrize("content", [b"", b"x" * (tables.MAX_BYTES + 1), b"%PDF-1.4"])
def test_a_file_that_cannot_be_read_is_told_at_its_field(coordinator, content):
    assert send(coordinator, cases=content).context["form"].errors["cases"]


def test_the_preview_asks_the_same_few_questions_of_any_number_of_rows(
    coordinator, town: Town, django_assert_max_num_queries
):
    run = uploaded(town, cases=cases(*(line(number) for number in range(1, 200))))
    with django_assert_max_num_queries(40):
        assert coordinator.get(reverse("imports:preview", args=[run.pk])).status_code == 200


@pytest.mark.parametrize("person", ["cm1", "head", "assistant", "other_city_coordinator"])
def test_somebody_else_finds_no_import(client, town: Town, settings, person):
    settings.FAHRWASSER_MFA_REQUIRED = False
    run = uploaded(town, cases=cases(line()))
    client.force_login(town[person])
    for view in ("preview", "mapping", "wrong_workbook", "wrong_csv"):
        assert client.get(reverse(f"imports:{view}", args=[run.pk])).status_code in (403, 404)
    for view in ("discard", "undo", "leave_out"):
        assert client.post(reverse(f"imports:{view}", args=[run.pk])).status_code in (403, 404)


def test_what_is_thrown_away_leaves_no_cell(coordinator, town: Town):
    run = uploaded(town, cases=cases(line()), contacts=b"Aktenzeichen;Datum;Art\nA-1;20.01.2026;Telefon")
    assert set(run.tables) == {CASES, CONTACTS}
    assert PEOPLE not in run.tables
    for name in ("template_workbook", "template_cases", "template_people", "template_contacts"):
        assert coordinator.get(reverse(f"imports:{name}")).status_code == 200
    coordinator.post(reverse("imports:discard", args=[run.pk]))
    with as_owner():
        assert Import.objects.get(pk=run.pk).content is None
