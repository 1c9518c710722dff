"""The demo municipality: its figures, its marks, its bounds, and that chance repeats itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, F, Max, Q

from fahrwasser.accounts.models import User
from fahrwasser.assessment.facts import from_json
from fahrwasser.assessment.models import Assessment, KnownFact, LanguageEvidence, MapTie, Need, RiskScreen
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.contacts.rules import CountsAs, counts_as
from fahrwasser.core.models import Row
from fahrwasser.demo import generator
from fahrwasser.demo.courses import CLOSED_ADVICE, CLOSED_CASES, OPEN_ENQUIRIES
from fahrwasser.intake.forms import CHANNELS
from fahrwasser.intake.models import Enquiry
from fahrwasser.plan.models import Goal, PlanVersion
from fahrwasser.reporting.models import Programme
from fahrwasser.work.models import Notice, Task
from tests.conftest import as_owner

ARTICLE = date(2019, 9, 4)
DEMO = date(2026, 3, 9)
KINDS = Case.Kind
PERSONAL_ROWS = [model for model in apps.get_models() if issubclass(model, Row)]


@pytest.fixture(params=[ARTICLE, DEMO], ids=["article", "demo"])
def key_date(request: Any, db: None):
    """The town of one key date, seen past all policies."""
    with as_owner():
        generator.populate(key_date=request.param)
        yield request.param


@pytest.fixture
def demo(db: None):
    with as_owner():
        generator.populate(key_date=DEMO)
        yield


def running(kind: str) -> int:
    return Case.objects.filter(kind=kind, state="open").count()


def client_contacts() -> int:
    return Contact.objects.filter(outcome="took_place").exclude(type="NETZ").count()


def test_the_figures_are_those_of_the_article(key_date: date):
    programme = Programme.objects.get()
    assert programme.starts_on == key_date - timedelta(days=187)
    assert (programme.target_group, programme.target_group_refugees) == (800, 100)
    assert (programme.positions, programme.source) == (Decimal("6.0"), "Demo")
    assert client_contacts() == 612
    assert running(KINDS.CASE_MANAGEMENT) + running(KINDS.SHORT_ADVICE) == 70
    assert User.objects.filter(memberships__role="case_manager").count() == 6


def test_the_programme_of_the_article_starts_on_the_first_of_march(db: None):
    with as_owner():
        generator.populate(key_date=ARTICLE)
        assert Programme.objects.get().starts_on == date(2019, 3, 1)


def test_the_house_counts_the_same_contacts(key_date: date):
    counted = [counts_as(*row) for row in Contact.objects.values_list("type", "outcome")]
    assert counted.count(CountsAs.CLIENT) == 612
    assert counted.count(CountsAs.NETWORK) == generator.CASE_NETWORK_CONTACTS + generator.MEETINGS
    assert counted.count(CountsAs.NO_SHOW) > 0


def test_nothing_lies_before_the_start_or_on_the_future_side(key_date: date):
    start = key_date - timedelta(days=187)
    days = [at.date() for at in Contact.objects.values_list("at", flat=True)]
    assert start <= min(days)
    assert max(days) <= key_date
    latest = Case.objects.aggregate(Max("opened_on"), Max("accepted_on"), Max("closed_on")).values()
    assert max(day for day in latest if day) <= key_date
    assert not PlanVersion.objects.filter(accepted_on__gt=key_date).exists()
    assert not Need.objects.filter(closed_on__gt=key_date).exists()


def test_contacts_lie_within_their_file(key_date: date):
    for contact in Contact.objects.exclude(case=None).select_related("case"):
        assert contact.case is not None
        assert contact.case.opened_on <= contact.at.date() <= (contact.case.closed_on or key_date)


def test_short_advice_keeps_its_limits(key_date: date):
    for case in Case.objects.filter(kind=KINDS.SHORT_ADVICE):
        assert 1 <= case.contacts.count() <= 3
        assert ((case.closed_on or key_date) - case.opened_on).days <= 30
    assert not PlanVersion.objects.filter(case__kind=KINDS.SHORT_ADVICE).exists()


def test_closed_files_are_closed_whole(key_date: date):
    closed = Case.objects.filter(state="closed")
    assert closed.exclude(kind=KINDS.ENQUIRY).count() == CLOSED_CASES + CLOSED_ADVICE
    assert not Need.objects.filter(case__in=closed, closed_on=None).exists()
    for case in closed.filter(closing_reason="kontakt_verloren"):
        assert case.contacts.filter(outcome__in=["not_met", "not_reached"]).count() >= 3


def test_open_enquiries_wait_for_a_decision(key_date: date):
    waiting = Enquiry.objects.filter(decision="")
    assert waiting.count() == OPEN_ENQUIRIES
    assert set(waiting.values_list("case__kind", "case__state")) == {(KINDS.ENQUIRY, "open")}


def test_decisions_follow_their_proposal(key_date: date):
    assert not Enquiry.objects.exclude(decision="").exclude(decision=F("proposal")).exists()
    assert set(Enquiry.objects.values_list("channel", flat=True)) <= set(CHANNELS)


def test_everybody_is_marked_as_invented(key_date: date):
    assert not Client.objects.exclude(last_name__endswith="(Demo)").exists()
    assert not User.objects.exclude(name__endswith="(Demo)").exists()
    assert not SafeChannel.objects.exclude(address__contains="(Demo)").exists()


def test_the_first_acceptance_case_is_not_there_but_the_husband_is(demo: None):
    assert not Client.objects.filter(Q(first_name="Rana") | Q(first_name="Lina") | Q(first_name="Selam")).exists()
    omar = Client.objects.get(first_name="Omar", last_name="D. (Demo)")
    assert (omar.case.level, omar.case.lead.email, omar.district) == (0, "cm4@demo.example", "horrem")
    assert Client.objects.filter(case=omar.case).count() == 1
    assert Contact.objects.filter(case=omar.case, facts__contains="Integrationskurs in Horrem").exists()


def test_protected_files_name_two_and_encrypt_their_channel(key_date: date):
    protected = Case.objects.filter(level=2)
    assert protected.count() == 2
    assert all(case.second and case.second != case.lead for case in protected)
    assert ProtectedChannel.objects.count() == 2
    assert not SafeChannel.objects.filter(case__in=protected).exists()
    assert set(Client.objects.filter(case__in=protected).values_list("district", flat=True)) == {""}
    assert Case.objects.filter(level=1).count() == 4


def test_work_is_spread_evenly(key_date: date):
    files = Case.objects.filter(state="open").values_list("lead").annotate(n=Count("id")).values_list("n", flat=True)
    assert len(files) == 6
    assert max(files) - min(files) <= 2


def test_housing_language_and_livelihood_come_first(key_date: date):
    codes = [code.partition(".")[0] for code in Need.objects.values_list("code", flat=True)]
    assert set(sorted(set(codes), key=codes.count)[-3:]) == {"LA03", "LA04", "LA09"}


def test_facts_can_be_read_by_criteria(demo: None):
    for fact in KnownFact.objects.all():
        from_json(fact.name, fact.value)


def test_goals_have_their_five_anchors(demo: None):
    assert Goal.objects.count() > 50
    assert not Goal.objects.filter(Q(anchor_minus_2="") | Q(anchor_plus_2="")).exists()


@pytest.mark.parametrize("mailbox", ["cm2", "cm5"])
def test_the_day_of_two_case_managers_is_full(demo: None, mailbox: str):
    user = User.objects.get(email=f"{mailbox}@demo.example")
    due = list(Task.objects.filter(case__lead=user, done_on=None).values_list("due_on", flat=True))
    assert min(due) < DEMO < max(due)
    assert DEMO in due
    assert Notice.objects.filter(user=user, read_at=None).exists()


def picture() -> dict[str, list[str]]:
    """Every row of every table in words, without keys and real time."""
    return {model._meta.label: sorted(map(str, model._default_manager.values_list(*_words(model)))) for model in MODELS}


def _words(model: Any) -> list[str]:
    names = {"Case": "__number", "User": "__email", "Unit": "__name", "Organisation": "__name"}
    found = []
    for field in model._meta.concrete_fields:
        if field.is_relation:
            target = names.get(field.related_model.__name__)
            found += [f"{field.name}{target}"] if target else []
        elif not isinstance(field, models.UUIDField) and field.name not in REAL_TIME:
            found.append(field.name)
    return found


REAL_TIME = {"recorded_at", "password", "joined_at", "valid_from"}
MODELS = [
    model for model in PERSONAL_ROWS if model._meta.app_label not in {"offers", "referrals", "network", "matching"}
]


def pictured(seed: int) -> dict[str, list[str]]:
    """The town of a seed, looked at and taken back."""
    with transaction.atomic():
        generator.populate(key_date=DEMO, seed=seed)
        seen = picture()
        transaction.set_rollback(True)
    return seen


def test_the_same_seed_gives_the_same_town(db: None):
    with as_owner():
        first, second, other = pictured(1), pictured(1), pictured(2)
    assert first == second
    assert first["clients.Client"] != other["clients.Client"]
    assert len(first["cases.Case"]) == len(other["cases.Case"])


def test_older_files_are_looked_at_again_and_every_managed_file_has_screens(demo: None):
    again = Assessment.objects.filter(number=2, case__state="open")
    assert again.count() >= 10
    for later in again:
        first = Assessment.objects.get(case=later.case, number=1)
        assert first.completed_on
        assert first.completed_on < later.started_on < DEMO
        assert later.ratings.count() >= 1
    managed = Case.objects.filter(kind=KINDS.CASE_MANAGEMENT)
    for model in (RiskScreen, LanguageEvidence, MapTie):
        assert set(model.objects.values_list("case", flat=True)) == set(managed.values_list("pk", flat=True))
    assert set(RiskScreen.objects.filter(violence="yes").values_list("case__level", flat=True)) == {2}
