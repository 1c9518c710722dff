"""AC-03, assertion 2: consent towards the employer is withdrawn on 18 May 2026 at 10:00."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.referrals import actions
from fahrwasser.referrals.actions import Ground
from fahrwasser.work.models import Task
from tests.referrals.conftest import build_scene

BERLIN = ZoneInfo("Europe/Berlin")
GIVEN = datetime(2026, 3, 23, 10, tzinfo=BERLIN)
EARLIER = datetime(2026, 4, 8, 9, tzinfo=BERLIN)
WITHDRAWN = datetime(2026, 5, 18, 10, tzinfo=BERLIN)
PLANNED = datetime(2026, 5, 20, 9, tzinfo=BERLIN)
NARROW = ("first_name", "languages")


def test_the_planned_packet_is_stopped_and_the_earlier_transfer_is_listed(town):
    scene = build_scene(town)
    by = town["cm1"]
    with acting_as(by.pk):
        consent = clients.give_consent(
            case=scene.normal, kind=Consent.Kind.DISCLOSURE, recipient=scene.offers["course"].provider,
            categories=list(NARROW), purpose="Ausbildungsvertrag vorbereiten", form=Consent.Form.PAPER, language="de",
            given_on=GIVEN.date(), expires_on=date(2027, 3, 23), by=by, now=GIVEN,
        )  # fmt: skip
    scene.send(offer="course", need="course", categories=NARROW, ground=Ground(consent=consent), now=EARLIER)
    with acting_as(by.pk):
        withdrawal = actions.withdraw_consent(consent=consent, by=by, now=WITHDRAWN)
        task = Task.objects.get(what="Empfänger informieren")
    assert [(packet.recipient_id, packet.sent_at) for packet in withdrawal.transfers] == [
        (scene.offers["course"].provider_id, EARLIER)
    ]
    assert task.due_on == date(2026, 5, 21)
    with pytest.raises(NotAllowed, match="widerrufen"):
        scene.send(offer="course", need="housing", categories=NARROW, ground=Ground(consent=consent), now=PLANNED)
