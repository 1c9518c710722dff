"""How often help began, and where a rule is bent: counted by the worker, without level 2, and once."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.core.acting import acting_as
from fahrwasser.matching.models import DirectoryChange, OfferOverride, OfferTrackRecord
from fahrwasser.network import learning
from fahrwasser.referrals import actions
from fahrwasser.referrals.actions import Override
from fahrwasser.referrals.rules import Said
from tests.matching.test_keeping import as_worker
from tests.referrals.conftest import SHELTER, build_scene
from tests.referrals.test_actions import EMERGENCY, NEXT_DAY, tell
from tests.town import NOW

TODAY = NOW.date()
LATER = TODAY + timedelta(days=61)


@pytest.fixture
def scene(town):
    return build_scene(town)


def learned(today=TODAY):
    with as_worker():
        learning.learn(today=today)
    records = {row.offer_id: (row.sent, row.started) for row in OfferTrackRecord.objects.all()}
    overrides = {(row.offer_id, row.reason): row.cases for row in OfferOverride.objects.all()}
    return records, overrides


def send_course(scene, **kwargs):
    return scene.send("course", "course", ("first_name",), **kwargs)


def test_what_has_begun_and_what_has_not_within_sixty_days(scene):
    course = scene.offers["course"].pk
    send_course(scene, override=Override("entry_outdated", "Der Kurs hat jetzt Betreuung."))
    assert learned() == ({}, {(course, "entry_outdated"): 1})
    assert learned(LATER)[0] == {course: (1, 0)}


def test_a_beginning_counts_at_once(scene):
    referral = send_course(scene)
    tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 10)))
    with acting_as(scene.town["cm1"].pk):
        actions.start(referral=scene.fresh(referral), started_on=date(2026, 3, 10), by=scene.town["cm1"], now=NEXT_DAY)
    assert learned()[0] == {scene.offers["course"].pk: (1, 1)}


def test_a_protected_file_counts_nowhere(scene):
    scene.send("shelter", "shelter", SHELTER, EMERGENCY, override=Override("nothing_else", "Nur dort ist Platz."))
    assert learned(LATER) == ({}, {})


def test_a_second_time_writes_nothing(scene):
    send_course(scene)
    before = learned(LATER)
    changes = DirectoryChange.objects.count()
    assert learned(LATER) == before
    assert DirectoryChange.objects.count() == changes


def test_nobody_else_may_count(scene):
    for function in ("fw.referral_records('2026-03-09')", "fw.referral_overrides()"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(scene.town["coordinator"].pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {function}")
