"""Passkeys: one touch logs in, and only the touch of the right person."""

import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.passkey import Passkey
from tests.town import PASSWORD, Town


@pytest.fixture(autouse=True)
def _must(settings):
    settings.FAHRWASSER_MFA_REQUIRED = True


@pytest.fixture
def visit():
    """A new browser at the same host; passkeys know no port and no other name."""
    return lambda: Client(headers={"host": "localhost"})


def confirm(client):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def enrol(client, user, passkey: Passkey, name="Diensttelefon"):
    client.force_login(user)
    confirm(client)
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    return client.post(reverse("mfa_add_webauthn"), {"name": name, "credential": json.dumps(passkey.create(options))})


def options_to_log_in(client):
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    return answer.json()["request_options"]


def touch(client, passkey: Passkey):
    return send(client, passkey.get(options_to_log_in(client)))


def send(client, credential):
    return client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})


def is_in(client) -> bool:
    return bool(client.get(reverse("desk:my_day")).status_code == 200)


def test_one_touch_logs_in_and_is_the_second_factor_too(visit, town: Town):
    phone = Passkey()
    answer = enrol(visit(), town["cm1"], phone)
    assert answer.url == reverse("mfa_view_recovery_codes")
    other = visit()
    assert touch(other, phone).url == "/"
    assert is_in(other)


def test_a_passkey_is_the_second_step_after_the_password(visit, town: Town):
    phone = Passkey()
    enrol(visit(), town["cm1"], phone)
    client = visit()
    answer = client.post(reverse("account_login"), {"login": town["cm1"].email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    options = client.get(answer.url).context["js_data"]["request_options"]
    client.post(answer.url, {"credential": json.dumps(phone.get(options))})
    assert is_in(client)


def test_whoever_has_a_passkey_has_recovery_codes(visit, town: Town):
    enrol(visit(), town["cm1"], Passkey())
    codes = Authenticator.objects.get(user=town["cm1"], type="recovery_codes").wrap().get_unused_codes()
    client = visit()
    client.post(reverse("account_login"), {"login": town["cm1"].email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(client)


def test_nobody_uses_the_passkey_of_somebody_else(visit, town: Town):
    mine, theirs = Passkey(), Passkey()
    enrol(visit(), town["cm1"], mine)
    enrol(visit(), town["cm2"], theirs)
    theirs.holder = mine.holder
    client = visit()
    touch(client, theirs)
    assert not is_in(client)
    client.post(reverse("account_login"), {"login": town["cm2"].email, "password": PASSWORD})
    options = client.get(reverse("mfa_authenticate")).context["js_data"]["request_options"]
    client.post(reverse("mfa_authenticate"), {"credential": json.dumps(mine.get(options))})
    assert not is_in(client)


def test_an_answer_counts_once_and_only_for_its_question(visit, town: Town):
    phone = Passkey()
    enrol(visit(), town["cm1"], phone)
    client = visit()
    overheard = phone.get(options_to_log_in(client))
    assert send(client, overheard).url == "/"
    client.logout()
    send(client, overheard)
    assert not is_in(client)
    options_to_log_in(client)
    send(client, overheard)
    assert not is_in(client)


@pytest.mark.parametrize("wrong", [Passkey(origin="https://localhost.example"), Passkey(verifies=False)])
def test_another_site_and_a_touch_without_finger_or_pin_are_refused(visit, town: Town, wrong: Passkey):
    phone = Passkey()
    enrol(visit(), town["cm1"], phone)
    wrong.key, wrong.id, wrong.holder = phone.key, phone.id, phone.holder
    client = visit()
    touch(client, wrong)
    assert not is_in(client)


def test_a_passkey_without_finger_or_pin_is_not_accepted(visit, town: Town):
    answer = enrol(visit(), town["cm1"], Passkey(verifies=False))
    assert "Mit diesem Passkey hat es nicht geklappt" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_removed_passkey_opens_nothing(visit, town: Town):
    phone, laptop = Passkey(), Passkey()
    client = visit()
    enrol(client, town["cm1"], phone)
    enrol(client, town["cm1"], laptop, name="Laptop")
    lost = next(kept for kept in Authenticator.objects.filter(type="webauthn") if str(kept) == "Diensttelefon")
    client.post(reverse("mfa_remove_webauthn", args=[lost.pk]))
    other = visit()
    touch(other, phone)
    assert not is_in(other)
    touch(other, laptop)
    assert is_in(other)


def test_nobody_removes_or_renames_the_passkey_of_somebody_else(visit, town: Town):
    enrol(visit(), town["cm1"], Passkey())
    theirs = Authenticator.objects.get(user=town["cm1"], type="webauthn")
    client = visit()
    enrol(client, town["cm2"], Passkey())
    for page in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(page, args=[theirs.pk]), {"name": "meins"}).status_code == 404
    theirs.refresh_from_db()
    assert str(theirs) == "Diensttelefon"


def test_without_any_factor_the_passkey_is_offered_first(visit, town: Town):
    client = visit()
    client.force_login(town["cm1"])
    answer = client.get(reverse("desk:my_day"))
    assert answer.url == reverse("mfa_index")
    assert "Passkey einrichten" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", "7", '"x"', '{"response": {"userHandle": 7}}', "kein JSON",
                                      '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}'])  # fmt: skip
def test_nonsense_is_refused_in_words(visit, town: Town, nonsense):
    client = visit()
    options_to_log_in(client)
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": nonsense}, follow=True)
    assert "Mit diesem Passkey hat es nicht geklappt" in answer.content.decode()
    client.force_login(town["cm1"])
    confirm(client)
    client.get(reverse("mfa_add_webauthn"))
    answer = client.post(reverse("mfa_add_webauthn"), {"credential": nonsense})
    assert "Mit diesem Passkey hat es nicht geklappt" in answer.content.decode()


def test_what_is_known_about_a_passkey_lies_sealed(visit, town: Town):
    phone = Passkey()
    enrol(visit(), town["cm1"], phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    for readable in ("credential", "Diensttelefon", "seed", "attestationObject"):
        assert readable not in stored


def test_a_passkey_written_past_the_application_is_no_passkey(visit, town: Town):
    enrol(visit(), town["cm1"], Passkey())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mfa_authenticator SET data = to_jsonb('gAAAAA'::text) WHERE type = 'webauthn'")
    with pytest.raises(InvalidToken):
        Authenticator.objects.get(type="webauthn")
