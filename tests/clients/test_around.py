"""Around a person: household over time, ties, right to stay, representatives; and what the database keeps."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.clients import actions, queries
from fahrwasser.clients.models import Client, HouseholdStay, Relation, Representative, Residence
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.desk import actions as desk
from tests.conftest import as_owner
from tests.town import NOW, Town

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def by(town):
    return {"by": town["cm1"], "now": NOW}


def main(town, name="normal"):
    return queries.main_person(town.files[name], town["cm1"])


def add(town, first_name="Omar", role="partner", name="normal", **fields):
    return actions.add_person(case=town.files[name], first_name=first_name, role=role, **by(town), **fields)


def test_a_household_has_a_history(town: Town):
    with acting_as(town["cm1"].pk):
        omar = add(town, joined_on=date(2025, 1, 1))
        actions.leave_household(person=omar, on=date(2025, 6, 1), **by(town))
        actions.note_stay(person=omar, joined_on=date(2026, 1, 1), **by(town))
        omar = Client.objects.get(pk=omar.pk)
        days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1), TODAY]
        assert [omar.lives_here(day) for day in days] == [False, True, True, False, True]
        assert (omar.left_on(date(2025, 7, 1)), omar.left_on(TODAY)) == (None, None)
        assert len(queries.household_on(town.files["normal"], town["cm1"], date(2025, 7, 1))) == 1
        assert [stay.joined_on for stay in queries.stays_of(town.files["normal"], town["cm1"])] == [
            date(2025, 1, 1), date(2026, 1, 1),
        ]  # fmt: skip
        assert Event.objects.filter(verb="client.household_changed").count() == 2


def test_who_left_before_coming_is_refused(town: Town):
    with acting_as(town["cm1"].pk):
        omar = add(town, joined_on=TODAY)
        with pytest.raises(NotAllowed):
            actions.leave_household(person=omar, on=YESTERDAY, **by(town))


def test_of_somebody_outside_we_keep_a_first_name(town: Town):
    with acting_as(town["cm1"].pk):
        with pytest.raises(NotAllowed) as refusal:
            add(town, "Onkel", "related", birth_date=date(1960, 1, 1))
        assert refusal.value.field == "birth_date"
        tie = actions.relate_by_name(
            person=main(town), first_name="Samira", kind="friend", turned=False, **by(town)
        )  # fmt: skip
        assert tie.other.is_third_party
        assert not tie.other.lives_here(TODAY)


@pytest.mark.parametrize(
    "column",
    ["last_name = 'D'", "birth_date = '1990-01-01'", "district = 'horrem'", "languages = 'ar'", "gender = 'm'"],
)
def test_the_database_keeps_nothing_more_of_third_parties(town: Town, column):
    with acting_as(town["cm1"].pk):
        somebody = add(town, "Samira", "related")
    with pytest.raises(IntegrityError, match="third_party"), as_owner(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clients_client SET {column} WHERE id = %s", [somebody.pk])


@pytest.mark.parametrize(("precision", "day"), [("month", 2), ("year", 2)])
def test_a_month_or_year_pretends_no_day(town: Town, precision, day):
    with pytest.raises(IntegrityError, match="first_day"), as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clients_client SET birth_date = %s, birth_precision = %s", [date(1990, 1, day), precision]
        )


def test_a_tie_reads_from_both_sides_and_stands_once(town: Town):
    with acting_as(town["cm1"].pk):
        mother, child = main(town), add(town, "Lina", "child")
        actions.relate(person=mother, other=child, kind="parent", **by(town))
        assert [tie.words for tie in queries.ties_of(mother, town["cm1"])] == ["Mutter oder Vater von"]
        assert [tie.words for tie in queries.ties_of(child, town["cm1"])] == ["Kind von"]
        with pytest.raises(NotAllowed):
            actions.relate(person=mother, other=child, kind="parent", **by(town))
        with pytest.raises(NotAllowed):
            actions.relate(person=mother, other=mother, kind="friend", **by(town))
        partner = add(town)
        actions.relate(person=mother, other=partner, kind="spouse", **by(town))
        with pytest.raises(NotAllowed):
            actions.relate(person=partner, other=mother, kind="spouse", **by(town))


def test_no_danger_in_the_household_of_level_two(town: Town):
    with acting_as(town["cm1"].pk):
        wife, omar = main(town, "protected"), add(town, name="protected")
        with pytest.raises(NotAllowed, match="Schutzstufe 2"):
            actions.relate(person=omar, other=wife, kind="danger", **by(town))
        actions.leave_household(person=omar, on=TODAY, **by(town))
        omar = Client.objects.get(pk=omar.pk)
        actions.relate(person=omar, other=wife, kind="danger", **by(town))
        assert queries.ties_of(wife, town["cm1"])[0].words == "in Gefahr durch"


BREAKS = {
    "the tie": "UPDATE clients_relation SET kind = 'danger'",
    "a new stay": "UPDATE clients_householdstay SET left_on = NULL",
    "no stay at all": "DELETE FROM clients_householdstay",
    "the level": "UPDATE cases_case SET level = 2, second_id = %s WHERE id = %s",
    "the role": "UPDATE clients_client SET role = 'other' WHERE role = 'related'",
}


@pytest.mark.parametrize("way", list(BREAKS))
def test_the_database_itself_keeps_the_household_safe(town: Town, way):
    name = "normal" if way == "the level" else "protected"
    with acting_as(town["cm1"].pk):
        wife, omar = main(town, name), add(town, name=name, role="related" if way == "the role" else "partner")
        if way in ("a new stay", "no stay at all"):
            actions.leave_household(person=omar, on=TODAY, **by(town))
            omar = Client.objects.get(pk=omar.pk)
        kind = "friend" if way == "the tie" else "danger"
        actions.relate(person=omar, other=wife, kind=kind, **by(town))
    values = [town["cm2"].pk, town.files[name].pk] if way == "the level" else None
    with pytest.raises(IntegrityError, match="Schutzstufe 2"), as_owner(), connection.cursor() as cursor:
        cursor.execute(BREAKS[way], values)


def test_becoming_level_two_parts_the_household_from_the_danger(town: Town):
    with acting_as(town["cm1"].pk):
        case, omar = town.files["normal"], add(town)
        actions.relate(person=omar, other=main(town), kind="danger", **by(town))
        desk.change_level(case=case, level=2, second=town["cm2"], **by(town))
        assert [one.name for one in queries.household_on(case, town["cm1"], TODAY)] == ["Probe Normal"]
        assert Client.objects.get(pk=omar.pk).left_on(TODAY) == TODAY


def residence(town, person, group, since, **fields):
    return actions.note_residence(person=person, group=group, since=since, source="paper", **by(town), **fields)


def test_the_right_to_stay_on_any_day(town: Town):
    with acting_as(town["cm1"].pk):
        person = main(town)
        residence(town, person, "asylum_procedure", date(2024, 5, 1), paper_valid_until=date(2024, 11, 1))
        residence(town, person, "recognised_protection", date(2025, 2, 1), paper_valid_until=date(2026, 4, 1))
        found = [
            getattr(queries.residence_on(person, day), "group", None)
            for day in (date(2024, 4, 30), date(2024, 5, 1), date(2025, 1, 31), date(2025, 2, 1), TODAY)
        ]
        assert found == [None, "asylum_procedure", "asylum_procedure", "recognised_protection", "recognised_protection"]
        assert queries.residence_groups_on([person.pk], TODAY) == {person.pk: "recognised_protection"}
        assert [row.group for row in queries.expiring_papers(town["cm1"], date(2026, 4, 1))] == [
            "recognised_protection"
        ]
        assert not queries.expiring_papers(town["cm1"], date(2026, 3, 31)).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"since": date(2024, 1, 1), "until": date(2025, 3, 1)}, "since"),
        ({"group": "king"}, "group"),
        ({"until": date(2025, 1, 1)}, "until"),
        ({"paper_valid_until": date(2025, 1, 1)}, "paper_valid_until"),
    ],
)
def test_what_cannot_be_a_right_to_stay(town: Town, changes, field):
    with acting_as(town["cm1"].pk):
        residence(town, main(town), "toleration", date(2025, 2, 1))
        with pytest.raises(NotAllowed) as refusal:
            residence(town, main(town), **{"group": "settled", "since": date(2026, 1, 1), **changes})
        assert refusal.value.field == field


def test_the_database_keeps_one_group_a_day(town: Town):
    with acting_as(town["cm1"].pk):
        row = residence(town, main(town), "toleration", date(2025, 2, 1))
        double = {"case": row.case, "person": row.person, "group": "settled", "source": "told", "noted_on": TODAY}
        with pytest.raises(IntegrityError, match="one_group"), transaction.atomic():
            Residence.objects.create(since=TODAY, **double)
        actions.correct_residence(row=row, until=YESTERDAY, **by(town))
        Residence.objects.create(since=TODAY, **double)


def test_who_may_act_for_a_person(town: Town):
    with acting_as(town["cm1"].pk):
        child = add(town, "Lina", "child")
        guardian = actions.represent(
            person=child, kind="guardian", name="Jugendamt", scope=["everything"], since=date(2025, 1, 1), **by(town)
        )
        actions.end(row=guardian, on=YESTERDAY, **by(town))
        acting = [queries.acting_for(child, town["cm1"], day) for day in (date(2024, 1, 1), YESTERDAY, TODAY)]
        assert [len(found) for found in acting] == [0, 1, 0]
        with pytest.raises(NotAllowed):
            actions.end(row=guardian, on=date(2024, 1, 1), **by(town))


@pytest.mark.parametrize("person", ["cm3", "coordinator", "other_team_cm", "foreigners_office"])
def test_nobody_else_reads_what_is_around_a_person(town: Town, person):
    with acting_as(town["cm1"].pk):
        child = add(town, "Lina", "child", joined_on=TODAY)
        actions.relate(person=main(town), other=child, kind="parent", **by(town))
        residence(town, child, "toleration", TODAY)
        actions.represent(person=child, kind="guardian", name="Jugendamt", scope=["everything"], **by(town))
    with acting_as(town[person].pk):
        for model in (HouseholdStay, Relation, Residence, Representative):
            assert not model.objects.exists()
            assert not model.objects.visible_to(town[person]).exists()


PAGES = {
    "stay_new": ({"joined_on": "01.02.2026"}, {"joined_on": "02.02.2026", "left_on": "01.02.2026"}, "vor dem Beginn"),
    "leave": ({"on": "01.02.2026"}, {"on": "30.02.2026"}, "Dieses Datum gibt es nicht"),
    "relation_new": (
        {"kind": "-danger", "other": "new", "first_name": "Karim"}, {"kind": "friend", "other": "new"}, "den Vornamen",
    ),
    "residence_new": (
        {"group": "toleration", "since": "01.02.2026", "source": "paper"},
        {"group": "toleration", "since": "01.02.2026", "until": "31.01.2026", "source": "paper"}, "vor dem Beginn",
    ),
    "representative_new": (
        {"kind": "guardian", "name": "Jugendamt", "scope": ["health"]},
        {"kind": "guardian", "name": "Jugendamt", "scope": ["health"], "proof_seen_on": "10.03.2026"}, "in der Zukunft",
    ),
}  # fmt: skip


@pytest.mark.parametrize("view", list(PAGES))
def test_the_short_forms(client, town: Town, view):
    good, bad, sentence = PAGES[view]
    with acting_as(town["cm1"].pk):
        person = main(town)
    client.force_login(town["cm1"])
    url = reverse(f"clients:{view}", args=[person.pk])
    assert sentence in client.post(url, bad).content.decode()
    assert client.post(url, good).url == reverse("clients:person", args=[person.pk])


def test_the_page_of_a_person_shows_everything_around(client, town: Town, django_assert_max_num_queries):
    with acting_as(town["cm1"].pk):
        person = main(town)
        actions.change_person(
            person=person, birth_date=date(1990, 1, 1), birth_precision="estimated", called_name="Mimi",
            own_form="بروبه", **by(town),
        )  # fmt: skip
        residence(town, person, "toleration", date(2025, 1, 1), paper_valid_until=date(2026, 3, 1))
        actions.represent(person=person, kind="lawyer", name="Kanzlei", scope=["residence"], **by(town))
        actions.relate_by_name(person=person, first_name="Karim", kind="danger", turned=True, **by(town))
    client.force_login(town["cm1"])
    with django_assert_max_num_queries(45):
        shown = client.get(reverse("clients:person", args=[person.pk])).content.decode()
    for words in ("etwa 36 Jahre", "um 1990", "wird genannt: Mimi", "بروبه", "Duldung", "abgelaufen", "Kanzlei",
                  "in Gefahr durch", "Karim"):  # fmt: skip
        assert words in shown
    assert "Karim" not in client.get(reverse("clients:household", args=[person.case_id])).content.decode()
