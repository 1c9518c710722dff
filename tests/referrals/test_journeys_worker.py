"""A real worker process, logged in as the worker's role, takes the job from the queue."""

from django.db import connection, transaction

from fahrwasser.referrals import tasks
from fahrwasser.referrals.models import Referral
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.referrals.conftest import SHELTER, build_scene
from tests.referrals.test_actions import EMERGENCY
from tests.town import build_town
from tests.worker import work_once


def test_given_a_silent_shelter_when_the_worker_runs_then_a_task_asks_to_call(site):
    with transaction.atomic():
        with as_owner():
            town = build_town()
        scene = build_scene(town)
        referral = scene.send("shelter", "shelter", SHELTER, EMERGENCY)
    tasks.remind.defer()
    work_once()
    with as_owner():
        assert Task.objects.filter(case=scene.case, what=tasks.ASK_AGAIN).count() == 1
        assert Referral.objects.get(pk=referral.pk).reminders == 1
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, args::text FROM procrastinate_jobs WHERE task_name = %s", ["referrals.remind"]
        )
        assert cursor.fetchall() == [("succeeded", "{}")]
