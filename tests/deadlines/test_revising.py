"""Versions of a rule: shipped ones from the file, the town's own by two people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from fahrwasser.accounts import actions as accounts
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.deadlines import queries, revising
from fahrwasser.deadlines.models import DeadlineRule
from tests.conftest import as_owner
from tests.deadlines.acts import Desk, on
from tests.town import NOW

FORM = {
    "label": "Anzeige der Geburt", "norm": "§ 18 PStG", "source": "https://www.gesetze-im-internet.de/pstg/__18.html",
    "law_as_of": "01.03.2026", "reminders": "3, 5", "red_from": "5", "hint": "", "valid_from": "01.04.2026",
    "valid_to": "", "enabled": "ja", "why": "Neue Fassung des Gesetzes", "period_birth_notice": "2 Wochen",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def shipped(code: str = "D-09") -> DeadlineRule:
    return DeadlineRule.objects.get(code=code, controller=None)


def propose(town, by="coordinator", valid_from="2026-04-01", **changes) -> DeadlineRule:
    base = shipped()
    steps = [{**base.computation[0], "after": {"weeks": 2}}]
    values = {"label": base.label, "norm": base.norm, "source": base.source, "why": "Probe", "computation": steps}
    with acting_as(town[by].pk):
        return revising.propose(base=base, by=town[by], now=NOW, valid_from=on(valid_from), **{**values, **changes})


def decide(town, rule, by="head", act=revising.approve):
    with acting_as(town[by].pk):
        return act(rule=rule, by=town[by], now=NOW)


def test_a_proposal_counts_nothing_until_a_second_person_approves(town):
    desk = Desk(town)
    rule = propose(town)
    desk.fact("birth", "2026-04-02", "2026-04-03")
    assert desk.rows()["birth_notice"].statutory_end == date(2026, 4, 9)
    decide(town, rule)
    desk.correct("birth", "2026-04-01", "2026-04-03")
    row = desk.rows()["birth_notice"]
    assert (row.statutory_end, row.rule) == (date(2026, 4, 15), rule)
    rule.refresh_from_db()
    assert (rule.checked_by, rule.checked_on, rule.state) == (town["head"], NOW.date(), "approved")


def test_the_version_before_still_counts_for_a_fact_before(town):
    decide(town, propose(town))
    desk = Desk(town)
    desk.fact("birth", "2026-03-31", "2026-04-03")
    assert desk.rows()["birth_notice"].statutory_end == date(2026, 4, 7)


def test_another_town_is_not_concerned(town):
    decide(town, propose(town))
    other = Desk(town, "other_city", "other_city_cm")
    other.fact("birth", "2026-04-02", "2026-04-03")
    assert other.rows()["birth_notice"].statutory_end == date(2026, 4, 9)


def test_nobody_approves_their_own(town):
    rule = propose(town)
    with pytest.raises(NotAllowed, match="jemand anderes"):
        decide(town, rule, "coordinator")
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        DeadlineRule.objects.filter(pk=rule.pk).update(state="approved", checked_by=town["coordinator"])


def test_a_second_coordinator_approves(town):
    with as_owner():
        second = accounts.add_user(
            email="koordination2@probe.example", name="Zweite", password="ein-langes-wort", role="coordinator",
            by=None, now=NOW, unit=town["coordinator"].memberships.get().unit,
        )  # fmt: skip
    town.people["second"] = second
    assert decide(town, propose(town), "second").state == "approved"


@pytest.mark.parametrize("person", ["cm1", "assistant", "other_city_coordinator", "foreigners_office", "admin"])
def test_nobody_else_approves(town, person):
    rule = propose(town)
    with pytest.raises(NotAllowed):
        decide(town, rule, person)
    rule.refresh_from_db()
    assert rule.state == "proposed"


@pytest.mark.parametrize("person", ["cm1", "head", "assistant"])
def test_nobody_but_the_coordinator_proposes(town, person):
    with pytest.raises(NotAllowed):
        propose(town, person)


def test_a_refused_version_counts_nothing_and_stays_readable(town):
    rule = propose(town)
    decide(town, rule, act=revising.refuse)
    with pytest.raises(NotAllowed, match="wartet nicht mehr"):
        decide(town, rule)
    with acting_as(town["coordinator"].pk):
        assert rule in queries.versions_of(shipped(), town["coordinator"])
        assert rule not in queries.current_rules(town["coordinator"], on("2026-05-01"))
    with acting_as(town["other_city_coordinator"].pk):
        assert rule not in queries.versions_of(shipped(), town["other_city_coordinator"])


def test_one_proposal_at_a_time_and_one_version_from_a_day(town):
    rule = propose(town)
    with pytest.raises(NotAllowed, match="wartet schon"):
        propose(town, valid_from="2026-05-01")
    decide(town, rule)
    with pytest.raises(NotAllowed, match="gilt schon"):
        propose(town)
    with pytest.raises(NotAllowed, match="vor dem Beginn"):
        propose(town, valid_from="2026-06-01", valid_to=on("2026-05-31"))


def test_preparing_again_changes_nothing_of_the_town(town):
    decide(town, propose(town))
    with as_owner():
        before = list(DeadlineRule.objects.order_by("pk").values())
        revising.load_rules()
        assert list(DeadlineRule.objects.order_by("pk").values()) == before


def test_a_town_lets_a_rule_rest(town):
    decide(town, propose(town, enabled=False))
    desk = Desk(town)
    desk.fact("birth", "2026-04-02", "2026-04-03")
    assert "birth_notice" not in desk.rows()


def test_a_proposed_version_never_goes_back(town):
    rule = decide(town, propose(town))
    with as_owner(), pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        DeadlineRule.objects.filter(pk=rule.pk).update(state="proposed", checked_by=None)


# ---- pages


def test_the_coordinator_proposes_and_the_head_approves_in_the_browser(client, town, django_assert_max_num_queries):
    client.force_login(town["coordinator"])
    with django_assert_max_num_queries(15):
        assert "D-35" in client.get(reverse("deadlines:rules")).content.decode()
    change = reverse("deadlines:rule_change", args=[shipped().pk])
    assert 'value="1 Woche"' in client.get(change).content.decode()
    assert "Wartet auf Freigabe" in client.post(change, FORM, follow=True).content.decode()
    rule = DeadlineRule.objects.get(state="proposed")
    assert (rule.reminders, rule.computation[0]["after"]) == ([5, 3], {"weeks": 2})
    page = reverse("deadlines:rule", args=[rule.pk])
    assert "selbst vorgeschlagen" in client.get(page).content.decode()
    client.post(reverse("deadlines:rule_approve", args=[rule.pk]))
    rule.refresh_from_db()
    assert rule.state == "proposed"
    client.force_login(town["head"])
    assert "2 Wochen nach diesem Tag" in client.get(page).content.decode()
    client.post(reverse("deadlines:rule_approve", args=[rule.pk]))
    rule.refresh_from_db()
    assert rule.state == "approved"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"period_birth_notice": "bald"}, "Diese Dauer ist nicht lesbar."),
        ({"reminders": "3, 3"}, "Bitte schreiben Sie Zahlen mit Komma"),
        ({"reminders": "3, x"}, "Bitte schreiben Sie Zahlen mit Komma"),
        ({"valid_from": "31.02.2026"}, "Dieses Datum gibt es nicht."),
        ({"valid_to": "01.01.2020"}, "Das Ende liegt vor dem Beginn."),
        ({"source": "javascript:alert(1)"}, "gültige Adresse|gültige URL"),
        ({"why": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, town, change, sentence):
    client.force_login(town["coordinator"])
    answer = client.post(reverse("deadlines:rule_change", args=[shipped().pk]), {**FORM, **change}).content.decode()
    assert any(part in answer for part in sentence.split("|"))
    assert 'value="§ 18 PStG"' in answer
    assert not DeadlineRule.objects.filter(state="proposed").exists()


@pytest.mark.parametrize(("person", "status"), [("cm1", 200), ("assistant", 404), ("provider", 404), ("steering", 404)])
def test_who_reads_the_rules(client, town, person, status):
    client.force_login(town[person])
    assert client.get(reverse("deadlines:rules")).status_code == status
    assert client.get(reverse("deadlines:rule_change", args=[shipped().pk])).status_code == 404
