"""The newspaper's sentences, from the demo town as it stood on its key date (domain.md 3.3)."""

from datetime import date

import pytest
from django.urls import reverse

from fahrwasser.accounts.models import User
from fahrwasser.core.acting import acting_as
from fahrwasser.demo.generator import populate
from fahrwasser.reporting import queries
from tests.conftest import as_owner

KEY_DATE = date(2019, 9, 4)
SENTENCES = (
    "bis zu 800 Personen",
    "rund 100 mit Flüchtlingsstatus",
    "mehr als 600 Kontakte seit dem 1. März",
    "rund 70 laufende Beratungen",
    "sechs Case Manager:innen",
)
READERS = ("leitung", "koordination", "cm1", "cm6")


@pytest.fixture
def people(db):
    with as_owner():
        populate(key_date=KEY_DATE)
    return {user.email.split("@")[0]: user for user in User.objects.all()}


def test_the_report_reads_as_the_newspaper_did(people, client, settings):
    settings.FAHRWASSER_TODAY, settings.FAHRWASSER_MFA_REQUIRED = KEY_DATE.isoformat(), False
    pages = []
    for reader in READERS:
        client.force_login(people[reader])
        pages.append(client.get(reverse("reporting:one_pager")).content.decode().split("<article")[1])
        assert [part for part in SENTENCES if part not in pages[-1]] == []
    assert len({page.split("</article>")[0] for page in pages}) == 1


def test_the_figures_behind_the_sentences(people):
    reader = people["leitung"]
    with acting_as(reader.pk):
        programme = queries.programme_for(reader)
        assert programme is not None
        counted = queries.figures(programme.controller_id, programme.starts_on, KEY_DATE)
    assert programme.starts_on == date(2019, 3, 1)
    assert sum(counted.contacts.values()) == 612
    assert counted.running == 70
