"""The network map: what is written, what stays of before, who sees it, what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from fahrwasser.assessment import actions, network_map, rules
from fahrwasser.assessment.models import MapNode, MapTie, Need
from fahrwasser.audit.models import Event
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()
LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def me(town: Town):
    with acting_as(town["cm1"].pk):
        yield town["cm1"]


@pytest.fixture
def case(town: Town):
    return town.files["normal"]


def add(case, me, label="Schwester", **more):
    values = {"sector": "family", "ring": 2, "quality": "weak", "support": "mutual", **more}
    return actions.add_to_map(case=case, label=label, by=me, now=NOW, **values)


def change(tie, me, now=LATER, **more):
    values = {"label": tie.node.label, "sector": "family", "ring": 1, "quality": "strong", "support": "gives", **more}
    return actions.change_on_map(tie=tie, by=me, now=now, **values)


def test_a_change_keeps_the_map_of_before(case, me):
    change(add(case, me), me)
    before, after = (network_map.map_on(case, me, day) for day in (TODAY, LATER.date()))
    assert [tie.quality for tie in before.to_client] == ["weak"]
    assert [tie.quality for tie in after.to_client] == ["strong"]
    assert network_map.days_of_change(case, me) == [LATER.date(), TODAY]
    assert [tie.quality for tie in network_map.standing_ties(case, me, LATER.date())].count("strong") == 1
    assert Event.objects.filter(case_id=case.pk, verb="map.changed").count() == 1


def test_whoever_leaves_the_map_takes_all_lines_along(case, me):
    sister, aunt = add(case, me), add(case, me, label="Tante")
    actions.connect_on_map(
        case=case, node=sister.node, other=aunt.node, quality="strong", support="mutual", by=me, now=NOW
    )
    assert len(network_map.map_on(case, me, TODAY).lines) == 3
    actions.take_from_map(tie=sister, by=me, now=LATER)
    assert [line.words for line in network_map.map_on(case, me, LATER.date()).lines] == ["Tante: schwach, gegenseitig"]


def test_nobody_is_connected_with_oneself_and_a_new_line_replaces_the_old(case, me):
    sister, aunt = add(case, me), add(case, me, label="Tante")
    line = {"case": case, "quality": "weak", "support": "none", "by": me, "now": NOW}
    with pytest.raises(NotAllowed, match="zwei verschiedene"):
        actions.connect_on_map(node=sister.node, other=sister.node, **line)
    actions.connect_on_map(node=sister.node, other=aunt.node, **line)
    actions.connect_on_map(node=aunt.node, other=sister.node, **line)
    assert MapTie.objects.filter(other__isnull=False, until=None).count() == 1


@pytest.mark.parametrize("label", ["Amal 03.05.1990", "a@b.example", "Weg, Haus", " ", "4"])
def test_a_label_is_a_first_name_or_a_role(case, me, label):
    with pytest.raises(NotAllowed) as refusal:
        add(case, me, label=label)
    assert refusal.value.field == "label"


@pytest.mark.parametrize("label", ["Amal 03.05.1990", ""])
def test_the_database_keeps_dates_off_the_map_too(case, me, label):
    with pytest.raises(IntegrityError), transaction.atomic():
        MapNode(case=case, label=label, sector="family").save(force_insert=True)


def test_a_danger_shows_only_with_the_permission(case, me, monkeypatch):
    danger, sister = add(case, me, label="Ehemann", quality="dangerous"), add(case, me)
    actions.connect_on_map(
        case=case, node=danger.node, other=sister.node, quality="strong", support="none", by=me, now=NOW
    )
    assert len(network_map.ties_on(case, me, TODAY)) == 3
    monkeypatch.setattr(network_map, "may", lambda *_: False)
    assert [tie.node.label for tie in network_map.ties_on(case, me, TODAY)] == ["Schwester"]


@pytest.mark.parametrize("person", ["cm3", "coordinator", "assistant", "other_city_cm", "foreigners_office"])
def test_strangers_see_no_map(town, case, me, person):
    add(case, me, quality="dangerous")
    with acting_as(town[person].pk):
        assert network_map.ties_on(case, town[person], TODAY) == []
        assert MapNode.objects.count() == MapTie.objects.count() == 0


def url(page, case, **more):
    return reverse(f"assessment:{page}", kwargs={"case_id": case.pk, **more})


TYPED = {"label": "Hebamme", "sector": "professionals", "ring": "2", "quality": "strong", "support": "gives"}


def test_the_map_is_written_by_plain_forms(town, case, client, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    assert "Noch niemand" in client.get(url("network", case)).content.decode()
    assert client.post(url("node_new", case), TYPED).status_code == 302
    client.post(url("node_new", case), {**TYPED, "label": "Ehemann", "sector": "family", "quality": "dangerous"})
    with as_owner():
        ties = {tie.node.label: tie for tie in MapTie.objects.filter(case=case).select_related("node")}
    ends = {"node": ties["Hebamme"].node_id, "other": ties["Ehemann"].node_id, "quality": "broken", "support": "none"}
    assert client.post(url("connect", case), ends).status_code == 302
    with django_assert_max_num_queries(20):
        page = client.get(url("network", case)).content.decode()
    for words in ("<svg", "Hebamme", "fw-map__tie--dangerous", "Wer mit wem", "abgebrochen"):
        assert words in page
    assert client.get(url("node", case, tie_id=ties["Hebamme"].pk)).status_code == 200
    assert client.post(url("tie_end", case, tie_id=ties["Hebamme"].pk)).status_code == 302
    assert "Hebamme" not in client.get(url("network", case)).content.decode()


@pytest.mark.parametrize(
    "bad", [{"label": "Amal 1990"}, {"label": "x" * 100_000}, {"ring": "9"}, {"quality": "evil"}, {"organisation": "7"}]
)
def test_what_cannot_stand_on_a_map_is_refused_and_kept(town, case, client, bad):
    client.force_login(town["cm1"])
    answer = client.post(url("node_new", case), {**TYPED, **bad})
    assert answer.status_code == 200
    assert (bad.get("label") or "Hebamme") in answer.content.decode()
    assert not MapTie.objects.exists()


STATES = ("open", "in_progress", "covered", "no_offer", "deferred")


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_rules_and_database_move_a_need_alike(case, me, before, after):
    closed = TODAY if before == "covered" else None
    need = Need(case=case, code="LA03.2", urgency="P", state=before, recognised_on=TODAY, closed_on=closed)
    need.save(force_insert=True)
    if before == after or (before, after) in rules.NEED_TRANSITIONS:
        assert actions.set_need_state(need=need, state=after, by=me, now=NOW).state == after
        return
    with pytest.raises(NotAllowed, match="Öffnen Sie ihn zuerst"):
        actions.set_need_state(need=need, state=after, by=me, now=NOW)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(state=after)
