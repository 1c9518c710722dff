"""Many people are taken over by a real worker; killed in the middle, it has written nothing and can begin again."""

import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.imports import actions, queries, rules
from fahrwasser.imports.models import Import, ImportedCase
from fahrwasser.pg import ADMIN, Server
from fahrwasser.work.models import Notice
from tests.conftest import VAR, as_owner
from tests.imports.test_imports import cases, line, uploaded
from tests.town import NOW, Town, build_town
from tests.worker import work_once, working

MANY = rules.AT_ONCE + 10
CONTACTS = b"Aktenzeichen;Datum;Art\nA-1;20.01.2026;Telefon"
PATIENCE = 60  # seconds until something must have happened


@pytest.fixture
def town(site) -> Town:
    with transaction.atomic(), as_owner():
        return build_town()


def queued(town: Town) -> Import:
    run = uploaded(town, cases=cases(*(line(number) for number in range(1, MANY + 1))), contacts=CONTACTS)
    with acting_as(town["coordinator"].pk):
        return actions.start(run=run, only_good=False, by=town["coordinator"], now=NOW)


def written() -> tuple[int, int, int]:
    with as_owner():
        return Case.objects.count(), Client.objects.count(), ImportedCase.objects.count()


def state(run: Import) -> str:
    with as_owner():
        return str(Import.objects.get(pk=run.pk).state)


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def shown(town: Town, run: Import) -> str:
    browser = Browser()
    browser.force_login(town["coordinator"])
    return browser.get(reverse("imports:preview", args=[run.pk])).text


def test_the_worker_takes_many_people_over_and_tells_whoever_began_it(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    before, run = written(), queued(town)
    assert state(run) == "queued"
    assert written() == before
    assert "Wartet auf den Hintergrunddienst" in shown(town, run)
    work_once()
    assert state(run) == "carried_out"
    assert written() == (before[0] + MANY, before[1] + MANY, MANY)
    with as_owner():
        words = f"Die Übernahme ist fertig: {MANY} Fälle."
        assert Notice.objects.filter(user=town["coordinator"], words=words).exists()
        assert set(Case.objects.filter(number__isnull=False, lead=town["cm1"]).values_list("opened_by", flat=True)) >= {
            town["coordinator"].pk
        }


def test_a_killed_worker_has_written_nothing_and_the_import_begins_again(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    before, run = written(), queued(town)
    with psycopg.connect(Server(VAR).url(ADMIN, connection.settings_dict["NAME"])) as blocking, working() as worker:
        blocking.execute("LOCK TABLE contacts_contact IN EXCLUSIVE MODE")  # files and people come before contacts
        until(lambda: waits_for("contacts_contact"))
        with acting_as(town["coordinator"].pk):
            assert queries.is_held(run, town["coordinator"])
            with pytest.raises(NotAllowed, match="läuft gerade"):
                actions.halt(run=run, by=town["coordinator"])
        assert "von" in shown(town, run)
        worker.kill()
        worker.wait()
    until(lambda: not held(town, run))
    assert written() == before
    assert state(run) == "queued"
    assert "wurde unterbrochen" in shown(town, run)
    with acting_as(town["coordinator"].pk):
        actions.halt(run=run, by=town["coordinator"])
        actions.start(run=run, only_good=False, by=town["coordinator"], now=NOW)
    work_once()
    assert (state(run), written()[2]) == ("carried_out", MANY)


def held(town: Town, run: Import) -> bool:
    with acting_as(town["coordinator"].pk):
        return queries.is_held(run, town["coordinator"])


def waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted)", [table])
        return bool(cursor.fetchone()[0])


def test_what_was_halted_is_not_taken_over_by_a_late_worker(town):
    before, run = written(), queued(town)
    with acting_as(town["coordinator"].pk):
        actions.halt(run=run, by=town["coordinator"])
    work_once()
    assert (state(run), written()) == ("open", before)
