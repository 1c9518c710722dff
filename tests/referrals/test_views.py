"""The pages: the worker on the case, a colleague of the unit, a stranger; and the provider's two."""

import re
from datetime import date

import pytest
from django.urls import reverse

from fahrwasser.audit.models import Access
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Consent
from fahrwasser.core.acting import acting_as
from fahrwasser.referrals import actions
from fahrwasser.referrals.models import Referral
from tests.conftest import as_owner
from tests.referrals.conftest import SHELTER
from tests.referrals.test_actions import AT_1230, EMERGENCY

IN_ORDER = ("first_name", "languages", "interpreter_need", "safe_phone", "due_date")
BY_PHONE = {"was": "sent", "told_by": "K", "told_how": "phone", "told_at": "09.03.2026 12:40"}
OUTSIDERS = ("cm3", "other_team_cm", "coordinator", "head", "assistant", "provider", "foreigners_office", "admin")


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_TODAY = "2026-03-09T16:00"


def new_url(scene, need="midwife", offer="midwife"):
    return reverse("referrals:new", args=[scene.needs[need].pk, scene.offers[offer].pk])


def filled(**changes):
    return {
        "act": "send", "categories": list(IN_ORDER), "shown": ",".join(IN_ORDER),
        "ground": "new", "consent_form": "oral", "witness": "SM-1", "language": "ar", "channel": "portal", **changes,
    }  # fmt: skip


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def without_token(response):
    return re.sub(r"[A-Za-z0-9_-]{43,}", "", text(response))


def test_what_is_previewed_is_what_is_sent(scene, client):
    client.force_login(scene.town["cm1"])
    page = text(client.get(new_url(scene)))
    for words in ("Rana", "Arabisch", "13.04.2026", "0171 39200 34", "nötig", "Nur diese Nummer"):
        assert words in page
    response = client.post(new_url(scene), filled())
    with as_owner():
        referral = Referral.objects.select_related("packet").get()
    assert response.url == reverse("referrals:referral", args=[referral.pk])
    assert referral.packet.content[0]["value"] == "Rana"
    assert "So wurde es gesendet" in text(client.get(response.url))


def test_a_changed_choice_is_shown_again_before_it_is_sent(scene, client):
    client.force_login(scene.town["cm1"])
    response = client.post(new_url(scene), filled(categories=["first_name"], reason="😀 bleibt stehen"))
    page = text(response)
    assert "Die Auswahl hat sich geändert" in page
    assert "😀 bleibt stehen" in page
    assert 'name="shown" value="first_name"' in page
    with as_owner():
        assert not Referral.objects.exists()


def test_the_preview_asks_for_nothing_else(scene, client):
    client.force_login(scene.town["cm1"])
    page = text(client.post(new_url(scene), {"act": "preview", "categories": ["first_name"]}))
    assert "Bitte" not in page.split("<form")[1].split("Fehler")[0] or "kern-error" not in page
    assert "0171 39200 34" not in page


def test_a_condition_that_fails_wants_a_reason(scene, client):
    client.force_login(scene.town["cm1"])
    url = f"{new_url(scene)}?abweichung=UR-06,UR-99"
    page = text(client.get(url))
    assert "keine (passende) Kinderbetreuung" in page
    assert "UR-99</span>" not in page
    page = text(client.post(url, filled(abweichung="UR-06")))
    assert "Warum geht es doch?" in page
    with as_owner():
        assert not Referral.objects.exists()
    told = {"abweichung": "UR-06", "override_reason": "own_wish", "override_words": "Sie kennt die Hebamme."}
    client.post(url, filled(**told))
    with as_owner():
        assert Referral.objects.get().override_reason == "own_wish"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ground": ""}, "geht nichts hinaus"),
        ({"ground": "basis:vital_interest", "reason": "Gefahr"}, "Auswahl"),
        ({"ground": "basis:public_task", "reason": "Hilfe"}, "Dafür braucht es eine Einwilligung"),
        ({"ground": "basis:court_order"}, "Auswahl"),
        ({"witness": ""}, "Zeugin oder einen Zeugen"),
        ({"ground": "basis:public_task", "reason": "x" * 100_000}, "höchstens 300 Zeichen"),
        ({"channel": "pigeon"}, "Auswahl"),
    ],
)
def test_a_refusal_stands_on_the_page_in_words(scene, client, change, sentence):
    client.force_login(scene.town["cm1"])
    response = client.post(new_url(scene), filled(**change))
    assert response.status_code == 200
    assert sentence in text(response)
    with as_owner():
        assert not Referral.objects.exists()


def test_the_shelter_told_by_telephone_begun_and_its_sibling_taken_back(scene, client, settings):
    first = scene.send("shelter", "shelter", SHELTER, EMERGENCY, now=AT_1230)
    other = scene.send("shelter_2", "shelter", SHELTER, EMERGENCY, now=AT_1230)
    settings.FAHRWASSER_TODAY = "2026-03-10"
    client.force_login(scene.town["cm2"])
    told = {
        "was": "sent", "state": "accepted", "starts_on": "10.03.2026", "told_by": "Frau Kern", "told_how": "phone",
        "told_at": "09.03.2026 15:40",
    }  # fmt: skip
    client.post(reverse("referrals:told", args=[first.pk]), told)
    page = text(client.get(reverse("referrals:referral", args=[first.pk])))
    assert "gesagt von Frau Kern, am Telefon, 09.03.2026, 15:40 Uhr" in page
    response = client.post(reverse("referrals:start", args=[first.pk]), {"started_on": "10.03.2026"})
    assert response.url == reverse("referrals:siblings", args=[first.pk])
    assert "OF-02 Schutzwohnung" in text(client.get(response.url))
    client.post(response.url, {"chosen": [str(other.pk)]})
    assert scene.fresh(first).started_on == date(2026, 3, 10)
    assert scene.fresh(other).state == "withdrawn"
    page = text(client.get(reverse("referrals:referral", args=[first.pk])))
    assert re.search(r"09.03.2026</td>.*Platz zugesagt.*Cm2.*10.03.2026</td>.*Begonnen", page)


@pytest.mark.parametrize(
    ("step", "told", "sentence"),
    [
        ("told", {**BY_PHONE, "state": "declined"}, "nennen Sie den Grund"),
        ("told", {**BY_PHONE, "state": "accepted", "told_at": "31.02.2026 12:40"}, "Diesen Zeitpunkt gibt es nicht"),
        ("told", {**BY_PHONE, "state": "accepted", "starts_on": "01.01.2026"}, "liegt vor der Anfrage"),
        ("told", {**BY_PHONE, "state": "finished"}, "Auswahl"),
        ("withdraw", {"reason_code": ""}, "nennen Sie den Grund"),
        ("withdraw", {"reason_code": "other", "words": ""}, "in einem Satz"),
    ],
)
def test_bad_input_is_answered_at_the_field(scene, client, step, told, sentence):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["cm1"])
    page = text(client.post(reverse(f"referrals:{step}", args=[referral.pk]), told))
    assert sentence in page
    assert scene.fresh(referral).state == "sent"


def test_a_step_that_is_no_longer_possible_says_so(scene, client):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["cm1"])
    response = client.post(reverse("referrals:finish", args=[referral.pk]), {"result": "met"}, follow=True)
    assert "Das geht bei diesem Stand nicht mehr." in text(response)


@pytest.mark.parametrize("person", OUTSIDERS)
def test_outsiders_get_the_page_that_never_was(scene, client, person):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town[person])
    names = ("referral", "told", "start", "withdraw", "enter_in_error", "siblings")
    urls = [reverse(f"referrals:{name}", args=[referral.pk]) for name in names]
    urls += [new_url(scene), reverse("referrals:withdraw_consent", args=[referral.consent_id])]
    missing = client.get(reverse("referrals:referral", args=[scene.offers["course"].pk]))
    for url in urls:
        response = client.get(url)
        assert response.status_code == 404
        assert "Rana" not in text(response)
    assert without_token(missing) == without_token(client.get(urls[0]))


def test_the_list_groups_and_asks_few_questions(scene, client, settings, django_assert_max_num_queries):
    scene.send(now=AT_1230)
    scene.send("shelter", "shelter", SHELTER, EMERGENCY, now=AT_1230)
    scene.send("course", "course", ("first_name",), now=AT_1230)
    settings.FAHRWASSER_TODAY = "2026-03-13"
    client.force_login(scene.town["cm1"])
    with django_assert_max_num_queries(20):
        page = text(client.get(reverse("referrals:referrals")))
    assert page.index("Wartet zu lange") < page.index("Hebamme mit Hausbesuch") < page.index("Sprachkurs A1")
    assert "4 Tage" in page


def test_a_colleague_of_the_unit_sees_an_empty_list(scene, client):
    scene.send(now=AT_1230)
    client.force_login(scene.town["cm3"])
    assert "Noch keine Vermittlung" in text(client.get(reverse("referrals:referrals")))


def test_taking_back_a_consent_lists_what_went_out(scene, client):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["cm1"])
    url = reverse("referrals:withdraw_consent", args=[referral.consent_id])
    page = text(client.post(url, follow=True))
    assert "1 Vermittlung ist zurückgezogen" in page
    assert "Hebammenpraxis Probe" in page
    assert scene.fresh(referral).state == "withdrawn"
    client.post(url)  # a second time changes nothing


def test_the_page_of_consents_leads_to_the_one_way_of_taking_back(scene, client):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["cm1"])
    link = f'href="{reverse("referrals:withdraw_consent", args=[referral.consent_id])}"'
    consents = reverse("clients:consents", args=[referral.case_id])
    assert link in text(client.get(consents))
    client.post(reverse("referrals:withdraw_consent", args=[referral.consent_id]))
    assert link not in text(client.get(consents))


def test_a_consent_revoked_elsewhere_hides_the_packet_and_can_still_be_followed_up(scene, client):
    referral = scene.send(now=AT_1230)
    with acting_as(scene.town["cm1"].pk):
        clients.revoke_consent(consent=Consent.objects.get(), by=scene.town["cm1"], now=AT_1230)
    client.force_login(scene.town["provider"])
    assert client.get(packet_url(scene, referral)).status_code == 404
    client.force_login(scene.town["cm1"])
    client.post(reverse("referrals:withdraw_consent", args=[referral.consent_id]))
    assert scene.fresh(referral).state == "withdrawn"


# The provider


def packet_url(scene, referral):
    return reverse("referrals:packet", args=[scene.fresh(referral).packet.pk])


YES = {"was": "sent", "state": "accepted", "starts_on": "12.03.2026", "first_contact": "we_call_interpreted"}


def test_the_provider_answers_in_one_page(scene, client, django_assert_max_num_queries):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["provider"])
    assert "Hebamme mit Hausbesuch" in text(client.get(reverse("referrals:inbox")))
    with django_assert_max_num_queries(20):
        page = text(client.get(packet_url(scene, referral)))
    assert "Mittwoch, 11.03.2026" in page
    assert "<title>Anfrage" in page
    for hidden in ("Gewalt", "Schutzstufe", scene.case.number, "LA06", str(scene.case.pk), str(referral.pk)):
        assert hidden not in page
    response = client.post(packet_url(scene, referral), YES, follow=True)
    assert "Vielen Dank" in text(response)
    assert scene.fresh(referral).state == "accepted"
    with as_owner():
        assert Access.objects.filter(user=scene.town["provider"], page="referrals:packet").exists()


def test_the_second_tab_is_told_that_it_is_answered(scene, client):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["provider"])
    client.post(packet_url(scene, referral), YES)
    page = text(client.post(packet_url(scene, referral), {**YES, "starts_on": "13.03.2026"}))
    assert "inzwischen schon beantwortet" in page
    assert scene.fresh(referral).starts_on == date(2026, 3, 12)


def test_after_a_no_the_page_is_gone(scene, client):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["provider"])
    url = packet_url(scene, referral)
    response = client.post(url, {"was": "sent", "state": "declined", "reason_code": "no_place"})
    assert response.url == reverse("referrals:inbox")
    assert client.get(url).status_code == 404
    assert client.post(url, YES).status_code == 404


@pytest.mark.parametrize("step", ["withdraw", "enter_in_error"])
def test_when_the_city_ends_it_the_page_is_gone(scene, client, step):
    referral = scene.send(now=AT_1230)
    with acting_as(scene.town["cm1"].pk):
        if step == "withdraw":
            actions.end_with_reason(
                referral=referral, state="withdrawn", reason_code="no_interest", words="", by=scene.town["cm1"],
                now=AT_1230,
            )  # fmt: skip
        else:
            actions.enter_in_error(referral=referral, words="", by=scene.town["cm1"], now=AT_1230)
    client.force_login(scene.town["provider"])
    assert client.get(packet_url(scene, referral)).status_code == 404
    assert "Zurzeit wartet keine Anfrage" in text(client.get(reverse("referrals:inbox")))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"was": "sent"}, "wählen Sie eine Antwort"),
        ({"was": "sent", "state": "accepted"}, "Ab wann ist der Platz frei?"),
        ({"was": "sent", "state": "accepted", "starts_on": "32.03.2026"}, "Dieses Datum gibt es nicht"),
        ({"was": "sent", "state": "waiting"}, "Platz auf der Warteliste"),
        ({"was": "sent", "state": "waiting", "waiting_position": "-1"}, "Der erste Platz"),
        ({"was": "sent", "state": "question"}, "schreiben Sie Ihre Frage"),
        ({"was": "sent", "state": "declined"}, "nennen Sie den Grund"),
        ({"was": "sent", "state": "declined", "reason_code": "other", "words": "\u202eمرحبا" * 100}, "300 Zeichen"),
        ({"was": "nonsense", "state": "accepted", "starts_on": "12.03.2026"}, "Vielen Dank"),
    ],
)
def test_what_a_provider_mistypes_is_answered_at_the_field(scene, client, told, sentence):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.town["provider"])
    assert sentence in text(client.post(packet_url(scene, referral), told, follow=True))


@pytest.mark.parametrize("person", ["other_provider", "cm1", "cm3", "coordinator", "foreigners_office", "head"])
def test_others_do_not_find_the_packet(scene, client, person):
    referral = scene.send(now=AT_1230)
    client.force_login(scene.people.get(person) or scene.town[person])
    assert client.get(packet_url(scene, referral)).status_code == 404


def test_without_log_in_one_is_asked_to_log_in(scene, client):
    referral = scene.send(now=AT_1230)
    for url in (packet_url(scene, referral), reverse("referrals:inbox"), new_url(scene)):
        assert client.get(url).status_code == 302
