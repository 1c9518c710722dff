"""The third layer of the matrix: every address that names a record, opened by everybody.

The addresses are found by walking the URLconf, so that a new page is in the matrix the day it is written.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from fahrwasser.accounts.models import Organisation
from fahrwasser.assessment.models import Assessment, MapNode, MapTie, Need
from fahrwasser.audit.models import Access
from fahrwasser.calls.models import Delivery, Message
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case, Recusal
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import (
    Client,
    Consent,
    DuplicatePair,
    Merge,
    Relation,
    Representative,
    Residence,
)
from fahrwasser.contacts.models import Appointment, Booking, Contact, Interpreter
from fahrwasser.core.acting import acting_as
from fahrwasser.deadlines.models import Deadline, DeadlineRule, TriggerDay
from fahrwasser.intake.models import Enquiry
from fahrwasser.letters.models import (
    ApplicationReceipt,
    IncomingLetter,
    LetterDate,
    LetterFile,
    OutgoingLetter,
    PowerOfAttorney,
)
from fahrwasser.network.models import Aftercare
from fahrwasser.offers.models import Offer
from fahrwasser.outcomes.models import OutcomeEvent
from fahrwasser.plan.models import Goal, Measure, PlanVersion
from fahrwasser.referrals.models import Packet, Referral
from fahrwasser.teamround.models import AgreedStep, Brought, Item
from fahrwasser.work.models import FollowUpDate, Notice, Task
from tests.conftest import as_owner
from tests.town import NOW, Town

WORKERS = {"normal": {"cm1"}, "sensitive": {"cm1"}, "protected": {"cm1", "cm2"}}
STRANGERS = (
    "cm3", "coordinator", "head", "assistant", "officer", "admin", "steering", "foreigners_office", "provider",
    "other_city_cm", "other_city_coordinator", "other_team_cm",
)  # fmt: skip
ROUND = {"cm2", "cm3", "coordinator"}  # the team, of every file alike: the words name nobody
# Pages that somebody beside the case's own people opens by design, and for which files.
OPEN_BY_DESIGN = {
    "desk:case": {"normal": {"cm2", "cm3", "coordinator", "assistant"}, "sensitive": {"coordinator"}},
    "contacts:appointment": {"normal": {"assistant"}},
    "contacts:appointment_cancel": {"normal": {"assistant"}},
    "contacts:appointment_move": {"normal": {"assistant"}},
    "desk:recusals": {"normal": {"cm2", "cm3", "coordinator"}, "sensitive": {"coordinator"}},
    "desk:supervise": {"normal": {"coordinator"}, "sensitive": {"coordinator"}},
    **{f"teamround:{view}": {file: ROUND for file in WORKERS} for view in ("item", "question", "close", "step_done")},
    "referrals:packet": {"normal": {"provider"}, "sensitive": {"provider"}, "protected": {"provider"}},
}
OPEN_RECORDS = {
    "language", "offer_id", "theme_id", "finding_id", "decision_id", "run_id", "snapshot_id", "rule_id",
    "interpreter_id", "secret", "town_id", "sent_id", "number", "sentence", "line_id", "call_id",
    "token", "remark_id", "user_id", "import_id", "condition_id", "kind", "twin_id", "mark", "proposal_id",
    "source_id", "entry_id", "rest",
}  # fmt: skip
OPEN_VIEWS = {"network:measure_done", "network:measure_new"}  # measures of the network, not of a plan


def patterns(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name and entry.pattern.converters:
            yield f"{namespace}{entry.name}", set(entry.pattern.converters)


def records(town: Town, name: str) -> dict[str, Any]:
    """One record of every kind in a file, as arguments of addresses."""
    case = town.files[name]
    day = date(2026, 3, 9)
    offer = Offer.objects.filter(code="probe").first() or Offer.objects.create(
        provider=Organisation.objects.get(pk=town.provider.pk), name="Hebamme", code="probe"
    )
    need = Need.objects.create(case=case, code="LA06.1", urgency="D", recognised_on=day)
    assessment = Assessment.objects.create(case=case, started_on=day, by=case.lead)
    version = PlanVersion.objects.create(case=case, number=1, made_on=day, by=case.lead)
    goal = Goal.objects.create(case=case, version=version, client_words="Ziel", anchor_0="erwartet")
    consent = Consent.objects.create(
        case=case, kind="disclosure", purpose="Probe", form="paper", given_on=day, expires_on=day + timedelta(days=365)
    )
    referral = Referral.objects.create(
        case=case, need=need, offer=offer, state="sent", urgency="D", consent=consent, made_by=case.lead, sent_at=NOW
    )
    packet = Packet.objects.create(
        case=case, referral=referral, recipient=town.provider, offer_name="Hebamme", content=[], sent_at=NOW
    )
    Enquiry.objects.create(case=case, received_at=NOW, channel="self")
    measure = Measure.objects.create(case=case, version=version, what="Anrufen", who="Fallführung")
    task = Task.objects.create(case=case, what="Anrufen", due_on=day)
    receipt = ApplicationReceipt.objects.create(
        case=case, what="Antrag", body="Jobcenter", received_at=NOW, received_by=case.lead
    )
    outcome = OutcomeEvent.objects.create(case=case, kind="ausbildung", day=day, evidence="paper", by=case.lead)
    fact = TriggerDay.objects.create(case=case, anchor="birth", day=day, source="paper", as_of=day, by=case.lead)
    rule = DeadlineRule.objects.get(code="D-09")
    deadline = Deadline.objects.create(
        case=case, trigger=fact, rule=rule, code="D-09", step="birth_notice", label="Geburt angezeigt",
        statutory_end=day + timedelta(days=7), working_day=day + timedelta(days=7),
    )  # fmt: skip
    booking = _booking(town, case)
    around = MapNode.objects.create(case=case, label="Hebamme", sector="professionals")
    tie = MapTie.objects.create(case=case, node=around, ring=1, quality="strong", since=day)
    return {
        "appointment_id": booking.appointment_id,
        "booking_id": booking.pk,
        "tie_id": tie.pk,
        "trigger_id": fact.pk,
        "deadline_id": deadline.pk,
        "outcome_id": outcome.pk,
        "receipt_id": receipt.pk,
        "measure_id": measure.pk,
        "task_id": task.pk,
        "aftercare_id": Aftercare.objects.create(case=case, months=3, due_on=day).pk,
        "follow_up_id": FollowUpDate.objects.create(case=case, on=day, why="Antwort", by=case.lead).pk,
        "message_id": _message(town, case).pk,
        **_round(case, day),
        "recusal_id": Recusal.objects.create(
            case=case, user=town["other_team_cm"], kind="friend", by=case.lead, declared_on=day
        ).pk,
        "notice_id": Notice.objects.create(user=case.lead, at=NOW, words="Probe").pk,
        "case_id": case.pk,
        **_around_a_person(case),
        **_post(case),
        "contact_id": Contact.objects.get(case=case).pk,
        "need_id": need.pk,
        "assessment_id": assessment.pk,
        "version_id": version.pk,
        "goal_id": goal.pk,
        "consent_id": consent.pk,
        "referral_id": referral.pk,
        "packet_id": packet.pk,
        "offer_id": offer.pk,
        "area": "LA06",
        "name": "residence",
        "code": "LA06.1",
    }


def _post(case: Case) -> dict[str, Any]:
    """One row of every kind of the post."""
    day = date(2026, 3, 9)
    letter = IncomingLetter.objects.create(
        case=case, sender="Jobcenter", received_on=day, wants="documents", by=case.lead
    )
    file = LetterFile.objects.create(
        case=case, letter=letter, place=1, media_type="image/jpeg", size=3, pages=1, content=b"abc"
    )
    found = LetterDate.objects.create(
        case=case, letter=letter, kind="deadline", day=day, counted=False, passage="09.03.2026"
    )
    sent = OutgoingLetter.objects.create(
        case=case, template="cover", recipient="Jobcenter", subject="Unterlagen", text="Probe", to_client=False,
        sent_on=day, by=case.lead,
    )  # fmt: skip
    power = PowerOfAttorney.objects.create(
        case=case, holder="Fallführung", office="Jobcenter", scope="Bescheid", since=day, until=day, by=case.lead
    )
    return {
        "letter_id": letter.pk, "file_id": file.pk, "date_id": found.pk, "outgoing_id": sent.pk, "power_id": power.pk
    }  # fmt: skip


def _round(case: Case, day: date) -> dict[str, Any]:
    """A question about the file in the round of its team, and somebody's step."""
    item = Item.objects.create(unit=case.unit, week=day, by=case.lead, brought_at=NOW, question="Wer weiß Rat?")
    Brought.objects.create(case=case, item=item)
    step = AgreedStep.objects.create(unit=case.unit, item=item, what="Fragen", who=case.lead, until=day)
    return {"item_id": item.pk, "step_id": step.pk}


def _around_a_person(case: Case) -> dict[str, Any]:
    """The client of the file, somebody who may be the same, and one row of every kind around them."""
    client = Client.objects.get(case=case, role=Client.Role.CLIENT)
    other = Client.objects.create(case=case, first_name="Probe", role=Client.Role.OTHER)
    around = {"case": case, "person": client}
    day = date(2026, 3, 9)
    pair = DuplicatePair.objects.create(
        first=client, second=other, first_case=case, second_case=case, reasons=["name"], found_on=day
    )
    return {
        "person_id": client.pk,
        "relation_id": Relation.objects.create(**around, other=other, kind="relative").pk,
        "residence_id": Residence.objects.create(
            **around, group="toleration", since=day, source="paper", noted_on=day
        ).pk,
        "representative_id": Representative.objects.create(
            **around, kind="guardian", name="Jugendamt", scope=["everything"]
        ).pk,
        "pair_id": pair.pk,
        "merge_id": _merge(case, other, day).pk,
    }


def _merge(case: Case, kept: Client, day: date) -> Merge:
    """Two other rows of the file that were made one."""
    absorbed = Client.objects.create(case=case, first_name="Probe", role=Client.Role.OTHER)
    pair = DuplicatePair.objects.create(
        first=kept, second=absorbed, first_case=case, second_case=case, reasons=["name"], found_on=day
    )
    return clients.merge(pair=pair, kept=kept, absorbed=absorbed, from_absorbed=(), by=case.lead, now=NOW)


def _message(town: Town, case: Case) -> Message:
    """A message that went to the people named on the file."""
    message = Message.objects.create(
        controller=town.city, taken_by=town["assistant"], taken_at=NOW, caller_kind="school", concern="Rückruf.",
        wants_information=False,
    )  # fmt: skip
    for user in filter(None, (case.lead, case.second)):
        Delivery.objects.create(message=message, user=user, at=NOW, about_case=case.pk)
    return message


def _booking(town: Town, case: Any) -> Booking:
    times = {"at": NOW, "until": NOW + timedelta(hours=1)}
    appointment = Appointment.objects.create(case=case, user=case.lead, **times)
    interpreter = Interpreter.objects.create(controller=town.city, name="SM", languages="ar")
    return Booking.objects.create(case=case, appointment=appointment, interpreter=interpreter, language="ar", **times)


def addresses(town: Town, name: str):
    known = records(town, name)
    for view, arguments in patterns():
        about_person = arguments - OPEN_RECORDS - {"area", "name", "code"}
        if not about_person or view in OPEN_VIEWS or view.startswith(("account_", "mfa_")):
            continue
        assert arguments <= known.keys(), f"{view}: teach records() about {arguments - known.keys()}"
        try:
            yield view, reverse(view, kwargs={key: known[key] for key in arguments})
        except NoReverseMatch as missing:
            raise AssertionError(view) from missing


def without_token(response) -> bytes:
    """The page without what is random in every answer."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", response.content)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.mark.parametrize("file", list(WORKERS))
@pytest.mark.parametrize("person", STRANGERS)
def test_a_stranger_finds_no_page_of_a_file(client, town: Town, person, file):
    with as_owner():
        pages = list(addresses(town, file))
    client.force_login(town[person])
    for view, url in pages:
        if person in OPEN_BY_DESIGN.get(view, {}).get(file, set()):
            continue
        assert client.get(url).status_code in (404, 405), f"{person} opened {view}"
        assert client.post(url, {}).status_code in (404, 405), f"{person} posted to {view}"


@pytest.mark.parametrize("file", list(WORKERS))
def test_the_people_of_the_file_open_every_page(client, town: Town, file):
    with as_owner():
        pages = list(addresses(town, file))
    for person in sorted(WORKERS[file]):
        client.force_login(town[person])
        for view, url in pages:
            if view not in ("referrals:packet", "desk:supervise"):
                assert client.get(url).status_code in (200, 302, 405), f"{person} cannot open {view}"


def test_nobody_is_led_to_the_log_in(client, town: Town):
    with as_owner():
        pages = list(addresses(town, "normal"))
    for _, url in pages:
        response = client.get(url)
        assert response.status_code in (302, 405)
        assert response.status_code == 405 or "/konto/login/" in response.url


def test_a_refused_page_is_the_page_of_a_record_that_never_was(client, town: Town):
    client.force_login(town["cm3"])
    hidden = client.get(reverse("desk:case", args=[town.files["protected"].pk]))
    missing = client.get(reverse("desk:case", args=["01890000-0000-7000-8000-000000000000"]))
    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden) == without_token(missing)
    assert dict(hidden.headers) == dict(missing.headers)


def test_refused_access_is_logged(client, town: Town):
    client.force_login(town["cm3"])
    client.get(reverse("desk:case", args=[town.files["protected"].pk]))
    with as_owner():
        entry = Access.objects.get(user=town["cm3"])
        assert (entry.case_id, entry.outcome) == (town.files["protected"].pk, Access.Outcome.REFUSED)


def test_an_anonymous_request_after_a_logged_in_one_acts_for_nobody(client, town: Town):
    from django.db import DataError

    from fahrwasser.cases.models import Case

    client.force_login(town["cm1"])
    client.get(reverse("desk:case", args=[town.files["normal"].pk]))
    client.logout()
    client.get(reverse("account_login"))
    with pytest.raises(DataError):
        Case.objects.count()


def test_after_a_hand_over_the_pages_follow_the_case(client, town: Town):
    case = town.files["sensitive"]
    with acting_as(town["cm1"].pk):
        cases.hand_over(case=case, to=town["cm3"], unit=town.team, by=town["cm1"], now=NOW)
    page = reverse("desk:case", args=[case.pk])
    for person, status in (("cm1", 404), ("cm3", 200)):
        client.force_login(town[person])
        assert client.get(page).status_code == status
