"""The front desk's pages with a worker on the case, a colleague of the unit, a stranger, and bad input."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from fahrwasser.clients.models import Client
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.ids import new_id
from fahrwasser.intake import actions, rules
from fahrwasser.intake.models import Enquiry
from fahrwasser.work.models import Draft
from tests.conftest import as_owner
from tests.town import NOW, Town

TOKEN = re.compile(r'"\w{64}"')
YES, NO = rules.Answer.YES, rules.Answer.NO
IN_DANGER = rules.Safety(can_speak="yes", danger="yes", safe_way="SMS vormittags")
SAFE = rules.Safety(can_speak="yes", danger="no", phone="0221 4710 200")


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def enquiry(town, safety=SAFE, second=None, concern="Wohnung gekündigt"):
    with acting_as(town["cm1"].pk):
        return actions.take(
            by=town["cm1"], now=NOW, call=rules.Call(NOW, "self", concern=concern), lead=town["cm1"],
            person=rules.Person("Rana", "Demo"), safety=safety, second=town[second] if second else None,
        )  # fmt: skip


def typed(town, **changes):
    return {
        "entry": str(new_id()), "received_at": "09.03.2026 00:01", "channel": "self", "first_name": "Rana",
        "concern": "Braucht Hilfe", "can_speak": "yes", "danger": "no", "lead": str(town["cm1"].pk), **changes,
    }  # fmt: skip


def stored():
    with as_owner():
        return Enquiry.objects.count()


def test_an_enquiry_is_taken(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:new"), typed(town), follow=True)
    assert answer.redirect_chain[0][0].startswith("/anfragen/")
    assert "Rana" in answer.content.decode()


def test_the_page_is_prefilled(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.get(reverse("intake:new")).content.decode()
    assert "09.03.2026" in answer
    assert f'value="{town["cm1"].pk}" selected' in answer


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_at": "31.02.2026 09:00"}, "Diesen Zeitpunkt gibt es nicht"),
        ({"received_at": "10.03.2026 23:59"}, "in der Zukunft"),
        ({"birth_date": "01.01.2031"}, "Geburtsdatum liegt in der Zukunft"),
        ({"birth_date": "gestern"}, "Dieses Datum gibt es nicht"),
        ({"danger": "yes"}, "zweite Fallführung"),
        ({"concern": "x" * 100_000}, "zu lang"),
        ({"immediate": ["LA99.9"]}, "LA99.9"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, town: Town, changes, sentence):
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:new"), typed(town, last_name="Ümläut 👩‍👧 رنا", **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "Ümläut 👩‍👧 رنا" in answer.content.decode()
    assert stored() == 0


def test_who_may_not_open_it_comes_back_to_the_list(client, town: Town):
    client.force_login(town["cm3"])
    changes = {"danger": "yes", "second": str(town["cm2"].pk), "safe_way": "SMS"}
    answer = client.post(reverse("intake:new"), typed(town, **changes), follow=True)
    assert answer.redirect_chain == [("/anfragen/", 302)]
    assert "Rana" not in answer.content.decode()
    assert stored() == 1


def test_a_protected_enquiry_is_in_the_list_of_two_people_only(client, town: Town):
    case = enquiry(town, IN_DANGER, "cm2", concern="Ein Satz nur für zwei")
    for person, sees in (("cm1", True), ("cm2", True), ("cm3", False), ("coordinator", False)):
        client.force_login(town[person])
        answer = client.get(reverse("intake:enquiries")).content.decode()
        assert (case.number in answer or "Ein Satz nur für zwei" in answer) is sees, person


def test_a_colleague_knows_number_and_lead_of_a_normal_one(client, town: Town):
    case = enquiry(town)
    client.force_login(town["cm3"])
    answer = client.get(reverse("intake:enquiries")).content.decode()
    assert case.number in answer
    assert "Wohnung gekündigt" not in answer
    assert "Rana" not in answer


@pytest.mark.parametrize("view", ["intake:enquiry", "intake:decide"])
def test_a_hidden_file_and_none_are_the_same_page(client, town: Town, view):
    hidden, missing = enquiry(town, IN_DANGER, "cm2").pk, new_id()
    client.force_login(town["cm3"])
    answers = [client.get(reverse(view, args=[key])) for key in (hidden, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [a.content.decode().replace(str(key), "") for a, key in zip(answers, (hidden, missing), strict=True)]
    assert len({TOKEN.sub("", page) for page in pages}) == 1


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_team_cm"])
def test_colleagues_and_strangers_do_not_open_it(client, town: Town, person):
    case = enquiry(town)
    client.force_login(town[person])
    assert client.get(reverse("intake:enquiry", args=[case.pk])).status_code == 404
    assert client.post(reverse("intake:decide", args=[case.pk]), {"decision": "declined"}).status_code == 404


@pytest.mark.parametrize("person", ["head", "assistant", "provider", "officer", "foreigners_office"])
@pytest.mark.parametrize("view", ["intake:enquiries", "intake:new", "intake:emergency"])
def test_the_desk_is_for_those_who_take_enquiries(client, town: Town, person, view):
    client.force_login(town[person])
    assert client.get(reverse(view)).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(client, town: Town, django_assert_max_num_queries):
    for _ in range(5):
        enquiry(town)
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(30):
        client.get(reverse("intake:enquiries"))


def test_markup_is_shown_as_text(client, town: Town):
    case = enquiry(town, concern="<script>alert(1)</script>")
    client.force_login(town["cm1"])
    for url in (reverse("intake:enquiries"), reverse("intake:enquiry", args=[case.pk])):
        answer = client.get(url).content.decode()
        assert "<script>alert" not in answer
        assert "&lt;script&gt;alert" in answer


def test_the_emergency_path_takes_four_answers(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(
        reverse("intake:emergency"),
        {
            "entry": str(new_id()), "first_name": "Rana", "immediate": ["LA01.1", "LA03.1"], "danger": "yes",
            "safe_way": "SMS",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    with acting_as(town["cm2"].pk):
        case = Enquiry.objects.select_related("case").get().case
        assert case.level == 2
        assert Client.objects.get(case=case).first_name == "Rana"


def test_the_second_name_of_last_time_is_prefilled(client, town: Town):
    client.force_login(town["cm1"])
    assert f'value="{town["cm2"].pk}" selected' in client.get(reverse("intake:emergency")).content.decode()


def criteria(**changes):
    answers = dict.fromkeys(("complexity", "actors", "regular_way_fails", "wish"), "yes")
    return {**answers, "overload": "unclear", "elsewhere": "", **changes}


def test_the_proposal_is_shown_and_decides_nothing(client, town: Town):
    case = enquiry(town)
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:decide", args=[case.pk]), criteria(preview="1"))
    assert "<b>Case Management</b>" in answer.content.decode()
    with acting_as(town["cm1"].pk):
        assert Enquiry.objects.get(case=case).decision == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "wie es weitergeht"),
        ({"decision": "short_advice"}, "weichen vom Vorschlag ab"),
        ({"decision": "case_management", "wish": "unclear"}, "nur, wenn die Person es will"),
        ({"decision": "case_management"}, "wie die Person der Teilnahme zugestimmt hat"),
        ({"decision": "case_management", "agreement": "oral"}, "Mündlich genügt nur im Notfall"),
        ({"decision": "waiting_list", "reason": "voll"}, "Wann sehen Sie wieder nach?"),
        ({"decision": "referred_on", "reason": "x"}, "Nennen Sie die Stelle, an die"),
        ({"decision": "everything"}, "everything"),
    ],
)
def test_decisions_are_refused_at_their_field(client, town: Town, changes, sentence):
    case = enquiry(town)
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:decide", args=[case.pk]), criteria(**{"reason": "", **changes}))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_a_decision(client, town: Town):
    case = enquiry(town)
    client.force_login(town["cm1"])
    answer = client.post(
        reverse("intake:decide", args=[case.pk]), criteria(decision="case_management", agreement="paper")
    )
    assert answer.status_code == 302
    with acting_as(town["cm1"].pk):
        case.refresh_from_db()
    assert case.kind == "case_management"


def test_a_draft_comes_back_and_goes_when_the_form_is_saved(client, town: Town):
    client.force_login(town["cm1"])
    url = reverse("work:draft") + "?seite=/anfragen/neu/"
    body = "first_name=Amal&concern=Noch+nicht+fertig&draft_label=Anfrage"
    assert client.post(url, body, content_type="application/x-www-form-urlencoded").status_code == 204
    assert "Noch nicht fertig" in client.get(reverse("intake:new")).content.decode()
    client.post(reverse("intake:new"), typed(town))
    with as_owner():
        assert not Draft.objects.exists()


def decided(town, case, decision, **outcome):
    with acting_as(town["cm1"].pk):
        return actions.decide(
            enquiry=Enquiry.objects.get(case=case), by=town["cm1"], now=NOW, outcome=rules.Outcome(decision, **outcome),
            criteria=rules.Criteria(NO, NO, NO, NO, wish=YES), agreement="paper",
        )  # fmt: skip


def test_the_form_asks_for_twelve_things_at_most_before_it_is_saved(client, town: Town):
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:new"), {"entry": str(new_id())})
    assert len(answer.context["form"].errors) <= 12
    assert stored() == 0


def test_what_is_prefilled_in_the_emergency_may_be_left_alone(client, town: Town):
    client.force_login(town["coordinator"])
    answers = {"first_name": "Rana", "immediate": ["LA01.1"], "danger": "yes", "safe_way": "SMS"}
    answer = client.post(reverse("intake:emergency"), {"entry": str(new_id()), **answers})
    assert answer.status_code == 302
    assert stored() == 1
    assert len(client.post(reverse("intake:emergency"), {"entry": ""}).context["form"].errors) == 4


@pytest.mark.parametrize("view", ["intake:safety", "intake:decide", "intake:advice", "intake:enquiry"])
def test_pages_of_short_advice_are_for_the_people_of_the_file(client, town: Town, view):
    case = decided(town, enquiry(town), "short_advice")
    for person, status in (("cm1", 200), ("cm3", 404), ("other_city_cm", 404)):
        client.force_login(town[person])
        assert client.get(reverse(view, args=[case.pk])).status_code == status, person


def test_the_list_shows_waiting_list_and_short_advice_to_their_own_people(client, town: Town):
    review = NOW.date() + timedelta(days=14)
    waits = decided(town, enquiry(town), "waiting_list", reason="Alle Plätze sind belegt.", review_on=review)
    advised = decided(town, enquiry(town), "short_advice")
    for person, sees in (("cm1", True), ("cm3", False)):
        client.force_login(town[person])
        answer = client.get(reverse("intake:enquiries")).content.decode()
        for case in (waits, advised):
            assert (str(case.pk) in answer) is sees, person


def test_the_clock_of_a_decision_is_shown_in_words(client, settings, town: Town):
    enquiry(town)
    client.force_login(town["cm1"])
    for day, words in (("10", "noch 2 Arbeitstage"), ("11", "noch 1 Arbeitstag"), ("12", "heute entscheiden")):
        settings.FAHRWASSER_TODAY = f"2026-03-{day}T09:00"
        assert words in client.get(reverse("intake:enquiries")).content.decode()
    settings.FAHRWASSER_TODAY = "2026-03-13T09:00"
    assert "überfällig" in client.get(reverse("intake:enquiries")).content.decode()


def test_short_advice_is_ended_on_its_page(client, town: Town):
    case = decided(town, enquiry(town), "short_advice")
    client.force_login(town["cm1"])
    page = reverse("intake:advice", args=[case.pk])
    refused = client.post(page, {"outcome": "closed", "words": " ", "body_name": "Ümläut رنا"})
    assert "womit die Beratung endet" in refused.content.decode()
    assert "Ümläut رنا" in refused.content.decode()
    assert client.post(page, {"outcome": "closed", "words": "geklärt"}).status_code == 302
    assert client.get(page).status_code == 302
    again = client.post(reverse("intake:again", args=[case.pk]))
    assert again.url == reverse("intake:decide", args=[case.pk])


def test_only_ended_short_advice_is_taken_up_again(client, town: Town):
    case = enquiry(town)
    client.force_login(town["cm1"])
    answer = client.post(reverse("intake:again", args=[case.pk]), follow=True)
    assert "Nur eine Kurzberatung" in answer.content.decode()


def test_safety_questions_once_more(client, town: Town):
    case = enquiry(town)
    client.force_login(town["cm1"])
    page = reverse("intake:safety", args=[case.pk])
    assert "0221 4710 200" in client.get(page).content.decode()
    refused = client.post(page, {"can_speak": "yes", "danger": "yes", "safe_way": "SMS"})
    assert "zweite Fallführung" in refused.content.decode()
    answers = {"can_speak": "yes", "danger": "yes", "safe_way": "SMS", "second": str(town["cm2"].pk)}
    assert client.post(page, answers).status_code == 302
    assert "Schutzstufe 2" in client.get(reverse("intake:enquiry", args=[case.pk])).content.decode()


def test_a_brief_information_is_counted_once_and_without_a_name(client, town: Town):
    client.force_login(town["cm1"])
    answers = {"entry": str(new_id()), "type": "TEL", "topic": "LA04", "facts": "Wo man Kindergeld beantragt."}
    for _ in range(2):
        assert client.post(reverse("intake:brief"), answers).status_code == 302
    with acting_as(town["cm1"].pk):
        told = Contact.objects.get(case=None)
        assert (told.type, told.topic, told.counterpart, told.direction) == ("TEL", "LA04", "", "in")


def test_the_decision_knows_what_the_file_says(client, town: Town):
    with acting_as(town["cm1"].pk):
        case = actions.take(
            by=town["cm1"], now=NOW, call=rules.Call(NOW, "self"), lead=town["cm1"], safety=SAFE,
            person=rules.Person("Amin", birth_date=date(2010, 1, 5)),
        )  # fmt: skip
    client.force_login(town["cm1"])
    answer = client.get(reverse("intake:decide", args=[case.pk])).content.decode()
    assert "Jugendamt zuerst" in answer
    assert "Unter 18, und niemand mit Sorgerecht ist bekannt." in answer
