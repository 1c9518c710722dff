"""Log-in, the second factor as a must, and secrets that do not lie readable in the database."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.urls import reverse

from tests.town import PASSWORD, Town


@pytest.fixture(autouse=True)
def _must(settings):
    settings.FAHRWASSER_MFA_REQUIRED = True


def log_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_without_a_second_factor_every_page_leads_to_setting_one_up(client, town: Town):
    log_in(client, town["cm1"])
    for name in ("desk:my_day", "desk:cases", "desk:search"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url == reverse("mfa_index")


def test_with_a_second_factor_the_work_begins(client, town: Town):
    TOTP.activate(town["cm1"], generate_totp_secret())
    client.force_login(town["cm1"])
    assert client.get(reverse("desk:my_day")).status_code == 200


def test_the_secret_lies_encrypted(town: Town):
    secret = generate_totp_secret()
    TOTP.activate(town["cm1"], secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert secret not in stored
    assert "secret" not in stored


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, town: Town):
    answers = []
    for email in (town["cm1"].email, "niemand@probe.example"):
        body = client.post(reverse("account_login"), {"login": email, "password": "falsch"}).content.decode()
        answers.append(body[body.index('role="alert"') :].replace(email, "").split("csrfmiddlewaretoken")[0])
    assert answers[0] == answers[1]


def test_nobody_signs_up(client, db):
    response = client.get(reverse("account_signup"))
    assert "password1" not in response.content.decode()


def test_only_a_demo_switches_the_must_off():
    import subprocess
    import sys

    code = "from fahrwasser import settings; print(settings.FAHRWASSER_MFA_REQUIRED)"
    for demo, expected in (("0", "True"), ("1", "False")):
        environment = {"FAHRWASSER_DEMO": demo, "FAHRWASSER_MFA": "off", "PATH": ""}
        shown = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        assert shown.stdout.strip() == expected
