"""Offers chosen in the match become measures of the plan: once, for their need, under its goal."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse

from fahrwasser.assessment import actions as assessment
from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.demo import offers as demo_offers
from fahrwasser.matching.actions import Choice, take_into_plan
from fahrwasser.matching.queries import compare
from fahrwasser.offers.models import Offer
from fahrwasser.plan import actions as plan
from fahrwasser.plan import queries
from fahrwasser.plan.models import Measure, PlanVersion
from fahrwasser.plan.rules import PlanText
from tests.conftest import as_owner
from tests.plan.plans import MIDWIFE, MONEY
from tests.town import NOW

TODAY = NOW.date()


@pytest.fixture
def case(town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    with as_owner():
        demo_offers.load_invented(on=TODAY)
    return town.files["normal"]


@pytest.fixture
def me(town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


def new_need(case, by, code="LA09.3", **days):
    return assessment.add_need(case=case, code=code, urgency="Z", by=by, now=NOW, **days)


def fitting(case, by, need):
    """An offer that does not rule the person out, with its key."""
    comparison = compare(need, by, TODAY)
    open_ones = [one for one in comparison.ranked if not one.match.failed]
    return comparison.offers[open_ones[0].match.offer.id]


def take(case, by, *choices):
    return take_into_plan(case=case, choices=choices, by=by, now=NOW)


def test_a_chosen_offer_becomes_a_measure_of_a_first_plan(case, me):
    need = new_need(case, me)
    offer = fitting(case, me, need)
    assert take(case, me, Choice(need.pk, offer.pk)).new == 1
    measure = Measure.objects.get()
    assert (measure.need_id, measure.offer_id, measure.goal) == (need.pk, offer.pk, None)
    assert (measure.who, measure.until) == (offer.provider.name, TODAY + timedelta(days=30))
    assert measure.what.startswith(offer.name)
    assert need.label in measure.what
    assert (measure.version.number, measure.version.revision) == (1, 1)
    assert Event.objects.filter(case_id=case.pk).order_by("-pk").first().verb == "plan.offers_taken"


def test_the_measure_stands_under_the_first_goal_that_serves_its_need(case, me):
    need = new_need(case, me)
    serving = replace(MONEY, needs=frozenset({need.pk}))
    plan.save_plan(case=case, text=PlanText(None, (MIDWIFE, serving)), revision=0, by=me, now=NOW)
    take(case, me, Choice(need.pk, fitting(case, me, need).pk))
    assert Measure.objects.get().goal.client_words == MONEY.client_words


def test_an_accepted_plan_stays_and_a_new_version_begins(case, me):
    need = new_need(case, me)
    first = plan.save_plan(case=case, text=PlanText(None, (MIDWIFE,)), revision=0, by=me, now=NOW)
    plan.accept(version=first, accepted_on=TODAY, by=me, now=NOW)
    take(case, me, Choice(need.pk, fitting(case, me, need).pk))
    assert Measure.objects.get().version.number == 2
    assert not Measure.objects.filter(version=first)


def test_what_is_in_the_plan_is_neither_doubled_nor_lost_in_the_next_version(case, me):
    need = new_need(case, me)
    choice = Choice(need.pk, fitting(case, me, need).pk)
    take(case, me, choice, choice)
    again = take(case, me, choice)
    assert (again.new, again.there, again.refused) == (0, 1, [])
    version = queries.latest_version(case, me)
    assert version is not None
    text = replace(queries.text_of(version, me), goals=(MIDWIFE,))
    plan.save_plan(case=case, text=text, revision=version.revision, by=me, now=NOW)
    plan.accept(version=version, accepted_on=TODAY, by=me, now=NOW)
    plan.start_version(case=case, by=me, now=NOW)
    assert queries.taken_up(case, me) == {choice}
    assert Measure.objects.count() == 2


def test_a_measure_that_was_dropped_may_be_taken_up_again(case, me):
    need = new_need(case, me)
    choice = Choice(need.pk, fitting(case, me, need).pk)
    take(case, me, choice)
    plan.drop_measure(measure=Measure.objects.get(), dropped_on=TODAY, reason="kein Platz", by=me, now=NOW)
    assert take(case, me, choice).new == 1


def test_the_database_refuses_a_second_measure_of_the_same_pair(case, me):
    need = new_need(case, me)
    take(case, me, Choice(need.pk, fitting(case, me, need).pk))
    measure = Measure.objects.get()
    measure.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        measure.save(force_insert=True)


def test_what_no_longer_holds_is_refused_with_a_sentence_and_the_rest_is_kept(case, me):
    need, other = new_need(case, me), new_need(case, me, "LA06.1")
    kept = fitting(case, me, need)
    retired = fitting(case, me, other)
    with as_owner():
        Offer.objects.filter(pk=retired.pk).update(status=Offer.Status.PAUSED)
    unknown, foreign = Choice(need.pk, uuid4()), Choice(uuid4(), kept.pk)
    taken = take(case, me, Choice(other.pk, retired.pk), Choice(need.pk, kept.pk), unknown, foreign)
    assert (taken.new, taken.there) == (1, 0)
    assert taken.refused == [
        f"„{retired.name}“ steht für diesen Bedarf nicht mehr zur Wahl. Es wurde nicht übernommen.",
        "Ein gewähltes Angebot steht nicht im Verzeichnis. Es wurde nicht übernommen.",
        "Ein gewählter Bedarf ist in diesem Fall nicht mehr offen. Er wurde nicht übernommen.",
    ]


def test_an_offer_that_a_must_condition_bars_is_refused_with_its_reason(case, me):
    need = new_need(case, me)
    barred = Offer.objects.get(code="OF-30")
    assessment.set_fact(case=case, name="dangerous_places", value=["OF-30"], source="eigene Angabe", as_of=TODAY,
                        by=me, now=NOW)  # fmt: skip
    taken = take(case, me, Choice(need.pk, barred.pk))
    assert taken.new == 0
    assert taken.refused[0].startswith(f"„{barred.name}“ wurde nicht übernommen: ")
    assert not PlanVersion.objects.filter(case=case)


def test_a_target_day_that_is_over_becomes_no_date(case, me):
    need = new_need(case, me, recognised_on=TODAY - timedelta(days=2), wanted_by=TODAY - timedelta(days=1))
    take(case, me, Choice(need.pk, fitting(case, me, need).pk))
    assert Measure.objects.get().until is None


def address(case):
    return reverse("matching:take", args=[case.pk])


def sentences(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("person", "status"),
    [("cm1", 302), ("cm2", 404), ("cm3", 404), ("coordinator", 404), ("provider", 404), ("other_city_cm", 404)],
)
def test_only_who_may_write_the_plan_takes(client, town, case, person, status):
    client.force_login(town[person])
    assert client.post(address(case), {"wahl": f"{uuid4()}.{uuid4()}"}).status_code == status


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "Bitte haken Sie mindestens ein Angebot an."),
     ({"wahl": "🙂" * 1000}, "Diese Auswahl ist nicht lesbar. Bitte laden Sie die Seite neu.")],
)  # fmt: skip
def test_nothing_chosen_or_nonsense_is_said_in_a_sentence(client, town, case, sent, said):
    client.force_login(town["cm1"])
    assert sentences(client.post(address(case), sent)) == [said]


def test_a_double_submit_from_the_page_of_a_need_makes_one_measure(client, town, case):
    with acting_as(town["cm1"].pk):
        need = new_need(case, town["cm1"])
        offer = fitting(case, town["cm1"], need)
    client.force_login(town["cm1"])
    here = reverse("matching:need", args=[need.pk])
    sent = {"wahl": f"{need.pk}.{offer.pk}", "bedarf": "1"}
    assert "In den Plan" in client.get(here).content.decode()
    first, second = client.post(address(case), sent), client.post(address(case), sent)
    assert first.url == second.url == here
    assert sentences(first) == ["1 Maßnahme steht neu im Hilfeplan."]
    with acting_as(town["cm1"].pk):
        assert Measure.objects.count() == 1
    assert "Im Hilfeplan" in client.get(here).content.decode()
