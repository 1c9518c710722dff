"""One file with everything in it, so that every part of the page has something to show."""

import re
from datetime import date, timedelta

import pytest

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Assessment, Need
from fahrwasser.clients.models import Consent
from fahrwasser.intake.models import Enquiry
from fahrwasser.letters.models import ApplicationReceipt
from fahrwasser.offers.models import Offer
from fahrwasser.plan.models import Goal, GoalRating, Measure, PlanVersion
from fahrwasser.referrals.models import Referral
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.town import NOW

DAY = date(2026, 3, 9)


def neutral(page: bytes, *words: str) -> str:
    """A page without what differs every time (tokens of the form and of the scripts) and without ``words``."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|hx-headers)=("[^"]*"|\'[^\']*\')', "", page.decode())
    for word in words:
        text = text.replace(word, "")
    return text


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def fill(case, provider, times=1):
    """Put ``times`` records of every kind into a file; to be called with the owner's rights."""
    case.kind, case.accepted_on = "case_management", DAY
    case.save()
    offer, _ = Offer.objects.get_or_create(code="probe", defaults={"provider": provider, "name": "Hebamme Probe"})
    Assessment.objects.create(case=case, number=1, started_on=DAY, completed_on=DAY, by=case.lead)
    Enquiry.objects.create(case=case, received_at=NOW, channel="phone")
    version = PlanVersion.objects.create(case=case, number=1, made_on=DAY, by=case.lead)
    for i in range(times):
        _need_with_referral(case, offer, version, i)
        Task.objects.create(case=case, what=f"Aufgabe {i}", why="Anlass", due_on=DAY - timedelta(days=i))
        ApplicationReceipt.objects.create(
            case=case, what=f"Antrag {i}", body="Jobcenter", received_at=NOW, received_by=case.lead
        )
    version.accepted_on = DAY  # an accepted version stays as it is: last
    version.save()


def _need_with_referral(case, offer, version, i):
    code = f"LA{i % 14 + 1:02}.1"
    late = DAY - timedelta(days=40 + i)
    need = Need.objects.create(case=case, code=code, urgency="D", recognised_on=late)
    Need.objects.create(case=case, code=f"LA{i % 14 + 1:02}.2", urgency="Z", recognised_on=late)
    goal = Goal.objects.create(
        case=case, version=version, position=i, client_words=f"Ziel {i}", anchor_minus_2="nichts",
        anchor_minus_1="wenig", anchor_0="erwartet", anchor_plus_1="mehr", anchor_plus_2="viel",
    )  # fmt: skip
    GoalRating.objects.create(case=case, goal=goal, rater="client", value=-2, rated_on=DAY)
    Measure.objects.create(case=case, version=version, goal=goal, what=f"Maßnahme {i}", who="Fallführung")
    consent = Consent.objects.create(
        case=case, kind="disclosure", purpose=f"Zweck {i}", form="paper", given_on=DAY,
        expires_on=DAY + timedelta(days=10), recipient_name="Praxis",
    )  # fmt: skip
    Referral.objects.create(
        case=case, need=need, offer=offer, state="accepted", urgency="D", consent=consent, made_by=case.lead,
        sent_at=NOW, answered_at=NOW, starts_on=DAY,
    )  # fmt: skip


@pytest.fixture
def full(town):
    """The town, its normal file filled with one record of every kind."""
    with as_owner():
        fill(town.files["normal"], Organisation.objects.get(pk=town.provider.pk))
    return town
