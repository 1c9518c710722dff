"""What keeps the comparison true when something comes between: a lost night, a deleted offer, a change taken back."""

from datetime import timedelta

import pytest
from django.db import connection

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import KnownFact
from fahrwasser.core.acting import acting_as
from fahrwasser.matching.changes import newly_fitting
from fahrwasser.matching.models import MatchChange, NeedMatch
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.models import Criterion, Offer, OfferPlace, Place
from tests.conftest import as_owner
from tests.matching.test_keeping import (  # noqa: F401  fixtures
    TODAY,
    add_needs,
    as_worker,
    directory,
    files,
    kept,
    parts,
    whole,
)  # fmt: skip
from tests.town import NOW

DAY = timedelta(days=1)


@pytest.fixture
def needs(town, files):  # noqa: F811
    found = add_needs(files["normal"], town["cm1"])
    whole()
    return [need.pk for need in found]


@pytest.fixture
def course(needs):
    """An online course that fits needs of the ordinary file."""
    return Offer.objects.get(code="OF-33")


def wall(offer, **days):
    """A condition that nobody meets."""
    with as_owner():
        row = Criterion(offer=offer, kind="district", values={"districts": ["nirgendwo"]}, **days)
        row.save(force_insert=True)
    return row


def away(row):
    with as_owner():
        row.delete()


def fitting(town, offer):
    return {need for need, row in kept(town["cm1"]).items() if offer.pk in row.fits}


def noted(offer, needs):
    with as_worker():
        rows = MatchChange.objects.filter(offer=offer, need__in=needs).order_by("on", "pk")
        return {(row.on, row.fits, row.reason) for row in rows}


def note_languages(town, file, *codes):
    with acting_as(town["cm1"].pk):
        assessment.set_fact(
            case=file, name="languages", value=list(codes), source=OWN_WORDS, as_of=TODAY, by=town["cm1"], now=NOW
        )


def test_a_lost_night_is_made_up_for(town, needs, course):
    """The worker was down at night: its first minute compares everything for the new day."""
    wall(course, valid_from=TODAY + DAY)
    parts()
    run = parts(NOW + DAY)
    assert (run.whole, run.on) == (True, TODAY + DAY)
    assert not fitting(town, course)
    assert noted(course, needs) == {(TODAY + DAY, False, "rule")}
    assert parts(NOW + DAY) is None


def test_what_somebody_wrote_before_the_night_is_no_news(town, files, needs, course):  # noqa: F811
    assert fitting(town, course) & set(needs)
    note_languages(town, files["normal"], "tlh")
    whole(NOW + DAY)
    with as_worker():
        assert not MatchChange.objects.filter(need__in=needs, on__lte=TODAY + DAY).exists()


def test_a_rule_is_news_in_a_touched_file_too(town, files, needs, course):  # noqa: F811
    wall(course, valid_from=TODAY + DAY)
    parts()
    note_languages(town, files["normal"], "ar", "fa")
    whole(NOW + DAY)
    assert noted(course, needs) == {(TODAY + DAY, False, "rule")}


def test_what_is_noted_during_a_comparison_is_no_news(town, files, needs, course):  # noqa: F811
    """An offer is compared anew; while its needs are read, the case manager writes down a language."""
    with as_owner():
        Offer.objects.filter(pk=course.pk).update(capacity_valid_days=99)
    written: list[bool] = []

    def meanwhile(execute, sql, *rest):
        if "fw.needs_to_match" in sql and not written:
            written.append(True)
            with as_owner():
                KnownFact(
                    case=files["normal"], name="languages", value=["tlh"], source=OWN_WORDS, as_of=TODAY
                ).save(force_insert=True)  # fmt: skip
        return execute(sql, *rest)

    before = fitting(town, course)
    with connection.execute_wrapper(meanwhile):
        parts()
    assert fitting(town, course) < before
    assert noted(course, needs) == set()
    assert parts().needs == len(needs)


def test_an_offer_whose_row_is_gone_stops_nothing(town, needs, course):
    with as_owner():
        course.delete()
    for compare in (parts, whole):
        assert compare() is not None
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with as_worker():
        assert not NeedMatch.objects.filter(fits__contains=[course.pk]).exists()


def test_what_is_corrected_on_the_same_day_is_no_news(town, files, needs, course):  # noqa: F811
    mistake = wall(course)
    parts()
    assert noted(course, needs) == {(TODAY, False, "offer")}
    away(mistake)
    parts()
    assert noted(course, needs) == set()
    with acting_as(town["cm1"].pk):
        assert not newly_fitting(town["cm1"], [files["normal"].pk], TODAY - 7 * DAY, TODAY)


@pytest.mark.parametrize("compare", [whole, parts])
def test_what_was_expected_and_did_not_happen_is_forgotten(needs, course, compare):
    announced = wall(course, valid_from=TODAY + DAY)
    parts()
    assert noted(course, needs) == {(TODAY + DAY, False, "rule")}
    away(announced)
    compare(NOW + 2 * DAY)
    assert noted(course, needs) == set()


def test_a_capacity_is_no_older_on_the_day_to_come(needs, course):
    """Confirmed now and valid for thirty days: in forty days somebody will have confirmed it again."""
    with as_owner():
        Offer.objects.filter(pk=course.pk).update(capacity_valid_days=30)
    wall(course, valid_from=TODAY + 40 * DAY)
    parts()
    assert noted(course, needs) == {(TODAY + 40 * DAY, False, "rule")}


@pytest.mark.parametrize(
    ("days", "on", "fits"),
    [({"ends_on": TODAY + 10 * DAY}, TODAY + 11 * DAY, False), ({"starts_on": TODAY + 5 * DAY}, TODAY + 5 * DAY, True)],
)
def test_the_first_and_the_last_day_of_an_offer_are_expected(needs, course, days, on, fits):
    with as_owner():
        Criterion.objects.filter(offer=course, kind__in=("start", "availability")).delete()
        Offer.objects.filter(pk=course.pk).update(**days)
    parts()
    assert (on, fits, "rule") in noted(course, needs)
    whole(NOW + (on - TODAY))
    assert (on, fits, "rule") in noted(course, needs)


def test_a_file_that_changes_is_looked_at_ahead_again(town, files, needs, course):  # noqa: F811
    wall(course, valid_from=TODAY + 10 * DAY)
    parts()
    assert noted(course, needs)
    note_languages(town, files["normal"], "tlh")
    parts()
    assert noted(course, needs) == set()
    note_languages(town, files["normal"], "ar")
    parts()
    assert noted(course, needs) == {(TODAY + 10 * DAY, False, "rule")}


def test_a_place_that_moves_reaches_the_needs_of_its_offers(town, files, needs, course):  # noqa: F811
    with as_owner():
        place = Place(name="Haus", district="horrem")
        place.save(force_insert=True)
        OfferPlace(offer=course, place=place, position=1).save(force_insert=True)
    with acting_as(town["cm1"].pk):
        assessment.set_fact(
            case=files["normal"], name="dangerous_places", value=["zons"], source=OWN_WORDS, as_of=TODAY,
            by=town["cm1"], now=NOW + timedelta(minutes=1),
        )  # fmt: skip
    parts()
    assert fitting(town, course) & set(needs)
    with as_owner():
        Place.objects.filter(pk=place.pk).update(district="zons")
    parts()
    assert not fitting(town, course) & set(needs)
