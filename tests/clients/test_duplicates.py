"""Duplicates: found with reasons, hidden without a hint, merged and taken apart again."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahrwasser.audit.models import Event
from fahrwasser.cases import actions as cases
from fahrwasser.clients import actions, queries
from fahrwasser.clients.models import Client, DuplicatePair, Merge, Relation, Residence
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()
BORN = date(1990, 5, 12)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def by(town, who="cm1"):
    return {"by": town[who], "now": NOW}


def add(town, first, last="", name="normal", who="cm1", role="other", **fields):
    return actions.add_person(
        case=town.files[name], first_name=first, last_name=last, role=role, **by(town, who), **fields
    )


def found(town, name, birth_date=None, phone="", who="cm1"):
    with acting_as(town[who].pk):
        return {one.person.name: set(one.reasons) for one in queries.candidates(town[who], name, birth_date, phone)}


def pair_of(one, other):
    return DuplicatePair.objects.get(
        **dict(zip(("first", "second"), sorted((one, other), key=lambda p: p.pk), strict=True))
    )


SCRIPT = "gleicher Name in anderer Schrift oder Schreibweise"


@pytest.mark.parametrize(
    ("known", "asked", "born", "reason"),
    [
        (("Mohammed", "Haddad"), "محمد حداد", None, SCRIPT),
        (("Мухаммед", "Хаддад"), "Mohamed Haddad", None, SCRIPT),
        (("Наталія", "Шевченко"), "Natalia Schewtschenko", None, "klingt gleich"),
        (("Haddad", "Mohammed"), "Mohammed Haddad", None, SCRIPT),
        (("Jürgen", "Müller"), "Juergen Mueller", None, SCRIPT),
        (("Anna", "Kowalczyk"), "Anna Kowalvzyk", None, "ähnlich geschrieben"),
        (("Rana", "Darwish"), "Rana Darwish", BORN, "gleiches Geburtsdatum"),
        (("Rana", "Alt"), "Rana Neu", BORN, "Vorname klingt gleich"),
        (("Selam", ""), "Selam", None, "gleicher Name"),
    ],
)
def test_somebody_known_is_found_with_a_reason(town: Town, known, asked, born, reason):
    with acting_as(town["cm1"].pk):
        person = add(town, *known, birth_date=BORN)
    assert reason in found(town, asked, born)[person.name]


def test_a_telephone_number_is_a_reason(town: Town):
    assert found(town, "", phone="+49 221 4710-100")["Probe Normal"] == {"gleiche Telefonnummer"}


@pytest.mark.parametrize(
    ("asked", "born"),
    [
        ("Rana Darwish", date(1962, 8, 3)),
        ("Lina Darwish", BORN),
        ("Rana", None),
        ("", None),
        ("\x00", None),
        ("x" * 9999, None),
    ],
)
def test_others_are_not_found(town: Town, asked, born):
    with acting_as(town["cm1"].pk):
        add(town, "Rana", "Darwish", birth_date=BORN)
    assert found(town, asked, born) == {}


@pytest.mark.parametrize("born", [date(1990, 12, 5), date(1991, 5, 12), date(1990, 5, 21), None])
def test_a_slip_in_the_birth_date_hides_nobody(town: Town, born):
    with acting_as(town["cm1"].pk):
        add(town, "Rana", "Darwish", birth_date=BORN)
    assert "Rana Darwish" in found(town, "Rana Darwish", born)


@pytest.mark.parametrize("who", ["cm3", "coordinator", "other_team_cm", "other_city_cm", "head", "foreigners_office"])
@pytest.mark.parametrize("name", ["protected", "normal"])
def test_whom_one_may_not_know_leaves_no_hint(client, town: Town, who, name):
    with acting_as(town["cm1"].pk):
        add(town, "محمد", "حداد", name=name, birth_date=BORN)
    hidden = found(town, "Mohammed Haddad", BORN, who=who)
    nobody = found(town, "Gibtesnicht Niemals", BORN, who=who)
    assert hidden == nobody == {}
    client.force_login(town[who])
    typed = {"first_name": "Mohammed", "last_name": "Haddad", "birth_date": "12.05.1990"}
    answers = [client.post(reverse("clients:known"), values) for values in (typed, {**typed, "first_name": "Niemand"})]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content == answers[1].content or answers[0].status_code == 404


def test_the_search_finds_other_scripts_and_spellings(town: Town):
    with acting_as(town["cm1"].pk):
        person = add(town, "محمد", "حداد")
        for words in ("Muhamed", "Mohammed Haddad", "حداد", "Hadad"):
            assert queries.search(town["cm1"], words) == [person]
        assert queries.search(town["cm1"], "Peter") == []
    with acting_as(town["cm3"].pk):
        assert queries.search(town["cm3"], "Muhamed") == []


@pytest.mark.parametrize("function", ["people_like('', '{}', '{}', NULL, 'day', '')", "in_household(NULL)"])
def test_what_looks_past_everybody_is_closed(town: Town, function):
    with pytest.raises(ProgrammingError), acting_as(town["cm1"].pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT fw.{function}")


def test_a_stranger_proposes_nothing(town: Town):
    with acting_as(town["cm1"].pk):
        person = queries.main_person(town.files["normal"], town["cm1"])
    with pytest.raises(ProgrammingError), acting_as(town["cm3"].pk), connection.cursor() as cursor:
        cursor.execute("SELECT fw.note_duplicates(%s, %s)", [person.pk, TODAY])


def twice(town, **fields):
    """The same person twice in one file, by case manager 1."""
    one = add(town, "Mohammed", "Haddad", birth_date=BORN, languages="ar", **fields)
    other = add(town, "محمد", "حداد", birth_date=BORN, gender="m")
    return one, other, pair_of(one, other)


def in_two_files(town, first="normal", second="sensitive"):
    one = add(town, "Rana", "Darwish", name=first, birth_date=BORN)
    other = add(town, "Rana", "Darwish", name=second, birth_date=BORN)
    return one, other, pair_of(one, other)


def test_pairs_are_proposed_when_somebody_is_added(town: Town):
    with acting_as(town["cm1"].pk):
        _one, _other, pair = twice(town)
        assert {"script", "birth_date"} <= set(pair.reasons)
        assert [line.may_decide for line in queries.open_pairs(town["cm1"])] == [True]


def test_a_proposal_that_no_longer_holds_goes(town: Town):
    with acting_as(town["cm1"].pk):
        one, _other, pair = twice(town)
        actions.change_person(person=one, first_name="Peter", last_name="Schmitz", **by(town))
        assert not DuplicatePair.objects.filter(pk=pair.pk).exists()


def test_level_two_is_never_proposed(town: Town):
    with acting_as(town["cm1"].pk):
        add(town, "Rana", "Darwish", birth_date=BORN)
        add(town, "Rana", "Darwish", name="protected", birth_date=BORN)
    with as_owner():
        assert not DuplicatePair.objects.exists()


def test_the_coordinator_sees_pairs_by_number_alone(client, town: Town):
    with acting_as(town["cm1"].pk):
        in_two_files(town)
    client.force_login(town["coordinator"])
    shown = client.get(reverse("clients:duplicates")).content.decode()
    assert town.files["normal"].number in shown
    assert town.files["sensitive"].number in shown
    assert "Darwish" not in shown
    for stranger in ("cm3", "other_team_cm"):
        client.force_login(town[stranger])
        assert town.files["normal"].number not in client.get(reverse("clients:duplicates")).content.decode()


def state(*people):
    """Everything the database holds of these people and what points at them."""
    rows = {}
    models: tuple[Any, ...] = (
        Client,
        Relation,
        Residence,
        *(apps.get_model("clients", name) for name in ("HouseholdStay", "Representative")),
    )
    for model in models:
        columns = [field.attname for field in model._meta.local_fields]
        rows[model.__name__] = sorted(map(str, model.objects.values_list(*columns)))
    return rows


def test_merge_then_undo_is_before(town: Town):
    with acting_as(town["cm1"].pk):
        one, other, pair = twice(town, joined_on=date(2025, 1, 1))
        child = add(town, "Lina", "Haddad", role="child")
        actions.relate(person=other, other=child, kind="parent", **by(town))
        actions.relate(person=one, other=other, kind="sibling", **by(town))
        actions.note_residence(person=one, group="toleration", since=BORN, source="told", **by(town))
        actions.note_residence(person=other, group="settled", since=TODAY, source="paper", **by(town))
        actions.represent(person=other, kind="lawyer", name="Kanzlei", scope=["residence"], **by(town))
        before = state()
        done = actions.merge(
            pair=pair, kept=one, absorbed=other, from_absorbed=["gender", "first_name", "birth"], **by(town)
        )
        kept = Client.objects.get(pk=one.pk)
        assert (kept.first_name, kept.last_name, kept.gender, kept.languages) == ("محمد", "Haddad", "m", "ar")
        assert [tie.other for tie in queries.ties_of(kept, town["cm1"])] == [child]
        assert kept.representatives.count() == 1
        assert [p.pk for p in queries.people_of(town.files["normal"], town["cm1"])].count(other.pk) == 0
        assert queries.search(town["cm1"], "Mohammed Haddad") == [kept]
        assert queries.distinct_persons([one.pk, other.pk, child.pk]) == 2
        actions.undo(merge=done, **by(town))
        assert state() == before
        assert queries.distinct_persons([one.pk, other.pk, child.pk]) == 3
        assert set(Event.objects.values_list("verb", flat=True)) >= {"client.merged", "client.merge_undone"}


NAMES = st.text(alphabet="abcdefgäöü محد", min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=NAMES, last=NAMES, chosen=st.sets(st.sampled_from(actions.CHOOSABLE)), turned=st.booleans())
def test_any_merge_is_undone_to_the_last_letter(town: Town, first, last, chosen, turned):
    with acting_as(town["cm1"].pk), transaction.atomic():
        rows = [add(town, first, last, languages="ar"), add(town, last, first, gender="f", birth_date=BORN)]
        pair = actions.propose(person=rows[0], other=rows[1], **by(town))
        before = state()
        kept, absorbed = reversed(rows) if turned else rows
        done = actions.merge(pair=pair, kept=kept, absorbed=absorbed, from_absorbed=chosen, **by(town))
        actions.undo(merge=done, **by(town))
        assert state() == before
        transaction.set_rollback(True)


def test_what_was_changed_after_the_merge_stays(town: Town):
    with acting_as(town["cm1"].pk):
        one, other, pair = twice(town)
        done = actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=["gender"], **by(town))
        actions.change_person(person=Client.objects.get(pk=one.pk), district="horrem", **by(town))
        actions.undo(merge=done, **by(town))
        kept = Client.objects.get(pk=one.pk)
        assert (kept.district, kept.gender) == ("horrem", "")


def test_a_split_after_a_merge_stays_split(town: Town):
    with acting_as(town["cm1"].pk):
        one, other, pair = twice(town)
        actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=[], **by(town))
        actions.decide_different(pair=pair, **by(town))
        assert Client.objects.get(pk=other.pk).merged_into is None
        one = Client.objects.get(pk=one.pk)
        for act in (
            lambda: actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=[], **by(town)),
            lambda: actions.decide_different(pair=pair, **by(town)),
        ):
            with pytest.raises(NotAllowed):
                act()
        actions.change_person(person=one, called_name="Mo", **by(town))
        assert DuplicatePair.objects.get(pk=pair.pk).state == "different"
        assert queries.open_pairs(town["cm1"]) == []
        actions.reconsider(pair=pair, **by(town))
        actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=[], **by(town))


def test_two_files_are_linked_and_stay(town: Town):
    with acting_as(town["cm1"].pk):
        one, other, pair = in_two_files(town)
        with pytest.raises(NotAllowed, match="zwei Akten"):
            actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=[], **by(town))
        actions.link(pair=pair, **by(town))
        assert queries.distinct_persons([one.pk, other.pk]) == 1
        assert queries.other_files_of(one, town["cm1"]) == [town.files["sensitive"]]
        assert Client.objects.visible_to(town["cm1"]).filter(pk__in=[one.pk, other.pk]).count() == 2
        actions.decide_different(pair=pair, **by(town))
        with pytest.raises(NotAllowed):
            actions.link(pair=pair, **by(town))
        assert queries.distinct_persons([one.pk, other.pk]) == 2


def test_who_reads_one_of_two_files_learns_nothing_of_the_other(client, town: Town):
    with acting_as(town["cm1"].pk):
        one, _other, pair = in_two_files(town)
        actions.link(pair=pair, **by(town))
        cases.hand_over(case=town.files["normal"], to=town["cm3"], unit=town.team, **by(town))
    client.force_login(town["cm3"])
    shown = client.get(reverse("clients:person", args=[one.pk])).content.decode()
    assert town.files["sensitive"].number not in shown
    assert client.get(reverse("clients:pair", args=[pair.pk])).status_code == 404
    with acting_as(town["cm3"].pk):
        assert not DuplicatePair.objects.exists()


def test_chains_count_once(town: Town):
    with acting_as(town["cm1"].pk):
        one, other, pair = in_two_files(town)
        third = add(town, "Rana", "Darwisch", birth_date=BORN)
        actions.link(pair=pair, **by(town))
        actions.merge(pair=pair_of(one, third), kept=one, absorbed=third, from_absorbed=[], **by(town))
        assert queries.distinct_persons([third.pk, other.pk]) == 1
        assert queries.distinct_persons([]) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clients_client SET merged_into_id = id",
        "UPDATE clients_duplicatepair SET first_id = second_id",
        "UPDATE clients_duplicatepair SET state = 'same'",
        "UPDATE clients_merge SET kept_id = absorbed_id",
    ],
)
def test_the_database_keeps_pairs_and_merges_whole(town: Town, statement):
    with acting_as(town["cm1"].pk):
        one, other, pair = twice(town)
        done = actions.merge(pair=pair, kept=one, absorbed=other, from_absorbed=[], **by(town))
        actions.undo(merge=done, **by(town))
    with pytest.raises(IntegrityError), as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_pages_from_the_list_to_the_split(client, town: Town, django_assert_max_num_queries):
    with acting_as(town["cm1"].pk):
        one, other, pair = twice(town)
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(30):
        assert SCRIPT in client.get(reverse("clients:duplicates")).content.decode()
    page = reverse("clients:pair", args=[pair.pk])
    with django_assert_max_num_queries(45):
        assert "Zusammenführen" in client.get(page).content.decode()
    kept = "first" if pair.first_id == one.pk else "second"
    assert client.post(reverse("clients:merge", args=[pair.pk]), {"kept": kept, "gender": "second"}).url == page
    with acting_as(town["cm1"].pk):
        done = Merge.objects.get()
        assert (done.kept_id, done.absorbed_id) == (one.pk, other.pk)
    assert "Rückgängig machen" in client.get(page).content.decode()
    assert client.get(reverse("clients:person", args=[other.pk])).status_code == 404
    client.post(reverse("clients:undo", args=[done.pk]))
    again = client.post(reverse("clients:undo", args=[done.pk]), follow=True)
    assert "schon rückgängig gemacht" in again.content.decode()
    client.post(reverse("clients:different", args=[pair.pk]))
    assert "Nicht dieselbe Person" in client.get(page).content.decode()
    client.post(reverse("clients:reconsider", args=[pair.pk]))
    assert "Zusammenführen" in client.get(page).content.decode()


def test_two_are_put_side_by_side_by_hand(client, town: Town):
    with acting_as(town["cm1"].pk):
        one, other = add(town, "Anna", "Alt"), add(town, "Berta", "Neu")
    client.force_login(town["cm1"])
    url = reverse("clients:compare", args=[one.pk])
    answer = client.post(url, {"other": str(other.pk)}, follow=True)
    assert "von Hand gegenübergestellt" in answer.content.decode()
    for garbage in ("", "x", str(town.files["normal"].pk)):
        assert "Bitte wählen Sie eine Person" in client.post(url, {"other": garbage}, follow=True).content.decode()


def test_the_form_shows_who_is_known_while_one_types(client, town: Town):
    with acting_as(town["cm1"].pk):
        add(town, "محمد", "حداد", birth_date=BORN)
    client.force_login(town["cm1"])
    url = reverse("clients:known")
    typed = {"first_name": "Mohammed", "last_name": "Hadad", "birth_date": "1990"}
    shown = client.post(url, typed).content.decode()
    assert "Vielleicht schon bekannt" in shown
    assert "12.05.1990" in shown
    for garbage in ({"birth_date": "30.02.1990"}, {"first_name": "x" * 100_000}, {"first_name": "a\x00"}, {}):
        assert client.post(url, {**typed, **garbage}).status_code == 200
    answer = client.post(
        reverse("clients:person_new", args=[town.files["normal"].pk]), {"role": "other", **typed}, follow=True
    )
    assert "möglichen Dubletten" in answer.content.decode()


def test_candidates_are_looked_up_by_index(town: Town):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for condition in ("name_keys && '{p:hd+mhmd}'", "sound_keys && '{q:1+2}'", "search_key % 'rana darwish'"):
            cursor.execute(f"EXPLAIN SELECT id FROM clients_client WHERE {condition}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Bitmap Index Scan on client_" in plan, plan
