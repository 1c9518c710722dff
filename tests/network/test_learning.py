"""How often help began, and where a rule is bent: counted by the worker, without level 2, and once."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection

from fahrwasser.assessment import actions as assessment
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
OUTDATED = Override("entry_outdated", "Der Kurs hat jetzt Betreuung.")


@pytest.fixture
def scene(town):
    return build_scene(town)


def learned(today=TODAY):
    with as_worker():
        learning.learn(today=today)
    records = {row.offer_id: (row.sent, row.started) for row in OfferTrackRecord.objects.all()}
    overrides = {(row.controller_id, row.offer_id, row.reason): row.cases for row in OfferOverride.objects.all()}
    return records, overrides


FILES = (("normal", "cm1"), ("sensitive", "cm1"), ("other_team", "other_team_cm"))


def send_course(scene, files=FILES, **kwargs):
    """The same course for several files, by whoever leads them."""
    for name, person in files:
        case, by = scene.town.files[name], scene.town[person]
        with acting_as(by.pk):
            scene.needs[name] = assessment.add_need(case=case, code="LA09.3", urgency="P", by=by, now=NOW)
    return [scene.send("course", name, ("first_name",), by=person, **kwargs) for name, person in files]


def test_what_has_begun_and_what_has_not_within_sixty_days(scene):
    course = scene.offers["course"].pk
    first, *_ = send_course(scene, override=OUTDATED)
    assert learned() == ({}, {(scene.town.city.pk, course, "entry_outdated"): 3})
    tell(scene, first, Said("accepted", starts_on=date(2026, 3, 10)))
    with acting_as(scene.town["cm1"].pk):
        actions.start(referral=scene.fresh(first), started_on=date(2026, 3, 10), by=scene.town["cm1"], now=NEXT_DAY)
    assert learned()[0] == {}
    assert learned(LATER)[0] == {course: (3, 1)}


def test_two_files_are_too_few_to_count(scene):
    send_course(scene, FILES[:2], override=OUTDATED)
    assert learned(LATER) == ({}, {})


def test_each_town_counts_its_own_files(scene):
    """The third file belongs to the neighbour: where rules are bent is nobody's business there."""
    send_course(scene, (*FILES[:2], ("other_city", "other_city_cm")), override=OUTDATED)
    assert learned(LATER)[1] == {}


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
