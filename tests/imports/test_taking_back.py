"""An import goes back as a whole or not at all, and neither that nor its preview tells of a hidden file."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.cases import actions as cases_actions
from fahrwasser.cases.models import Case
from fahrwasser.clients.actions import merging
from fahrwasser.clients.models import Client, DuplicatePair, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import actions, queries
from fahrwasser.imports.columns import CASES
from fahrwasser.imports.models import Import, ImportedCase, SavedMapping
from fahrwasser.work import actions as work
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.imports.test_imports import TODAY, carried_out, cases, line, uploaded
from tests.town import NOW, Town

# Taking back


def test_a_whole_import_is_taken_back_without_a_trace_but_its_own(town: Town):
    with as_owner():
        before = {model: model.objects.count() for model in (Case, Client, Contact, SafeChannel)}
    run = carried_out(town, uploaded(town, cases=cases(line(1), line(2))))
    with acting_as(town["coordinator"].pk):
        actions.undo(run=run, by=town["coordinator"], now=NOW)
    with as_owner():
        assert {model: model.objects.count() for model in before} == before
        assert Import.objects.get(pk=run.pk).state == "undone"
        assert Event.objects.filter(verb="case.imported").count() == 2
        events: Any = Case.pgh_event_model  # type: ignore[attr-defined]
        assert not events.objects.filter(pgh_obj__opened_by=town["coordinator"]).exists()


def test_whoever_has_worked_on_a_case_keeps_the_import(town: Town):
    run = carried_out(town, uploaded(town, cases=cases(line(1), line(2))))
    with acting_as(town["cm1"].pk):
        case = Case.objects.get(pk=ImportedCase.objects.get(old_number="A-1").case_id)
        work.add_task(case=case, by=town["cm1"], now=NOW, what="Anrufen", why="", due_on=TODAY)
    with acting_as(town["coordinator"].pk):
        assert queries.worked_on(run)
        with pytest.raises(NotAllowed):
            actions.undo(run=run, by=town["coordinator"], now=NOW)


@pytest.mark.parametrize("by", ["cm1", "head", "assistant", "admin", "foreigners_office", "other_city_coordinator"])
def test_nobody_else_takes_it_back_or_reads_the_tables(town: Town, by):
    from django.db import ProgrammingError, connection, transaction

    run = carried_out(town, uploaded(town, cases=cases(line())))
    with acting_as(town[by].pk):
        assert not Import.objects.exists()
        assert not SavedMapping.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT fw.undo_import(%s)", [run.pk])


def told(town: Town, to: str, start: str) -> list[str]:
    with as_owner():
        found = Notice.objects.filter(user=town[to], words__startswith=start)
        return [str(words) for words in found.values_list("words", flat=True)]


def take_back(town: Town, run: Import) -> None:
    with acting_as(town["coordinator"].pk):
        actions.undo(run=run, by=town["coordinator"], now=NOW)


def refused_words(town: Town, run: Import) -> str:
    with pytest.raises(NotAllowed) as refusal:
        take_back(town, run)
    return str(refusal.value.sentence)


def test_taking_over_and_back_again_is_no_way_to_ask_for_hidden_files(town: Town):
    probing = carried_out(town, uploaded(town, cases=cases(line(1, first="Probe", last="Protected", born=""))))
    at_work = carried_out(town, uploaded(town, cases=cases(line(2))))
    with acting_as(town["cm1"].pk):
        case = Case.objects.get(pk=ImportedCase.objects.get(old_number="A-2").case_id)
        work.add_task(case=case, by=town["cm1"], now=NOW, what="Anrufen", why="", due_on=TODAY)
    collision = "Kollisionsprüfung"
    assert told(town, "coordinator", collision)
    assert refused_words(town, probing) == refused_words(town, at_work)
    assert told(town, "coordinator", collision)
    with as_owner():
        made = ImportedCase.objects.get(run=probing)
        assert Notice.objects.get(user=town["coordinator"], words__startswith=collision).about_case == made.case_id


def test_the_page_of_an_import_says_the_same_whether_or_not_a_file_is_hidden(coordinator, town: Town):
    runs = [
        carried_out(town, uploaded(town, cases=cases(line(number, first="Probe", last=last, born=""))))
        for number, last in ((1, "Protected"), (2, "Niemand"))
    ]
    pages = [coordinator.get(reverse("imports:preview", args=[run.pk])).text for run in runs]
    assert all("Übernahme zurücknehmen" in page and "in Arbeit" in page for page in pages)


def test_data_protection_hears_of_every_taking_back_and_of_every_refused_one(coordinator, town: Town):
    run = carried_out(town, uploaded(town, cases=cases(line(1), line(2))))
    for _time in range(2):
        coordinator.post(reverse("imports:undo", args=[run.pk]))
    for what in ("Zurückgenommen", "Zurücknehmen abgelehnt"):
        (words,) = told(town, "officer", what)
        assert words.startswith(f"{what}: eine Übernahme von 2 Fällen, am 09.03.2026 um ")
        assert words.endswith(" Uhr, durch Coordinator.")


def test_two_people_put_together_by_hand_keep_the_import(town: Town):
    run = carried_out(town, uploaded(town, cases=cases(line(1))))
    with acting_as(town["cm1"].pk):
        person = Client.objects.get(case_id=ImportedCase.objects.get(old_number="A-1").case_id)
        other = Client.objects.get(case=town.files["normal"])
        pair = merging.propose(person=person, other=other, by=town["cm1"], now=NOW)
        compared = Event.objects.filter(verb="client.compared", by=town["cm1"]).values_list("case_id", flat=True)
        assert set(compared) == {person.case_id, other.case_id}
    with as_owner():
        Event.objects.filter(verb="client.compared").delete()
    assert refused_words(town, run) == actions.WORKED_ON
    with as_owner():
        assert DuplicatePair.objects.filter(pk=pair.pk).exists()


# Who is known already


def test_a_known_person_is_shown_with_reasons_and_never_somebody_protected(town: Town):
    rows = [line(1, first="Probe", last="Normal"), line(2, first="Probe", last="Protected")]
    run = uploaded(town, cases=cases(*rows))
    with acting_as(town["coordinator"].pk):
        lines = queries.lines(run, town["coordinator"], TODAY)[CASES]
        found = queries.alike(town["coordinator"], lines)
    assert town.files["normal"] in [one.case for one in found[2]]
    shown = {one.case.pk for rows in found.values() for one in rows}
    assert town.files["protected"].pk not in shown
    with acting_as(town["cm1"].pk):
        assert queries.alike(town["cm1"], lines) == {}


def test_of_a_file_one_does_not_read_the_preview_tells_no_birth_date_and_no_telephone(coordinator, town: Town):
    with as_owner():
        Client.objects.filter(case__in=(town.files["normal"], town.files["sensitive"])).update(
            birth_date=date(1990, 5, 12), birth_precision="day"
        )
    rows = [
        line(number, first="Probe", last=last, born="12.05.1990", phone="0221 4710 100")
        for number, last in ((1, "Normal"), (2, "Sensitive"))
    ]
    run = uploaded(town, cases=cases(*rows))
    with acting_as(town["coordinator"].pk):
        lines = queries.lines(run, town["coordinator"], TODAY)[CASES]
        found = queries.alike(town["coordinator"], lines)
    hits = {number: {one.case.pk: (one.is_named, one.reasons) for one in found[number]} for number in (2, 3)}
    assert hits[2][town.files["normal"].pk] == (True, ("gleicher Name",))
    assert hits[3][town.files["sensitive"].pk] == (False, ())
    page = coordinator.get(reverse("imports:preview", args=[run.pk])).text
    assert town.files["normal"].number in page
    assert town.files["sensitive"].number not in page
    for reason in ("gleiches Geburtsdatum", "gleiche Telefonnummer"):
        assert reason not in page


def test_whoever_reads_the_file_is_told_every_reason(town: Town):
    case = town.files["sensitive"]
    with acting_as(town["coordinator"].pk):
        cases_actions.break_glass(number=case.number, reason="Gefahr", by=town["coordinator"], now=NOW)
    run = uploaded(town, cases=cases(line(1, first="Probe", last="Sensitive", phone="0221 4710 100")))
    with acting_as(town["coordinator"].pk):
        lines = queries.lines(run, town["coordinator"], TODAY)[CASES]
        (one,) = [one for one in queries.alike(town["coordinator"], lines)[2] if one.case.pk == case.pk]
    assert one.is_named
    assert "gleiche Telefonnummer" in one.reasons
