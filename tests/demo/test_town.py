"""The whole demo town: people, files, directory and running referrals, loaded once."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from fahrwasser.accounts.models import Membership, User
from fahrwasser.cases.models import Case
from fahrwasser.contacts.forms import ContactForm
from fahrwasser.core.models import Row
from fahrwasser.demo import town
from fahrwasser.demo.data import read
from fahrwasser.offers.models import Offer
from fahrwasser.referrals.models import Packet, Referral
from fahrwasser.work.forms import kept
from fahrwasser.work.models import Draft
from tests.conftest import as_owner

DEMO = date(2026, 3, 9)  # the day of the rig
STATES = {"sent", "waiting", "accepted", "question", "declined", "started"}


@pytest.fixture
def loaded(db: None):
    with as_owner():
        assert town.load() is True
        yield


def everything() -> Counter[tuple[type[Model], str]]:
    """All rows by their keys and versions: a second load may neither add nor rewrite any."""
    models = [model for model in Row.__subclasses__() if not model._meta.abstract]
    return Counter((model, str(row)) for model in models for row in model._default_manager.values_list())


def test_loading_twice_changes_nothing(loaded: None):
    before = everything()
    assert town.load() is False
    assert everything() == before


def test_every_provider_with_a_log_in_has_offers_and_something_to_answer(loaded: None):
    bodies = set(Membership.objects.filter(role="provider").values_list("unit__controller", flat=True))
    assert len(bodies) == 2
    for body in bodies:
        assert Offer.objects.filter(provider=body).exists()
        assert Packet.objects.filter(recipient=body, active=True, referral__state="sent").exists()


def test_every_referral_of_the_file_runs(loaded: None):
    made = Referral.objects.values_list("need__code", "offer__code")
    assert sorted(made) == sorted((entry["need"], entry["offer"]) for entry in read("referrals"))
    assert set(Referral.objects.values_list("state", flat=True)) >= STATES
    assert not Referral.objects.filter(consent=None).exists()
    assert not Referral.objects.filter(sent_at__date__gt=DEMO).exists()
    husbands = Referral.objects.get(case__clients__first_name="Omar", case__clients__last_name="D. (Demo)")
    assert (husbands.offer.code, husbands.state) == ("OF-30", "started")


def test_two_case_managers_have_a_draft_that_their_form_can_go_on_with(loaded: None):
    drafts: Any = Draft.objects.select_related("user")
    assert sorted(draft.user.email for draft in drafts) == ["cm2@demo.example", "cm5@demo.example"]
    for draft in drafts:
        assert draft.label.endswith("(Demo)")
        assert kept(draft.user, draft.form).initial(ContactForm)["facts"]


def test_the_colleagues_of_a_protected_file_do_not_know_of_it(loaded: None):
    protected = Case.objects.filter(level=2)
    named = [key for case in protected for key in (case.lead_id, case.second_id) if key]
    for user in User.objects.filter(memberships__role="case_manager").exclude(pk__in=named):
        assert not protected.filter(pk__in=Case.objects.visible_to(user)).exists()
