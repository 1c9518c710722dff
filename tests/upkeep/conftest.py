"""The directory of the demo, two of its offers with the provider of the test town."""

import pytest

from fahrwasser.demo import offers as demo_offers
from fahrwasser.offers.models import Offer
from tests.conftest import as_owner
from tests.town import NOW


@pytest.fixture
def directory(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load(by=town["coordinator"], now=NOW)
        Offer.objects.filter(code__in=["OF-21", "OF-22"]).update(provider=town.provider)
    return {offer.code: offer for offer in Offer.objects.exclude(code="")}
