"""Short advice: at most three contacts or thirty days, and how it ends."""

from datetime import date

import pytest
from django.db import IntegrityError

from fahrwasser.assessment.models import Need
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.contacts import actions as contacts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.models import Enquiry, ShortAdvice
from fahrwasser.intake.rules import Criteria
from fahrwasser.work.models import Task
from tests.intake.acts import NO, YES, decide, later, take
from tests.town import NOW, Town


def short(town, **more):
    return decide(town, take(town), "short_advice", Criteria(NO, NO, NO, NO, wish=YES), **more)


def meet(town, case, days=0, type="BUERO"):
    with acting_as(town["cm1"].pk):
        contacts.record(by=town["cm1"], now=later(days), case=case, type=type, at=later(days))


def test_the_third_contact_asks_how_to_go_on(town: Town):
    case = short(town)
    meet(town, case)
    meet(town, case, 2)
    meet(town, case, 3, "NETZ")
    with acting_as(town["cm1"].pk):
        stand = queries.advice_of(case, town["cm1"], later(3).date()).stand
        assert (stand.contacts, stand.day, stand.is_due) == (2, 4, False)
    meet(town, case, 5)
    with acting_as(town["cm1"].pk):
        assert queries.running_advice(town["cm1"], later(5).date())[0].stand.is_due


@pytest.mark.parametrize(
    ("ending", "closing"),
    [
        ({"outcome": "closed", "words": "Anerkennung beantragt"}, "ziele_erreicht"),
        ({"outcome": "referred_on", "body_name": "MBE"}, "regeldienst_uebernimmt"),
    ],
)
def test_short_advice_ends_with_its_file(town: Town, ending, closing):
    case = short(town)
    with acting_as(town["cm1"].pk):
        closed = actions.end_advice(case=case, by=town["cm1"], now=later(9), **ending)
        assert (closed.state, closed.closing_reason) == ("closed", closing)
        ended = ShortAdvice.objects.get(case=case)
        assert (ended.ended_on, ended.outcome) == (later(9).date(), ending["outcome"])
        assert not Task.objects.filter(case=case, done_on=None).exists()
    with pytest.raises(NotAllowed), acting_as(town["cm1"].pk):
        actions.end_advice(case=case, by=town["cm1"], now=later(9), **ending)


def test_a_need_ends_with_its_short_advice_or_keeps_it_open(town: Town):
    case = decide(town, take(town, immediate=["LA03.1"]), "short_advice", Criteria(NO, NO, NO, NO, wish=YES))
    with acting_as(town["cm1"].pk):
        ending = {"case": case, "by": town["cm1"], "now": later(9), "outcome": "closed", "words": "Wohnung gefunden"}
        with pytest.raises(NotAllowed) as refusal:
            actions.end_advice(**ending)
        assert refusal.value.field == "covered"
        assert not actions.end_advice(**ending, covered=queries.open_needs(case, town["cm1"])).is_open
        assert Need.objects.get(case=case).closed_on == later(9).date()


def test_somebody_with_custody_is_known(town: Town):
    case = take(town, person=rules.Person("Amin", "Demo", date(2010, 1, 5)))
    with acting_as(town["cm1"].pk):
        person, enquiry = Client.objects.get(case=case), Enquiry.objects.get(case=case)
        assert queries.known_facts(enquiry, town["cm1"], NOW.date()).is_minor_alone
        clients.represent(
            person=person, kind="guardian", name="Amtsvormundschaft (Demo)", scope=["everything"], since=NOW.date(),
            by=town["cm1"], now=NOW,
        )  # fmt: skip
        assert not queries.known_facts(enquiry, town["cm1"], NOW.date()).is_minor_alone


def test_one_short_advice_runs_in_a_file(town: Town):
    case = short(town)
    with pytest.raises(IntegrityError), acting_as(town["cm1"].pk):
        ShortAdvice(case=case, started_on=NOW.date(), started_by=town["cm1"]).save(force_insert=True)


def test_only_short_advice_is_taken_up_again(town: Town):
    with pytest.raises(NotAllowed), acting_as(town["cm1"].pk):
        actions.take_up_again(case=take(town), by=town["cm1"], now=NOW)
