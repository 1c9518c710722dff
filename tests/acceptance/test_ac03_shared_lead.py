"""AC-03, Samir R.: the youth migration service leads since January, we lead beside it for residence and housing."""

from datetime import date, datetime

import pytest

from fahrwasser.accounts import actions as accounts
from fahrwasser.accounts.models import Organisation
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.intake.rules import Answer, Criteria, Elsewhere, Outcome
from tests.conftest import as_owner
from tests.town import NOW, Town

RECEIVED = datetime(2026, 3, 16, 9, 0, tzinfo=NOW.tzinfo)
DECIDED = datetime(2026, 3, 19, 9, 30, tzinfo=NOW.tzinfo)  # the lead was clarified on 19 March
YES = Answer.YES
CRITERIA = Criteria(YES, YES, Answer.UNCLEAR, YES, wish=YES, elsewhere=Elsewhere.LEADS)


@pytest.fixture
def service(town: Town) -> Organisation:
    with as_owner():
        return accounts.add_organisation(name="Jugendmigrationsdienst (Demo)", kind=Organisation.Kind.PROVIDER)


@pytest.fixture
def enquiry(town: Town) -> Enquiry:
    with acting_as(town["cm1"].pk):
        case = actions.take(
            by=town["cm1"], now=RECEIVED, lead=town["cm1"], call=rules.Call(RECEIVED, "ngo", interpreter_needed=True),
            person=rules.Person("Samir", "R. (Demo)", date(2006, 9, 2)),
            safety=rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200"),
        )  # fmt: skip
        return Enquiry.objects.get(case=case)


def test_the_proposal_is_to_lead_beside_the_other(town: Town):
    assert rules.propose(CRITERIA) == "shared_lead"


def test_the_leading_organisation_is_stored_and_there_is_one_lead(town: Town, service, enquiry):
    """Assertion 1: the decision, the organisation on record, and one lead for IND-24."""
    with acting_as(town["cm1"].pk):
        actions.decide(
            enquiry=enquiry, by=town["cm1"], now=DECIDED, criteria=CRITERIA, body=service, agreement="paper",
            outcome=Outcome("shared_lead", body=service.name, agreed=True),
        )  # fmt: skip
        stored = Enquiry.objects.select_related("case").get(pk=enquiry.pk)
        assert (stored.decision, stored.body, stored.lead_elsewhere) == ("shared_lead", service, service.name)
        assert (stored.decided_on, stored.case.kind) == (date(2026, 3, 19), "case_management")


def test_we_do_not_lead_as_well(town: Town, enquiry):
    with pytest.raises(NotAllowed) as refusal, acting_as(town["cm1"].pk):
        actions.decide(
            enquiry=enquiry, by=town["cm1"], now=DECIDED, criteria=CRITERIA, agreement="paper",
            outcome=Outcome("case_management", "trotzdem"),
        )  # fmt: skip
    assert refusal.value.field == "decision"
    assert "nur eine Fallführung" in refusal.value.sentence
