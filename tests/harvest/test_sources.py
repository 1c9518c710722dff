"""Sources that are pulled: what they say waits for a person, or is carried out where it touches nobody's words."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from fahrwasser.core.errors import NotAllowed
from fahrwasser.harvest import actions, sources
from fahrwasser.harvest.models import ImportRun, Source
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Offer
from tests.harvest.conftest import written
from tests.harvest.test_import import TWO
from tests.harvest.web import HOST, serving
from tests.town import NOW


class Town:
    """A server with one file, which may be changed."""

    def __init__(self):
        self.entries, self.asked, self.address = list(TWO), 0, ""

    def __call__(self, here):
        raw = written(*self.entries)
        mark = f'"{hash(raw)}"'
        self.asked += 1
        here.say(304) if here.headers.get("If-None-Match") == mark else here.say(200, raw, ETag=mark)


@pytest.fixture
def place(settings):
    settings.FAHRWASSER_PULL_NETWORKS = [f"{HOST}/32"]
    orte = Town()
    with serving(de=orte) as (address, _):
        orte.address = f"{address}/de"
        yield orte


@pytest.fixture
def source(town, place):
    def make(**fields):
        values = {"name": "nachbar", "listed": [place.address], "form": "auto", "every_hours": 24, "alone": False}
        return sources.save(source=None, by=town["coordinator"], **{**values, **fields})

    return make


def pulled(source):
    """What the worker does with a source that is due."""
    Source.objects.filter(pk=source.pk).update(pulled_at=timezone.now() - timedelta(hours=25))
    for key in sources.pull_due():
        actions.read_in(key)
        sources.settle(key)
    for run in ImportRun.objects.filter(state=ImportRun.State.QUEUED):
        actions.carry_out(run.pk)


def test_what_a_source_says_waits_for_a_person(source):
    made = source()
    pulled(made)
    run = ImportRun.objects.get()
    assert (run.state, run.counts["created"], Offer.objects.count()) == ("proposed", 2, 0)
    made.refresh_from_db()
    assert made.marks
    assert made.problem == ""


def test_without_news_nothing_waits(source, place):
    made = source()
    pulled(made)
    pulled(made)
    assert (place.asked, ImportRun.objects.count()) == (2, 1)


def test_a_newer_proposal_takes_the_place_of_the_older(source, place):
    made = source()
    pulled(made)
    place.entries = [*TWO, {**TWO[1], "id": 9, "title": "Neu"}]
    pulled(made)
    assert sorted(ImportRun.objects.values_list("state", flat=True)) == ["discarded", "proposed"]


def test_a_source_that_may_carries_out_what_touches_nobody_s_words(source, place, town):
    made = source(alone=True)
    pulled(made)
    assert Offer.objects.filter(source="nachbar").count() == 2
    offer = Offer.objects.get(name="Treff")
    offers.edit(offer=offer, by=town["coordinator"], now=NOW, name="Unser Treff")
    place.entries = [TWO[0], {**TWO[1], "title": "Treffpunkt"}]
    pulled(made)
    assert ImportRun.objects.filter(state="proposed").count() == 1
    assert Offer.objects.get(pk=offer.pk).name == "Unser Treff"


def test_a_source_that_may_lets_nothing_vanish(source, place):
    made = source(alone=True)
    pulled(made)
    place.entries = [TWO[0]]
    pulled(made)
    assert ImportRun.objects.get(state="proposed").counts["vanished"] == 1


def test_a_problem_stands_with_the_source(source, settings):
    made = source()
    settings.FAHRWASSER_PULL_NETWORKS = []
    pulled(made)
    made.refresh_from_db()
    assert "nicht im öffentlichen Internet" in made.problem
    assert ImportRun.objects.get().state == "refused"


def test_one_that_is_not_due_is_not_asked(source, place):
    made = source()
    Source.objects.filter(pk=made.pk).update(pulled_at=timezone.now())
    assert sources.pull_due() == []
    source(name="von-hand", every_hours=0)
    assert (sources.pull_due(), place.asked) == ([], 0)


@pytest.mark.parametrize(
    "listed", [[], ["ftp://x.example/"], ["http://wer:was@x.example/"], ["http://x.example/"] * 31]
)
def test_bad_addresses_are_refused(source, listed):
    with pytest.raises(NotAllowed):
        source(listed=listed)


def test_a_name_is_given_once(source):
    source()
    with pytest.raises(NotAllowed):
        source()


def test_old_proposals_go(source):
    pulled(source())
    actions.tidy(now=NOW + timedelta(days=30))
    run = ImportRun.objects.get()
    assert (run.state, bytes(run.content), run.lines.count()) == ("discarded", b"", 0)


def test_the_files_of_several_languages_are_fetched_together(source, settings, town):
    german, english = TWO[0], {**TWO[0], "id": 2, "path": "/r/en/x/", "title": "Advice"}
    english["available_languages"] = {"de": {"id": 1}}
    raw = {"de": json.dumps([german]).encode(), "en": json.dumps([english]).encode()}
    with serving(
        de=lambda here: here.say(200, raw["de"]), en=lambda here: here.say(200, raw["en"])
    ) as (address, _):  # fmt: skip
        pulled(source(name="zwei", listed=[f"{address}/de", f"{address}/en"], alone=True))
    assert Offer.objects.get(source="zwei").texts.filter(language="en").exists()
