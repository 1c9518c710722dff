"""Users x records x doors, in the query set and in the database; HTTP stands in test_matrix_http.py.

The table below is access.md: F may know that the file exists, D reads name and channel, C reads the content.
"""

import pytest
from django.db import DataError, ProgrammingError, connection

from fahrwasser.audit.models import Access
from fahrwasser.cases import actions as cases
from fahrwasser.cases.models import Case
from fahrwasser.clients.models import Client, ProtectedChannel, SafeChannel
from fahrwasser.contacts.models import Contact
from fahrwasser.core.acting import acting_as, set_actor
from fahrwasser.core.errors import NotAllowed
from tests.conftest import as_owner
from tests.town import NOW, Town

FILES = ("normal", "sensitive", "protected", "other_team", "other_city")
MATRIX = {
    # person                   normal  sensitive protected other_team other_city
    "cm1": ("FDC", "FDC", "FDC", "", ""),
    "cm2": ("F", "", "FDC", "", ""),
    "cm3": ("F", "", "", "", ""),
    "other_team_cm": ("", "", "", "FDC", ""),
    "coordinator": ("F", "F", "", "F", ""),
    "head": ("", "", "", "", ""),
    "assistant": ("FD", "", "", "", ""),
    "officer": ("", "", "", "", ""),
    "admin": ("", "", "", "", ""),
    "steering": ("", "", "", "", ""),
    "foreigners_office": ("", "", "", "", ""),
    "provider": ("", "", "", "", ""),
    "other_city_cm": ("", "", "", "", "FDC"),
    "other_city_coordinator": ("", "", "", "", "F"),
}
CELLS = [(person, file, rights[i]) for person, rights in MATRIX.items() for i, file in enumerate(FILES)]


def expected(rights, letter):
    return 1 if letter in rights else 0


def counts_by_query_set(user, case):
    channel = ProtectedChannel if case.is_protected else SafeChannel
    return {
        "F": Case.objects.visible_to(user).filter(pk=case.pk).count(),
        "D": Client.objects.visible_to(user).filter(case=case.pk).count(),
        "C": Contact.objects.visible_to(user).filter(case=case.pk).count(),
        "channel": channel.objects.visible_to(user).filter(case=case.pk).count(),
    }


def counts_by_database(case):
    """What the application role gets from bare SQL, without any filter of ours."""
    channel = ProtectedChannel if case.is_protected else SafeChannel
    counts = {}
    for letter, model, column in (
        ("F", Case, "id"), ("D", Client, "case_id"), ("C", Contact, "case_id"), ("channel", channel, "case_id"),
    ):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE {column} = %s", [case.pk])
            counts[letter] = cursor.fetchone()[0]
    return counts


def wanted(case, rights):
    channel = "C" if case.is_protected else "D"
    return {**{letter: expected(rights, letter) for letter in "FDC"}, "channel": expected(rights, channel)}


@pytest.mark.parametrize(("person", "file", "rights"), CELLS)
def test_query_set_and_database_agree_with_the_table(town: Town, person, file, rights):
    case = town.files[file]
    with acting_as(town[person].pk):
        assert counts_by_query_set(town[person], case) == wanted(case, rights)
        assert counts_by_database(case) == wanted(case, rights)


@pytest.mark.parametrize("person", [p for p, rights in MATRIX.items() if "C" not in "".join(rights)])
def test_history_and_events_are_as_closed_as_the_content(town: Town, person):
    with acting_as(town[person].pk), connection.cursor() as cursor:
        for table in ("contacts_contactevent", "cases_caseevent", "audit_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table


def test_nobody_gets_an_error_instead_of_an_empty_list(town: Town, nobody):
    set_actor(None)
    with pytest.raises(DataError):
        Case.objects.count()


def test_handing_over_moves_sight_with_the_case(town: Town):
    case = town.files["sensitive"]
    with acting_as(town["cm1"].pk):
        cases.hand_over(case=case, to=town["cm3"], unit=town.team, by=town["cm1"], now=NOW)
        assert not Case.objects.visible_to(town["cm1"]).filter(pk=case.pk).exists()
        assert counts_by_database(case)["C"] == 0
    with acting_as(town["cm3"].pk):
        assert counts_by_database(case) == {"F": 1, "D": 1, "C": 1, "channel": 1}


@pytest.mark.parametrize("person", ["cm2", "cm3", "coordinator", "other_city_cm", "foreigners_office", "provider"])
def test_only_the_lead_can_hand_over(town: Town, person):
    with acting_as(town[person].pk), pytest.raises((NotAllowed, ProgrammingError)):
        cases._call("hand_over", town.files["normal"].pk, town["cm3"].pk, town.team.pk)
    with as_owner():
        assert Case.objects.get(pk=town.files["normal"].pk).lead == town["cm1"]


def test_whoever_left_sees_nothing(town: Town):
    from fahrwasser.accounts import actions as accounts

    with as_owner():
        accounts.leave(user=town["cm1"], controller=town.city, by=town["admin"], now=NOW)
    with acting_as(town["cm1"].pk):
        for file in FILES:
            assert set(counts_by_database(town.files[file]).values()) == {0}
        town["cm1"].__dict__.pop("_standing", None)
        assert not Case.objects.visible_to(town["cm1"]).exists()


def test_a_substitute_reads_below_level_2_only(town: Town):
    until = NOW.replace(year=2030)
    with acting_as(town["cm1"].pk):
        cases.name_substitute(case=town.files["sensitive"], user=town["cm3"], until=until, reason="Urlaub",
                              by=town["cm1"], now=NOW.replace(year=2020))  # fmt: skip
        with pytest.raises(NotAllowed):
            cases.name_substitute(case=town.files["protected"], user=town["cm3"], until=until, reason="Urlaub",
                                  by=town["cm1"], now=NOW)  # fmt: skip
    with acting_as(town["cm3"].pk):
        assert counts_by_database(town.files["sensitive"])["C"] == 1
        assert Contact.objects.visible_to(town["cm3"]).filter(case=town.files["sensitive"]).count() == 1


def test_the_coordinator_opens_one_file_by_a_reason(town: Town):
    case = town.files["normal"]
    with acting_as(town["coordinator"].pk):
        cases.supervise(case=case, reason="Beschwerde", by=town["coordinator"], now=NOW)
        assert counts_by_database(case)["C"] == 1
        assert counts_by_database(town.files["sensitive"])["C"] == 0
        with pytest.raises(NotAllowed):
            cases.supervise(case=town.files["protected"], reason="Beschwerde", by=town["coordinator"], now=NOW)


def test_emergency_access_by_number(town: Town):
    with acting_as(town["coordinator"].pk):
        case_id = cases.break_glass(
            number=town.files["protected"].number, reason="Beide krank", by=town["coordinator"], now=NOW
        )
        assert case_id == town.files["protected"].pk
        assert counts_by_database(town.files["protected"])["C"] == 1


@pytest.mark.parametrize("person", ["cm3", "head", "admin", "provider", "foreigners_office", "other_city_coordinator"])
def test_emergency_access_is_refused_alike_for_hidden_and_missing(town: Town, person):
    sentences = []
    for number in (town.files["protected"].number, "F-2026-99999"):
        with acting_as(town[person].pk), pytest.raises(NotAllowed) as refusal:
            cases.break_glass(number=number, reason="Neugier", by=town[person], now=NOW)
        sentences.append(str(refusal.value))
    assert sentences[0] == sentences[1]


def test_a_protected_file_can_be_opened_by_somebody_who_may_not_read_it(town: Town):
    from fahrwasser.clients import actions as clients

    with acting_as(town["cm3"].pk):
        case = cases.open_file(by=town["cm3"], now=NOW, lead=town["cm1"], second=town["cm2"], level=2)
        clients.add_person(case=case, by=town["cm3"], now=NOW, first_name="Neu")
        assert counts_by_database(case) == {"F": 0, "D": 0, "C": 0, "channel": 0}
    with acting_as(town["cm2"].pk):
        assert counts_by_database(case)["D"] == 1


def test_nobody_writes_into_a_file_they_cannot_read(town: Town):
    with pytest.raises(ProgrammingError), acting_as(town["cm3"].pk):
        Contact(case=town.files["sensitive"], unit=town.team, by=town["cm3"], type="TEL", at=NOW).save(
            force_insert=True
        )


@pytest.mark.parametrize("table", ["contacts_contactevent", "clients_clientevent", "audit_event", "audit_access"])
@pytest.mark.parametrize("act", ["UPDATE {} SET case_id = case_id", "DELETE FROM {}"])
def test_history_and_logs_cannot_be_changed(town: Town, table, act):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(town["cm1"].pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))


def test_a_state_change_outside_the_table_is_refused_by_the_database(town: Town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        cases.change_kind(case=case, kind="case_management", by=town["cm1"], now=NOW)
    with pytest.raises(ProgrammingError, match="Invalid transition"), acting_as(town["cm1"].pk):
        Case.objects.filter(pk=case.pk).update(kind="enquiry")


def test_protected_contact_data_lies_encrypted(town: Town):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT phone, how FROM clients_protectedchannel")
        phone, how = cursor.fetchone()
    assert "4710" not in phone
    assert "Anruf" not in how
    with acting_as(town["cm2"].pk):
        assert ProtectedChannel.objects.get().phone == "0221 4710 100"


@pytest.mark.parametrize(("person", "seen"), [("officer", 1), ("cm1", 0), ("coordinator", 0), ("admin", 0)])
def test_the_log_belongs_to_the_officer_of_the_same_controller(town: Town, person, seen):
    with as_owner():
        for name in ("cm1", "other_city_cm"):
            Access.objects.create(at=NOW, user=town[name], page="desk:case", outcome=Access.Outcome.OPENED)
    with acting_as(town[person].pk):
        assert Access.objects.count() == seen
