"""Reading offers in: what is new and changed arrives, the words of people stay, a second time changes nothing."""

from datetime import timedelta

import pytest

from fahrwasser.accounts.models import Organisation
from fahrwasser.harvest.jsontext import Unreadable
from fahrwasser.harvest.models import ImportRun
from fahrwasser.harvest.plan import ORDER
from fahrwasser.offers import actions as offers
from fahrwasser.offers.models import Offer, OfferText, Place, Schedule
from tests.harvest.conftest import SOURCE, changed, counts, first, written
from tests.town import NOW


def everything():
    return {model: list(model._default_manager.order_by("pk").values()) for model in ORDER}


def test_the_file_of_nuremberg_comes_in_whole_and_a_second_time_writes_nothing(read_in):
    plan = read_in()
    assert (plan.read, *counts(plan), plan.rejected) == (64, 64, 0, 0, [])
    before = everything()
    again = read_in()
    assert (counts(again), again.writes) == ((0, 0, 64), 0)
    assert everything() == before


def test_each_gap_is_listed_with_its_line(read_in):
    told = read_in().warnings
    without = [one for one in told if "kein Träger" in one.reason]
    assert len(without) == 62
    assert all(one.spot.file == "orte_de.json" and one.spot.line > 1 for one in without)
    assert sum("keine Öffnungszeiten" in one.reason for one in told) == Offer.objects.filter(schedule="").count() > 0


def test_places_and_times_have_rows_of_their_own(read_in):
    read_in()
    offer = first()
    assert (offer.address, offer.district) == ("Vordere Sterngasse 1, 90402 Nürnberg", "Nürnberg")
    assert offer.schedule == "Di-Fr 10:30-17:30 Uhr, Sa 11:00-16:00 Uhr"
    assert [(one.byday, one.freq) for one in offer.schedules.order_by("position")] == [
        ("TU,WE,TH,FR", "WEEKLY"), ("SA", "WEEKLY"),
    ]  # fmt: skip
    place = Place.objects.get(offers_here__offer=offer)
    assert (place.street, place.town, place.source) == ("Vordere Sterngasse 1", "Nürnberg", SOURCE)


def test_every_field_says_where_it_comes_from(read_in, town):
    read_in()
    assert first().provenance["name"] == {"source": SOURCE, "by": town["coordinator"].name, "on": "2026-03-09"}


def test_a_provider_that_is_not_named_is_not_invented(read_in):
    read_in()
    assert first().provider.name == "Träger nicht angegeben"
    assert Organisation.objects.filter(name="Träger nicht angegeben").count() == 1


def test_a_provider_is_found_by_its_exact_name_and_the_preview_says_so(read_in, town):
    body = {"id": 9, "name": town.provider.name, "website": "https://hebamme.example/"}
    plan = read_in(changed(organization=body))
    assert first().provider == town.provider
    assert town.provider.public.website == "https://hebamme.example/"
    assert any(town.provider.name in one.reason for one in plan.warnings)


def test_changes_of_the_source_arrive(read_in):
    read_in()
    plan = read_in(changed(title="Café am Fenster"))
    assert counts(plan) == (0, 1, 63)
    assert [(one.label, one.ours, one.theirs) for one in plan.changed] == [
        ("Name", "Café Fenster zur Stadt", "Café am Fenster")
    ]
    assert first().name == "Café am Fenster"


def test_changed_hours_replace_the_old_ones(read_in):
    read_in()
    monday = {"allDay": False, "closed": False, "timeSlots": [{"start": "9:00am", "end": "12 Uhr"}]}
    plan = read_in(changed(opening_hours=[monday] + [{"closed": True}] * 6))
    assert counts(plan) == (0, 1, 63)
    assert [str(one.opens_at) for one in first().schedules.all()] == ["09:00:00"]
    assert first().schedule == "Mo 09:00-12:00 Uhr"
    assert Schedule.objects.filter(offer=first()).count() == 1


@pytest.fixture
def edited(read_in, town):
    """The first place with a name that a person gave it, and a file that calls it otherwise."""
    read_in()
    offers.edit(offer=first(), by=town["coordinator"], now=NOW + timedelta(days=1), name="Unser Café")
    return changed(title="Café am Fenster")


def test_the_words_of_a_person_stay_and_the_difference_is_shown(edited, read_in):
    plan = read_in(edited)
    assert [(one.label, one.ours, one.theirs) for one in plan.kept] == [("Name", "Unser Café", "Café am Fenster")]
    assert counts(plan) == (0, 0, 64)
    assert first().name == "Unser Café"


def test_a_translation_that_a_person_wrote_stays(read_in):
    english = {
        **TWO[0],
        "path": "/r/en/locations/a/",
        "id": 2,
        "title": "Counselling",
        "available_languages": {"de": {"id": 1}},
    }
    files = {"de.json": written(TWO[0]), "en.json": written(english)}
    read_in(files)
    OfferText.objects.filter(field="name").update(text="Advice", source="own")
    plan = read_in(files)
    assert [(one.label, one.ours, one.theirs) for one in plan.kept] == [("Name (en)", "Advice", "Counselling")]
    assert OfferText.objects.get(field="name").text == "Advice"


TWO = (
    {"id": 1, "path": "/r/de/locations/a/", "title": "Beratung", "content": "<p>Text</p>",
     "available_languages": {"en": {"id": 2}}, "location": {"id": 7, "address": "Weg 1", "town": "Probe"}},
    {"id": 3, "path": "/r/de/locations/b/", "title": "Treff", "available_languages": {},
     "location": {"id": 8, "address": "Weg 2", "town": "Probe"}},
)  # fmt: skip


def test_what_vanished_is_named_and_stays(read_in):
    read_in(written(*TWO), source="klein")
    plan = read_in(written(TWO[0]), source="klein")
    assert [name for _, name in plan.vanished] == ["Treff"]
    assert Offer.objects.get(name="Treff").status == Offer.Status.ACTIVE


def test_a_rejected_entry_has_not_vanished(read_in):
    read_in(written(*TWO), source="klein")
    plan = read_in(written(TWO[0], {**TWO[1], "title": None}), source="klein")
    assert (len(plan.rejected), plan.vanished) == (1, [])


def test_two_sources_with_the_same_number_keep_apart(read_in):
    read_in(written(*TWO), source="eins")
    assert counts(read_in(written(*TWO), source="zwei")) == (2, 0, 0)
    assert Offer.objects.filter(external_id="1").count() == 2


@pytest.mark.parametrize("raw", [b"", b"[", b"%PDF-1.7\n\xe2\xe3", b'{"id": 1}', b'[{"id": 1,\n "title": }]'])
def test_a_file_of_which_nothing_can_be_read_leaves_nothing(read_in, raw):
    with pytest.raises(Unreadable):
        read_in(raw)
    assert not Offer.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_dry_run_writes_nothing(read_in):
    assert counts(read_in(dry_run=True)) == (64, 0, 0)
    assert not Offer.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_file(read_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        read_in(written(*TWO), source="wenig")
    many = [{**TWO[0], "id": number, "available_languages": {}, "location": {"id": number, "town": "Probe"}}
            for number in range(10, 400)]  # fmt: skip
    with django_assert_max_num_queries(len(few.captured_queries) + 2):
        read_in(written(*many), source="viel")
