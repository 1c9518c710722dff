"""AC-01 in short: a protected file with its needs and facts, and the offers it is referred to."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Membership, Organisation, Unit, User
from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.offers.models import Offer
from fahrwasser.referrals import actions
from fahrwasser.referrals.models import Referral
from tests.conftest import as_owner
from tests.town import NOW, Town

MIDWIFE = ("first_name", "languages", "due_date", "safe_phone", "interpreter_need")
SHELTER = ("first_name", "languages", "due_date", "children_count_and_age")


@dataclass
class Scene:
    """The file of AC-01 (level 2: cm1 and cm2) and one of level 0 (cm1), with needs and offers by short names."""

    town: Town
    case: Case
    normal: Case
    needs: dict[str, Need] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def send(self, offer="midwife", need="midwife", categories=MIDWIFE, ground=None, by="cm1", **more) -> Referral:
        oral = actions.Ground(new_consent=actions.NewConsent("oral", witness="Sprachmittlerin SM-1", language="ar"))
        with acting_as(self.town[by].pk):
            return actions.send(
                need=self.needs[need], offer=self.offers[offer], categories=tuple(categories), ground=ground or oral,
                by=self.town[by], now=more.pop("now", NOW), **more,
            )  # fmt: skip

    def fresh(self, referral: Referral) -> Referral:
        with as_owner():
            return Referral.objects.select_related("packet", "need", "case", "offer").get(pk=referral.pk)


@pytest.fixture
def scene(town: Town) -> Scene:
    return build_scene(town)


def build_scene(town: Town) -> Scene:
    with as_owner():
        scene = Scene(town, town.files["protected"], town.files["normal"])
        _add_providers(scene)
    with acting_as(town["cm1"].pk):
        _fill_file(scene)
    return scene


def _add_providers(scene: Scene) -> None:
    shelter, advice = (
        accounts.add_organisation(name=name, kind=Organisation.Kind.PROVIDER)
        for name in ("Frauenhaus A Probe", "Schwangerschaftsberatung Probe")
    )
    unit = accounts.add_unit(controller=advice, name="Beratung", kind=Unit.Kind.PROVIDER)
    scene.people["other_provider"] = User.objects.create_user(email="p2@probe.example", name="P2", password="x" * 12)
    Membership.objects.create(
        user=scene.people["other_provider"], unit=unit, role="provider", valid_from=NOW.replace(year=2019)
    )
    offer = {"starts_on": None}
    scene.offers = {
        "shelter": Offer(
            provider=shelter, name="OF-01 Frauenhaus A", kind="shelter", recipient_type="shelter", **offer
        ),
        "shelter_2": Offer(provider=shelter, name="OF-02 Schutzwohnung", kind="shelter", recipient_type="shelter"),
        "midwife": Offer(provider=scene.town.provider, name="Hebamme mit Hausbesuch", recipient_type="midwife"),
        "advice": Offer(provider=advice, name="OF-20 Beratung", recipient_type="pregnancy_advice"),
        "course": Offer(provider=advice, name="Sprachkurs A1", recipient_type="language_course"),
    }
    for row in scene.offers.values():
        row.save(force_insert=True)


def _fill_file(scene: Scene) -> None:
    worker, case = scene.town["cm1"], scene.case
    client = Client.objects.get(case=case)
    clients.change_person(
        person=client, by=worker, now=NOW, first_name="Rana", last_name="D.", languages="ar",
        birth_date=date(1991, 5, 2),
    )  # fmt: skip
    clients.set_channel(case=case, by=worker, now=NOW, how="über die Kita", phone="0171 39200 34", address="geheim")
    for name, value in FACTS.items():
        assessment.set_fact(
            case=case, name=name, value=value, source="eigene Angabe", as_of=NOW.date(), by=worker, now=NOW
        )
    for name, (where, code, urgency) in NEEDS.items():
        scene.needs[name] = assessment.add_need(
            case=scene.case if where == "case" else scene.normal, code=code, urgency=urgency, by=worker, now=NOW,
            recognised_on=NOW.date(),
        )  # fmt: skip


FACTS = {
    "due_date": "2026-04-13",
    "languages": ["ar"],
    "german": {"level": "A0", "certified": False},
    "children": ["2021-11-02"],
    "residence": {"group": "family_reunification", "paragraph": "§ 30"},
}
NEEDS = {
    "shelter": ("case", "LA01.1", "S"),
    "midwife": ("case", "LA06.1", "D"),
    "course": ("normal", "LA09.3", "P"),
    "housing": ("normal", "LA03.1", "Z"),
}
