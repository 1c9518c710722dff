"""Fall trennen: one act, a protected file for two others, and a joint file that shows nothing of it."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from fahrwasser.assessment import actions as assessment
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client, ProtectedChannel, Relation, SafeChannel
from fahrwasser.contacts import actions as contacts
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.core.ids import new_id
from fahrwasser.separation import actions, queries
from fahrwasser.separation.actions import Taken
from fahrwasser.separation.models import CarriedNote, Separation
from fahrwasser.work.models import Notice
from tests.conftest import as_owner
from tests.town import NOW, Town

LATER = NOW + timedelta(hours=2)
READERS = ("cm1", "cm2", "cm3", "coordinator", "head", "assistant")


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


@pytest.fixture
def family(town: Town):
    """A joint file led by cm1: husband, wife, child; two notes, one need, one address."""
    by = town["cm1"]
    with acting_as(by.pk):
        case = cases.open_file(by=by, now=NOW, lead=by)
        cases.change_kind(case=case, kind="case_management", by=by, now=NOW)
        husband = clients.add_person(case=case, by=by, now=NOW, first_name="Ibrahim", last_name="Probe-Ney")
        wife = clients.add_person(
            case=case, by=by, now=NOW, first_name="Amira", last_name="Probe-Ney", role="partner",
            birth_date=date(1994, 5, 1), district="Horrem",
        )  # fmt: skip
        child = clients.add_person(case=case, by=by, now=NOW, first_name="Nour", role="child")
        clients.set_channel(case=case, by=by, now=NOW, how="Telefon des Mannes", phone="0171 1", address="Weg 1")
        chosen = contacts.record(by=by, now=NOW, case=case, type="TEL", at=NOW, facts="Sie sprach leise.")
        kept = contacts.record(by=by, now=NOW, case=case, type="BUERO", at=NOW, facts="Beide waren da.")
        need = assessment.add_need(case=case, code="LA09.3", urgency="P", by=by, now=NOW)
    return {
        "case": case, "husband": husband, "wife": wife, "child": child, "chosen": chosen, "kept": kept, "need": need
    }  # fmt: skip


def separate(town, family, **changes):
    values = {
        "client": family["wife"], "others": [family["child"]], "feared": family["husband"], "words": "Er hat gedroht.",
        "notes": [family["chosen"]], "needs": [family["need"]], "way": {"how": "über die Hebamme", "phone": "0151 22"},
    }  # fmt: skip
    act = {"lead": town["cm2"], "second": town["cm3"], "by": town["cm1"], "now": LATER, "entry": new_id()}
    act |= {name: changes.pop(name) for name in list(changes) if name in act}
    with acting_as(act["by"].pk):
        actions.separate(case=family["case"], taken=Taken(**{**values, **changes}), **act)


def new_file() -> Case:
    with as_owner():
        return Case.objects.get(pk=Separation.objects.get().case_id)


def test_the_new_file_has_the_people_the_notes_and_the_way(town, family):
    separate(town, family)
    case = new_file()
    assert (case.level, case.lead, case.second, case.kind) == (2, town["cm2"], town["cm3"], "case_management")
    assert case.accepted_on == LATER.date()
    with acting_as(town["cm2"].pk):
        people = {(person.first_name, person.role, person.district) for person in Client.objects.filter(case=case)}
        notes = [(note.heading, note.text) for note in queries.carried_notes(case, town["cm2"])]
        story = queries.separation_of(case, town["cm2"])
        way = ProtectedChannel.objects.get(case=case)
        ties = [(tie.person.first_name, tie.kind, tie.other.first_name) for tie in Relation.objects.filter(case=case)]
    assert people == {("Amira", "client", ""), ("Nour", "child", ""), ("Ibrahim", "related", "")}
    assert ties == [("Ibrahim", "danger", "Amira")]
    assert notes == [("Telefonat", "Sie sprach leise.")]
    assert (way.how, way.phone) == ("über die Hebamme", "0151 22")
    assert story is not None
    assert (story.feared, story.words) == ("Ibrahim Probe-Ney", "Er hat gedroht.")
    with as_owner():
        assert not Contact.objects.filter(case=case).exists()
        assert [need.code for need in case.needs.all()] == ["LA09.3"]
        assert not SafeChannel.objects.filter(case=case).exists()


def test_the_words_lie_encrypted_and_in_no_history(town, family):
    separate(town, family)
    with as_owner():
        event = apps.get_model("separation", "SeparationEvent")
        assert not {"feared", "words"} & {field.name for field in event._meta.fields}
        with connection.cursor() as cursor:
            cursor.execute("SELECT words FROM separation_separation")
            assert "gedroht" not in cursor.fetchone()[0]


def rows_of(case):
    """Everything the database holds about a file, history and events included; the access log is the officer's."""
    with as_owner():
        return {
            model._meta.label: sorted(map(str, model._default_manager.filter(case_id=case.pk).values_list("pk")))
            for model in apps.get_models()
            if any(field.attname == "case_id" for field in model._meta.fields) and model._meta.label != "audit.Access"
        }


def seen(client, town, family, reader):
    """What a reader's pages say about the family."""
    client.force_login(town[reader])
    pages = [
        reverse("desk:my_day"), reverse("desk:cases"), reverse("desk:case", args=[family["case"].pk]),
        reverse("clients:person", args=[family["wife"].pk]), reverse("contacts:contacts", args=[family["case"].pk]),
        reverse("desk:search") + "?q=Amira+Probe-Ney", reverse("clients:duplicates"),
    ]  # fmt: skip
    return [
        re.sub(r'nonce="[^"]*"|name="csrf[^>]*|X-CSRFToken[^}]*', "", client.get(page).content.decode())
        for page in pages
    ]


def test_the_joint_file_keeps_no_trace_for_anybody(client, town, family):
    """All who read it before see the same afterwards; the two named and the coordinator have their own notice."""
    before = rows_of(family["case"])
    readers = [name for name in READERS if name not in ("cm2", "cm3", "coordinator")]
    pages = {reader: seen(client, town, family, reader) for reader in readers}
    separate(town, family)
    assert rows_of(family["case"]) == before
    assert {reader: seen(client, town, family, reader) for reader in readers} == pages


def test_who_separates_does_not_open_the_new_file(client, town, family):
    separate(town, family)
    client.force_login(town["cm1"])
    assert client.get(reverse("desk:case", args=[new_file().pk])).status_code == 404
    with acting_as(town["cm1"].pk):
        assert not Separation.objects.exists()
        assert not CarriedNote.objects.exists()
        assert not Case.objects.filter(pk=new_file().pk).exists()


def test_the_named_are_told_and_the_coordinator_learns_of_the_collision(town, family):
    with as_owner():
        Notice.objects.all().delete()
    separate(town, family)
    with as_owner():
        told = dict(Notice.objects.values_list("user_id", "words"))
    assert told.keys() == {town["cm2"].pk, town["cm3"].pk, town["coordinator"].pk}
    assert told[town["coordinator"].pk].startswith("Kollisionsprüfung")
    assert "Amira" not in " ".join(told.values())


def test_sent_twice_it_is_one_file(town, family):
    key = new_id()
    separate(town, family, entry=key)
    separate(town, family, entry=key)
    with as_owner():
        assert Separation.objects.count() == 1
        assert Case.objects.filter(level=2, opened_on=LATER.date(), lead=town["cm2"], second=town["cm3"]).count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"way": {"how": "", "phone": ""}}, "sicheren Weg"),
        ({"lead": "cm1"}, "gemeinsame Akte führt"),
        ({"second": "cm2"}, "zwei verschiedene"),
        ({"others": "husband"}, "gefürchtet"),
    ],
)
def test_a_refusal_leaves_nothing(town, family, changes, words):
    changes = {name: town[value] if name in ("lead", "second") else value for name, value in changes.items()}
    if "others" in changes:
        changes["others"] = [family["husband"]]
    with pytest.raises(NotAllowed, match=words):
        separate(town, family, **changes)
    with as_owner():
        assert not Separation.objects.exists()


def form(family, town, **changes):
    return {
        "entry": str(new_id()), "client": family["wife"].pk, "others": [family["child"].pk],
        "feared": family["husband"].pk, "words": "Er hat gedroht.", "how": "über die Hebamme", "phone": "", "when": "",
        "never": "nie zu Hause", "address": "", "needs": [family["need"].pk], "notes": [family["chosen"].pk],
        "lead": town["cm2"].pk, "second": town["cm3"].pk, **changes,
    }  # fmt: skip


def test_the_page_separates(client, town, family, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    address = reverse("separation:separate", args=[family["case"].pk])
    with django_assert_max_num_queries(30):
        shown = client.get(address).content.decode()
    assert "Sie sprach leise." in shown
    done = client.post(address, form(family, town), follow=True).content.decode()
    assert "Die Fälle sind getrennt." in done
    assert new_file().number not in done


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"how": ""}, "Ohne sicheren Weg keine Schutzstufe 2"),
        ({"client": ""}, "Bitte wählen Sie etwas aus."),
        ({"words": "x" * 2001}, "2001"),
        ({"entry": "kein Schlüssel"}, "entry"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, town, family, change, sentence):
    client.force_login(town["cm1"])
    shown = client.post(reverse("separation:separate", args=[family["case"].pk]), form(family, town, **change))
    assert sentence in shown.content.decode()
    assert 'value="nie zu Hause"' in shown.content.decode()
    with as_owner():
        assert not Separation.objects.exists()


def test_a_person_of_another_file_cannot_be_chosen(client, town, family):
    client.force_login(town["cm1"])
    with as_owner():
        stranger = Client.objects.get(case=town.files["protected"])
    client.post(reverse("separation:separate", args=[family["case"].pk]), form(family, town, client=stranger.pk))
    with as_owner():
        assert not Separation.objects.exists()


@pytest.mark.parametrize("person", ["cm2", "cm3", "assistant", "coordinator", "head"])
def test_nobody_else_finds_the_page(client, town, family, person):
    client.force_login(town[person])
    address = reverse("separation:separate", args=[family["case"].pk])
    assert client.get(address).status_code in (403, 404)
    assert client.post(address, form(family, town)).status_code in (403, 404)
