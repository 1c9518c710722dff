"""Outcomes: entered by whoever may write in the file, asked about later, taken back when wrong."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fahrwasser.audit.models import Event
from fahrwasser.clients import actions as clients
from fahrwasser.clients.models import Client
from fahrwasser.core.acting import acting_as
from fahrwasser.core.errors import NotAllowed
from fahrwasser.outcomes import actions, queries
from fahrwasser.outcomes.models import OutcomeEvent
from tests.conftest import as_owner
from tests.town import NOW

TODAY = NOW.date()
TYPED = {"kind": "ausbildung", "day": "02.03.2026", "about": "", "evidence": "paper", "words": "Im Betrieb in Zons."}


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.FAHRWASSER_MFA_REQUIRED = False


def record(town, file="normal", by="cm1", now=NOW, **values):
    with acting_as(town[by].pk):
        return actions.record(
            **{"case": town.files[file], "kind": "ausbildung", "day": TODAY, "evidence": "paper",
               "by": town[by], "now": now, **values}
        )  # fmt: skip


def all_rows():
    with as_owner():
        return list(OutcomeEvent.objects.all())


def test_recorded_with_its_trace(town):
    record(town, words="  Im Betrieb. ")
    assert [(row.kind, row.words) for row in all_rows()] == [("ausbildung", "Im Betrieb.")]
    with as_owner():
        assert Event.objects.filter(verb="outcome.recorded", case_id=town.files["normal"].pk).count() == 1


def test_the_same_twice_is_refused_and_again_after_it_was_taken_back(town):
    first = record(town)
    with pytest.raises(NotAllowed, match="schon eingetragen"):
        record(town)
    with acting_as(town["cm1"].pk):
        actions.mark_in_error(outcome=first, by=town["cm1"], now=NOW)
        assert list(queries.of_case(town.files["normal"], town["cm1"])) == []
    record(town)
    assert len(all_rows()) == 2


def test_half_a_year_later_it_is_asked_once(town):
    outcome = record(town, day=TODAY - timedelta(days=190))
    with acting_as(town["cm1"].pk):
        assert queries.to_ask_again(town["cm1"], TODAY) == [outcome]
        actions.answer_lasting(outcome=outcome, lasts=False, on=TODAY, by=town["cm1"], now=NOW)
        assert queries.to_ask_again(town["cm1"], TODAY) == []
    with acting_as(town["cm3"].pk):
        assert queries.to_ask_again(town["cm3"], TODAY) == []


def test_a_child_of_another_file_is_refused_by_the_database(town):
    with acting_as(town["cm1"].pk):
        stranger = clients.add_person(
            case=town.files["protected"], by=town["cm1"], now=NOW, first_name="Anna", role=Client.Role.CHILD
        )

    def attempt() -> None:
        with transaction.atomic():
            record(town, kind="schulplatz", about=stranger)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        attempt()


def test_the_page_takes_shows_asks_and_takes_back(client, town, django_assert_max_num_queries):
    client.force_login(town["cm1"])
    address = reverse("outcomes:outcomes", args=[town.files["normal"].pk])
    with django_assert_max_num_queries(25):
        client.get(address)
    shown = client.post(address, TYPED, follow=True).content.decode()
    assert "Ausbildung begonnen" in shown
    assert "Im Betrieb in Zons." in shown
    lasting = reverse("outcomes:outcome", args=[all_rows()[0].pk])
    assert lasting in shown
    assert "hielt an" in client.post(lasting, {"lasts": "ja", "on": "09.03.2026"}, follow=True).content.decode()
    assert (
        "Papier gesehen"
        not in client.post(reverse("outcomes:in_error", args=[all_rows()[0].pk]), follow=True)
        .content.decode()
        .split("</form>")[0]
    )
    assert all_rows()[0].in_error


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "glueck"}, "glueck ist keine gültige Auswahl"),
        ({"day": "31.02.2026"}, "Dieses Datum gibt es nicht."),
        ({"day": "10.03.2026"}, "Das Ergebnis liegt in der Zukunft."),
        ({"kind": "schulplatz"}, "um welches Kind es geht"),
        ({"words": "x" * 301}, "301"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, town, change, sentence):
    client.force_login(town["cm1"])
    address = reverse("outcomes:outcomes", args=[town.files["normal"].pk])
    shown = client.post(address, {**TYPED, **change}).content.decode()
    assert sentence in shown
    assert 'value="Im Betrieb in Zons."' in shown or "words" in change
    assert all_rows() == []


@pytest.mark.parametrize("person", ["cm2", "cm3", "assistant", "coordinator", "foreigners_office"])
def test_nobody_else_finds_the_pages(client, town, person):
    outcome = record(town)
    client.force_login(town[person])
    for address in (
        reverse("outcomes:outcomes", args=[town.files["normal"].pk]),
        reverse("outcomes:outcome", args=[outcome.pk]),
    ):
        assert client.get(address).status_code in (403, 404)
    assert client.post(reverse("outcomes:in_error", args=[outcome.pk])).status_code in (403, 404)
    assert not all_rows()[0].in_error


def test_the_school_year_of_a_family(town):
    case = town.files["normal"]
    with acting_as(town["cm1"].pk):
        born = {"A": date(2012, 11, 3), "B": date(2017, 2, 14), "C": date(2019, 12, 1)}
        children = {
            name: clients.add_person(
                case=case, by=town["cm1"], now=NOW, first_name=name, role=Client.Role.CHILD, birth_date=day
            )
            for name, day in born.items()
        }
        actions.record(
            case=case, kind="schulplatz", day=TODAY, evidence="body", about=children["A"], by=town["cm1"], now=NOW
        )
        supply = queries.school_supply(case, town["cm1"], TODAY)
    assert (supply.needed, supply.supplied, supply.next_year) == (2, 1, 1)
