"""Who acts in the invariant tests: the people of the test town, offers to refer to, and a programme to report on."""

from decimal import Decimal

from fahrwasser.offers.models import Offer
from fahrwasser.reporting.models import Programme
from tests.conftest import as_owner
from tests.town import NOW, Town, build_town

WORKERS = ("cm1", "cm2", "cm3", "other_team_cm")
OUTSIDERS = ("coordinator", "assistant", "head", "provider", "foreigners_office", "other_city_cm")


def build_cast() -> Town:
    with as_owner():
        town = build_town()
        for kind in ("midwife", "language_course"):
            Offer(provider=town.provider, name=f"Angebot {kind}", recipient_type=kind).save(force_insert=True)
        Programme(
            controller=town.city, name="Probe", starts_on=NOW.date().replace(day=1), target_group=800,
            target_group_refugees=100, positions=Decimal("6.0"), source="von Hand", as_of=NOW.date().replace(day=1),
        ).save(force_insert=True)  # fmt: skip
    return town
