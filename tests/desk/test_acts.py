"""Acts on a whole case: who may, what moves with it, who is told, and what is refused in words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fahrwasser.accounts import actions as accounts
from fahrwasser.audit.models import Event
from fahrwasser.cases.models import Case, Grant
from fahrwasser.clients.models import ProtectedChannel, SafeChannel
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.desk import actions
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW, Town


def as_seen_by_owner(case: Case) -> Case:
    with as_owner():
        return Case.objects.get(pk=case.pk)


def notices(user) -> list[str]:
    with as_owner():
        return list(Notice.objects.filter(user=user).values_list("words", flat=True))


def verbs(case: Case) -> set[str]:
    with as_owner():
        return set(Event.objects.filter(case_id=case.pk).values_list("verb", flat=True))


def post(client, town: Town, person: str, view: str, name: str = "normal", **data):
    client.force_login(town[person])
    return client.post(reverse(f"desk:{view}", args=[town.files[name].pk]), data)


# ---- hand-over and allocation


def test_handing_over_tells_the_new_lead_and_leads_back_to_the_list(client, town):
    response = post(client, town, "cm1", "hand_over", "sensitive", to=town["cm3"].pk)
    assert response.url == reverse("desk:cases")  # the sensitive file has left the sight of the former lead
    assert as_seen_by_owner(town.files["sensitive"]).lead == town["cm3"]
    assert any(town.files["sensitive"].number in words for words in notices(town["cm3"]))
    assert "case.handed_over" in verbs(town.files["sensitive"])


def test_handing_over_a_normal_file_leads_back_to_what_is_left_of_it(client, town):
    response = post(client, town, "cm1", "hand_over", to=town["cm2"].pk)
    assert response.url == reverse("desk:case", args=[town.files["normal"].pk])


def test_the_second_cannot_hand_over(client, town):
    page = post(client, town, "cm2", "hand_over", "protected", to=town["cm3"].pk).content.decode()
    assert "Nur die Fallführung selbst kann den Fall übergeben." in page
    assert as_seen_by_owner(town.files["protected"]).lead == town["cm1"]


@pytest.mark.parametrize("view", ["hand_over", "change_level", "substitute", "reopen"])
@pytest.mark.parametrize("person", ["cm3", "assistant", "head", "coordinator", "other_city_cm"])
def test_strangers_find_no_such_act(client, town, view, person):
    assert post(client, town, person, view, "protected").status_code == 404


def test_nobody_of_another_town_can_be_chosen(client, town):
    page = post(client, town, "cm1", "hand_over", to=town["other_city_cm"].pk).content.decode()
    assert "error" in page
    assert as_seen_by_owner(town.files["normal"]).lead == town["cm1"]


def test_the_coordinator_allocates(client, town):
    client.force_login(town["coordinator"])
    case = town.files["normal"]
    assert case.number in client.get(f"{reverse('desk:allocate')}?akte={case.pk}").content.decode()
    client.post(reverse("desk:allocate"), {"case": case.pk, "to": town["cm3"].pk})
    assert as_seen_by_owner(case).lead == town["cm3"]
    assert any(case.number in words for words in notices(town["cm3"]))


def test_a_protected_file_can_neither_be_chosen_nor_allocated(client, town):
    client.force_login(town["coordinator"])
    case = town.files["protected"]
    assert case.number not in client.get(reverse("desk:allocate")).content.decode()
    client.post(reverse("desk:allocate"), {"case": case.pk, "to": town["cm3"].pk})
    assert as_seen_by_owner(case).lead == town["cm1"]


def test_case_managers_do_not_allocate(client, town):
    client.force_login(town["cm1"])
    assert client.get(reverse("desk:allocate")).status_code == 404


# ---- protection levels


def test_level_2_moves_the_channel_into_the_encrypted_store(client, town):
    case = town.files["normal"]
    response = post(client, town, "cm1", "change_level", level="2", second=town["cm2"].pk)
    assert response.status_code == 302
    changed = as_seen_by_owner(case)
    assert (changed.level, changed.second) == (2, town["cm2"])
    with as_owner():
        assert not SafeChannel.objects.filter(case=case).exists()
        assert ProtectedChannel.objects.get(case=case).phone == "0221 4710 100"
    assert any(case.number in words for words in notices(town["cm2"]))


def test_level_2_wants_a_second_person(client, town):
    page = post(client, town, "cm1", "change_level", level="2").content.decode()
    assert "zwei benannte Fallführungen" in page
    with as_owner():
        assert SafeChannel.objects.filter(case=town.files["normal"]).exists()


def test_level_2_wants_a_safe_channel(client, town):
    with as_owner():
        SafeChannel.objects.filter(case=town.files["normal"]).delete()
    page = post(client, town, "cm1", "change_level", level="2", second=town["cm2"].pk).content.decode()
    assert "wie die Person sicher zu erreichen ist" in page
    assert as_seen_by_owner(town.files["normal"]).level == 0


@pytest.mark.parametrize("person", ["cm1", "cm2"])
def test_lowering_the_level_brings_the_channel_back(client, town, person):
    case = town.files["protected"]
    post(client, town, person, "change_level", "protected", level="1")
    assert as_seen_by_owner(case).level == 1
    with as_owner():
        assert SafeChannel.objects.get(case=case).phone == "0221 4710 100"
        assert not ProtectedChannel.objects.filter(case=case).exists()


def test_an_unknown_level_is_refused_at_the_field(client, town):
    assert post(client, town, "cm1", "change_level", level="9").status_code == 200
    assert as_seen_by_owner(town.files["normal"]).level == 0


# ---- standing in


def test_a_substitute_reads_the_case_until_the_day_is_over(client, town):
    data = {"user": town["cm3"].pk, "until": "20.03.2026", "reason": "Urlaub"}
    assert post(client, town, "cm1", "substitute", "sensitive", **data).status_code == 302
    with as_owner():
        grant = Grant.objects.get(case=town.files["sensitive"])
    assert timedelta(days=11) < grant.valid_until - timezone.now() <= timedelta(days=12)
    client.force_login(town["cm3"])
    assert "Notiz sensitive" in client.get(reverse("desk:case", args=[town.files["sensitive"].pk])).content.decode()
    assert any("vertreten" in words for words in notices(town["cm3"]))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"until": "01.03.2026"}, "vor dem heutigen Tag"),
        ({"until": "31.02.2026"}, "Dieses Datum gibt es nicht"),
        ({"until": "01.01.2030"}, "höchstens ein Jahr"),
        ({"until": ""}, "Urlaub"),
    ],
)
def test_a_substitute_needs_a_possible_end_and_what_was_typed_stays(client, town, data, sentence):
    whole = {"user": town["cm3"].pk, "reason": "Urlaub", **data}
    page = post(client, town, "cm1", "substitute", **whole).content.decode()
    assert sentence in page
    assert "Urlaub" in page
    with as_owner():
        assert not Grant.objects.exists()


def test_level_2_knows_no_substitute(client, town):
    data = {"user": town["cm3"].pk, "until": "20.03.2026", "reason": "Urlaub"}
    page = post(client, town, "cm1", "substitute", "protected", **data).content.decode()
    assert "In Schutzstufe 2 gibt es keine Vertretung" in page


# ---- opening by a reason


@pytest.mark.parametrize("reason", [{"why": "Beschwerde"}, {"why": "other", "words": "Anfrage der Leitung"}])
def test_the_coordinator_opens_one_file_by_a_reason(client, town, reason):
    assert post(client, town, "coordinator", "supervise", **reason).status_code == 302
    page = client.get(reverse("desk:case", args=[town.files["normal"].pk])).content.decode()
    assert "Notiz normal" in page
    with as_owner():
        grant = Grant.objects.get(user=town["coordinator"])
    assert grant.reason in ("Beschwerde", "Anfrage der Leitung")
    assert "case.supervised" in verbs(town.files["normal"])


@pytest.mark.parametrize("reason", [{}, {"why": "other"}, {"why": "other", "words": "  "}, {"why": "Neugier"}])
def test_without_a_reason_nothing_opens(client, town, reason):
    assert post(client, town, "coordinator", "supervise", **reason).status_code == 200
    with as_owner():
        assert not Grant.objects.exists()


@pytest.mark.parametrize(("person", "name"), [("coordinator", "protected"), ("cm2", "normal"), ("head", "normal")])
def test_supervision_does_not_exist_for_others_and_not_for_level_2(client, town, person, name):
    assert post(client, town, person, "supervise", name, why="Teamrunde").status_code == 404


# ---- emergency access


def test_breaking_glass_opens_the_file_and_tells_the_watchers(client, town):
    client.force_login(town["coordinator"])
    case = town.files["protected"]
    response = client.post(reverse("desk:break_glass"), {"number": case.number, "reason": "Beide krank"})
    assert response.url == reverse("desk:case", args=[case.pk])
    assert "Notiz protected" in client.get(response.url).content.decode()
    for watcher in ("coordinator", "officer"):
        assert any("Notfallzugriff" in words and "Beide krank" in words for words in notices(town[watcher]))
    assert notices(town["other_city_coordinator"]) == []


@pytest.mark.parametrize("person", ["cm3", "other_city_coordinator"])
def test_breaking_glass_refuses_hidden_and_missing_alike(client, town, person):
    client.force_login(town[person])
    pages = [
        client.post(reverse("desk:break_glass"), {"number": number, "reason": "Neugier"}).content.decode()
        for number in (town.files["protected"].number, "F-2026-99998")
    ]
    assert all("Das ist nicht möglich." in page for page in pages)
    assert notices(town["coordinator"]) == notices(town["officer"]) == []


@pytest.mark.parametrize("person", ["assistant", "head", "admin", "provider", "foreigners_office", "officer"])
def test_breaking_glass_is_not_there_for_others(client, town, person):
    client.force_login(town[person])
    assert client.post(reverse("desk:break_glass"), {"number": "x", "reason": "y"}).status_code == 404


def test_a_refused_act_leaves_nothing_behind(town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk), pytest.raises(NotAllowed):
        actions.change_level(case=case, level=2, second=town["cm1"], by=town["cm1"], now=NOW)
    assert case.level == 0
    with as_owner():
        assert not ProtectedChannel.objects.filter(case=case).exists()


def test_nobody_who_left_can_be_chosen(client, town):
    with as_owner():
        accounts.leave(user=town["cm3"], controller=town.city, by=town["admin"], now=timezone.now())
    post(client, town, "cm1", "hand_over", to=town["cm3"].pk)
    assert as_seen_by_owner(town.files["normal"]).lead == town["cm1"]
