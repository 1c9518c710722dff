"""The place of a shelter is written down nowhere, whatever a source says, and whoever says that it is one."""

import pytest

from fahrwasser.offers.models import Offer, OfferPlace, Place
from fahrwasser.offers.rules import is_hidden
from tests.conftest import as_owner
from tests.harvest.conftest import changed, counts, first

STREET = "Vordere Sterngasse 1"


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("Frauenhaus Musterstadt", True),
        ("Autonome Frauenhäuser", True),
        ("Schutzwohnung für Mädchen", True),
        ("Women's Shelter", True),
        ("Frauencafé", False),
        ("Hausaufgabenhilfe", False),
        ("Schutz vor Kündigung", False),
    ],
)
def test_which_names_sound_like_a_shelter(name, hidden):
    assert is_hidden("general", name) is hidden


def test_what_sounds_like_a_shelter_comes_in_without_its_street_and_says_so(read_in):
    plan = read_in(changed(title="Frauenhaus Nürnberg"))
    assert any("Schutzunterkunft" in one.reason for one in plan.warnings)
    found = first()
    assert (found.address, found.latitude, found.longitude) == ("", None, None)
    assert not OfferPlace.objects.filter(offer=found).exists()
    assert not Place.objects.filter(street=STREET).exists()
    again = read_in(changed(title="Frauenhaus Nürnberg"))
    assert (counts(again), again.writes) == ((0, 0, 64), 0)


def test_an_offer_that_somebody_here_made_a_shelter_stays_one_and_the_rest_comes_in(read_in):
    read_in()
    with as_owner():
        OfferPlace.objects.filter(offer=first()).delete()
        Offer.objects.filter(pk=first().pk).update(recipient_type="shelter", address="", latitude=None, longitude=None)
    plan = read_in(changed(content="<p>Neuer Text</p>"))
    assert plan.updated == 1
    assert (first().address, first().summary) == ("", "Neuer Text")
    assert not Place.objects.filter(street=STREET).exists()
