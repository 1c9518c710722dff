"""An enquiry about somebody who has a file already: shown, linked, closed, and taken back."""

from datetime import date

import pytest
from django.urls import reverse

from fahrwasser.clients.models import DuplicatePair
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.intake import actions, queries, rules
from fahrwasser.intake.models import Enquiry
from tests.town import NOW, Town

SAFE = rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200")
DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS")
PERSON = rules.Person("Rana", "Probe-Saleh", date(1992, 2, 3))


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def take(town, by="cm1", safety=SAFE, person=PERSON, **more):
    with acting_as(town[by].pk):
        second = town["cm2"] if safety.level else None
        return actions.take(
            by=town[by], now=NOW, call=rules.Call(NOW, "self"), person=person, lead=town[by], second=second,
            safety=safety, **more,
        )  # fmt: skip


def known_to(town, case, by="cm1"):
    with acting_as(town[by].pk):
        return [one.person for one in queries.maybe_known(case, town[by])]


def belongs(town, case, other, reason="Ausweis gesehen"):
    with acting_as(town["cm1"].pk):
        return actions.belongs_to(
            enquiry=Enquiry.objects.select_related("case").get(case=case), other=other, reason=reason, by=town["cm1"],
            now=NOW,
        )  # fmt: skip


def test_the_earlier_file_is_shown_with_its_reasons(client, town: Town):
    earlier, case = take(town), take(town)
    client.force_login(town["cm1"])
    answer = client.get(reverse("intake:enquiry", args=[case.pk])).content.decode()
    assert "Vielleicht schon bekannt" in answer
    assert earlier.number in answer


def test_a_protected_person_leaves_no_hint(town: Town):
    take(town, safety=DANGER)
    case = take(town, by="cm3")
    assert known_to(town, case, "cm3") == []


def test_it_closes_as_a_duplicate_and_its_contacts_are_found(town: Town):
    earlier, case = take(town), take(town)
    with acting_as(town["cm1"].pk):
        contacts.record(by=town["cm1"], now=NOW, case=case, type="TEL", at=NOW)
    (other,) = known_to(town, case)
    closed = belongs(town, case, other)
    assert (closed.state, closed.closing_reason) == ("closed", "andere_akte")
    with acting_as(town["cm1"].pk):
        enquiry = Enquiry.objects.get(case=case)
        assert (enquiry.decision, enquiry.decision_reason) == ("duplicate", "Ausweis gesehen")
        pair = DuplicatePair.objects.get(state="same")
        assert {pair.first_case_id, pair.second_case_id} == {earlier.pk, case.pk}
        assert Contact.objects.visible_to(town["cm1"]).filter(case=case).count() == 1


def test_taken_back_the_enquiry_waits_for_its_decision_again(town: Town):
    take(town)
    case = take(town)
    belongs(town, case, known_to(town, case)[0])
    with acting_as(town["cm1"].pk):
        enquiry = Enquiry.objects.select_related("case").get(case=case)
        actions.separate(enquiry=enquiry, by=town["cm1"], now=NOW)
        case.refresh_from_db()
        enquiry.refresh_from_db()
        assert (case.state, enquiry.decision) == ("open", "")
        assert not DuplicatePair.objects.filter(state="same").exists()
        with pytest.raises(NotAllowed):
            actions.separate(enquiry=enquiry, by=town["cm1"], now=NOW)


@pytest.mark.parametrize(("reason", "needs", "words"), [(" ", (), "woran"), ("x", ("LA03.1",), "noch offen")])
def test_nothing_gets_lost_in_a_closed_file(town: Town, reason, needs, words):
    take(town)
    case = take(town, immediate=needs)
    with pytest.raises(NotAllowed, match=words):
        belongs(town, case, known_to(town, case)[0], reason)


def test_at_the_browser_and_back(client, town: Town):
    take(town)
    case = take(town)
    client.force_login(town["cm1"])
    page = reverse("intake:known", args=[case.pk])
    person = known_to(town, case)[0]
    assert "Bitte füllen Sie" in client.post(page, {"person": str(person.pk)}).content.decode()
    assert client.post(page, {"person": str(person.pk), "reason": "sagt es selbst"}).status_code == 302
    answer = client.get(reverse("intake:enquiry", args=[case.pk])).content.decode()
    assert "Doch jemand anders" in answer
    assert person.case.number in answer
    assert client.post(reverse("intake:separate", args=[case.pk])).status_code == 302
    assert "Doch jemand anders" not in client.get(reverse("intake:enquiry", args=[case.pk])).content.decode()


@pytest.mark.parametrize("view", ["intake:known", "intake:separate"])
def test_strangers_find_no_such_page(client, town: Town, view):
    case = take(town)
    client.force_login(town["cm3"])
    assert client.post(reverse(view, args=[case.pk])).status_code == 404
