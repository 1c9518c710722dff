"""AC-02 (3) and (4), AC-03 (5): the end of a case, and its going on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from fahrwasser.assessment.models import Need
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.queries import distinct_persons, people_of
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.desk import actions as desk
from fahrwasser.network import actions, closing
from fahrwasser.network.models import Aftercare, Evidence, Finding
from fahrwasser.network.queries import aftercare_consent, aftercare_due

BERLIN = ZoneInfo("Europe/Berlin")
ATTEMPTS = (
    (datetime(2026, 8, 10, 10, tzinfo=BERLIN), "TEL", "not_reached"),
    (datetime(2026, 8, 17, 10, tzinfo=BERLIN), "TEL", "not_reached"),
    (datetime(2026, 8, 24, 15, tzinfo=BERLIN), "HAUS", "not_met"),
)
CLOSED = datetime(2026, 8, 31, 10, tzinfo=BERLIN)
RETURNED = datetime(2026, 9, 21, 10, tzinfo=BERLIN)


def lost(case, by):
    return closing.close_case(case=case, reason="kontakt_verloren", by=by, now=CLOSED)


def test_ac02_contact_is_lost_after_three_documented_attempts_and_the_same_case_goes_on(town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        for at, type, outcome in ATTEMPTS[:2]:
            contacts.record(by=by, now=at, case=case, type=type, at=at, outcome=outcome)
        with pytest.raises(NotAllowed, match="bisher sind es 2"):
            lost(case, by)
        at, type, outcome = ATTEMPTS[2]
        contacts.record(by=by, now=at, case=case, type=type, at=at, outcome=outcome)
        lost(case, by)
        files = Case.objects.count()
        closing.reopen(case=case, by=by, now=RETURNED)
        assert Case.objects.count() == files
        again = Case.objects.get(pk=case.pk)
    assert (again.state, again.closed_on, again.closing_reason) == ("open", None, "")


def test_later_than_six_months_a_new_case_begins_that_knows_the_earlier_one(town):
    case, by = town.files["normal"], town["cm1"]
    late = datetime(2027, 3, 10, 10, tzinfo=BERLIN)
    with acting_as(by.pk):
        cases.close(case=case, reason="kein_bedarf_mehr", by=by, now=CLOSED)
        with pytest.raises(NotAllowed, match="keine sechs Monate"):
            desk.begin_anew(case=case, by=by, now=RETURNED)
        with pytest.raises(NotAllowed, match="mehr als sechs Monate"):
            closing.reopen(case=case, by=by, now=late)
        begun = desk.begin_anew(case=case, by=by, now=late)
        people = [people_of(one, by)[0].pk for one in (case, begun)]
        assert distinct_persons(people) == 1
    assert (begun.earlier, begun.is_open, begun.pk != case.pk) == (case.pk, True, True)


def test_ac03_a_waiting_need_asks_for_its_finding_before_the_case_ends(town):
    case, by = town.files["normal"], town["cm1"]
    end = datetime(2026, 9, 30, 10, tzinfo=BERLIN)
    with acting_as(by.pk):
        need = Need(case=case, code="LA05.3", urgency="Z", recognised_on=date(2026, 3, 23))
        need.save(force_insert=True)
        unmet = actions.note_unmet(need=need, reason="waiting", by=by, now=end, since=date(2026, 3, 23))
        with pytest.raises(NotAllowed) as refusal:
            closing.close_case(case=case, reason="teilweise_erreicht", by=by, now=end)
        assert refusal.value.field == "finding_words"
        words = "Auf einen Platz wartet man länger als ein halbes Jahr."
        closing.close_case(case=case, reason="teilweise_erreicht", by=by, now=end, finding_words=words)
        assert Finding.objects.get().type == Finding.Type.CAPACITY
        assert Evidence.objects.get().unmet_need == unmet


def test_aftercare_is_asked_by_consent_and_ends_with_a_no(town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        closing.close_case(case=case, reason="ziele_erreicht", by=by, now=CLOSED, aftercare="paper")
        first, second = Aftercare.objects.order_by("due_on")
        assert (first.due_on, second.due_on) == (date(2026, 11, 30), date(2027, 2, 28))
        assert aftercare_due(by, date(2026, 11, 29)) == []
        assert aftercare_due(by, date(2026, 11, 30)) == [first]
        closing.ask_after(aftercare=first, answer="declined", by=by, now=datetime(2026, 12, 1, 9, tzinfo=BERLIN))
        assert not Aftercare.objects.filter(asked_on=None).exists()


def test_a_consent_taken_back_stops_the_question(town):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk):
        closing.close_case(case=case, reason="ziele_erreicht", by=by, now=CLOSED, aftercare="paper")
        consent = aftercare_consent(case, by, CLOSED.date())
        assert consent is not None
        clients.revoke_consent(consent=consent, by=by, now=RETURNED)
        later = date(2026, 12, 1)
        assert aftercare_due(by, later) == []
        with pytest.raises(NotAllowed, match="gilt nicht mehr"):
            closing.ask_after(
                aftercare=Aftercare.objects.order_by("due_on")[0], answer="stable", by=by,
                now=datetime(2026, 12, 1, 9, tzinfo=BERLIN),
            )  # fmt: skip


@pytest.mark.parametrize("reason", ["tod", "fehlanlage", "abschiebung"])
def test_nobody_is_asked_after_such_an_end(town, reason):
    case, by = town.files["normal"], town["cm1"]
    with acting_as(by.pk), pytest.raises(NotAllowed) as refusal:
        closing.close_case(case=case, reason=reason, by=by, now=CLOSED, aftercare="paper")
    assert refusal.value.field == "aftercare"
