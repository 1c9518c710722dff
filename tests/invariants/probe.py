"""A file with everything that the attempts try to break."""

from typing import Any

from fahrwasser.accounts.models import Unit
from fahrwasser.assessment import actions as assessment
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.offers.models import Offer
from fahrwasser.plan import actions as plan
from fahrwasser.plan.rules import GoalText, PlanText
from fahrwasser.referrals import actions as referrals
from fahrwasser.reporting import actions as reporting
from fahrwasser.reporting.models import Programme
from tests.conftest import as_owner
from tests.town import NOW, Town


def build_probe(town: Town) -> dict[str, Any]:
    """Keys for the attempts; cm1 leads every file."""
    case, protected, me = town.files["normal"], town.files["protected"], town["cm1"]
    with acting_as(me.pk):
        goal = GoalText("Ich will arbeiten", ("a", "b", "c", "d", "e"))
        version = plan.save_plan(case=case, text=PlanText(None, (goal,)), revision=0, by=me, now=NOW)
        plan.accept(version=version, accepted_on=NOW.date(), by=me, now=NOW)
        half = PlanText(None, (GoalText("Ich will lernen", ("", "", "c", "", "")),))
        bare = plan.save_plan(case=town.files["sensitive"], text=half, revision=0, by=me, now=NOW)
        need = assessment.add_need(case=case, code="LA06.1", urgency="D", by=me, now=NOW)
        ground = referrals.Ground(new_consent=referrals.NewConsent("paper"))
        offer = Offer.objects.get(recipient_type="midwife")
        referrals.send(need=need, offer=offer, categories=("first_name",), ground=ground, by=me, now=NOW)
        partner = clients.add_person(case=protected, by=me, now=NOW, first_name="Er", role=Client.Role.PARTNER)
        foreign = _consent(protected, town)
        snapshot = reporting.freeze(programme=Programme.objects.get(), key_date=NOW.date(), by=me, now=NOW)
    with as_owner():
        client = Client.objects.get(case=protected, role=Client.Role.CLIENT)
        abh_unit = Unit.objects.get(kind=Unit.Kind.FOREIGNERS_OFFICE)
    keys = {"case": case, "protected": protected, "me": me, "other": town["cm3"], "city": town.city, "abh": town[
        "foreigners_office"], "abh_unit": abh_unit, "client": client, "partner": partner, "snapshot": snapshot,
        "foreign_consent": foreign, "bare": bare.case}  # fmt: skip
    return {name: row.pk for name, row in keys.items()}


def _consent(case: Case, town: Town) -> Any:
    return clients.give_consent(
        case=case, by=town["cm1"], now=NOW, kind="disclosure", purpose="Probe", form="paper",
        recipient=town.provider, categories=("first_name",),
    )  # fmt: skip
