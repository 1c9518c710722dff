"""The clock of referrals, run as the worker's database role."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app

from fahrwasser.core.acting import as_role
from fahrwasser.referrals import tasks
from fahrwasser.work.models import Notice, Task
from tests.conftest import as_owner
from tests.referrals.conftest import SHELTER
from tests.referrals.test_actions import EMERGENCY


def run_on(settings, day):
    settings.FAHRWASSER_TODAY = day.isoformat()
    with as_role("fw_worker"):
        tasks.remind()


def reminders(case):
    with as_owner():
        return list(Task.objects.filter(case=case, what=tasks.ASK_AGAIN).values_list("why", "due_on"))


def test_the_midwife_is_asked_again_after_two_working_days(scene, settings):
    referral = scene.send()
    run_on(settings, date(2026, 3, 10))
    assert reminders(scene.case) == []
    run_on(settings, date(2026, 3, 11))
    run_on(settings, date(2026, 3, 11))
    run_on(settings, date(2026, 3, 12))
    assert reminders(scene.case) == [("Keine Antwort auf die Anfrage vom 09.03.2026.", date(2026, 3, 11))]
    assert scene.fresh(referral).reminders == 1
    with as_owner():
        told = set(Notice.objects.filter(about_case=scene.case.pk).values_list("user", flat=True))
    assert told == {scene.town["cm1"].pk, scene.town["cm2"].pk}


def test_what_is_urgent_is_reminded_of_on_the_same_day(scene, settings):
    scene.send("shelter", "shelter", SHELTER, EMERGENCY)
    run_on(settings, date(2026, 3, 9))
    assert len(reminders(scene.case)) == 1


def test_after_thirty_days_the_urgent_becomes_a_task_and_the_plannable_a_notice(scene, settings):
    urgent = scene.send()
    plannable = scene.send("course", "course", ("first_name",))
    run_on(settings, date(2026, 4, 8))
    assert (scene.fresh(urgent).state, scene.fresh(plannable).state) == ("no_answer", "no_answer")
    assert len(reminders(scene.case)) == 1
    assert reminders(scene.normal) == []
    with as_owner():
        assert Notice.objects.filter(about_case=scene.normal.pk).count() == 1
    assert scene.fresh(plannable).packet.active is True  # a late answer counts


@pytest.mark.parametrize("table", ["referrals_referral", "referrals_packet", "work_task", "clients_client"])
def test_the_worker_itself_reads_no_row(scene, table):
    scene.send()
    with as_role("fw_worker"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0


def test_the_worker_cannot_answer_for_a_provider(scene):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role("fw_worker"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT fw.answer_packet(NULL, NULL, '', '', '{}', NULL)")


def test_the_job_is_known_and_periodic():
    assert "referrals.remind" in app.tasks
    assert "referrals.remind" in {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
