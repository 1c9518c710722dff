"""The directory is read once and never out of date: changes by any way, taken back, and tidied away."""

import contextlib
import gc
import weakref
from datetime import timedelta

import pytest
from django.db import transaction

from fahrwasser.accounts.models import Organisation
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching import keeping
from fahrwasser.matching.directory import directory
from fahrwasser.matching.models import DirectoryChange, OfferTrackRecord
from fahrwasser.matching.rules import Person, TrackRecord, evaluate_offer, implied_rows
from fahrwasser.offers.criteria import Facts, kind
from fahrwasser.offers.models import Capacity, Criterion, Offer, OfferPlace, Place
from tests.conftest import as_owner
from tests.matching.test_keeping import whole
from tests.town import NOW


@pytest.fixture(autouse=True)
def offers(town):
    with as_owner():
        demo_offers.load_invented(on=NOW.date())
        yield


def known(code="OF-33"):
    return next(one for one in directory().known if one.offer.code == code)


def test_it_is_read_once(django_assert_num_queries):
    directory()
    with django_assert_num_queries(1):
        assert directory().serving("LA09.3")


WAYS = {
    "an offer": lambda one: Offer.objects.filter(pk=one.pk).update(needs=["LA01.1"]),
    "a condition": lambda one: Criterion(offer=one, kind="cost", values={"euro": 3}).save(force_insert=True),
    "a condition away": lambda one: Criterion.objects.filter(offer=one).delete(),
    "a capacity": lambda one: Capacity(offer=one, state="voll", confirmed_on=NOW.date()).save(force_insert=True),
    "a provider": lambda one: Organisation.objects.filter(pk=one.provider_id).update(name="Anders"),
    "a record": lambda one: OfferTrackRecord(offer=one, sent=4, started=3).save(force_insert=True),
    "an end": lambda one: Offer.objects.filter(pk=one.pk).update(status=Offer.Status.ENDED),
}


@pytest.mark.parametrize("way", WAYS)
def test_whatever_is_written_is_seen(way):
    before = directory()
    WAYS[way](Offer.objects.get(code="OF-33"))
    assert directory() is not before
    if way == "a record":
        assert known().facts.track_record == TrackRecord(4, 3)
    if way == "an end":
        assert all(one.offer.code != "OF-33" for one in directory().known)


def test_what_is_taken_back_was_never_there():
    """Two changes that look alike to a counter, the first rolled back."""
    prices = []
    for euro in (7, 9):
        with contextlib.suppress(InterruptedError), transaction.atomic():
            Criterion(offer=known().offer, kind="cost", values={"euro": euro}).save(force_insert=True)
            prices.append([row.values for row in known().rows if row.kind == "cost"])
            raise InterruptedError
    assert [found[-1] for found in prices] == [{"euro": 7}, {"euro": 9}]
    assert {"euro": 9} not in [row.values for row in known().rows]


def test_the_night_leaves_one_change_and_nobody_reads_anew():
    Offer.objects.filter(code="OF-33").update(district="zons")
    whole(NOW + timedelta(days=1))
    assert DirectoryChange.objects.count() == 1
    read = directory()
    assert read.part([known().offer.pk]).known[0].facts.district == "zons"
    Offer.objects.filter(code="OF-33").update(district="horrem")
    newer = directory()
    whole(NOW + timedelta(days=2))
    assert directory() is newer
    Offer.objects.filter(code="OF-33").update(district="horrem")
    assert known().facts.district == "horrem"


@pytest.mark.parametrize(
    ("kind", "values", "verdict_after"),
    [("start", {"open": True}, "passt_nicht"), ("availability", {"from": "2026-01-01"}, "passt_nicht"),
     ("availability", {"to": "2026-12-31"}, "not ended")],
)  # fmt: skip
def test_the_last_day_of_an_offer_counts_unless_a_condition_says_until_when(kind, values, verdict_after):
    """A course that is over is recommended to nobody, however one may begin."""
    offer = Offer.objects.get(code="OF-33")
    Criterion.objects.filter(offer=offer, kind__in=["start", "availability"]).delete()
    Criterion(offer=offer, kind=kind, values=values).save(force_insert=True)
    Offer.objects.filter(pk=offer.pk).update(ends_on=NOW.date() - timedelta(days=1), starts_on=None)
    match = evaluate_offer(known().facts, known().stated, Facts(), NOW.date())
    ended = [check for check in match.failed if check.row.kind == "availability"]
    assert bool(ended) == (verdict_after == "passt_nicht")


def test_nothing_leads_back_so_what_is_read_anew_lets_the_old_go():
    """What the collector no longer looks at is freed by its last user alone."""
    directory().matches("LA09.3", Person(Facts(), NOW.date()))
    old = [weakref.ref(one.offer) for one in directory().known]
    gc.disable()
    try:
        Offer.objects.filter(code="OF-33").update(district="zons")
        directory()
        assert [reference() for reference in old if reference()] == []
    finally:
        gc.enable()


def test_offers_that_ask_the_same_share_one_demand():
    person = Person(Facts(), NOW.date())
    found = directory().matches("LA09.3", person)
    demands = [condition.demand for _, match in found for condition in match.asked.conditions]
    alike = {(demand.kind.name, repr(demand.values)) for demand in demands}
    assert len({id(demand) for demand in demands}) == len(alike) < len(demands)


def test_days_on_which_conditions_turn(town):
    today, offer = NOW.date(), Offer.objects.get(code="OF-33")
    for shift in (3, 70):
        Criterion(
            offer=offer, kind="cost", values={"euro": 3}, valid_from=today + timedelta(days=shift),
            valid_to=today + timedelta(days=shift + 5),
        ).save(force_insert=True)  # fmt: skip
    found = directory().turning(today, today + keeping.AHEAD)
    mine = [(day - today).days for day, part in found.items() if offer.pk in part.keys.values()]
    assert mine == [3, 9]


def test_every_place_of_an_offer_counts_for_safety(town):
    """Of several places the person may choose; the one place of an offer cannot be chosen away."""
    offer = Offer.objects.get(code="OF-33")
    places = [Place(name=name, district=district) for name, district in (("A", "Horrem"), ("B", "zons"), ("C", ""))]
    for place in places:
        place.save(force_insert=True)
    OfferPlace(offer=offer, place=places[0]).save(force_insert=True)
    (safety, *_) = implied_rows(known().facts)
    assert safety.values == {"places": {"OF-33": offer.name, "horrem": "Horrem"}}
    for place in places[1:]:
        OfferPlace(offer=offer, place=place).save(force_insert=True)
    (safety, *_) = implied_rows(known().facts)
    assert safety.values["one_of"] == {"horrem": "Horrem", "zons": "Zons", str(places[2].pk): "C"}
    assert kind("safety").validate(safety.values) == []
