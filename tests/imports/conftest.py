"""Whoever takes cases over, in the browser."""

import pytest

from tests.town import Town


@pytest.fixture
def coordinator(client, town: Town, settings):
    settings.FAHRWASSER_MFA_REQUIRED = False
    settings.FAHRWASSER_TODAY = "2026-03-09"
    client.force_login(town["coordinator"])
    return client
