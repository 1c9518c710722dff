"""Sending, answers as told, beginning and ending; the shelter of AC-01 at 15:40."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from fahrwasser.assessment import actions as assessment
from fahrwasser.assessment.models import Need
from fahrwasser.audit.models import Event
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import DomainError, NotAllowed
from fahrwasser.offers.criteria import OWN_WORDS
from fahrwasser.offers.models import Criterion, Offer
from fahrwasser.referrals import actions, disclosure, queries
from fahrwasser.referrals.actions import Ground, NewConsent, Override, Told
from fahrwasser.referrals.models import Answer, Packet, Referral
from fahrwasser.referrals.rules import Said, State
from fahrwasser.work.models import Task
from tests.conftest import as_owner
from tests.referrals.conftest import SHELTER
from tests.town import NOW

AT_1230 = NOW.replace(hour=12, minute=30)
AT_1540 = NOW.replace(hour=15, minute=40)
NEXT_DAY = datetime(2026, 3, 10, 10, 0, tzinfo=NOW.tzinfo)
EMERGENCY = Ground(legal_basis="vital_interest", reason="Wegweisung endet am Samstag.")


def tell(scene, referral, said, at=AT_1540, now=None, by="cm1"):
    with acting_as(scene.town[by].pk):
        return actions.tell(
            referral=referral, said=said, told=Told("Frau Kern, Frauenhaus A", "phone", at), by=scene.town[by],
            now=now or at + timedelta(minutes=2),
        )  # fmt: skip


def verbs(scene, case):
    with as_owner():
        return list(Event.objects.filter(case_id=case.pk, verb__startswith="referral.").values_list("verb", flat=True))


def test_the_shelter_calls_at_1540_and_the_client_moves_the_next_day(scene):
    first = scene.send("shelter", "shelter", SHELTER, EMERGENCY, now=AT_1230)
    other = scene.send("shelter_2", "shelter", SHELTER, EMERGENCY, now=AT_1230)
    tell(scene, first, Said("accepted", starts_on=date(2026, 3, 10)))
    accepted = scene.fresh(first)
    assert (accepted.state, accepted.answered_at, accepted.starts_on) == ("accepted", AT_1540, date(2026, 3, 10))
    assert (accepted.told_by, accepted.told_how) == ("Frau Kern, Frauenhaus A", "phone")
    with acting_as(scene.town["cm2"].pk):
        worker = scene.town["cm2"]
        actions.start(referral=first, started_on=date(2026, 3, 10), by=worker, now=NEXT_DAY)
        waiting = queries.siblings_of(scene.fresh(first), worker)
        assert [row.pk for row in waiting] == [other.pk]
        actions.withdraw_siblings(referral=first, chosen=waiting, by=worker, now=NEXT_DAY)
    begun, withdrawn = scene.fresh(first), scene.fresh(other)
    assert (begun.state, begun.started_on, begun.packet.active) == ("started", date(2026, 3, 10), True)
    assert (withdrawn.state, withdrawn.reason_code, withdrawn.packet.active) == ("withdrawn", "sibling_started", False)
    with as_owner():
        answer = Answer.objects.get(packet__referral=first)
    assert (answer.told, answer.at, answer.details["told_by"]) == (True, AT_1540, "Frau Kern, Frauenhaus A")
    assert verbs(scene, scene.case) == [
        "referral.sent", "referral.sent", "referral.accepted", "referral.started", "referral.withdrawn",
    ]  # fmt: skip


def test_sending_takes_the_need_up_and_freezes_what_was_sent(scene):
    referral = scene.fresh(scene.send(now=AT_1230))
    assert referral.need.state == Need.State.IN_PROGRESS
    assert (referral.sent_at, referral.asked_on, referral.urgency) == (AT_1230, date(2026, 3, 9), "D")
    assert (referral.packet.answer_by, referral.packet.recipient) == (date(2026, 3, 11), scene.town.provider)
    with as_owner():
        consent = Consent.objects.get(pk=referral.consent_id)
        tasks = set(Task.objects.filter(case=scene.case).values_list("what", "due_on"))
    assert (consent.form, consent.witness, consent.recipient) == ("oral", "Sprachmittlerin SM-1", scene.town.provider)
    assert (f"Weitergabe gegenlesen: {referral.offer.name}", date(2026, 3, 10)) in tasks


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "no ground": ({"ground": Ground()}, "Ohne Einwilligung oder Rechtsgrundlage"),
    "more than allowed": ({"categories": ("first_name", "residence_title")}, "nicht erhalten: Aufenthaltstitel"),
    "name at level 2": (
        {"offer": "course", "need": "midwife", "categories": ("first_name", "last_name")},
        "nicht erhalten: Nachname",
    ),
    "emergency without emergency": ({"ground": EMERGENCY}, "sofort geholfen"),
    "oral without witness": ({"ground": Ground(new_consent=NewConsent("oral"))}, "Zeugin oder einen Zeugen"),
    "override without words": ({"override": Override("own_wish", "")}, "in einem Satz"),
    "override without reason": ({"override": Override("", "weil")}, "Warum geht es doch"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_sending_that_may_not_be_leaves_no_trace(scene, name):
    how, sentence = REFUSALS[name]
    with pytest.raises(NotAllowed, match=sentence):
        scene.send(**how)
    with as_owner():
        assert not Referral.objects.exists()
        assert not Packet.objects.exists()
        assert not Consent.objects.exists()


def test_the_same_offer_is_not_asked_twice_for_one_need(scene):
    scene.send()
    with pytest.raises(NotAllowed, match="läuft schon"):
        scene.send()


def test_a_closed_case_sends_nothing(scene):
    with as_owner():
        case = scene.normal
        case.state, case.closed_on, case.closed_by, case.closing_reason = "closed", NOW.date(), scene.town["cm1"], "x"
        case.save()
    with pytest.raises(NotAllowed, match="abgeschlossen"):
        scene.send("course", "course", ("first_name",))


def test_an_offer_that_rests_is_refused(scene):
    with as_owner():
        scene.offers["midwife"].status = "paused"
        scene.offers["midwife"].save()
    with pytest.raises(NotAllowed, match="ruht oder ist beendet"):
        scene.send()


def test_an_inquiry_for_a_place_carries_nothing_about_the_person(scene):
    referral = scene.fresh(scene.send(categories=(), ground=Ground(legal_basis=disclosure.CAPACITY_INQUIRY)))
    assert (referral.packet.content, referral.packet.categories) == ([], [])
    assert referral.consent is None


def test_a_referral_against_a_condition_keeps_the_reason(scene):
    referral = scene.fresh(scene.send(override=Override("arranged_otherwise", "Spielgruppe ab 15.06.")))
    assert (referral.override_reason, referral.override_words) == ("arranged_otherwise", "Spielgruppe ab 15.06.")


@pytest.fixture
def elsewhere(scene):
    """The course is for people of another district than the one in which the person lives."""
    with as_owner():
        Criterion(
            offer=scene.offers["course"], kind="district", values={"districts": ["zons"]}, valid_from=NOW.date(),
            legal_basis="Probe",
        ).save(force_insert=True)  # fmt: skip
    with acting_as(scene.town["cm1"].pk):
        assessment.set_fact(
            case=scene.normal, name="district", value="horrem", source=OWN_WORDS, as_of=NOW.date(),
            by=scene.town["cm1"], now=NOW,
        )  # fmt: skip
    return scene


def test_a_condition_that_fails_when_it_is_sent_wants_a_reason(elsewhere):
    with pytest.raises(NotAllowed, match="Das Angebot passt nicht ganz") as refused:
        elsewhere.send("course", "course", ("first_name",))
    assert refused.value.field == "override_reason"
    with as_owner():
        assert not Referral.objects.exists()
    sent = elsewhere.send("course", "course", ("first_name",), override=Override("agreed_with_provider", "Zugesagt."))
    assert sent.override_reason == "agreed_with_provider"


def test_the_page_offers_the_reason_whatever_its_address_says(elsewhere, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_TODAY = "2026-03-09T16:00"
    client.force_login(elsewhere.town["cm1"])
    url = reverse("referrals:new", args=[elsewhere.needs["course"].pk, elsewhere.offers["course"].pk])
    assert "Warum geht es doch?" in client.get(url).content.decode()
    sent = {"act": "send", "categories": ["first_name"], "shown": "first_name", "ground": "new", "channel": "phone",
            "consent_form": "oral", "witness": "SM-1", "language": "ar"}  # fmt: skip
    page = client.post(url, {**sent, "override_words": "Der Träger weiß es."})
    assert page.context["form"].errors["override_reason"] == ["Das Angebot passt nicht ganz. Warum geht es doch?"]
    assert "Der Träger weiß es." in page.content.decode()
    assert client.post(url, {**sent, "override_words": "Zugesagt.", "override_reason": "own_wish"}).status_code == 302


def test_nobody_overrides_a_danger_the_person_named(scene, client, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    course = scene.offers["course"]
    with as_owner():
        Offer.objects.filter(pk=course.pk).update(district="zons")
    with acting_as(scene.town["cm1"].pk):
        assessment.set_fact(
            case=scene.normal, name="dangerous_places", value=["zons"], source=OWN_WORDS, as_of=NOW.date(),
            by=scene.town["cm1"], now=NOW,
        )  # fmt: skip
    for override in (Override("own_wish", "Sie will trotzdem."), None):
        with pytest.raises(NotAllowed, match="Darüber setzt sich niemand hinweg: Von der Person als gefährlich genan"):
            scene.send("course", "course", ("first_name",), override=override)
    client.force_login(scene.town["cm1"])
    page = client.get(reverse("referrals:new", args=[scene.needs["course"].pk, course.pk])).content.decode()
    assert "Gegen dieses Angebot spricht" in page


def test_an_answer_as_told_is_not_later_than_now_and_not_earlier_than_the_question(scene):
    referral = scene.send(now=AT_1230)
    said = Said("accepted", starts_on=date(2026, 3, 12))
    with pytest.raises(NotAllowed, match="vor der Anfrage"):
        tell(scene, referral, said, at=AT_1230 - timedelta(hours=1), now=AT_1540)
    with pytest.raises(NotAllowed, match="in der Zukunft"):
        tell(scene, referral, said, at=AT_1540 + timedelta(hours=1), now=AT_1540)


def test_a_second_telling_of_the_same_is_refused(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 12)))
    with pytest.raises(DomainError, match="schon den Stand"):
        tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 12)))


def test_a_no_as_told_needs_a_reason(scene):
    referral = scene.send(now=AT_1230)
    with pytest.raises(NotAllowed, match="nennen Sie den Grund"):
        tell(scene, referral, Said("declined"))
    tell(scene, referral, Said("declined", reason_code="no_place"))
    assert scene.fresh(referral).packet.active is False


def test_finished_with_the_need_met_covers_the_need(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 10)))
    with acting_as(scene.town["cm1"].pk):
        worker = scene.town["cm1"]
        actions.start(referral=referral, started_on=date(2026, 3, 10), by=worker, now=NEXT_DAY)
        actions.finish(referral=referral, result="met", words="", by=worker, now=NEXT_DAY)
    done = scene.fresh(referral)
    assert (done.state, done.result, done.ended_on, done.packet.active) == ("finished", "met", date(2026, 3, 10), False)
    assert (done.need.state, done.need.closed_on) == (Need.State.COVERED, date(2026, 3, 10))


def test_a_question_is_settled_and_the_provider_may_say_yes(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("question", words="Ist ein Hausbesuch möglich?"))
    with acting_as(scene.town["cm1"].pk):
        actions.ask_again(referral=referral, words="Ja, dienstags.", by=scene.town["cm1"], now=NEXT_DAY)
    again = scene.fresh(referral)
    assert (again.state, again.asked_on, again.sent_at) == ("sent", date(2026, 3, 10), AT_1230)


def test_a_danger_named_after_the_sending_stops_the_next_question(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("question", words="Ist ein Hausbesuch möglich?"))
    with as_owner():
        Offer.objects.filter(pk=scene.offers["midwife"].pk).update(district="zons")
    with acting_as(scene.town["cm1"].pk):
        assessment.set_fact(
            case=scene.case, name="dangerous_places", value=["zons"], source=OWN_WORDS, as_of=NOW.date(),
            by=scene.town["cm1"], now=NOW,
        )  # fmt: skip
        with pytest.raises(NotAllowed, match="Darüber setzt sich niemand hinweg"):
            actions.ask_again(referral=referral, by=scene.town["cm1"], now=NEXT_DAY)
    assert scene.fresh(referral).state == "question"


def test_an_error_is_marked_from_any_state_and_leaves_the_inbox(scene):
    referral = scene.send()
    with acting_as(scene.town["cm1"].pk):
        actions.enter_in_error(referral=referral, words="Falsche Person", by=scene.town["cm1"], now=NOW)
    assert scene.fresh(referral).packet.active is False


def test_taking_back_a_consent_stops_what_waits_and_asks_to_inform(scene):
    referral = scene.send(now=AT_1230)
    with acting_as(scene.town["cm1"].pk):
        consent = Consent.objects.get()
        done = actions.withdraw_consent(consent=consent, by=scene.town["cm1"], now=AT_1540)
        task = Task.objects.get(what="Empfänger informieren")
    stopped = scene.fresh(referral)
    assert [row.pk for row in done.stopped] == [referral.pk]
    assert [packet.recipient for packet in done.transfers] == [scene.town.provider]
    assert (stopped.state, stopped.reason_code) == ("withdrawn", "consent_withdrawn")
    assert stopped.packet.active is False
    assert task.due_on == date(2026, 3, 12)
    with pytest.raises(NotAllowed, match="widerrufen"):
        scene.send(ground=Ground(consent=consent), now=AT_1540)


def test_a_consent_taken_back_hides_the_packet_of_running_help_too(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 9)))
    with acting_as(scene.town["cm1"].pk):
        actions.start(referral=referral, started_on=date(2026, 3, 9), by=scene.town["cm1"], now=AT_1540)
        actions.withdraw_consent(consent=Consent.objects.get(), by=scene.town["cm1"], now=AT_1540)
    assert (scene.fresh(referral).state, scene.fresh(referral).packet.active) == (State.STARTED, False)


def test_a_referral_not_taken_up_is_sent_again_only_while_the_consent_holds(scene):
    referral = scene.send(now=AT_1230)
    tell(scene, referral, Said("accepted", starts_on=date(2026, 3, 9)))
    with acting_as(scene.town["cm1"].pk):
        worker = scene.town["cm1"]
        actions.end_with_reason(
            referral=referral, state=State.NOT_TAKEN_UP, reason_code="health", words="", by=worker, now=NEXT_DAY
        )
        later = NEXT_DAY + timedelta(days=20)
        with pytest.raises(NotAllowed, match="nicht schriftlich bestätigt"):
            actions.ask_again(referral=referral, by=worker, now=later)
        clients.confirm_consent(consent=Consent.objects.get(), by=worker, now=NEXT_DAY)
        actions.ask_again(referral=referral, by=worker, now=later)
    again = scene.fresh(referral)
    assert (again.state, again.sent_at, again.packet.active) == ("sent", later, True)


@pytest.mark.parametrize("person", ["cm3", "coordinator", "provider", "foreigners_office", "assistant"])
def test_nobody_else_sends_from_the_file(scene, person):
    with pytest.raises((DomainError, Need.DoesNotExist)):
        scene.send(by=person)
    with as_owner():
        assert not Referral.objects.exists()
