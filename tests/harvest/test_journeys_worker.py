"""A real worker reads and carries out; cancelled or killed on its way, it leaves the directory as it was."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

from fahrwasser.harvest import actions, progress
from fahrwasser.harvest.models import ImportRun
from fahrwasser.offers.models import Offer, Place, Schedule
from tests.conftest import VAR, as_owner
from tests.town import NOW, build_town
from tests.worker import work_once

MANY = 6_000
PATIENCE = 60  # seconds until something must have happened


@pytest.fixture
def coordinator(site):
    with transaction.atomic(), as_owner():
        return build_town()["coordinator"]


def many(number=MANY):
    days = [{"timeSlots": [{"start": "09:00", "end": "12:00"}]}] * 5 + [{"closed": True}] * 2
    entries = [
        {"id": key, "title": f"Angebot {key}", "content": "<p>Text</p>" * 20, "available_languages": {},
         "opening_hours": days, "location": {"id": key, "address": f"Weg {key}", "town": "Probe"}}
        for key in range(1, number + 1)
    ]  # fmt: skip
    return json.dumps(entries).encode()


def proposed(coordinator, raw):
    run = actions.propose(files={"viele.json": raw}, source="viele", by=coordinator, now=NOW)
    work_once()
    return ImportRun.objects.get(pk=run.pk)


def in_directory():
    return Offer.objects.filter(source="viele").count(), Place.objects.count(), Schedule.objects.count()


@contextmanager
def working():
    """A worker in a process of its own, to be killed."""
    environment = {**os.environ, "FAHRWASSER_VAR": str(VAR), "FAHRWASSER_DB_NAME": connection.settings_dict["NAME"],
                   "FAHRWASSER_DB_ROLE": "fw_worker", "FAHRWASSER_TODAY": "2026-03-09"}  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"], cwd=settings.ROOT, env=environment
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def until(happened):
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def writes(run):
    return lambda: progress.told(run.pk).get("done", 0) > 0


def test_a_worker_reads_and_carries_out_and_a_second_time_finds_nothing_to_do(coordinator):
    run = proposed(coordinator, many(50))
    assert (run.state, run.counts["created"], run.lines.filter(section="new").count()) == ("proposed", 50, 51)
    assert in_directory()[0] == 0
    actions.start(run_id=run.pk, by=coordinator, now=NOW)
    work_once()
    run.refresh_from_db()
    assert (run.state, bytes(run.content), in_directory()[0]) == ("done", b"", 50)
    again = proposed(coordinator, many(50))
    assert (again.counts["writes"], again.counts["unchanged"]) == (0, 50)


def test_a_killed_worker_leaves_the_directory_as_it_was_and_the_file_can_be_read_again(coordinator):
    run = proposed(coordinator, many())
    before = in_directory()
    actions.start(run_id=run.pk, by=coordinator, now=NOW)
    with working() as worker:
        until(writes(run))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    until(lambda: not progress.is_held(run.pk))
    run.refresh_from_db()
    assert (run.state, in_directory()) == ("queued", before)
    actions.again(run_id=run.pk, by=coordinator)
    work_once()
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == ("proposed", MANY)


def test_a_cancelled_one_leaves_the_directory_as_it_was(coordinator):
    run = proposed(coordinator, many())
    before = in_directory()
    actions.start(run_id=run.pk, by=coordinator, now=NOW)
    with working() as worker:
        until(writes(run))
        actions.cancel(run_id=run.pk)
        worker.wait(PATIENCE)
    run.refresh_from_db()
    assert (run.state, in_directory()) == ("cancelled", before)
